"""A model's answer as a post: parts, sentences, and marks of what each rests on.

Owns: the marks 〔f006,f012〕, 〔?〕 and 〔w001〕, the headings of an answer ([标题], [post] ...),
and cutting both away. Pure. Promise: a mark never reaches a reader, wherever a model put it; a
sentence keeps its words; what is no id is reported, not guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from byline.drafting.brackets import cut, places
from byline.drafting.gaps import closed
from byline.drafting.models import AFFIRM, ASK, Sentence, SentenceKind
from byline.text.sentences import clean_input

_ID = r"[fFwW]\d{1,6}"
_ASKED = r"[?？]"
_BETWEEN = r"[\s,，、;；+和]*"
_LIST = rf"{_BETWEEN}(?:{_ID}|{_ASKED})(?:{_BETWEEN}(?:{_ID}|{_ASKED}))*{_BETWEEN}"
MARK = re.compile(rf"[ \t]*(?:〔(?P<own>[^〔〕\n]{{0,60}})〕|[\[（(【](?P<like>{_LIST})[\]）)】])")
"""〔…〕 is always a mark; other brackets are one when they hold nothing but ids."""
_NAME = re.compile(_ID)
_PART = re.compile(
    r"^[ \t]*(?:\*\*|#+ )?[\[【](?P<name>[^\]】\n]{1,20})[\]】](?:\*\*)?"
    r"[ \t]*[:：]?[ \t]*(?P<rest>.*)$",
    re.MULTILINE,
)
PARTS = {
    "title": ("标题", "title", "headline"),
    "others": ("备选", "备选标题", "alternatives", "other titles"),
    "body": ("正文", "post", "body"),
    "tags": ("话题", "话题词", "tags", "hashtags"),
    "questions": ("问", "提问", "ask", "questions", "question"),
}
_HEADING = re.compile(r"#{1,6}[ \t]+")
LEAD = re.compile(r"(?:[-*+•·][ \t]+|\d{1,2}[.、)）][ \t]*|>[ \t]*)+")
_DIVIDER = re.compile(r"[ \t]*(?:[-*_][ \t]*){3,}")
_OPEN_ENDED = ("；", ";")
"""A sentence that ends so goes on: the mark behind its last part is for the whole."""


@dataclass(frozen=True)
class Line:
    """One sentence of a post on its way to being one of a draft."""

    text: str
    kind: SentenceKind
    facts: tuple[str, ...] = ()
    """Ids as the model named them, whether or not there are such facts."""
    heading: bool = False
    """Whether it is the words of a `##` heading."""

    @property
    def mark(self) -> str:
        """What it rests on, as it is shown to a model."""
        if self.kind == "proposed":
            return "〔?〕"
        return f"〔{','.join(self.facts)}〕" if self.facts else ""

    @property
    def shown(self) -> str:
        """As it stands in a draft's file."""
        return {"proposed": AFFIRM, "slot": ASK}.get(self.kind, "{}").format(self.text)


@dataclass(frozen=True)
class Post:
    """An answer taken apart."""

    title: Line
    others: tuple[str, ...] = ()
    parts: tuple[str | Line, ...] = ()
    """The body: sentences, and between them what is no sentence: blanks, `## `, `---`."""
    tags: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    """What the model asks instead of writing: the facts do not carry the topic."""
    broken: tuple[str, ...] = field(default=())
    """Marks that hold anything but ids."""

    @property
    def lines(self) -> list[Line]:
        """The sentences of the body, headings too, in order."""
        return [one for one in self.parts if isinstance(one, Line)]

    @property
    def body(self) -> str:
        """The body as a draft's file has it: no marks, proposals in their brackets."""
        return "".join(one.shown if isinstance(one, Line) else one for one in self.parts).strip()

    @property
    def plain(self) -> str:
        """The body as a reader would get it if everything proposed were agreed to."""
        return "".join(one.text if isinstance(one, Line) else one for one in self.parts).strip()

    @property
    def marked(self) -> str:
        """The body with its marks, as a model writes it."""
        return "".join(
            f"{one.shown if one.kind == 'slot' else one.text}{one.mark}"
            if isinstance(one, Line)
            else one
            for one in self.parts
        ).strip()

    @property
    def sentences(self) -> list[Sentence]:
        """The sentences as a draft records them, cut as its file will be; headings are not."""
        return [
            Sentence(text=span.text, kind=line.kind, facts=list(line.facts))
            for line in self.lines
            if not line.heading
            for span in (cut(line.text) if line.kind in ("told", "plain") else [line])
        ]

    def changed(self, becomes: Callable[[int, Line], Sequence[Line]]) -> Post:
        """The post with each sentence of the body, counted from 1, replaced by what it becomes."""
        numbers = iter(range(1, len(self.lines) + 1))
        parts: list[str | Line] = []
        for one in self.parts:
            if isinstance(one, str):
                parts.append(one)
                continue
            new = becomes(next(numbers), one)
            for place, line in enumerate(new):
                parts += [_glue(new[place - 1].text, line.text), line] if place else [line]
            if not new:
                parts.append(_GONE)
        return replace(self, parts=_tidied(parts))


_GONE, _LINES = "\x00", 0x4E00
"""Where a sentence was taken out, and the letters that stand for those that are left."""


def read(answer: str) -> Post:
    """Take an answer apart; one without headings is all body, its first `# ` line the title."""
    found = _parts(clean_input(answer).strip())
    body = found.get("body", "")
    title = found.get("title", "")
    if not title and (first := re.match(r"#[ \t]+([^\n]+)\n", body)):
        title, body = first[1], body[first.end() :]
    parts, broken = _body(body)
    tags = (tag.strip("#＃") for tag in re.split(r"[\s,，、]+", found.get("tags", "")))
    return Post(
        title=line_of(title.strip().strip("《》").splitlines()[0] if title.strip() else ""),
        others=tuple(bare(one) for one in _listed(found.get("others", ""))),
        parts=parts,
        tags=tuple(dict.fromkeys(tag for tag in tags if tag and not MARK.search(tag))),
        questions=tuple(bare(one) for one in _listed(found.get("questions", ""))),
        broken=broken,
    )


def line_of(marked: str) -> Line:
    """One sentence with its marks; of several marks all ids count."""
    names, asked, _ = _named(MARK.finditer(marked))
    return _line(bare(marked), names, asked=asked)


def lines_of(marked: str) -> list[Line]:
    """A few sentences with their marks, on one line."""
    parts, _ = _body(marked)
    return [one for one in parts if isinstance(one, Line)]


def bare(text: str) -> str:
    """The text without marks."""
    return MARK.sub("", text).strip()


class Screen:
    """Pieces of an answer on their way to the screen, without marks; headings become `on_part`.

    Holds back only what may be the beginning of a mark or a heading.
    """

    def __init__(self, on_text: Callable[[str], None], on_part: Callable[[str], None]) -> None:
        self._on_text = on_text
        self._on_part = on_part
        self._held = ""
        self._fresh = True
        """Whether the next character begins a line."""

    def take(self, piece: str) -> None:
        """Show what can be shown of the next piece."""
        self._held += piece
        while self._held:
            if self._fresh and self._held.lstrip(" \t")[:1] in ("[", "【", ""):
                line, newline, rest = self._held.partition("\n")
                if not newline:
                    return
                if (found := _PART.fullmatch(line)) and (name := _called(found["name"])):
                    self._on_part(name)
                    self._held = found["rest"] + ("\n" + rest if found["rest"] else rest)
                    continue
            if not self._text():
                return

    def end(self) -> None:
        """Show what was held back."""
        if rest := MARK.sub("", self._held):
            self._on_text(rest)
        self._held = ""

    def _text(self) -> bool:
        """Show up to the next bracket or line end; whether anything was done."""
        stop = re.search(r"[ \t]*[〔\[（(【]|\n", self._held)
        if stop is None:
            self._show(self._held)
            self._held = ""
        elif stop.start():
            self._show(self._held[: stop.start()])
            self._held = self._held[stop.start() :]
        elif (found := MARK.match(self._held)) is not None:
            self._held = self._held[found.end() :]
        elif stop[0] == "\n":
            self._show("\n")
            self._held, self._fresh = self._held[1:], True
        elif re.match(r"[ \t]*[〔\[（(【][^\]〕）)】\n]{0,60}\Z", self._held):
            return False
        else:
            self._show(self._held[: stop.end()])
            self._held = self._held[stop.end() :]
        return True

    def _show(self, text: str) -> None:
        self._fresh = False
        self._on_text(text)


def _parts(answer: str) -> dict[str, str]:
    """The parts by name; what stands before the first heading counts when it is all there is."""
    heads = [(one, name) for one in _PART.finditer(answer) if (name := _called(one["name"]))]
    if not heads:
        return {"body": answer}
    found: dict[str, str] = {}
    for (one, name), (after, _) in pairwise([*heads, (None, "")]):
        assert one is not None
        end = after.start() if after else len(answer)
        text = "\n".join(filter(None, [one["rest"].strip(), answer[one.end() : end].strip()]))
        found.setdefault(name, text)
    return found


def _called(name: str) -> str:
    plain = name.strip().casefold()
    return next((part for part, names in PARTS.items() if plain in names), "")


def _listed(text: str) -> list[str]:
    lines = (LEAD.sub("", line.strip(), count=1).strip() for line in text.split("\n"))
    return [line for line in lines if line]


def _body(text: str) -> tuple[tuple[str | Line, ...], tuple[str, ...]]:
    """Sentences and what stands between them; each mark goes to the sentence it stands at."""
    clean, marks = "", list[tuple[int, re.Match[str]]]()
    at = 0
    for found in MARK.finditer(text):
        clean += text[at : found.start()]
        marks.append((len(clean), found))
        at = found.end()
    clean += text[at:]
    parts: list[str | Line] = []
    end, broken = 0, list[str]()
    spans = list(_whole_sentences(clean))
    for (start, stop), (after, _) in pairwise([*spans, (len(clean) + 1, 0)]):
        fresh = not clean[:start].rpartition("\n")[2].strip()
        here = [
            found
            for at, found in marks
            if start < at <= stop or stop < at < after or (at == start and fresh)
        ]
        names, asked, odd = _named(here)
        broken += odd
        heading = bool(_HEADING.search(clean[end:start].rpartition("\n")[2]))
        if clean[end:start]:
            parts.append(clean[end:start])
        # A heading is nothing to say yes to: what it proposes, the sentences below it do.
        text = clean[start:stop]
        line = _line(text, names, asked=asked and not heading)
        parts.append(replace(line, heading=heading))
        if line.kind == "slot" and (tail := text.rpartition("】")[2]) != text:
            # The stop behind a slot ends the sentence it stands in.
            parts += [tail] if tail else []
        end = stop
    if clean[end:]:
        parts.append(clean[end:])
    return tuple(parts), tuple(broken)


def _whole_sentences(text: str) -> Iterator[tuple[int, int]]:
    """Where sentences stand, list markers and headings left out.

    Parts divided by ； are one sentence, and so is a mark left over behind “……”.
    """
    run: tuple[int, int, bool] | None = None
    for span in cut(text):
        if _DIVIDER.fullmatch(span.text):
            continue
        start = span.start
        if text[:start].rpartition("\n")[2].strip() == "":
            for lead in (_HEADING, LEAD):
                if (found := lead.match(text, start, span.end)) and found.end() < span.end:
                    start = found.end()
        goes_on = run is not None and "\n" not in text[run[1] : start]
        bare_mark = not any(character.isalnum() for character in span.text)
        if run is not None and goes_on and (bare_mark or run[2]):
            run = run[0], span.end, span.text.endswith(_OPEN_ENDED)
            continue
        if run is not None:
            yield run[:2]
        run = start, span.end, span.text.endswith(_OPEN_ENDED)
    if run is not None:
        yield run[:2]


def _line(text: str, names: tuple[str, ...], *, asked: bool) -> Line:
    place = next(places(text), None)
    if place is not None and place.start == 0 and place.end >= len(text.rstrip("。.")):
        return Line(place.words, place.kind)
    return Line(text, _kind(names, asked=asked), () if asked else names)


def _kind(names: Sequence[str], *, asked: bool) -> SentenceKind:
    """A sentence with facts and a question mark is proposed: the stricter of the two."""
    return "proposed" if asked else "told" if names else "plain"


def _named(
    marks: Iterator[re.Match[str]] | Sequence[re.Match[str]],
) -> tuple[tuple[str, ...], bool, list[str]]:
    """The ids of marks, whether one asks, and what they hold besides."""
    names: list[str] = []
    asked, odd = False, list[str]()
    for mark in marks:
        held = mark["own"] if mark["own"] is not None else mark["like"]
        found = _NAME.findall(held)
        names += [f"{one[0].lower()}{int(one[1:]):03d}" for one in found]
        asked = asked or bool(re.search(_ASKED, held))
        if not re.fullmatch(_LIST, held):
            odd.append(held)
    return tuple(dict.fromkeys(names)), asked, odd


def _glue(before: str, after: str) -> str:
    """What stands between two sentences of one line: a blank between English ones."""
    return " " if before[-1:].isascii() and after[:1].isascii() else ""


def _tidied(parts: Sequence[str | Line]) -> tuple[str | Line, ...]:
    """Close the gaps that sentences left; what stands between sentences holds no letters."""
    if _GONE not in parts:
        return tuple(parts)
    lines = [one for one in parts if isinstance(one, Line)]
    names = iter(range(_LINES, _LINES + len(lines)))
    text = "".join(chr(next(names)) if isinstance(one, Line) else one for one in parts)
    while (at := text.rfind(_GONE)) >= 0:
        text, _ = closed(text, at, at + 1)
    pieces = re.split(f"([{chr(_LINES)}-{chr(_LINES + len(lines))}])", text)
    return tuple(
        lines[ord(piece) - _LINES] if at % 2 else piece for at, piece in enumerate(pieces) if piece
    )

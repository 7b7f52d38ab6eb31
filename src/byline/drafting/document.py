"""drafts/<date>-<slug>/<platform>.md: the only reader and the only writer of a draft's file.

    ---  the record: a Draft without its title, tags and body (format 1: sections)  ---
    # title
    body, with 【待补：…】 where something is missing and 【待认：…】 where a yes is missing
    #tag #tag
    > label

Owns: which part of a file is which, every sentence with its place, and what the record says of it.
Promise: record and words are kept apart, so that only recorded words are ever called carried; every
span is exact in the file, a byte order mark and carriage returns included; what `replaced` does not
have to change stays to the character; a draft that a hand may have been in is never overwritten; a
file that is no draft is an InputError, a record broken by hand a HandEditError, and neither is
touched.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from pydantic import ValidationError

from byline import edited_yaml, files
from byline.drafting.brackets import Place, cut_around, places
from byline.drafting.matching import Record, State
from byline.drafting.models import Draft, Sentence
from byline.drafting.old_format import converted, is_old
from byline.drafting.versions import History, Why
from byline.errors import BylineError, HandEditError, InputError
from byline.front_matter import parse_front_matter
from byline.text.sentences import Span
from byline.validation import first_problem

SLUG = 24
"""Characters of a topic in the name of a folder."""
_HEAD = re.compile(r"\A\ufeff?---\r?\n(.*?)^---\r?\n", re.DOTALL | re.MULTILINE)
_TITLE = re.compile(r"\s*(?P<line>#(?:[ \t][^\n]*?)?)\r?(?:\n|\Z)")
_TAGS = re.compile(r"#[^\s#]+#?(\s+#[^\s#]+#?)*")
_LABEL_WORDS = ("AI", "人工智能")
_BLANK = re.compile(r"\n[ \t\r]*\n")
_LINE = re.compile(r"[^\n]*\n?")
_HEADING = re.compile(r"#{1,6}[ \t]+(.*?)[ \t]*#*")
_RULE = re.compile(r"([-*_])([ \t]*\1){2,}")


@dataclass(frozen=True)
class Line(Span):
    """One sentence of the body."""

    paragraph: int
    """As the person counts them, from 1."""
    heading: str
    """The one right above its paragraph; '' for none."""
    state: State
    facts: list[str]
    """Fact ids; of an edited sentence those of its recorded wording, which it may have left."""
    was: str
    """The recorded wording of a sentence, proposal or question that has another one now."""

    @property
    def is_own(self) -> bool:
        """Whether the person wrote it, or changed it."""
        return self.state in ("edited", "added")


@dataclass(frozen=True)
class Paragraph(Span):
    """Lines of the file without a blank one, a heading or a divider between them."""

    number: int
    heading: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class _Parts:
    """What stands where; empty where there is nothing of it."""

    head: Span
    """The YAML."""
    title: Span
    """With its mark."""
    body: Span
    tags: Span
    label: Span


@dataclass(frozen=True)
class Document:
    """A draft's file as it stands now, after whatever the person did to it."""

    path: Path
    text: str
    """Every character of it."""
    draft: Draft
    """The record, with title, tags and body as the file has them, line ends as \\n."""
    label: str
    """The AI label as it stands; '' when the person took it out."""
    paragraphs: tuple[Paragraph, ...]
    places: tuple[Place, ...]
    gone: tuple[str, ...]
    """Recorded sentences, slots aside, that are no longer there."""
    parts: _Parts
    is_old: bool
    """Whether the file is of format 1."""

    @property
    def title(self) -> str:
        """As it stands; '' for none."""
        return self.draft.title

    @property
    def tags(self) -> list[str]:
        """As they stand, without their marks."""
        return self.draft.tags

    @property
    def body(self) -> str:
        """As it stands between title and tags."""
        return self.draft.body

    @property
    def lines(self) -> list[Line]:
        """Every sentence of the body, in order."""
        return [line for paragraph in self.paragraphs for line in paragraph.lines]

    @property
    def slots(self) -> list[Place]:
        """What is asked, in order."""
        return [one for one in self.places if one.kind == "slot"]

    @property
    def proposals(self) -> list[Place]:
        """What waits for a yes, in order."""
        return [one for one in self.places if one.kind == "proposed"]

    def line_of(self, place: Place) -> Line | None:
        """The sentence a place is; None for one in the title or in a heading."""
        return next((line for line in self.lines if line.start == place.start), None)

    @property
    def current(self) -> Draft:
        """The draft whose proposals and slots are those that stand in the body now."""
        body = self.parts.body
        left = [one for one in self.places if body.start <= one.start < body.end]
        kept: list[Sentence] = []
        for one in self.draft.sentences:
            at = next((at for at, place in enumerate(left) if self._holds(place, one)), None)
            if at is not None:
                kept.append(one.model_copy(update={"text": left.pop(at).words}))
            elif one.kind in ("told", "plain"):
                kept.append(one)
        kept += [Sentence(text=one.words, kind=one.kind) for one in left]
        return self.draft.model_copy(update={"sentences": kept})

    def _holds(self, place: Place, sentence: Sentence) -> bool:
        """Whether a place is where a recorded proposal or slot stood."""
        line = self.line_of(place)
        words = line.was if line and line.was else place.words
        return (sentence.kind, sentence.text) == (place.kind, words)


def load(path: Path) -> Document:
    """Read a draft; InputError for what is none, HandEditError for a broken record."""
    if path.is_dir():
        raise _folder(path)
    text = files.read_text(path)
    with path.open("rb") as stream:
        # read_text drops the mark, and places are to be exact.
        marked = stream.read(len(BOM_UTF8)) == BOM_UTF8
    return parse(path, f"\ufeff{text}" if marked else text)


def parse(path: Path, text: str) -> Document:
    """A draft's file that was read already; `path` is for errors."""
    head = _HEAD.match(text)
    if head is None:
        raise _foreign(path)
    record = _record(path, text.removeprefix("\ufeff"))
    parts = _parts(text, head)
    draft = _draft(path, record, parts)
    waits = [one.text for one in draft.sentences if one.kind in ("slot", "proposed")]
    found = tuple(places(text, head.end(), recorded=waits))
    matched = Record(draft)
    paragraphs = tuple(_paragraphs(text, parts.body, found, matched))
    return Document(
        path=path,
        text=text,
        draft=draft,
        label=_label(parts.label.text),
        paragraphs=paragraphs,
        places=found,
        gone=tuple(matched.gone()),
        parts=parts,
        is_old=is_old(record),
    )


def save(drafts: Path, draft: Draft) -> Path:
    """Write a new draft and return its path."""
    return save_in(folder(drafts, draft.topic, draft.made), draft)


def save_in(target: Path, draft: Draft, *, why: Why = "written", words: str = "") -> Path:
    """Write a new draft into a folder of drafts and return its path; its first version is kept."""
    files.make_folder(target)
    path = _free(target, draft.platform)
    text = rendered(draft)
    History(path, lambda: draft.made).written(text, words, why)
    files.replace(path, text)
    return path


def folder(drafts: Path, topic: str, made: datetime) -> Path:
    """Where the drafts of a topic are kept that are made on one day."""
    return drafts / f"{made:%Y-%m-%d}-{slug(topic)}"


def slug(topic: str) -> str:
    """A folder name a person recognises: letters, digits and Chinese characters of the topic."""
    kept = re.sub(r"[^\w]+", "-", topic, flags=re.UNICODE).strip("-_")
    return kept[:SLUG].strip("-_") or "draft"


def rendered(draft: Draft) -> str:
    """The file of a new draft."""
    return f"---\n{edited_yaml.merged('', _data(draft))}---\n{below(draft)}"


def below(draft: Draft) -> str:
    """Title, body, tags and label, each on its own to be copied."""
    label = f"> {draft.ai_label}" if draft.ai_label else ""
    parts = (_title_line(draft), draft.body.strip(), _tag_line(draft), label)
    return "\n\n".join(filter(None, parts)) + "\n"


def replaced(document: Document, draft: Draft) -> str:
    """The whole file with another draft in it; what the two have alike stays to the character."""
    parts, held = document.parts, document.draft
    old = "" if document.is_old else _unified(parts.head.text)
    changes = [(parts.head, edited_yaml.merged(old, _data(draft)))]
    for span, was, now in (
        (parts.title, _title_line(held), _title_line(draft)),
        (parts.body, held.body, draft.body.strip()),
        (parts.tags, _tag_line(held), _tag_line(draft)),
    ):
        if was != now:
            changes.append((span, now if span.text else f"\n\n{now}\n\n"))
    text = document.text
    for span, words in reversed(changes):
        # The line ends of what stood there, else of the file.
        crlf = "\r\n" in (span.text if "\n" in span.text else document.text)
        now = words.replace("\n", "\r\n") if crlf else words
        text = text[: span.start] + now + text[span.end :]
    return text


def _data(draft: Draft) -> dict[str, Any]:
    return draft.model_dump(mode="json", exclude={"title", "tags", "body"})


def _title_line(draft: Draft) -> str:
    """A bare # keeps a heading that opens the body from being read as the title."""
    return f"# {draft.title}" if draft.title else "#" if _TITLE.match(draft.body) else ""


def _tag_line(draft: Draft) -> str:
    return " ".join(f"#{tag}" for tag in draft.tags)


def _free(target: Path, platform: str) -> Path:
    path = target / f"{platform}.md"
    number = 2
    # A name whose draft was deleted is not free: its versions are another text's.
    while path.exists() or History(path).folder.exists():
        path = target / f"{platform}-{number}.md"
        number += 1
    return path


def _unified(text: str) -> str:
    return text.replace("\r\n", "\n")


def _record(path: Path, text: str) -> dict[str, Any]:
    def wrong(field: str, problem: str) -> BylineError:
        return HandEditError(path, line=None, field=field, problem=problem)

    record, _ = parse_front_matter(text, wrong)
    if "sentences" not in record and "sections" not in record:
        raise _foreign(path)
    return cast("dict[str, Any]", record)


def _draft(path: Path, record: dict[str, Any], parts: _Parts) -> Draft:
    words = {
        "title": parts.title.text[1:].strip(),
        "tags": [tag.strip("#") for tag in parts.tags.text.split()],
        "body": _unified(parts.body.text),
    }
    try:
        return Draft.model_validate((converted(record) if is_old(record) else record) | words)
    except ValidationError as error:
        problem = first_problem(error)
        raise HandEditError(
            path, line=None, field=problem.field, problem=problem.message
        ) from error


def _parts(text: str, head: re.Match[str]) -> _Parts:
    titled = _TITLE.match(text, head.end())
    top = titled.end() if titled else head.end()
    title = _span(text, *titled.span("line")) if titled else _span(text, top, top)
    end = max(len(text.rstrip()), top)
    label = tags = _span(text, end, end)
    last = _last(text, top, end)
    if _label(last.text):
        label, end = last, max(len(text[: last.start].rstrip()), top)
        tags = _span(text, end, end)
        last = _last(text, top, end)
    if _TAGS.fullmatch(last.text):
        tags, end = last, max(len(text[: last.start].rstrip()), top)
    body = _span(text, top, end)
    return _Parts(Span(*head.span(1), head[1]), title, body, tags, label)


def _span(text: str, start: int, end: int) -> Span:
    """A stretch without the white space around it; an empty one is where it begins."""
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip()) if piece.strip() else 0
    return Span(start, start + len(piece.strip()), piece.strip())


def _last(text: str, start: int, end: int) -> Span:
    """The last paragraph."""
    for found in _BLANK.finditer(text, start, end):
        start = found.end()
    return _span(text, start, end)


def _label(paragraph: str) -> str:
    """The words of a closing quote that speaks of AI; '' for any other paragraph."""
    lines = [line.strip() for line in paragraph.split("\n")]
    if not all(line.startswith(">") for line in lines):
        return ""
    words = " ".join(line.lstrip("> ") for line in lines).strip()
    return words if any(word in words for word in _LABEL_WORDS) else ""


def _blocks(text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """Where each run of lines stands, and the heading right above it."""
    heading, begin, stop = "", None, start
    for line in _LINE.finditer(text, start, end):
        words = line[0].strip()
        titled = _HEADING.fullmatch(words)
        if not words or titled or _RULE.fullmatch(words):
            if begin is not None:
                yield begin, stop, heading
                heading, begin = "", None
            heading = titled[1] if titled else heading
        else:
            begin = line.start() if begin is None else begin
            stop = line.end()
    if begin is not None:
        yield begin, stop, heading


def _paragraphs(
    text: str, body: Span, found: Sequence[Place], record: Record
) -> Iterator[Paragraph]:
    waiting = {place.start: place for place in found}
    blocks = [
        (heading, [(span, waiting.get(span.start)) for span in spans])
        for start, end, heading in _blocks(text, body.start, body.end)
        if (spans := list(cut_around(text, start, end, found)))
    ]
    for heading, _ in blocks:
        # A heading that was proposed is recorded like a sentence.
        record.exact(next((one.words for one in places(heading)), heading))
    # Which recorded sentences are gone is known only once all exact ones are found.
    exact = [[record.exact(_words(*one)) for one in block] for _, block in blocks]
    for number, ((heading, block), runs) in enumerate(zip(blocks, exact, strict=True), start=1):
        lines: list[Line] = []
        for (span, place), run in zip(block, runs, strict=True):
            known = record.match(_words(span, place), run, place.kind if place else None)
            lines.append(Line(*(span.start, span.end, span.text), number, heading, *known))
        start, end = lines[0].start, lines[-1].end
        yield Paragraph(start, end, text[start:end], number, heading, tuple(lines))


def _words(span: Span, place: Place | None) -> str:
    return place.words if place else span.text


def _foreign(path: Path) -> InputError:
    return InputError(
        "这不是 byline 写的稿子，开头没有它的记录",
        value=str(path),
        next_step='用 drafts/ 里的文件，或 byline draft "题目" 写一篇',
    )


def _folder(path: Path) -> InputError:
    held = sorted(path.glob("*.md")) or sorted(path.glob("*/*.md"))
    return InputError(
        "这是一个文件夹，要的是一篇稿子",
        value=str(path),
        next_step="、".join(str(one) for one in held[:4]) or 'byline draft "题目" 写一篇',
    )

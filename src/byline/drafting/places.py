"""Where a draft's file waits for the person, byte by byte.

Owns: a draft's file as the characters it is made of, and the open places in it. Promise: a place's
span is exact in the file, whatever its line ends and whatever a hand did to it; which recorded
paragraph a place belongs to is told by words that are still there, else by order, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from byline.drafting.beats import Beat, load_beats
from byline.drafting.models import Draft
from byline.drafting.stored import SLOT, StoredDraft, load
from byline.errors import InputError
from byline.text.sentences import one_line, sentences

_HEAD = re.compile(r"\A\ufeff?---\r?\n(.*?)^---\r?\n", re.DOTALL | re.MULTILINE)
_LINE = re.compile(r"[^\n]*(?:\n|\Z)")
_HEADING = re.compile(r"#{1,6}[ \t]+(.*?)[ \t]*#*\s*$")
_AROUND = re.compile(r"[\s>*_`\-+。.！!；;]*")
"""What may stand around a slot that is a paragraph by itself."""
_RULE = re.compile(r"[-*_\s]+")
"""A line across the page: it parts the posts of a thread."""
_MARK = re.compile(r"【待补\s*[：:]?\s*")


@dataclass(frozen=True)
class Paragraph:
    """Lines of the file between blank ones; a heading is one by itself."""

    start: int
    end: int
    text: str
    heading: str
    """The heading above it; of a heading, its own words."""
    is_heading: bool = False


@dataclass(frozen=True)
class Slot:
    """One open place."""

    start: int
    end: int
    text: str
    """As it stands in the file: 【待补：…】."""
    question: str
    """What stands between the brackets now; '' when nothing does."""
    paragraph: Paragraph
    before: str
    """The paragraph before it, in one line; '' at the beginning."""
    after: str
    whole: bool
    """Whether it is a paragraph by itself."""
    sentence: str = ""
    """Of one that is not: the sentence it stands in."""
    section: int | None = None
    """The recorded paragraph it belongs to; None for one the person added."""
    after_section: int = 0
    """The last recorded paragraph that stands before it."""
    known: bool = False
    """Whether the question is still byline's own."""

    def topic(self, draft: Draft) -> str:
        """The topic of the interview that its answer belongs to.

        '' for a place inside a sentence: a date alone makes no paragraph of another draft.
        """
        beat = self._beat(draft)
        return beat.topics[0] if beat and beat.topics and self.whole else ""

    def notes(self, draft: Draft) -> list[str]:
        """Why the paragraph is wanted."""
        beat = self._beat(draft)
        return list(beat.notes) if beat else []

    def _beat(self, draft: Draft) -> Beat | None:
        if self.section is None:
            return None
        return load_beats().beats.get(draft.sections[self.section].beat)


@dataclass(frozen=True)
class Page:
    """A draft's file as it is this instant."""

    stored: StoredDraft
    raw: str
    """Every character, a BOM and carriage returns included."""
    head: tuple[int, int]
    """Where the YAML of the front matter stands."""
    body: int
    """Where the post begins."""
    slots: Sequence[Slot]

    def find(self, slot: Slot) -> Slot | None:
        """The place that was seen before, wherever it stands now; None when it is gone."""
        same = [one for one in self.slots if one.text == slot.text]
        return next((one for one in same if one.whole == slot.whole), None)

    def sentences(self, *, but: Slot) -> list[str]:
        """The sentences of the post around a place."""
        return [
            sentence.text
            for one in _paragraphs(self.raw, self.body)
            if not one.is_heading and one.start != but.paragraph.start
            for sentence in sentences(one.text)
        ]


def read(path: Path) -> Page:
    """Read a draft's file; InputError for what is none, HandEditError for a broken record."""
    stored = load(path)
    raw = path.read_bytes().decode("utf-8")
    head = _HEAD.match(raw)
    if head is None or not stored.draft.sections:
        raise InputError(
            "这篇稿子的记录里一段也没有", value=str(path), next_step='byline draft "题目" 写一篇'
        )
    return Page(stored, raw, head.span(1), head.end(), _slots(raw, head.end(), stored.draft))


def _slots(raw: str, start: int, draft: Draft) -> list[Slot]:
    paragraphs = list(_paragraphs(raw, start))
    anchors = [_anchor(paragraph, draft) for paragraph in paragraphs]
    found = [
        _slot(paragraphs, place, at, draft)
        for place, paragraph in enumerate(paragraphs)
        for at in _places(paragraph, draft)
    ]
    return _matched(found, paragraphs, anchors, draft)


def _paragraphs(raw: str, start: int) -> Iterator[Paragraph]:
    heading, begin = "", None
    for line in _LINE.finditer(raw, start):
        blank = not line[0].strip()
        titled = _HEADING.fullmatch(line[0].rstrip("\r\n"))
        if (blank or titled) and begin is not None:
            yield _cut(raw, begin, line.start(), heading)
            heading, begin = "", None
        if titled:
            heading = titled[1].strip()
            own = _cut(raw, line.start(), line.end(), heading)
            yield replace(own, is_heading=True)
        elif not blank and begin is None:
            begin = line.start()
        if line.end() == len(raw):
            break
    if begin is not None:
        yield _cut(raw, begin, len(raw), heading)


def _cut(raw: str, start: int, end: int, heading: str) -> Paragraph:
    text = raw[start:end].rstrip()
    return Paragraph(start, start + len(text), text, heading)


def _places(paragraph: Paragraph, draft: Draft) -> list[tuple[int, int]]:
    """The slots of a paragraph, one that lost only its bracket as long as it was recorded."""
    slots = [text for section in draft.sections for text in SLOT.findall(section.text)]
    opened = [text.rstrip("】") for text in slots]
    if paragraph.text.strip().rstrip("】") in opened:
        lead = len(paragraph.text) - len(paragraph.text.lstrip())
        return [(paragraph.start + lead, paragraph.end)]
    return [
        (paragraph.start + one.start(), paragraph.start + len(paragraph.text[: one.end()].rstrip()))
        for one in SLOT.finditer(paragraph.text)
    ]


def _slot(paragraphs: Sequence[Paragraph], place: int, span: tuple[int, int], draft: Draft) -> Slot:
    paragraph = paragraphs[place]
    start, end = span
    before = paragraph.text[: start - paragraph.start]
    after = paragraph.text[end - paragraph.start :]
    whole = not paragraph.is_heading and all(_AROUND.fullmatch(part) for part in (before, after))
    text = paragraph.text[start - paragraph.start : end - paragraph.start]
    if whole:
        end += len(after) - len(after.lstrip("。.！!；;"))
    return Slot(
        start=start,
        end=end,
        text=text,
        question=_MARK.sub("", text).rstrip("】 ").strip(),
        paragraph=paragraph,
        before=_beside(paragraphs, place, -1),
        after=_beside(paragraphs, place, 1),
        whole=whole,
        sentence="" if whole else _sentence(paragraph.text, start - paragraph.start),
    )


def _sentence(text: str, at: int) -> str:
    """The sentence a place stands in: its own marks end none."""
    hidden = SLOT.sub(lambda slot: "□" * len(slot[0]), text)
    span = next((one for one in sentences(hidden) if one.start <= at < one.end), None)
    return text[span.start : span.end] if span else text


def _beside(paragraphs: Sequence[Paragraph], place: int, step: int) -> str:
    """The nearest paragraph that says something, above or below."""
    rest = paragraphs[place + 1 :] if step > 0 else paragraphs[:place][::-1]
    told = (one for one in rest if not one.is_heading and not _RULE.fullmatch(one.text))
    return next((one_line(one.text) for one in told), "")


def _anchor(paragraph: Paragraph, draft: Draft) -> int | None:
    """The recorded paragraph whose words these are; None when no sentence of it is left."""
    words = {one.text for one in sentences(paragraph.text)} | {paragraph.text.strip()}
    for place, section in enumerate(draft.sections):
        own = {one.text.strip() for one in section.sentences}
        if words & own or section.text.strip() in words:
            return place
    return None


def _matched(
    found: Sequence[Slot],
    paragraphs: Sequence[Paragraph],
    anchors: Sequence[int | None],
    draft: Draft,
) -> list[Slot]:
    """Each slot with its recorded paragraph: between those that are known on either side."""
    left = [n for n, section in enumerate(draft.sections) for _ in SLOT.findall(section.text)]
    matched: list[Slot] = []
    for slot in found:
        at = paragraphs.index(slot.paragraph)
        own = anchors[at]
        above = [one for one in anchors[:at] if one is not None]
        below = [one for one in anchors[at + 1 :] if one is not None]
        low, high = max(above, default=-1), min(below, default=len(draft.sections))
        if own is None:
            own = next((n for n in left if low < n < high), None)
        known = own is not None and slot.text in SLOT.findall(draft.sections[own].text)
        if own in left:
            left.remove(own)
        matched.append(replace(slot, section=own, after_section=max(low, 0), known=known))
    return matched

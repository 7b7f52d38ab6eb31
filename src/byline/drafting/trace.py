"""From each sentence of a draft's file to the facts it was written from.

Owns: matching the words that stand in the file with the record of the draft. Pure. Promise: every
sentence of the file comes out once, in order; only one whose words are the recorded ones is called
carried, and one the person changed or added is called that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict

from byline.drafting.models import Section
from byline.drafting.stored import SLOT, StoredDraft, cut

State = Literal["carried", "nothing", "slot", "edited", "added"]
"""carried: the recorded words, with facts; nothing: the recorded words, which rest on no fact;
edited: close to recorded words that are no longer there; added: like nothing that was recorded."""
ALIKE = 0.5
"""Share of a sentence's characters that must stand, in order, in the recorded one it edits."""
FEWEST_ALIKE = 4
"""Characters below which likeness is chance."""
_HEADING = re.compile(r"#{1,6}[ \t]+(.*?)[ \t]*#*$")
_RULE = re.compile(r"\s*([-*_])(\s*\1){2,}\s*")
_MARKS = re.compile(r"[\s*_`>]+|^(?:[-+]|\d+[.)])\s+")
"""Markdown a person may put around words without changing them."""


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TracedLine(_Data):
    """One sentence of the file."""

    text: str
    state: State
    facts: list[str]
    """Fact ids; of an edited sentence those of its recorded wording, which it may have left."""
    was: str = ""
    """The recorded wording of an edited sentence."""


class TracedParagraph(_Data):
    """A paragraph of the file."""

    heading: str
    lines: list[TracedLine]
    notes: list[str]
    """Methodology notes behind the paragraph it was recorded as; empty for the person's own."""


class Trace(_Data):
    """A whole draft."""

    path: str
    platform: str
    title: str
    """Worded by the model from the body; no fact is recorded for it."""
    status: str
    model: str
    prompts: list[str]
    paragraphs: list[TracedParagraph]
    gone: list[str]
    """Recorded sentences that the person took out."""
    removed: list[str]
    """What the model wrote and byline took out before anybody saw it."""

    def counts(self) -> dict[State, int]:
        """How many sentences there are of each state."""
        counts: dict[State, int] = dict.fromkeys(get_args(State), 0)
        for line in (line for paragraph in self.paragraphs for line in paragraph.lines):
            counts[line.state] += 1
        return counts

    def facts(self) -> list[str]:
        """Every fact id, in the order of the draft."""
        lines = (line for paragraph in self.paragraphs for line in paragraph.lines)
        return list(dict.fromkeys(name for line in lines for name in line.facts))


@dataclass(eq=False)
class _Piece:
    """A recorded sentence as the file would show it."""

    text: str
    facts: list[str]
    beat: str
    kept: bool = False
    edited: bool = False


def trace(stored: StoredDraft, notes: Mapping[str, Sequence[str]]) -> Trace:
    """Trace every sentence of the file; `notes` are those behind each kind of paragraph."""
    draft = stored.draft
    recorded = [piece for section in draft.sections for piece in _recorded(section)]
    written = list(_paragraphs(stored.words.body))
    exact = [[_exact(text, recorded) for text in texts] for _, texts in written]
    # Only now is it known which recorded sentences are no longer there.
    paragraphs = [
        _traced(heading, texts, found, recorded, notes)
        for (heading, texts), found in zip(written, exact, strict=True)
    ]
    return Trace(
        path=str(stored.path),
        platform=draft.platform,
        title=stored.words.title,
        status=draft.status,
        model=draft.model,
        prompts=draft.prompts,
        paragraphs=paragraphs,
        gone=[
            one.text for one in recorded if not (one.kept or one.edited or SLOT.search(one.text))
        ],
        removed=[words for section in draft.sections for words in section.removed],
    )


def _traced(
    heading: str,
    texts: Sequence[str],
    found: Sequence[_Piece | None],
    recorded: Sequence[_Piece],
    notes: Mapping[str, Sequence[str]],
) -> TracedParagraph:
    origins = [one or _nearest(text, recorded) for text, one in zip(texts, found, strict=True)]
    beats = [one.beat for one in origins if one]
    lines = [
        _line(text, one, exact=one is exact)
        for text, one, exact in zip(texts, origins, found, strict=True)
    ]
    beat = max(beats, key=beats.count, default="")
    return TracedParagraph(heading=heading, lines=lines, notes=list(notes.get(beat, ())))


def _line(text: str, origin: _Piece | None, *, exact: bool) -> TracedLine:
    if SLOT.search(text):
        return TracedLine(text=text, state="slot", facts=[])
    if origin is None:
        return TracedLine(text=text, state="added", facts=[])
    if not exact:
        origin.edited = True
        return TracedLine(text=text, state="edited", facts=origin.facts, was=origin.text)
    return TracedLine(text=text, state="carried" if origin.facts else "nothing", facts=origin.facts)


def _recorded(section: Section) -> Iterator[_Piece]:
    """The sentences of a section, cut as its file is: two recorded ones may read as one."""
    ends: list[tuple[int, list[str]]] = []
    whole = ""
    for sentence in section.sentences:
        # English sentences have a blank between them, or they would read as one.
        blank = whole[-1:].isascii() and sentence.text[:1].isascii()
        whole += f" {sentence.text}" if whole and blank else sentence.text
        ends.append((len(whole), sentence.facts))
    for span in cut(whole):
        facts = [
            name
            for (upto, names), begin in zip(ends, [0, *(upto for upto, _ in ends)], strict=False)
            if begin < span.end and upto > span.start
            for name in names
        ]
        yield _Piece(span.text, list(dict.fromkeys(facts)), section.beat)


def _paragraphs(body: str) -> Iterator[tuple[str, list[str]]]:
    """Each paragraph's heading and sentences; a heading without a paragraph stands alone."""
    heading = ""
    for block in re.split(r"\n[ \t]*\n+", body):
        kept: list[str] = []
        for line in block.split("\n"):
            if found := _HEADING.fullmatch(line.strip()):
                if heading:
                    yield heading, []
                heading = found.group(1)
            elif not _RULE.fullmatch(line):
                kept.append(line)
        if texts := [span.text for span in cut("\n".join(kept))]:
            yield heading, texts
            heading = ""
    if heading:
        yield heading, []


def _exact(text: str, recorded: Sequence[_Piece]) -> _Piece | None:
    """The recorded sentence of these words, the first that is not yet taken if there are more."""
    words = _plain(text)
    same = [one for one in recorded if _plain(one.text) == words]
    found = next((one for one in same if not one.kept), same[0] if same else None)
    if found:
        found.kept = True
    return found


def _nearest(text: str, recorded: Sequence[_Piece]) -> _Piece | None:
    """The missing recorded sentence that most of these words come from; None when none is near.

    A sentence cut in two has two edits, so that one already taken as an edit may be taken again.
    """
    best: tuple[float, _Piece | None] = 0.0, None
    words = _plain(text)
    for one in recorded:
        if one.kept or SLOT.search(one.text):
            continue
        blocks = SequenceMatcher(None, words, _plain(one.text), autojunk=False)
        same = sum(block.size for block in blocks.get_matching_blocks())
        share = same / max(len(words), 1)
        if same >= FEWEST_ALIKE and share >= ALIKE and share > best[0]:
            best = share, one
    return best[1]


def _plain(text: str) -> str:
    return _MARKS.sub("", text)

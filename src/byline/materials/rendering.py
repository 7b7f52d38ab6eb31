"""A document as text with places.

Owns: `Rendering` and how readers make one. Promise: the parts lie in the text in order and do not
overlap; what stands between them (headers of messages, blank lines) is never taken for anybody's
words.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from byline.text.sentences import clean_input, mend_surrogates, one_line

Unit = Literal["page", "paragraph", "entry"]
UNITS: dict[Unit, str] = {"page": "页", "paragraph": "段", "entry": "条"}


class Part(BaseModel):
    """One numbered stretch of the text."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    start: int = Field(ge=0)
    end: int = Field(ge=0)
    number: int = Field(ge=1)
    """Of the page, paragraph or entry, from 1; several parts may share one page."""
    who: str = ""
    """Who wrote it, in chats and exports; empty when the document does not say."""
    when: str = ""
    """When, as the document has it."""


class Rendering(BaseModel):
    """The text of a document."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str
    unit: Unit
    parts: list[Part]
    notes: list[str] = Field(default_factory=list[str])
    """What was left out or not understood, as sentences for the person."""

    def part_at(self, place: int) -> Part | None:
        """The part that holds a character of the text."""
        at = bisect_right([part.start for part in self.parts], place) - 1
        return self.parts[at] if at >= 0 and place < self.parts[at].end else None

    def place(self, start: int) -> str:
        """Where a character stands, for a person: 第 3 页; 第 12 条（2024-03-01 陈砚）."""
        part = self.part_at(start)
        if part is None:
            return ""
        told = " ".join(filter(None, (part.when, part.who)))
        return f"第 {part.number} {UNITS[self.unit]}" + (f"（{told}）" if told else "")

    @property
    def people(self) -> list[str]:
        """Everybody who wrote a part, most prolific first."""
        counts: dict[str, int] = {}
        for part in self.parts:
            if part.who:
                counts[part.who] = counts.get(part.who, 0) + 1
        return sorted(counts, key=lambda who: -counts[who])


class Piece(NamedTuple):
    """A part before it has a place."""

    text: str
    number: int
    who: str = ""
    when: str = ""


@dataclass(frozen=True)
class Pieces:
    """What a reader found."""

    unit: Unit
    pieces: list[Piece]
    notes: list[str]


def joined(found: Pieces) -> Rendering:
    """Lay pieces out with blank lines between; empty ones are left out, numbers stay."""
    parts: list[Part] = []
    texts: list[str] = []
    at = 0
    for piece in found.pieces:
        text = clean_input(mend_surrogates(piece.text)).strip()
        if not text:
            continue
        end = at + len(text)
        parts.append(
            Part(
                start=at,
                end=end,
                number=piece.number,
                who=one_line(piece.who),
                when=one_line(piece.when),
            )
        )
        texts.append(text)
        at = end + 2
    return Rendering(text="\n\n".join(texts), unit=found.unit, parts=parts, notes=found.notes)


def numbered(texts: Iterable[str]) -> list[Piece]:
    """Paragraphs that have words, numbered from 1."""
    return [
        Piece(text, number)
        for number, text in enumerate((text for text in texts if text.strip()), start=1)
    ]

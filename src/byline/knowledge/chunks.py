"""What is searched: passages with the thing they belong to, and what they may be filtered by.

Owns: the shape of a chunk and how long texts are cut. Promises: a chunk's text is a verbatim part
of its source; cutting the same text gives the same chunks; no sentence is cut in two unless it
alone is longer than a chunk may be.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from byline.text.sentences import sentences

Origin = Literal["note", "ask", "material", "post"]
"""Where a chunk comes from; `ask` is a way of asking for a note."""
Consent = Literal["public", "private"]

CHUNKER = "sentences-160"
"""Changes whenever the same text would be cut differently."""
LENGTH = 160
"""Characters of a chunk, about: the retrieval benchmark's are 120, and short ones point better."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """One row of an index."""

    id: str
    parent: str
    """The note, material or post it is part of."""
    text: str
    """What is embedded, searched and shown."""
    origin: Origin
    title: str = ""
    """The parent's, for showing."""
    kind: str = ""
    """A note's kind."""
    stage: tuple[str, ...] = ()
    platform: tuple[str, ...] = ()
    """Platforms a note is about; empty for any."""
    sections: tuple[int, ...] = ()
    consent: Consent = "public"

    @property
    def hash(self) -> str:
        """SHA-256 over everything in it."""
        told = (
            self.id,
            self.parent,
            self.text,
            self.origin,
            self.title,
            self.kind,
            self.stage,
            self.platform,
            self.sections,
            self.consent,
        )
        return hashlib.sha256(repr(told).encode("utf-8", "surrogatepass")).hexdigest()


def cut(text: str, length: int = LENGTH) -> list[str]:
    """Cut a text into passages of whole sentences, each at most `length` characters."""
    passages: list[str] = []
    start = end = 0
    for piece_start, piece_end in _pieces(text, length):
        if piece_end - start > length and end > start:
            passages.append(text[start:end])
            start = piece_start
        elif end == 0:
            start = piece_start
        end = piece_end
    if end > start:
        passages.append(text[start:end])
    # A sentence may hold more blanks than a passage has room for.
    return [passage for passage in passages if not passage.isspace()]


def _pieces(text: str, length: int) -> Iterator[tuple[int, int]]:
    for sentence in sentences(text):
        for start in range(sentence.start, sentence.end, length):
            yield start, min(start + length, sentence.end)

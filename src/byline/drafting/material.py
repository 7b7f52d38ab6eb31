"""Which of the person's passages there are, and which of their facts a paragraph may see.

Owns: grouping facts by the answer they come from. Promise: only facts that are public, or
anonymised with a confirmed wording, are ever offered to a paragraph, and of the latter only the
wording.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from byline.errors import LedgerError
from byline.ledger.models import Fact, Kind
from byline.text.counting import characters
from byline.text.language import Language, detect

UNPRINTED: frozenset[Kind] = frozenset({"constraint", "boundary"})
"""Kinds that shape the plan and never a post."""


@dataclass(frozen=True)
class Passage:
    """Facts of one answer that may be told, in the order they were said."""

    topic: str
    facts: tuple[Fact, ...]

    @property
    def text(self) -> str:
        """What may be told of them, one after another."""
        return "".join(fact.words for fact in self.facts)

    @property
    def length(self) -> int:
        """Characters (字) of what may be told of them."""
        return _length(self.facts)

    def told(self, kinds: Sequence[Kind], near: Mapping[str, float], most: int) -> Passage | None:
        """The part a beat of these kinds tells: what stands around the nearest fact.

        At most `most` characters, unless one fact alone is longer. None when no fact is of a kind.
        """
        wanted = [fact for fact in self.facts if not kinds or fact.kind in kinds]
        if not wanted:
            return None
        first = last = max(range(len(wanted)), key=lambda place: near[wanted[place].id])
        # What came before a scene explains it, so it is taken first.
        while first > 0 and _length(wanted[first - 1 : last + 1]) <= most:
            first -= 1
        while last + 1 < len(wanted) and _length(wanted[first : last + 2]) <= most:
            last += 1
        return Passage(self.topic, tuple(wanted[first : last + 1]))

    def with_before(self, told: Passage, kinds: Sequence[Kind]) -> Passage:
        """What is told, and the facts of these kinds that stand just before it in the answer."""
        at = self.facts.index(told.facts[0])
        start = at
        while start > 0 and self.facts[start - 1].kind in kinds:
            start -= 1
        return Passage(self.topic, (*self.facts[start:at], *told.facts))

    def nearness(self, near: Mapping[str, float]) -> float:
        """How near its nearest fact is."""
        return max(near[fact.id] for fact in self.facts)


def _length(facts: Sequence[Fact]) -> int:
    return sum(characters(fact.words) for fact in facts)


def passages(facts: Sequence[Fact]) -> list[Passage]:
    """Group the printable facts by source."""
    grouped: dict[str, list[Fact]] = {}
    for fact in facts:
        if fact.usable and fact.kind not in UNPRINTED:
            grouped.setdefault(fact.source.id, []).append(fact)
    return [
        Passage(held[0].topic, tuple(sorted(held, key=lambda fact: fact.source.start)))
        for held in grouped.values()
    ]


def require_passages(facts: Sequence[Fact]) -> list[Passage]:
    """The passages a post may be made of; LedgerError when there is none."""
    held = passages(facts)
    if not held:
        raise LedgerError(
            "还没有可以公开的事实，写出来只能是编的",
            next_step="byline interview；已经聊过就用 byline facts --public f001 放开几条",
        )
    return held


def spoken(facts: Sequence[Fact]) -> Language:
    """The language of what may be told; Chinese when it cannot be told."""
    return detect("\n".join(fact.words for fact in facts if fact.usable)) or "zh"

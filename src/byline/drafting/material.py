"""Which of the person's passages carry which paragraph.

Owns: grouping facts by the answer they come from, and choosing by nearness to the topic. Promise:
only facts that are public, or anonymised with a confirmed wording, are ever offered to a paragraph,
and of the latter only the wording.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from byline.drafting.beats import Beat
from byline.ledger.models import Fact, Kind

Similarity = Callable[[str, Sequence[str]], list[float]]
"""Nearness of a query to each passage; higher is nearer, comparable within one call only."""

UNPRINTED: frozenset[Kind] = frozenset({"constraint", "boundary"})
"""Kinds that shape the plan and never a post."""


@dataclass(frozen=True)
class Passage:
    """The facts of one answer that may be told, in the order they were said."""

    topic: str
    facts: tuple[Fact, ...]

    @property
    def text(self) -> str:
        """What may be told of them, one after another."""
        return "".join(fact.words for fact in self.facts)


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


def choose(
    beat: Beat, topic: str, held: Sequence[Passage], used: set[str], similarity: Similarity
) -> list[Passage]:
    """The passages for one paragraph: for each of the beat's topics in order, the nearest one left.

    A beat names a topic twice when it wants two of its passages.
    """
    found: list[Passage] = []
    for wanted in beat.topics:
        fitting = [
            passage
            for passage in held
            if passage.topic == wanted
            and passage not in found
            and (beat.reuse or passage.facts[0].id not in used)
        ]
        if fitting and not _only_by_kind(beat, fitting):
            found.append(_best(beat, topic, fitting, similarity))
        if len(found) == beat.passages:
            break
    return found


def _only_by_kind(beat: Beat, fitting: Sequence[Passage]) -> bool:
    """Whether an optional paragraph lacks its kind: a story nobody told would be made up."""
    told = any(fact.kind in beat.kinds for passage in fitting for fact in passage.facts)
    return bool(beat.kinds) and not beat.missing and not told


def _best(beat: Beat, topic: str, fitting: Sequence[Passage], similarity: Similarity) -> Passage:
    """The nearest passage, among those of a wanted kind when there are any."""
    wanted = [
        passage for passage in fitting if any(fact.kind in beat.kinds for fact in passage.facts)
    ]
    pool = wanted or list(fitting)
    scores = similarity(topic, [passage.text for passage in pool])
    return max(zip(scores, pool, strict=True), key=lambda pair: pair[0])[1]

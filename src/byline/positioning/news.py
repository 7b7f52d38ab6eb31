"""What new facts do to a position: what they add to, what they speak against.

Owns: that comparison. Pure but for the similarity it is given; no model. Promise: "supports" means
nearer to the position than its own weakest evidence; "contradicts" means that the same thing was
measured and came out otherwise, or that a limit was named.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Literal

from byline.ledger.models import Fact
from byline.positioning.chain import AGAINST
from byline.positioning.models import Candidate, Positioning
from byline.text.quantities import Quantity, quantities, same

Similarity = Callable[[str, Sequence[str]], list[float]]
SHARED = 3
"""Characters before two figures that are the same when they measure the same thing: 错发率."""
REACH = 14
"""How far before a figure its name stands."""


@dataclass(frozen=True)
class Bearing:
    """One new fact and one candidate."""

    fact: str
    candidate: str
    side: Literal["supports", "contradicts"]
    because: str = ""
    """Id of the supporting fact whose figure it changes; empty otherwise."""


def bearings(
    positioning: Positioning, new: Sequence[Fact], held: Sequence[Fact], similarity: Similarity
) -> list[Bearing]:
    """What the new facts do to the chosen candidate, or to all before the choice."""
    choice = positioning.choice
    candidates = [choice] if choice else positioning.candidates
    return [
        bearing
        for candidate in candidates
        for bearing in _bearings(candidate, new, held, similarity)
    ]


def _bearings(
    candidate: Candidate, new: Sequence[Fact], held: Sequence[Fact], similarity: Similarity
) -> list[Bearing]:
    support = [fact for fact in held if fact.id in candidate.support]
    near = _near(candidate, new, held, similarity)
    found: list[Bearing] = []
    for fact in new:
        other = next((old for old in support if old.id != fact.id and differs(fact, old)), None)
        if other is not None:
            found.append(Bearing(fact.id, candidate.id, "contradicts", other.id))
        elif fact.kind in AGAINST:
            found.append(Bearing(fact.id, candidate.id, "contradicts"))
        elif fact.id in near:
            found.append(Bearing(fact.id, candidate.id, "supports"))
    return found


def _near(
    candidate: Candidate, new: Sequence[Fact], held: Sequence[Fact], similarity: Similarity
) -> set[str]:
    """Ids of new facts as near to the position as its own evidence.

    Cosines of this embedding cannot be compared across texts: the ledger itself is the measure.
    """
    fresh = {fact.id for fact in new}
    others = [fact for fact in held if fact.id not in fresh]
    position = f"{candidate.sentence}。{candidate.domain}"
    scores = similarity(position, [fact.quote for fact in [*others, *new]])
    old, latest = scores[: len(others)], scores[len(others) :]
    support = [s for s, f in zip(old, others, strict=True) if f.id in candidate.support]
    rest = [s for s, f in zip(old, others, strict=True) if f.id not in candidate.support]
    floor = max(min(support, default=0.0), median(rest) if rest else 0.0)
    return {fact.id for fact, score in zip(new, latest, strict=True) if score >= floor}


def differs(new: Fact, old: Fact) -> bool:
    """Whether both put a figure to the same thing, and no figure of the old one is the new one's.

    错发率降到千分之一点二, and then 错发率又到了千分之三.
    """
    told = quantities(old.quote)
    return any(
        not any(same(figure, other) for other in told)
        and any(
            figure.kind == other.kind
            and figure.unit == other.unit
            and _named_alike(new.quote, figure, old.quote, other)
            for other in told
        )
        for figure in quantities(new.quote)
    )


def _named_alike(new: str, figure: Quantity, old: str, other: Quantity) -> bool:
    before = new[max(0, figure.start - REACH) : figure.start]
    named = old[: other.start]
    return any(
        piece.isalpha() and piece in named
        for at in range(len(before) - SHARED + 1)
        if (piece := before[at : at + SHARED])
    )


def unused(positioning: Positioning, facts: Sequence[Fact]) -> list[Fact]:
    """Facts that may be told and that are younger than the candidates."""
    used = {fact_id for c in positioning.candidates for fact_id in (*c.support, *c.against)}
    made = _aware(positioning.made)
    return [
        fact
        for fact in facts
        if fact.consent == "public" and fact.id not in used and _aware(fact.recorded) > made
    ]


def _aware(moment: datetime) -> datetime:
    return moment.astimezone()

"""Facts that may say the same thing twice.

Owns: when two facts are near-duplicates: the same figures, and mostly the same letters around them.
Pure. Promise: every such pair is found, each once; nothing is merged here, for only the person
knows whether it happened once or twice.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from byline.ledger.models import Fact
from byline.text.folding import fold
from byline.text.quantities import amount, quantities

ALIKE = 0.5
"""Share of letters and pairs of letters that two quotes have in common, of all they have."""
_Figures = tuple[tuple[Decimal | None, Decimal | None], ...]


@dataclass(frozen=True)
class Pair:
    """Two facts that may be one; the later one comes second."""

    first: Fact
    second: Fact
    share: float
    """How much of their letters they have in common, 0 to 1."""


def near_duplicates(
    facts: Sequence[Fact], progress: Callable[[int, int], None] = lambda done, total: None
) -> list[Pair]:
    """The pairs among the facts that still hold, most alike first."""
    held = [fact for fact in facts if not fact.superseded_by]
    groups: dict[_Figures, list[tuple[Fact, frozenset[str]]]] = defaultdict(list)
    for number, fact in enumerate(held, start=1):
        figures, pieces = _read(fact.quote)
        groups[figures].append((fact, pieces))
        if number % 100 == 0:
            progress(number, len(held))
    pairs = [pair for group in groups.values() for pair in _pairs(group)]
    return sorted(pairs, key=lambda pair: -pair.share)


def _read(quote: str) -> tuple[_Figures, frozenset[str]]:
    """The figures of a quote, whatever their unit, and the pieces of what is around them."""
    found = quantities(quote)
    rest = quote
    for one in reversed(found):
        rest = f"{rest[: one.start]}\n{rest[one.end :]}"
    amounts = sorted((amount(one)[1:] for one in found), key=str)
    pieces: set[str] = set()
    for line in fold(rest).splitlines():
        letters = [letter for letter in line if letter.isalnum()]
        # Single letters too: people say the same thing in another order.
        pieces.update(letters, (a + b for a, b in itertools.pairwise(letters)))
    return tuple(amounts), frozenset(pieces)


def _pairs(group: Sequence[tuple[Fact, frozenset[str]]]) -> Iterator[Pair]:
    """Compare only those that share one of their rarest pieces.

    Two sets with at least half their pieces in common share one of the rarer half of each, so no
    pair is missed and ten thousand facts need no fifty million comparisons.
    """
    counts = Counter(piece for _, pieces in group for piece in pieces)
    seen: dict[str, list[int]] = defaultdict(list)
    for place, (fact, pieces) in enumerate(group):
        rare = sorted(pieces, key=lambda piece: (counts[piece], piece))
        prefix = rare[: len(rare) - math.ceil(ALIKE * len(rare)) + 1]
        for other in sorted({place for piece in prefix for place in seen[piece]}):
            earlier, held = group[other]
            share = len(pieces & held) / len(pieces | held)
            if share >= ALIKE:
                yield Pair(earlier, fact, share)
        for piece in prefix:
            seen[piece].append(place)

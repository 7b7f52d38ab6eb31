"""What the person said, laid out for finding the clauses a draft's clause goes back to.

Owns: the index over quotes and the measure of likeness. Promise: the same quotes are read once.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property, lru_cache

from byline.checks.said.clauses import Clause, read
from byline.checks.said.view import View
from byline.checks.said.words import hits
from byline.text.quantities import Quantity, amount

_IN = re.compile("里头?(?:就?有)?|当?中(?:就?有)?|有")
LIKE = 0.6
"""Share of the best likeness from which another clause may be meant too."""


@dataclass(frozen=True)
class Said:
    """One figure the person named, and where."""

    figure: Quantity
    clause: Clause


def _most(counted: Counter[int], number: int) -> list[tuple[int, int]]:
    """The most frequent; of equal ones the earlier, for pieces come in no order."""
    return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))[:number]


def _parts(figures: Iterable[Quantity], clause: Clause) -> Iterator[Quantity]:
    """十只里有六只 says 60 % too."""
    for whole, part in itertools.pairwise(figures):
        between = clause.text[whole.end - clause.start : part.start - clause.start]
        same = whole.kind == part.kind == "count" and amount(whole)[0] == amount(part)[0]
        if same and _IN.fullmatch(between) and whole.value and part.value:
            share = 100 * part.value / whole.value
            yield replace(part, value=share, upper=None, unit="%", kind="percent")


@dataclass(frozen=True, eq=False)
class Heard:
    """Every clause of the quotes."""

    quotes: tuple[str, ...]

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        """In order."""
        return tuple(
            clause for place, quote in enumerate(self.quotes) for clause in read(quote, place)
        )

    @cached_property
    def said(self) -> tuple[Said, ...]:
        """Every figure."""
        return tuple(
            Said(figure, one)
            for one in self.clauses
            for figure in (*one.figures, *_parts(one.figures, one))
        )

    @cached_property
    def by_value(self) -> dict[Decimal | None, list[Said]]:
        """Figures by their amount in the base unit."""
        rows: dict[Decimal | None, list[Said]] = defaultdict(list)
        for said in self.said:
            rows[amount(said.figure)[1]].append(said)
            if said.figure.kind == "plain" or said.figure.value != amount(said.figure)[1]:
                rows[said.figure.value].append(said)
        return rows

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        rows: dict[str, list[int]] = defaultdict(list)
        for place, clause in enumerate(self.clauses):
            for piece in clause.pieces:
                rows[piece].append(place)
        return rows

    def like(self, pieces: Iterable[str]) -> list[tuple[int, Clause]]:
        """Clauses that share pieces, most first, as far as they may be what is meant."""
        counted = Counter(place for one in pieces for place in self._places.get(one, ()))
        if not counted:
            return []
        most = _most(counted, 6)
        least = most[0][1] * LIKE
        return [(shared, self.clauses[place]) for place, shared in most if shared >= least]

    def quotes_like(self, pieces: Iterable[str]) -> list[tuple[int, int]]:
        """Quotes and how many pieces they share, most first, as far as they may be meant."""
        counted = Counter(n for piece in frozenset(pieces) for n in self._holding.get(piece, ()))
        most = _most(counted, 3)
        return [(n, shared) for n, shared in most if shared >= most[0][1] * LIKE]

    @cached_property
    def _holding(self) -> dict[str, list[int]]:
        rows: dict[str, list[int]] = defaultdict(list)
        for quote, own in self._pieces.items():
            for piece in own:
                rows[piece].append(quote)
        return rows

    def of(self, quote: int) -> Clause:
        """The first clause of a quote."""
        return self._quotes[quote][0]

    def around(self, clause: Clause) -> list[Clause]:
        """The clauses of the same quote."""
        return self._quotes[clause.quote]

    @cached_property
    def periods(self) -> frozenset[str]:
        """The periods that any figure was said for."""
        return frozenset(hit.name for quote in self.quotes for hit in hits("period", quote.lower()))

    def pieces(self, quote: int) -> frozenset[str]:
        """The pieces of a whole quote."""
        return self._pieces.get(quote, frozenset())

    def values(self, quote: int) -> frozenset[Decimal | None]:
        """The amounts of a whole quote."""
        return self._values[quote]

    @cached_property
    def _values(self) -> dict[int, frozenset[Decimal | None]]:
        rows: dict[int, set[Decimal | None]] = defaultdict(set)
        for said in self.said:
            rows[said.clause.quote].add(said.figure.value)
        return {quote: frozenset(values) for quote, values in rows.items()}

    @cached_property
    def _pieces(self) -> dict[int, frozenset[str]]:
        return {
            quote: frozenset[str]().union(*(clause.pieces for clause in clauses))
            for quote, clauses in self._quotes.items()
        }

    def view(self, said: Said) -> View:
        """A figure with what was said around it."""
        return self._views[said]

    @cached_property
    def _views(self) -> dict[Said, View]:
        return {said: self._view(said) for said in self.said}

    def _view(self, said: Said) -> View:
        quote = self.quotes[said.clause.quote].lower()
        return View(said.figure, said.clause, quote[: said.clause.start], quote)

    @cached_property
    def _quotes(self) -> dict[int, list[Clause]]:
        rows: dict[int, list[Clause]] = defaultdict(list)
        for clause in self.clauses:
            rows[clause.quote].append(clause)
        return rows


@lru_cache(maxsize=64)
def heard(quotes: tuple[str, ...]) -> Heard:
    """The quotes, read once."""
    return Heard(quotes)

"""A figure that nobody said, computed from figures that somebody did.

Owns: what a recorded computation is, and whether it comes out. Pure. Promise: every term is a
verbatim figure of a quote; a result that is not exact must say so (约, 左右).
"""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from byline.checks.said.clauses import figures_of
from byline.checks.said.heard import heard
from byline.text.quantities import Quantity, amount

Operation = Literal["sum", "difference", "product", "ratio", "share"]
ROUGH = Decimal("0.05")
"""How far a result may be off that says it is not exact."""
MOST_TERMS = 12
"""Figures of the quotes beyond which no computation is looked for."""


class Computation(BaseModel):
    """How a figure of a draft follows from figures the person said; the draft carries it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    operation: Operation
    """`ratio`: how many times the second the first is; `share`: the same in percent."""
    terms: tuple[str, ...] = Field(min_length=2)
    """Verbatim figures of the quotes."""
    result: str
    """The figure as the draft has it."""


def derived(computation: Computation, quotes: Sequence[str]) -> bool:
    """Whether the terms were said and the computation comes out as the result says."""
    said = heard(tuple(quotes)).said
    terms = [next((s.figure for s in said if s.figure.text == t), None) for t in computation.terms]
    results = figures_of(computation.result)
    known = [term for term in terms if term is not None]
    if len(known) < len(terms) or len(results) != 1:
        return False
    return _comes_out(computation.operation, known, results[0])


def propose(claim: Quantity, quotes: Sequence[str]) -> Computation | None:
    """A computation on two said figures of one quote that gives the claim, to be confirmed."""
    wanted = amount(claim)[1]
    if wanted is None:
        return None
    rows, room = _results(tuple(quotes)), abs(wanted) * ROUGH
    first = bisect_left(rows, wanted - room, key=lambda row: row[3])
    for operation, a, b, value in rows[first:]:
        if value > wanted + room:
            return None
        if _comes_out(operation, [a, b], claim):
            return Computation(operation=operation, terms=(a.text, b.text), result=claim.text)
    return None


@lru_cache(maxsize=64)
def _results(quotes: tuple[str, ...]) -> list[tuple[Operation, Quantity, Quantity, Decimal]]:
    """Everything that two figures of one quote give, by value."""
    rows: list[tuple[Operation, Quantity, Quantity, Decimal]] = []
    for _, group in itertools.groupby(heard(quotes).said, key=lambda said: said.clause.quote):
        figures = [said.figure for said in group][:MOST_TERMS]
        for a, b in itertools.permutations(figures, 2):
            left, right = amount(a)[1], amount(b)[1]
            if left is None or not right:
                continue
            for name, work in _OPERATIONS.items():
                rows.append((name, a, b, work([left, right])))
    return sorted(rows, key=lambda row: row[3])


def _comes_out(operation: Operation, terms: Sequence[Quantity], result: Quantity) -> bool:
    values = [amount(term)[1] for term in terms]
    wanted = amount(result)[1]
    if (
        wanted is None
        or any(value is None for value in values)
        or not _fits(operation, terms, result)
    ):
        return False
    known = [value for value in values if value is not None]
    if operation in ("ratio", "share") and (len(known) != 2 or not known[1]):
        return False
    got = _OPERATIONS[operation](known)
    rough = result.approximate or any(term.approximate for term in terms)
    if rough and not result.approximate:
        return False
    return abs(got - wanted) <= (abs(wanted) * ROUGH if rough else 0)


def _fits(operation: Operation, terms: Sequence[Quantity], result: Quantity) -> bool:
    """Whether the units allow it: 四批 times 六个人 are people, yuan of yuan a percent."""
    families = {amount(term)[0] for term in terms}
    if operation == "share":
        return len(families) == 1 and result.kind == "percent"
    if operation == "ratio":
        return len(families) == 1 and result.unit in ("倍", "")
    if operation == "product":
        return amount(result)[0] in families and terms[0].kind != "date"
    points = {amount(result)[0]} == {"points"} and families == {"percent"}
    return len(families) == 1 and (amount(result)[0] in families or points)


def _difference(values: Sequence[Decimal]) -> Decimal:
    return values[0] - sum(values[1:])


def _product(values: Sequence[Decimal]) -> Decimal:
    result = Decimal(1)
    for value in values:
        result *= value
    return result


_OPERATIONS: dict[Operation, Callable[[Sequence[Decimal]], Decimal]] = {
    "sum": lambda values: sum(values, Decimal(0)),
    "difference": _difference,
    "product": _product,
    "ratio": lambda values: values[0] / values[1],
    "share": lambda values: 100 * values[0] / values[1],
}

"""Which facts somebody is looking for.

Owns: what a search term and a filter mean. Pure. Promise: a figure finds every way of saying it
(310万 finds 三百一十万), and an empty wish finds every fact that still holds.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from byline.ledger.consent import Consent
from byline.ledger.models import Fact, Kind
from byline.ledger.staleness import months_stale
from byline.text.folding import fold
from byline.text.quantities import Quantity, quantities, same


@dataclass(frozen=True)
class Wanted:
    """What to look for; a field left alone asks for nothing."""

    kind: Kind | None = None
    topic: str = ""
    consent: Consent | None = None
    source: str = ""
    search: str = ""
    """Words that must all be there, in the statement, the quote or the anonymised wording."""
    stale: bool = False
    unconfirmed: bool = False
    superseded: bool = False
    """Whether facts that a newer one has replaced are shown as well."""


def select(facts: Sequence[Fact], wanted: Wanted, at: datetime) -> list[Fact]:
    """The facts that are wanted, in their order; `at` is the time staleness is counted to."""
    terms = [_Term.of(word) for word in wanted.search.split()]
    return [
        fact
        for fact in facts
        if wanted.kind in (None, fact.kind)
        and wanted.topic in ("", fact.topic)
        and wanted.consent in (None, fact.consent)
        and wanted.source in ("", fact.source.id)
        and not (wanted.unconfirmed and fact.confirmed)
        and (wanted.superseded or not fact.superseded_by)
        and (not wanted.stale or months_stale(fact, at))
        and _holds(fact, terms)
    ]


@dataclass(frozen=True)
class _Term:
    """One word of a search: its letters, or its figures and what is left without them."""

    whole: str
    figures: tuple[Quantity, ...]
    rest: tuple[str, ...]

    @classmethod
    def of(cls, word: str) -> _Term:
        figures = tuple(one for one in quantities(word) if one.value is not None)
        rest = word
        for figure in reversed(figures):
            rest = f"{rest[: figure.start]} {rest[figure.end :]}"
        return cls(fold(word), figures, tuple(map(fold, rest.split())))


def _holds(fact: Fact, terms: Sequence[_Term]) -> bool:
    if not terms:
        return True
    words = f"{fact.statement}\n{fact.quote}\n{fact.anonymised}"
    folded = fold(words)
    # Reading the figures costs ten times what looking for letters does.
    said: list[Quantity] | None = None
    for term in terms:
        if term.whole in folded:
            continue
        if not term.figures or not all(part in folded for part in term.rest):
            return False
        said = quantities(words) if said is None else said
        if not all(any(alike(figure, one) for one in said) for figure in term.figures):
            return False
    return True


def alike(one: Quantity, other: Quantity) -> bool:
    """Whether somebody who looks for one figure means the other: a missing unit is no matter."""
    bare = "" in (one.unit, other.unit)
    return same(one, other) or (bare and (one.value, one.upper) == (other.value, other.upper))


def figures(text: str) -> list[str]:
    """The figures of a text as they are said and as they are counted: 三百一十万 = 3,100,000."""
    found = [(one.text, _counted(one)) for one in quantities(text) if one.value is not None]
    return [
        said if _packed(said) == _packed(amount) else f"{said} = {amount}" for said, amount in found
    ]


def _counted(one: Quantity) -> str:
    grouped = "f" if one.kind == "date" else ",f"
    ends = [end.normalize() for end in (one.value, one.upper) if end is not None]
    number = "–".join(format(end, grouped) for end in ends)
    top = one.unit == "前"
    rank = ("前 " if top else "第 ") if one.kind == "rank" else ""
    doubt = "约 " if one.approximate else ""
    return f"{doubt}{rank}{number} {'' if top else one.unit}".strip()


def _packed(text: str) -> str:
    return re.sub(r"[\s,]", "", text)

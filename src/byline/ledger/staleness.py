"""Which facts may no longer hold.

Owns: staleness.toml and how a fact's age is counted. Promise: a fact whose dates are young enough,
or that tells what happened and is done, is never called stale.
"""

from __future__ import annotations

import re
from datetime import datetime
from functools import cache
from pathlib import Path

from pydantic import Field

from byline.ledger.models import Fact, Kind
from byline.shipped import Strict, WordList, load_rules


class Class(Strict):
    """Kinds that hold for so many months."""

    kinds: list[Kind]
    months: int = Field(gt=0)


class Now(Strict):
    """Words that tie a fact to the time it was said in."""

    words: list[str]
    months: int = Field(gt=0)


class Staleness(WordList):
    """staleness.toml."""

    classes: list[Class] = Field(alias="class")
    now: Now


def last_known(fact: Fact) -> datetime:
    """When the person last said it or said that it holds."""
    return fact.checked or fact.said or fact.recorded


def months_stale(fact: Fact, at: datetime) -> int:
    """How many months ago a fact was last known to hold, when that is too many; otherwise 0."""
    months = _months(last_known(fact), at)
    if months < _shortest():
        return 0
    limits = [limit for limit in (_by_kind().get(fact.kind), _by_words(fact.quote)) if limit]
    return months if limits and months >= min(limits) else 0


def _months(since: datetime, at: datetime) -> int:
    whole = (at.year - since.year) * 12 + at.month - since.month
    return whole - (at.day < since.day)


def _by_words(quote: str) -> int | None:
    return _rules().now.months if _now().search(quote) else None


@cache
def _rules() -> Staleness:
    return load_rules(Path(__file__).with_suffix(".toml"), Staleness)


@cache
def _by_kind() -> dict[Kind, int]:
    return {kind: row.months for row in _rules().classes for kind in row.kinds}


@cache
def _shortest() -> int:
    return min([*_by_kind().values(), _rules().now.months])


@cache
def _now() -> re.Pattern[str]:
    return re.compile("|".join(_rules().now.words), re.IGNORECASE)

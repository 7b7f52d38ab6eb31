"""Which facts may no longer hold.

Owns: staleness.toml and how a fact's age is counted. Promise: a fact whose dates are young enough,
or that tells what happened and is done, is never called stale.
"""

from __future__ import annotations

import re
import tomllib
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from byline.ledger.models import Fact, Kind


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Class(_Strict):
    """Kinds that hold for so many months."""

    kinds: list[Kind]
    months: int = Field(gt=0)


class Now(_Strict):
    """Words that tie a fact to the time it was said in."""

    words: list[str]
    months: int = Field(gt=0)


class Staleness(_Strict):
    """staleness.toml."""

    source: str
    date: date
    confidence: Literal["low", "medium", "high"]
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
    path = Path(__file__).with_suffix(".toml")
    return Staleness.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))


@cache
def _by_kind() -> dict[Kind, int]:
    return {kind: row.months for row in _rules().classes for kind in row.kinds}


@cache
def _shortest() -> int:
    return min([*_by_kind().values(), _rules().now.months])


@cache
def _now() -> re.Pattern[str]:
    return re.compile("|".join(_rules().now.words), re.IGNORECASE)

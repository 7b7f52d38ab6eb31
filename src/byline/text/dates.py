"""The one date a sentence names, as far as it can be known.

Owns: dates.toml and the reading of 去年三月 by the day it was said. Promise: a date comes back only
when the text names exactly one and nothing makes it vague; a guess is never made.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from byline.shipped import Strict, WordList, load_rules
from byline.text.quantities import Quantity, quantities

_GAP = 1
"""Characters that may stand between the year and the month: 2019年的3月."""
_YEARS = range(1900, 2101)


class Relative(Strict):
    """Words that count back from the day they are said."""

    unit: Literal["year", "month", "day"]
    back: int = Field(ge=0)
    words: list[str]


class Vague(Strict):
    """Words directly before or after a date that take its certainty."""

    before: list[str]
    after: list[str]


class DateWords(WordList):
    """dates.toml."""

    relative: list[Relative]
    vague: Vague


@dataclass(frozen=True)
class _Named:
    """A date or a part of one, with its place in the text."""

    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None


def named_date(text: str, said: date | None = None) -> str:
    """`2019`, `2019-03` or `2019-03-12`: the date that `text` names; '' when that is not certain.

    去年 needs the day it was `said`. More than one date, a vague one, a month without its year
    and a date that was still to come give ''.
    """
    dates = _joined(sorted([*_absolute(text), *_relative(text, said)], key=lambda one: one.start))
    with_year = [one for one in dates if one.year is not None]
    named = {_written(one) for one in with_year}
    if len(named) != 1 or any(_doubtful(text, one) for one in with_year):
        return ""
    (written,) = named
    return "" if said and written > said.isoformat()[: len(written)] else written


def _absolute(text: str) -> list[_Named]:
    found: list[_Named] = []
    for quantity in quantities(text):
        if quantity.kind == "date" and quantity.value is not None and not quantity.approximate:
            part = _part(quantity, int(quantity.value))
            found.extend([part] if part else [])
    return found


def _part(quantity: Quantity, value: int) -> _Named | None:
    start, end = quantity.start, quantity.end
    if quantity.unit == "年" and value in _YEARS:
        return _Named(start, end, year=value)
    if quantity.unit == "月" and 1 <= value <= 12:
        return _Named(start, end, month=value)
    if quantity.unit == "日" and 1 <= value <= 31:
        return _Named(start, end, day=value)
    return None


def _relative(text: str, said: date | None) -> list[_Named]:
    found: list[_Named] = []
    for row, pattern in _patterns():
        for match in pattern.finditer(text):
            # Without the day it was said the word still says that there is another date.
            day = _back(said, row) if said else date.min
            found.append(
                _Named(
                    match.start(),
                    match.end(),
                    year=day.year,
                    month=None if row.unit == "year" else day.month,
                    day=day.day if row.unit == "day" else None,
                )
            )
    return found


def _back(said: date, row: Relative) -> date:
    if row.unit == "day":
        return said - timedelta(days=row.back)
    months = said.year * 12 + said.month - 1 - row.back * (12 if row.unit == "year" else 1)
    return date(months // 12, months % 12 + 1, 1)


def _joined(parts: list[_Named]) -> list[_Named]:
    """2019年 and 3月 directly behind it are one date."""
    dates: list[_Named] = []
    for part in parts:
        last = dates[-1] if dates else None
        if last and part.start - last.end <= _GAP and _completes(last, part):
            dates[-1] = replace(last, end=part.end, month=last.month or part.month, day=part.day)
        else:
            dates.append(part)
    return dates


def _completes(last: _Named, part: _Named) -> bool:
    """Whether a part is the next smaller one of the date before it."""
    if part.year is not None:
        return False
    if part.month is not None:
        return last.month is None and last.day is None
    return last.month is not None and last.day is None


def _doubtful(text: str, one: _Named) -> bool:
    before, after = _vague()
    return bool(
        one.year == date.min.year
        or before.search(text[max(0, one.start - 8) : one.start])
        or after.match(text, one.end)
    )


def _written(one: _Named) -> str:
    try:
        date(one.year or 1, one.month or 1, one.day or 1)
    except ValueError:
        return ""
    month = f"-{one.month:02d}" if one.month else ""
    return f"{one.year:04d}{month}" + (f"-{one.day:02d}" if one.month and one.day else "")


@cache
def _words() -> DateWords:
    return load_rules(Path(__file__).with_suffix(".toml"), DateWords)


@cache
def _patterns() -> list[tuple[Relative, re.Pattern[str]]]:
    return [(row, re.compile("|".join(row.words), re.IGNORECASE)) for row in _words().relative]


@cache
def _vague() -> tuple[re.Pattern[str], re.Pattern[str]]:
    vague = _words().vague
    return (
        re.compile(rf"(?:{'|'.join(vague.before)})$", re.IGNORECASE),
        re.compile(rf" ?(?:{'|'.join(vague.after)})", re.IGNORECASE),
    )

"""Numbers with their units, as Chinese speakers say and type them.

Owns: what a quantity is, and when two of them state the same amount. Finding them is
`scanner`'s work, the words are in the TOML files beside it. Promise: spans are exact
substrings, nothing raises on any text, and the work is linear in the length of the text.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from byline.text import numerals, vocabulary

Kind = Literal["money", "percent", "duration", "date", "age", "count", "rank", "plain"]
_YEARS = range(1900, 2101)


@dataclass(frozen=True, slots=True)
class Quantity:
    """One quantity in a text: `text == source[start:end]`."""

    text: str
    start: int
    end: int
    value: Decimal | None
    """None when the numeral is too long to be an amount (a card number)."""
    upper: Decimal | None
    """The upper end of a range (三四百: 300 to 400), else None."""
    unit: str
    """The normalised unit; '' when there is none."""
    kind: Kind
    approximate: bool
    """Said with 多, 左右, 约, 不到 and the like, or a range by nature (三四百)."""


def quantities(text: str) -> list[Quantity]:
    """Every quantity in `text`, in order, without overlaps.

    A date is given in parts (2019年3月 is 2019年 and 3月), so that a text naming only the year is
    covered by one naming year and month. The article 一 (一个客户), list markers, idioms,
    addresses and names such as GPT-4 are no quantities.
    """
    from byline.text.scanner import scan

    return scan(text)


def parse_number(text: str) -> Decimal | None:
    """The value of a bare numeral (310万, 三百一十万, 3,100,000, 10w); None when it is not one."""
    folded = numerals.fold(text.strip())
    if not numerals.NUMERAL.fullmatch(folded):
        return None
    value = numerals.evaluate(folded)
    return None if value is None or value.high is not None else value.low


def same(a: Quantity, b: Quantity) -> bool:
    """Whether two quantities state the same amount: equal value, compatible unit.

    - Units of one family convert: 一年半 = 18个月, 三十万块 = 30万元, 七成 = 70%. Calendar time and
      clock time do not (一个月 is not 30天).
    - 个, 人, 位, 名, 家 and nouns for people are one family; other measure words match only
      themselves.
    - No unit matches a count (but no weight, length, area or multiple), another bare number, or,
      for 1900 to 2100, a year; never money, percent, time, age or rank.
    - `approximate` is not compared: a caller that minds 两千多 becoming 2000 looks at the flags.
    """
    if a.value is None or b.value is None:
        return a.value is b.value and numerals.fold(a.text) == numerals.fold(b.text)
    left, right = amount(a), amount(b)
    if left == right:
        return True
    bare, other = (a, b) if a.kind == "plain" else (b, a)
    if bare.kind != "plain" or (bare.value, bare.upper) != (other.value, other.upper):
        return False
    is_year = other.kind == "date" and other.unit == "年" and other.value in _YEARS
    unit = vocabulary.unit_names().get(other.unit)
    return other.kind == "plain" or is_year or (other.kind == "count" and bool(unit and unit.bare))


def amount(quantity: Quantity) -> tuple[str, Decimal | None, Decimal | None]:
    """Family, value and upper end in the family's base unit."""
    unit = vocabulary.unit_names().get(quantity.unit)
    # A rank and a date keep their kind: 第3名 is not 3名, 2019年 not 2019 years.
    if unit is None or unit.kind != quantity.kind:
        return f"{quantity.kind}:{quantity.unit}", quantity.value, quantity.upper
    upper = None if quantity.upper is None else quantity.upper * unit.factor
    value = None if quantity.value is None else quantity.value * unit.factor
    return unit.family, value, upper

"""Telling a fact without telling whom it is about.

Owns: identifying.toml, the first guess at what identifies, a wording made by rule, and what is
wrong with a wording. Pure. Promise: a wording without faults holds none of the words that identify,
and no figure that the quote does not hold as exactly or more so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path

from pydantic import Field

from byline.shipped import Strict, WordList, load_rules
from byline.text.quantities import Quantity, amount, quantities, same

_SCALES = ("", "十", "百", "千", "万", "十万", "百万", "千万", "亿", "十亿", "百亿")


class Class(Strict):
    """Names of one sort and what is said instead; the first is the rule's."""

    name: str
    zh: list[str]
    en: list[str]
    words: list[str]


class Figures(Strict):
    """Figures that identify."""

    kinds: list[str]
    digits: int = Field(gt=1)


class GeneralWords(Strict):
    """The closed list for a model."""

    zh: list[str]
    en: list[str]


class Surnames(Strict):
    """Characters that are surnames."""

    common: str


class Identifying(WordList):
    """identifying.toml."""

    not_in_names: str
    classes: list[Class] = Field(alias="class")
    general_words: GeneralWords
    figures: Figures
    surnames: Surnames


def identifying(quote: str) -> list[str]:
    """What in a quote may tell whom it is about, in order of place; verbatim, each once."""
    places = [(at, text) for at, text, _ in _named(quote)]
    places += [(one.start, one.text) for one in quantities(quote) if _singles_out(one)]
    return list(dict.fromkeys(text for _, text in sorted(places)))


def by_rule(quote: str, hidden: Sequence[str]) -> str:
    """The quote with what is hidden said in general: plain, and for the person to better."""
    wording = quote
    for word in sorted(filter(None, hidden), key=len, reverse=True):
        wording = wording.replace(word, general_word(word, quote))
    return wording


def general_word(word: str, quote: str) -> str:
    """What the rules say in place of a word of this quote."""
    for figure in quantities(word):
        return "some" if quote.isascii() else _coarse(figure)
    sort = _sort(word, quote)
    return sort[0] if sort else _any_sort(quote)[-1]


def general_words(word: str, quote: str) -> list[str]:
    """What may be put in place of a name: of its sort when that is known, else of any."""
    return _sort(word, quote) or _any_sort(quote)


def _sort(word: str, quote: str) -> list[str]:
    rows = [row for _, text, row in _named(quote) if text == word]
    return (rows[0].en if quote.isascii() else rows[0].zh) if rows else []


def _any_sort(quote: str) -> list[str]:
    words = _rules().general_words
    return words.en if quote.isascii() else words.zh


def faults(wording: str, quote: str, hidden: Sequence[str]) -> list[str]:
    """Why a wording cannot stand for a quote, in sentences for the person; empty when it can."""
    if not wording.strip():
        return ["说法是空的"]
    left = [word for word in hidden if word and word in wording]
    added = added_quantities(wording, quote)
    return [
        *([f"还看得出是谁：{'、'.join(left)}"] if left else []),
        *([f"原话里没有这个数：{'、'.join(added)}"] if added else []),
    ]


def added_quantities(wording: str, quote: str) -> list[str]:
    """Figures of a wording that the quote neither holds nor holds more exactly."""
    said = quantities(quote)
    return [
        claim.text
        for claim in quantities(wording)
        if not any(
            (same(claim, one) and claim.approximate >= one.approximate) or _coarser(claim, one)
            for one in said
        )
    ]


def _coarser(claim: Quantity, said: Quantity) -> bool:
    """几百万 and 三百多万 for 三百一十万."""
    (family, low, upper), (said_family, value, other) = amount(claim), amount(said)
    bare = "plain" in (claim.kind, said.kind)
    if low is None or value is None or other is not None or not (bare or family == said_family):
        return False
    top = low if upper is None else upper
    # 几百万 goes up to but not including ten million, 三百多万 to four.
    return low <= value <= top or (claim.approximate and low <= value < top + _last_step(top))


def _last_step(value: Decimal) -> Decimal:
    """What the last digit that counts is worth: 100,000 in 3,100,000."""
    exponent = value.normalize().as_tuple().exponent
    return Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)


def _coarse(one: Quantity) -> str:
    """The order of magnitude: 几百万, 一百多."""
    if one.value is None or one.value < 10 or one.kind in ("date", "rank", "percent", "age"):
        return "某个数"
    places = len(str(int(one.value))) - 1
    if places >= len(_SCALES):
        return "很大的数"
    scale = _SCALES[places]
    first = str(int(one.value))[0]
    if first == "1":
        return f"{'' if scale == '十' else '一'}{scale}多{one.unit}"
    return f"几{scale}{one.unit}"


def _singles_out(one: Quantity) -> bool:
    rules = _rules().figures
    if one.value is None or one.kind in ("percent", "date", "rank"):
        return False
    digits = len(one.value.normalize().as_tuple().digits)
    return one.kind in rules.kinds or (digits >= rules.digits and not one.approximate)


def _named(quote: str) -> list[tuple[int, str, Class]]:
    """Place, text and class of each name; of overlapping ones the first class's."""
    found: list[tuple[int, str, Class]] = []
    taken: set[int] = set()
    for pattern, row in _patterns():
        for match in pattern.finditer(quote):
            places = set(range(match.start(), match.end()))
            if places and not places & taken:
                taken |= places
                found.append((match.start(), match[0], row))
    return found


@cache
def _rules() -> Identifying:
    return load_rules(Path(__file__).with_name("identifying.toml"), Identifying)


@cache
def _patterns() -> list[tuple[re.Pattern[str], Class]]:
    rules = _rules()
    name = f"(?![{re.escape(rules.not_in_names)}])[\u4e00-\u9fff]"
    surname = f"[{rules.surnames.common}]"
    return [
        (re.compile(word.replace("{name}", name).replace("{surname}", surname)), row)
        for row in rules.classes
        for word in row.words
    ]

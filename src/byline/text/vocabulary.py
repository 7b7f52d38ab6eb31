"""The word lists beside this file, compiled once: units, idioms, cues.

Owns: reading units.toml, idioms.toml and cues.toml. A new word is a line there, not code here.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from byline.text.numerals import NUMERAL_CHARS

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit word, resolved."""

    name: str
    """The normalised unit."""
    kind: str
    family: str
    """Units of one family convert into each other."""
    factor: Decimal
    """How many base units of the family one of these is."""
    bare: bool = True
    """Whether a number without a unit may state the same amount."""


@dataclass(frozen=True, slots=True)
class Cues:
    """Patterns for the words around a number."""

    money_before: re.Pattern[str]
    change_before: re.Pattern[str]
    age_before: re.Pattern[str]
    year_after: re.Pattern[str]
    year_before: re.Pattern[str]
    approximate_before: re.Pattern[str]
    approximate_after: re.Pattern[str]
    rank_before: re.Pattern[str]
    each: re.Pattern[str]
    """Nouns that a price is said for without being units: 八百一晚."""
    money_reach: int
    articled: frozenset[str]
    """Count units that do not take the article 一."""
    pronouns: str
    number_prefixes: str
    """Alternatives: letters that may stand directly before an amount."""
    english: dict[str, int]


@cache
def units() -> dict[str, Unit]:
    """Every unit word (lower case) -> what it means."""
    data = _read("units.toml")
    known: dict[str, Unit] = {}
    for row in data["unit"]:
        name = row["words"][0]
        for word in row["words"]:
            unit = Unit(
                _own_name(word, name, row),
                row["kind"],
                row["family"],
                Decimal(row["factor"]),
                row.get("bare", True),
            )
            known[word.lower()] = unit
            if row.get("ge") and not word.isascii():
                known[f"个{word}"] = unit
    for word in data["plain"]["count"]:
        bare = word not in data["plain"]["never_bare"]
        known.setdefault(word, Unit(word, "count", word, Decimal(1), bare))
    return known


@cache
def unit_names() -> dict[str, Unit]:
    """Normalised unit -> what it means, for comparing."""
    return {unit.name: unit for unit in units().values()}


@cache
def unit_pattern() -> re.Pattern[str]:
    """A unit word at a place, longest first; 个月 takes 多 or 半 inside (个半月)."""
    words = sorted(units(), key=len, reverse=True)
    inside = "|".join(w[1:] for w in words if w[0] == "个" and units()[w].kind == "duration")
    letters = "".join(w for w in words if len(w) == 1 and w.isascii() and w.isalpha())
    latin = "|".join(re.escape(w) for w in words if len(w) > 1 and w.isascii())
    other = "|".join(
        re.escape(w) for w in words if not (w.isascii() and w.isalnum()) and w not in latin
    )
    # A single letter counts only in lower case: 5G is not five grams.
    return re.compile(
        rf"个(?P<inner>[半多来])(?P<ge>{inside})|-?(?:(?i:{latin})|[{letters}])(?![A-Za-z])|{other}"
    )


def unit_of(match: re.Match[str]) -> Unit:
    """The unit a match of `unit_pattern` names."""
    word = f"个{match['ge']}" if match["ge"] else match[0].removeprefix("-").lower()
    return units()[word]


@cache
def idioms() -> re.Pattern[str]:
    """Words that hold numerals and state no amount; never right after another numeral."""
    rows = _read("idioms.toml")["idiom"]
    words = [_closed(word) for row in rows for word in row["words"]]
    first = [w for w in words if w[0] in NUMERAL_CHARS or w[0] == "["]
    other = [w for w in words if w not in first]
    return re.compile(rf"(?<![{NUMERAL_CHARS}])(?:{_either(first)})|{_either(other)}")


@cache
def cues() -> Cues:
    """The context words of cues.toml."""
    data = _read("cues.toml")
    counts = {u.name for u in units().values() if u.kind == "count"}
    return Cues(
        money_before=re.compile("|".join(data["money_before"])),
        change_before=_ending(data["change_before"]),
        age_before=_ending(data["age_before"]),
        year_after=re.compile("|".join(data["year_after"])),
        year_before=_ending(data["year_before"]),
        approximate_before=_ending(data["approximate_before"]),
        approximate_after=re.compile(rf"\s?(?:{'|'.join(data['approximate_after'])})"),
        rank_before=_ending(data["rank_before"]),
        each=re.compile("|".join(data["each"])),
        money_reach=data["money_reach"],
        articled=frozenset(counts - set(data["article_exceptions"])),
        pronouns=data["pronouns"],
        number_prefixes="|".join(data["number_prefixes"]),
        english=data["english"],
    )


def _own_name(word: str, name: str, row: dict[str, Any]) -> str:
    """人 and 位 stay apart as names though they compare equal; synonyms of 元 become 元."""
    return word if row["family"] == "heads" and not word.isascii() else name


def _closed(word: str) -> str:
    return f"{word}(?![百千万亿])" if word[-1] in NUMERAL_CHARS else word


def _either(words: list[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


def _ending(words: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(words)})\s?$")


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((_HERE / name).read_text(encoding="utf-8"))

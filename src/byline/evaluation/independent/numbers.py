"""Numbers with what they count, read without byline.text.quantities.

Owns: reading Arabic, Chinese and English numbers and bringing units to a base. Pure. Promise: a
number that stands for no quantity (idioms, list numbers, 一 as an article) is left out; two ways of
writing one quantity (30% and 三成, 两周 and 14天) are equal.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from byline.evaluation.independent.numerals import (
    DIGITS,
    ENGLISH,
    ENGLISH_SCALES,
    ends_of,
    english,
    scale,
)
from byline.shipped import Strict, WordList, load_rules

_WIDE = str.maketrans("０１２３４５６７８９％．", "0123456789%.")
_WORDS = "|".join(sorted([*ENGLISH, *ENGLISH_SCALES], key=len, reverse=True))
_NUMBER = re.compile(
    r"(?P<ordinal>第)?(?:"
    r"(?P<share>百分之)(?P<shared>[零〇一二两三四五六七八九十百点]+|\d+(?:\.\d+)?)"
    r"|(?P<under>[一二两三四五六七八九十百\d]+)分之(?P<over>[一二两三四五六七八九十百\d]+)"
    r"|(?P<arabic>(?<![A-Za-z0-9.])\d+(?:,\d{3})*(?:\.\d+)?)(?P<scale>[多余来几]?[百千万亿]+|[kKwW](?![A-Za-z]))?"
    r"|(?P<chinese>[零〇一二两三四五六七八九十百千万亿半]+(?:[多余来几][万亿])?(?:点[零〇一二三四五六七八九]+)?)"
    rf"|(?P<english>\b(?:{_WORDS})(?:[- ](?:and )?(?:{_WORDS}))*\b)"
    r")(?P<hedge>多|来|余|几)?",
    re.IGNORECASE,
)

_TENTHS = re.compile(
    r"[米块斤][一二三四五六七八九](?![零〇一二三四五六七八九十百千万个件条次年天块元米斤])"
)
"""六米八: what follows the unit is a tenth of it."""


class Unit(Strict):
    """One way of writing a unit."""

    words: list[str]
    of: str
    """The base it is brought to; units of one base can be compared."""
    times: float = 1.0


class Numbers(WordList):
    """numbers.toml."""

    idioms: list[str]
    """Regular expressions of words with a numeral in them that count nothing."""
    structure: list[str]
    """What follows a small count of the text's own parts: 三个步骤."""
    unit: list[Unit]


@dataclass(frozen=True)
class Number:
    """A quantity, brought to its base unit."""

    text: str
    low: float
    high: float
    base: str
    """'' when it stands alone; `count` for a classifier."""
    ordinal: bool = False
    below: float = 0.0
    """Where a hedge ends: 二十多 is less than thirty."""

    def held_by(self, other: Number) -> bool:
        """Whether the other one says as much: equal, or a range that holds it."""
        alike = self.base == other.base or {self.base, other.base} & {"", "count"} == {
            self.base,
            other.base,
        }
        loose = "" in (self.base, other.base)
        inside = _least(other.low) <= self.low and self.high <= _most(other.high)
        inside = inside or self.low <= other.low < self.below
        return self.ordinal == other.ordinal and inside and (alike or loose)


def numbers(text: str) -> list[Number]:
    """Every quantity of a text, in order."""
    plain = text.translate(_WIDE)
    masked = _masked(plain)
    found: list[Number] = []
    at = 0
    while match := _NUMBER.search(masked, at):
        one, at = _read(match, masked)
        found += [one] if one else []
    return found


def canonical(text: str) -> str:
    """The text with every number written the same way, for comparing words."""
    plain = text.translate(_WIDE)
    parts: list[str] = []
    end = 0
    for found in _NUMBER.finditer(_masked(plain)):
        if span := _range(found):
            parts += [plain[end : found.start()], f"{span[0]:g}"]
            end = found.end()
    return "".join([*parts, plain[end:]])


def _read(found: re.Match[str], text: str) -> tuple[Number | None, int]:
    """The quantity a numeral begins, if it is one, and where reading goes on."""
    span = _range(found)
    if span is None:
        return None, found.end()
    low, high = span
    rest = text[found.end() :]
    base, times, said = _unit(rest, found)
    if not _counts(found, text, rest, low, base):
        return None, found.end()
    tail = rest[len(said) : len(said) + 1]
    if base == "tenth":
        extra = DIGITS.get(tail, 0) if tail else 0
        low, high, base, times = low * 10 + extra, high * 10 + extra, "percent", 1.0
        said += tail if extra else ""
    elif base and tail == "半":
        low, high, said = low + 0.5, high + 0.5, said + tail
    elif _TENTHS.match(rest[len(said) - 1 :]) and said:
        low, high, said = low + DIGITS[tail] / 10, high + DIGITS[tail] / 10, said + tail
    if base == "year" and low < 1900:
        base, times = "month", 12.0
    hedged = re.search("[多几]", found[0])
    number = Number(
        text=(found[0] + rest[: len(said)]).strip(),
        low=low * times,
        high=high * times,
        base=base,
        ordinal=bool(found["ordinal"]),
        below=(low + _step(low)) * times if hedged else 0.0,
    )
    return number, found.end() + len(said)


def _counts(found: re.Match[str], text: str, rest: str, value: float, base: str) -> bool:
    """Whether this numeral states a quantity of something."""
    before = text[max(0, found.start() - 4) : found.start()]
    line = text[text.rfind("\n", 0, found.start()) + 1 : found.start()]
    if not line.strip(" #*-") and re.match(r"[.、．)）:：️⃣]", rest):
        return False
    if value == 0.5 and base in {"", "count"}:
        return False
    if value == 1 and base not in {"percent", "tenth", "yuan", "dollar", "times"}:
        return False
    loose = base in {"", "count", "clock"} and value <= 10
    if loose and re.search(r"(这|那|以下|下面|以上|上面|these|those|the)\s?$", before):
        return False
    if found["ordinal"] and value <= 10 and base in {"", "count"}:
        return False
    return not (value <= 10 and re.match("|".join(_rules().structure), rest))


def _range(found: re.Match[str]) -> tuple[float, float] | None:
    """What the numeral says, from and to; None when it says nothing."""
    if found["share"]:
        both = ends_of(found["shared"])
        return both and (both[0], both[1])
    if found["under"]:
        under, over = ends_of(found["under"]), ends_of(found["over"])
        if not under or not over or not under[0]:
            return None
        return round(over[0] / under[0] * 100), round(over[0] / under[0] * 100)
    if found["arabic"]:
        value = float(found["arabic"].replace(",", "")) * scale(found["scale"] or "")
        return value, value
    return english(found["english"]) if found["english"] else ends_of(found["chinese"])


def _step(value: float) -> float:
    """The place a hedge may fill: of twenty ten, of three hundred a hundred."""
    step = 1
    while value and value % (step * 10) == 0:
        step *= 10
    return step


def _unit(rest: str, found: re.Match[str]) -> tuple[str, float, str]:
    """Base, factor and the words of the unit behind a number."""
    if found["share"] or found["under"]:
        return "percent", 1.0, ""
    gap = len(rest) - len(rest.lstrip(" -"))
    held = rest[gap:].lower()
    best: tuple[str, float, str] = ("", 1.0, "")
    for unit in _rules().unit:
        for word in unit.words:
            if gap + len(word) > len(best[2]) and held.startswith(word):
                after = held[len(word) : len(word) + 1]
                if not (word[-1].isascii() and word[-1].isalpha() and re.match("[a-z]", after)):
                    best = (unit.of, unit.times, rest[: gap + len(word)])
    money = _before(found)
    return ("yuan", 1.0, "") if not best[2] and money in "¥￥" and money else best


def _before(found: re.Match[str]) -> str:
    """The character before a number."""
    return found.string[found.start() - 1 : found.start()] if found.start() else ""


def _masked(text: str) -> str:
    """Idioms made blank, so that every place stays the same."""
    return re.sub("|".join(_rules().idioms), lambda found: "□" * len(found[0]), text)


def _rules() -> Numbers:
    return load_rules(Path(__file__).with_name("numbers.toml"), Numbers)


def _least(value: float) -> float:
    return value - 1e-6 * max(1.0, abs(value))


def _most(value: float) -> float:
    return value + 1e-6 * max(1.0, abs(value))

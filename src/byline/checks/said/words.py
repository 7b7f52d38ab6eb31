"""The words that turn one statement into another, compiled once from words.toml."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import Field

from byline.shipped import Strict, WordList, load_rules


class Words(Strict):
    """Alternatives: any of them says the thing."""

    words: list[str]


class Named(Words):
    """Alternatives that say one of several things."""

    name: str


class Share(Named):
    """A quantifier, and the smallest share of the whole that lets it be said."""

    least: int = Field(ge=0, le=100)


class Beside(Strict):
    """What stands directly before or after a figure."""

    before: list[str] = Field(default_factory=list)
    after: list[str] = Field(default_factory=list)


class Pairs(Strict):
    """Names that are not told apart."""

    pairs: list[tuple[str, str]]


class No(Words):
    """Words that deny, as a group of their own: `not` is a word of the language."""

    skip: list[str]
    none: list[str]


class BentWords(WordList):
    """words.toml."""

    period: list[Named]
    again: Words
    only: Words
    amount: list[Named]
    alike: Pairs
    way: list[Named]
    bound: list[Named]
    way_to: Words
    way_by: Words
    within: Beside
    point: Beside
    began: Words
    stretch: Beside
    start: Beside
    share: list[Share]
    never: Words
    always: Words
    often: Words
    habit: Words
    sometimes: Words
    guess: Words
    opinion: Words
    certain: Words
    no: No
    other: Words
    me: Words
    mine: Words
    does: Words
    say: Words
    either: list[Words]
    life: list[Words]
    opposite: Pairs
    plain_verb: Words
    part: Words
    order: list[Named]
    role: Words
    teaches: Words
    whole: Words
    alone: Words
    together: Words


@dataclass(frozen=True)
class Hit:
    """A word that was found."""

    name: str
    start: int
    end: int
    text: str

    @property
    def middle(self) -> int:
        """Between what stands at its two sides: 从甲到乙 has a first half of its own."""
        return self.end - 1 if len(self.text) > 2 else self.start


@cache
def words() -> BentWords:
    """words.toml, read once."""
    return load_rules(Path(__file__).with_name("words.toml"), BentWords)


@cache
def one(group: str) -> re.Pattern[str]:
    """Any word of a group that says one thing."""
    return re.compile("|".join(getattr(words(), group).words))


@cache
def beside(group: str, side: str) -> re.Pattern[str]:
    """What stands directly `before` or `after` a figure."""
    alternatives = getattr(getattr(words(), group), side)
    body = "|".join(alternatives)
    return re.compile(f"(?:{body})$" if side == "before" else f" ?(?:{body})")


@cache
def _grouped(group: str) -> re.Pattern[str]:
    rows = getattr(words(), group)
    names = [row.name if isinstance(row, Named) else f"r{n}" for n, row in enumerate(rows)]
    return re.compile(
        "|".join(
            f"(?P<{name}>{'|'.join(row.words)})" for name, row in zip(names, rows, strict=True)
        )
    )


def hits(group: str, text: str) -> list[Hit]:
    """Every word of a group that says one of several things."""
    return [
        Hit(match.lastgroup or "", match.start(), match.end(), match[0])
        for match in _grouped(group).finditer(text)
    ]


@cache
def sets(group: str) -> list[tuple[re.Pattern[str], list[re.Pattern[str]]]]:
    """Each set of words that exclude each other: any of them, and one by one."""
    rows: list[Words] = getattr(words(), group)
    return [
        (re.compile("|".join(row.words)), [re.compile(word) for word in row.words]) for row in rows
    ]

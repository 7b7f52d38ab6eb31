"""Private matters, whatever words they are told in.

Owns: matters.toml and when a sentence tells one of its author. Pure. Promise: advice to a reader
and what happened to somebody else tell nothing of the author; a guess from words, never more.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path

from pydantic import Field

from byline.checks.patterns import any_of
from byline.shipped import Strict, WordList, load_rules
from byline.text.quantities import quantities


class Matter(Strict):
    """Something private, and the words it is told in."""

    name: str
    words: tuple[str, ...]
    plainly: bool = False
    """Whether a sentence tells it without saying whose it is."""
    with_figure: bool = False
    """Whether it is told only where a figure stands."""


class Rules(WordList):
    """matters.toml."""

    own: tuple[str, ...]
    implied: tuple[str, ...]
    others: tuple[str, ...]
    company: str
    nameless: str
    called: str
    not_told: tuple[str, ...]
    matters: list[Matter] = Field(alias="matter")


@lru_cache(maxsize=1024)
def matters_of(quote: str) -> frozenset[str]:
    """The names of the matters somebody speaks of."""
    return frozenset(one.name for one in _rules().matters if any_of(one.words).search(quote))


@lru_cache(maxsize=1024)
def told(sentence: str) -> tuple[str, ...]:
    """The names of the matters that a sentence tells of its author, in the file's order."""
    return tuple(one.name for one in _rules().matters if _tells(sentence, one))


@lru_cache(maxsize=1024)
def companies(quote: str) -> tuple[str, ...]:
    """The names of companies without what they do: 恒达 of 恒达物流."""
    nameless = any_of((_rules().nameless,))
    found = any_of((_rules().company,)).finditer(quote)
    return tuple(one["name"] for one in found if not nameless.search(one["name"]))


def also_called(names: Iterable[str]) -> list[str]:
    """周总 is told by 姓周 as well."""
    found = [any_of((_rules().called,)).match(name) for name in names]
    return [f"姓{one['surname']}" for one in found if one]


def _tells(sentence: str, matter: Matter) -> bool:
    found = any_of(matter.words).search(sentence)
    if not found or any_of(_rules().not_told).search(sentence[: found.start()]):
        return False
    if not (matter.plainly or _of_the_author(sentence)):
        return False
    return not matter.with_figure or bool(quantities(sentence))


def _of_the_author(sentence: str) -> bool:
    rules = _rules()
    if any_of(rules.own).search(sentence):
        return True
    implied = any_of(rules.implied).search(sentence)
    return bool(implied) and not any_of(rules.others).search(sentence)


@cache
def _rules() -> Rules:
    return load_rules(Path(__file__).with_name("matters.toml"), Rules)

"""The words that make a claim, read once from claims.toml."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from byline.shipped import WordList, load_rules


class Claims(WordList):
    """claims.toml: each a list of regular expressions."""

    credential: list[str]
    house: list[str]
    denied: list[str]
    somebody: list[str]
    reader: list[str]
    me: list[str]
    structural: list[str]
    supposed: list[str]
    clause_only: list[str]
    happened: list[str]
    speech: list[str]
    experience: list[str]
    view: list[str]
    episode: list[str]
    happens: list[str]


def claims() -> Claims:
    """The words that make a claim."""
    return load_rules(Path(__file__).with_suffix(".toml"), Claims)


@cache
def any_of(group: str) -> re.Pattern[str]:
    """Any word of a group."""
    return re.compile("|".join(getattr(claims(), group)), re.IGNORECASE)


@cache
def each_of(group: str) -> tuple[re.Pattern[str], ...]:
    """The words of a group, one by one."""
    return tuple(re.compile(word, re.IGNORECASE) for word in getattr(claims(), group))

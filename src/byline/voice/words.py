"""The closed lists a voice is told by, and finding them in a text.

Owns: words.toml. Pure. Promise: only words of these lists are ever counted or named, so that what
is kept of a voice holds nothing of what was said in it.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from byline.ledger.events import Language
from byline.shipped import Strict, WordList, load_rules

_LATIN = "A-Za-z0-9'’"


class Lists(Strict):
    """The words of one language."""

    particles: list[str]
    openers: list[str]
    address: list[str]
    self: list[str]
    words: list[str]
    ordinary: list[str]
    """Of these words those that are nobody's favourites."""


class Words(WordList):
    """words.toml."""

    zh: Lists
    en: Lists


@cache
def lists(language: Language) -> Lists:
    """The lists of a language."""
    found = load_rules(Path(__file__).with_name("words.toml"), Words)
    return found.zh if language == "zh" else found.en


@cache
def manner(language: Language) -> frozenset[str]:
    """Every word of manner but the ways to begin that are longer than a word."""
    held = lists(language)
    return frozenset([*held.particles, *held.address, *held.self, *held.words])


def counted(text: str, words: Iterable[str], language: Language) -> Counter[str]:
    """How often each of the words stands in a text; of overlapping ones the longest."""
    pattern = _pattern(frozenset(words), language)
    return Counter(plain(one[0]) for one in pattern.finditer(text))


def begins_with(text: str, words: Iterable[str], language: Language) -> str:
    """The longest of the words that a text begins with; '' for none."""
    found = _pattern(frozenset(words), language).match(text.lstrip("“”\"'「『（( "))
    return plain(found[0]) if found else ""


def places(word: str, text: str, language: Language) -> list[tuple[int, int]]:
    """Where a word stands, not counting the insides of a longer word of manner."""
    pattern = _pattern(manner(language) | {plain(word)}, language)
    return [one.span() for one in pattern.finditer(text) if plain(one[0]) == plain(word)]


def tokens(text: str, language: Language) -> list[str]:
    """The text as words of manner, Latin words, numbers and single other characters."""
    return _tokens(language).findall(text)


def plain(word: str) -> str:
    """One way of writing a word."""
    # A pattern that ignores case takes İ for i and ſ for s.
    folded = unicodedata.normalize("NFKD", word).replace("\u0307", "").replace("ı", "i")
    return folded.lower().replace("’", "'")


@cache
def _tokens(language: Language) -> re.Pattern[str]:
    either = _bounded(_either(manner(language)), language)
    return re.compile(rf"{either}|[{_LATIN}]+|\S", re.IGNORECASE)


@cache
def _pattern(words: frozenset[str], language: Language) -> re.Pattern[str]:
    return re.compile(_bounded(_either(words), language), re.IGNORECASE)


def _either(words: Iterable[str]) -> str:
    by_length = sorted(sorted(words), key=len, reverse=True)
    return "|".join(re.escape(word).replace("'", "['’]") for word in by_length) or "(?!)"


def _bounded(either: str, language: Language) -> str:
    if language == "zh":
        return f"(?:{either})"
    return rf"(?<![{_LATIN}])(?:{either})(?![{_LATIN}])"

"""Experiences that a text tells of the person and no quote carries.

Owns: which sentences tell something that happened, and how much of one the quotes hold: greedy
string tiling (Wise 1993) of its letters by at most three quotes, English word by word. Pure.
Promise: an opinion, advice to the reader, a question and a supposition are no experience.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from byline.evaluation.independent.cutting import chinese, sentences
from byline.evaluation.independent.numbers import canonical
from byline.shipped import WordList, load_rules

SHORTEST = 7
"""Characters below which a line is a heading or an interjection."""
MOST_QUOTES = 3
"""A sentence of a post puts together one, two, seldom three things the person said."""


class Experiences(WordList):
    """experiences.toml."""

    held_from: float
    """Share of a sentence's content that the quotes must tile; set on the labelled sentences."""
    told: list[str]
    """Regular expressions: the sentence tells something that happened to the person."""
    not_told: list[str]
    """It is an opinion, advice, a question, a supposition, the post speaking of itself."""
    same: list[list[str]]
    """Words to count as one."""
    chinese_light: str
    """Characters that carry nothing."""
    english_light: str
    """Words that carry nothing, separated by spaces."""


def unheld(text: str, quotes: Sequence[str]) -> list[str]:
    """Every sentence that tells an experience the quotes do not carry."""
    return [one for one in sentences(text) if tells(one) and not held(one, quotes)]


def tells(sentence: str) -> bool:
    """Whether a sentence tells something that happened to the person."""
    rules = _rules()
    if len(re.findall(r"\w", sentence)) < SHORTEST:
        return False
    if any(re.search(pattern, sentence, re.IGNORECASE) for pattern in rules.not_told):
        return False
    return any(re.search(pattern, sentence, re.IGNORECASE) for pattern in rules.told)


def held(sentence: str, quotes: Sequence[str]) -> bool:
    """Whether the quotes carry it; true, too, where all of them are in another language."""
    alike = [quote for quote in quotes if chinese(quote) == chinese(sentence)]
    if not alike:
        return True
    return coverage(sentence, alike) >= _rules().held_from


def coverage(sentence: str, quotes: Sequence[str]) -> float:
    """Share of the sentence's content that stands in the best few quotes."""
    pieces = _pieces(sentence)
    if not pieces:
        return 1.0
    tiled = [_tiled(pieces, _pieces(quote)) for quote in quotes]
    covered: set[int] = set()
    for _ in range(min(MOST_QUOTES, len(tiled))):
        covered |= max(tiled, key=lambda one: len(one | covered))
    weights = [_weight(piece) for piece in pieces]
    whole = sum(weights)
    return sum(weights[place] for place in covered) / whole if whole else 1.0


def _pieces(text: str) -> list[str]:
    """Letters of Chinese, stems of English, numbers whole."""
    plain = canonical(text)
    for words in _rules().same:
        plain = re.sub("|".join(words), words[0], plain)
    found = re.findall(r"\d+(?:\.\d+)?|[\u3400-\u9fff]|[A-Za-z]+(?:'[a-z]+)?", plain)
    return [_stem(piece) for piece in found]


def _stem(piece: str) -> str:
    word = piece.lower()
    if not word.isascii() or not word[0].isalpha() or word in _rules().english_light.split():
        return word
    return re.sub(r"(?<=\w{3})(?:ing|ed|es|s|e)$", "", word)


def _weight(piece: str) -> float:
    light = piece in _rules().chinese_light or piece in _rules().english_light.split()
    return 0.1 if light else 1.0


def _tiled(pieces: Sequence[str], quote: Sequence[str]) -> set[int]:
    """Places of the sentence covered by tiles of the quote, the longest first, each used once."""
    covered: set[int] = set()
    spent: set[int] = set()
    for size, start, at in sorted(_matches(pieces, quote), reverse=True):
        mine, theirs = range(start, start + size), range(at, at + size)
        if not covered.intersection(mine) and not spent.intersection(theirs):
            covered.update(mine)
            spent.update(theirs)
    return covered


def _matches(pieces: Sequence[str], quote: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """(length, place here, place there) of every run both hold, and of all its parts."""
    shortest = 1 if any(len(piece) > 1 and piece.isalpha() for piece in pieces[:3]) else 2
    for start in range(len(pieces)):
        for at in range(len(quote)):
            size = 0
            while (
                start + size < len(pieces)
                and at + size < len(quote)
                and pieces[start + size] == quote[at + size]
            ):
                size += 1
                if size >= shortest or pieces[start].isdigit():
                    yield size, start, at


def _rules() -> Experiences:
    return load_rules(Path(__file__).with_name("experiences.toml"), Experiences)

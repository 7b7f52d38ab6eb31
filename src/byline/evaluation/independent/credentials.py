"""Credentials that a text claims and no quote holds.

Owns: which words are credentials, and when they are claimed of the person. Pure. Promise: a word is
held when a quote holds it or one that means the same; a denied, a wished-for and a reader's
credential are not claimed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from byline.evaluation.independent.cutting import sentences
from byline.shipped import Strict, WordList, load_rules


class Words(Strict):
    """Credentials that prove one another."""

    any: list[str]
    """Regular expressions; in English they match whole words."""
    always: bool = False
    """Whether naming it is claiming it; else it must be said of the person."""


class Credentials(WordList):
    """credentials.toml."""

    of_the_person: list[str]
    """What stands before a word that is claimed; the word itself is put for WORD."""
    denied: str
    """What before a word, in its clause, takes the claim back."""
    words: list[Words]


def claimed(text: str, quotes: Sequence[str]) -> list[tuple[str, str]]:
    """(word, sentence) of every claimed credential that the quotes lack."""
    held = "\n".join(quotes)
    return [
        (word, sentence)
        for sentence in sentences(text)
        for group in _rules().words
        if (word := _claim(group, sentence)) and not _stands(group, held)
    ]


def _claim(group: Words, sentence: str) -> str:
    """The first word of the group that the sentence claims."""
    for clause in re.split(r"[，,、：:]", sentence):
        for pattern in group.any:
            found = re.search(_whole(pattern), clause, re.IGNORECASE)
            if not found or re.search(_rules().denied, clause[: found.end()], re.IGNORECASE):
                continue
            if group.always or _is_theirs(pattern, clause):
                return found[0]
    return ""


def _is_theirs(pattern: str, clause: str) -> bool:
    shapes = (shape.replace("WORD", f"(?:{_whole(pattern)})") for shape in _rules().of_the_person)
    return any(re.search(shape, clause, re.IGNORECASE) for shape in shapes)


def _stands(group: Words, text: str) -> bool:
    return any(re.search(_whole(pattern), text, re.IGNORECASE) for pattern in group.any)


def _whole(pattern: str) -> str:
    return rf"\b{pattern}\b" if pattern.isascii() and pattern[0].isalpha() else pattern


def _rules() -> Credentials:
    return load_rules(Path(__file__).with_name("credentials.toml"), Credentials)

"""What may be told in public before the person has said so: the cautious first guess.

Owns: the classes of consent.toml and how they are matched. Promise: money, health, family,
employers and customers start as private; only the person opens them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from byline.shipped import Strict, WordList, load_rules
from byline.text.quantities import quantities

Consent = Literal["public", "anonymise", "private"]
STRICTNESS: dict[Consent, int] = {"public": 0, "anonymise": 1, "private": 2}


class General(Strict):
    """When a word speaks of people in general, and when it does not after all."""

    kinds: list[str]
    about_others: list[str]
    own: list[str]
    occasion: list[str]


class ClassRow(Strict):
    """One reason to start as private."""

    name: str
    reason: str
    name_en: str
    reason_en: str
    kinds: list[str]
    quantities: list[str] = Field(default_factory=list)
    words: list[str]
    general: list[str] = Field(default_factory=list)


class ConsentWords(WordList):
    """consent.toml."""

    general: General
    classes: list[ClassRow] = Field(alias="class")


@dataclass(frozen=True, slots=True)
class _Class:
    """A reason with its words, by how the fact they stand in is meant."""

    name: str
    """In English, as data files name it."""
    reason: str
    kinds: frozenset[str]
    quantities: frozenset[str]
    plain: re.Pattern[str]
    """Every word."""
    in_general: re.Pattern[str]
    """Words that are never general, and general ones that are the person's own after all."""
    of_others: re.Pattern[str]
    """What is the person's own though the fact is about others."""

    def closes(self, text: str, kind: str) -> bool:
        """Whether a fact of this kind starts as private for this reason."""
        if kind in self.kinds:
            return True
        general = _rules().general
        meant = self.plain
        if kind in general.kinds and not _occasion().search(text):
            meant = self.of_others if kind in general.about_others else self.in_general
        return bool(meant.search(text))


def default_consent(text: str, kind: str) -> tuple[Consent, str]:
    """The consent a fact starts with and the reason to show.

    ('public', '') when nothing speaks against it; otherwise 'private' and the reason, in Chinese.
    """
    amounts = {quantity.kind for quantity in quantities(text)}
    for entry in _classes():
        if amounts & entry.quantities or entry.closes(text, kind):
            return "private", entry.reason
    return "public", ""


def spoken_of(text: str) -> list[str]:
    """English names of the classes a text speaks of, its author's own or not, in file order."""
    amounts = {quantity.kind for quantity in quantities(text)}
    return [one.name for one in _classes() if amounts & one.quantities or one.plain.search(text)]


def reasons() -> dict[str, str]:
    """What a person may call each reason, in either language -> the reason, in the file's order."""
    rows = _rules().classes
    return {name: row.reason for row in rows for name in (row.name, row.name_en)}


def reason_in_english(reason: str) -> str:
    """The wording of a reason for somebody who is spoken to in English."""
    return next((row.reason_en for row in _rules().classes if row.reason == reason), reason)


@cache
def _rules() -> ConsentWords:
    return load_rules(Path(__file__).with_suffix(".toml"), ConsentWords)


@cache
def _classes() -> tuple[_Class, ...]:
    return tuple(map(_class, _rules().classes))


def _class(row: ClassRow) -> _Class:
    own = _any_of(_rules().general.own)
    every = [*row.words, *row.general]
    # A fact is about others only as far as the person has not asked for silence.
    of_others = row.words if row.kinds == ["boundary"] else [f"{own}{_any_of(every)}"]
    return _Class(
        name=row.name_en,
        reason=row.reason,
        kinds=frozenset(row.kinds),
        quantities=frozenset(row.quantities),
        plain=_compiled(every),
        in_general=_compiled(
            [*row.words, f"{own}{_any_of(row.general)}"] if row.general else every
        ),
        of_others=_compiled(of_others),
    )


@cache
def _occasion() -> re.Pattern[str]:
    return _compiled(_rules().general.occasion)


def _compiled(words: list[str]) -> re.Pattern[str]:
    return re.compile(_any_of(words), re.IGNORECASE)


def _any_of(words: list[str]) -> str:
    return f"(?:{'|'.join(map(_pattern, words))})"


def _pattern(word: str) -> str:
    # English stems match at the start of a word, so that "fired" is not found in "inspired".
    return rf"\b(?:{word})" if word.isascii() else word

"""What may be told in public before the person has said so: the cautious first guess.

Owns: the classes of consent.toml and how they are matched. Promise: money, health, family,
employers and customers start as private; only the person opens them.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from byline.text.quantities import quantities

Consent = Literal["public", "anonymise", "private"]
STRICTNESS: dict[Consent, int] = {"public": 0, "anonymise": 1, "private": 2}


@dataclass(frozen=True, slots=True)
class _Class:
    reason: str
    kinds: frozenset[str]
    quantities: frozenset[str]
    words: re.Pattern[str]


def default_consent(text: str, kind: str) -> tuple[Consent, str]:
    """The consent a fact starts with and the reason to show.

    ('public', '') when nothing speaks against it; otherwise 'private' and the reason, in Chinese.
    """
    amounts = {quantity.kind for quantity in quantities(text)}
    for entry in _classes():
        if kind in entry.kinds or amounts & entry.quantities or entry.words.search(text):
            return "private", entry.reason
    return "public", ""


@cache
def _classes() -> tuple[_Class, ...]:
    path = Path(__file__).with_suffix(".toml")
    rows = tomllib.loads(path.read_text(encoding="utf-8"))["class"]
    return tuple(
        _Class(
            reason=row["reason"],
            kinds=frozenset(row["kinds"]),
            quantities=frozenset(row.get("quantities", ())),
            words=re.compile("|".join(map(_pattern, row["words"])), re.IGNORECASE),
        )
        for row in rows
    )


def _pattern(word: str) -> str:
    # English stems match at the start of a word, so that "fired" is not found in "inspired".
    return rf"\b{word}" if word.isascii() else word

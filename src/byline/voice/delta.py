"""How far a text is from somebody's other texts: Burrows' Delta on character n-grams.

Owns: background.json, what other people's n-grams come to, and the distance. Pure. The rates of the
most frequent n-grams are told in standard deviations of the background's people, and two texts are
as far apart as the angle between their profiles: Burrows (2002) took the mean difference, Evert et
al. (2017) show that the angle ("Cosine Delta") is steadier. 0 is the same profile, about 1 is no
likeness, 2 its opposite.

What it is good for: telling which of two sets of texts is nearer to a person, on average over many.
Not for: one short text. evals/benchmarks/voice.py says how often it names the right person at which
length; below `SHORTEST` characters it hardly does. It measures topic as well as manner.
"""

from __future__ import annotations

import math
import operator
import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from byline.ledger.events import Language
from byline.voice.features import prose

SHORTEST = 500
"""Characters of a text, and of the person's own, below which a distance says next to nothing."""
SIZES = (1, 2)
"""Lengths of the n-grams."""


class Others(BaseModel):
    """Other people's texts in one language, counted."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    people: int
    characters: int
    grams: list[str]
    mean: list[float]
    """In a thousand characters."""
    spread: list[float]
    """Standard deviation over the people."""
    words: dict[str, float]
    """How often they use a word of manner, in a thousand characters or words; used ones only."""
    general: dict[str, float]
    """How often it comes in texts of all kinds, likewise."""
    sentence: list[float]
    """Mean and standard deviation over the people of the usual length of a sentence."""


class Background(BaseModel):
    """background.json."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: str
    date: str
    made_by: str
    zh: Others
    en: Others


@cache
def others(language: Language) -> Others:
    """The background of a language."""
    path = Path(__file__).with_name("background.json")
    held = Background.model_validate_json(path.read_bytes())
    return held.zh if language == "zh" else held.en


def distance(text: str, own: Sequence[str], language: Language) -> float:
    """The Cosine Delta between a text and the person's texts taken as one; 0 to 2.

    1.0 where a side has no letters to compare.
    """
    held = others(language)
    return angle(profile(text, held, language), profile("\n".join(own), held, language))


def profile(text: str, held: Others, language: Language) -> list[float]:
    """A text's n-gram rates in the background's standard deviations; empty for an empty text."""
    plain = normal(text, language)
    if not plain:
        return []
    counts = grams(plain)
    scale = 1000 / len(plain)
    return [
        (counts[gram] * scale - mean) / spread
        for gram, mean, spread in zip(held.grams, held.mean, held.spread, strict=True)
    ]


def angle(one: Sequence[float], other: Sequence[float]) -> float:
    """1 minus the cosine of two profiles."""
    length = math.hypot(*one) * math.hypot(*other)
    if not length:
        return 1.0
    return 1 - max(-1.0, min(1.0, sum(map(operator.mul, one, other)) / length))


def normal(text: str, language: Language) -> str:
    """What is compared: no links or tags, one case, figures as such, no layout."""
    figures = re.sub(r"\d+", "0", prose(text).lower())
    return re.sub(r"\s+", " " if language == "en" else "", figures).strip()


def grams(plain: str) -> Counter[str]:
    """The n-grams of a text in its normal form."""
    return Counter(
        plain[start : start + size] for size in SIZES for start in range(len(plain) - size + 1)
    )

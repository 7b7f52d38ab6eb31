"""How far a text's manner is from somebody's, whatever it is about.

Owns: a distance over words of manner and marks alone. Pure. The square roots of their rates are
compared by angle, so that the frequent ones do not drown the rest. It needs no background and
cannot see the topic: of nine bloggers it names the right one more often than Delta does, from 500
characters on (evals/benchmarks/voice.py). In a few hundred characters there is too little manner.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from byline.ledger.events import Language
from byline.voice.delta import angle
from byline.voice.features import prose
from byline.voice.words import counted, manner

MARKS = "，。！？…—～（）：；、“”,.!?()~\"'"
"""Each width is a mark of its own: keyboards and habits differ in it."""
SHORTEST = 500
"""Characters below which the distance says next to nothing."""


def distance(text: str, own: Sequence[str], language: Language) -> float:
    """0 the same manner, 1 nothing in common; 1 where a side holds nothing to compare."""
    return between(counts(text, language), counts("\n".join(own), language))


def from_the_others(texts: Mapping[str, str], language: Language) -> dict[str, float]:
    """For each text its distance from all the others taken as one."""
    held = {name: counts(text, language) for name, text in texts.items()}
    total = [sum(column) for column in zip(*held.values(), strict=True)]
    return {
        name: between(own, [all_of - mine for all_of, mine in zip(total, own, strict=True)])
        for name, own in held.items()
    }


def between(one: Sequence[int], other: Sequence[int]) -> float:
    """The distance between two texts counted."""
    return angle([math.sqrt(count) for count in one], [math.sqrt(count) for count in other])


def counts(text: str, language: Language) -> list[int]:
    """How often each word of manner and each mark comes, in a fixed order."""
    plain = prose(text)
    words = counted(plain, manner(language), language)
    return [
        *(words[word] for word in sorted(manner(language))),
        *(plain.count(mark) for mark in MARKS),
    ]

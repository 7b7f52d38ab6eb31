"""Everything unsupported in a text, and the rate it is reported as."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from byline.evaluation.independent import credentials, experiences
from byline.evaluation.independent.cutting import sentences
from byline.evaluation.independent.numbers import numbers
from byline.evaluation.models import Strict

Kind = Literal["figure", "credential", "experience"]


class Unsupported(Strict):
    """One thing a text says of the person that they did not."""

    kind: Kind
    text: str
    """The figure or word; of an experience the sentence."""
    sentence: str


def unsupported(text: str, quotes: Sequence[str], asked: Sequence[str] = ()) -> list[Unsupported]:
    """What no quote holds, by kind, once each: a model going in circles has invented one thing.

    `asked` are words of the brief, whose figures and titles may be repeated without being said of
    the person.
    """
    known = [*quotes, *asked]
    found = [*_figures(text, known), *_credentials(text, known), *_experiences(text, quotes)]
    return list(dict.fromkeys(found))


def per_1000(found: int, text: str) -> float:
    """Per 1,000 characters of what is said once, white space left out; 0 for an empty text.

    What is counted once is measured once: a model going in circles is not let off for its length.
    """
    length = len(re.sub(r"\s", "", "".join(dict.fromkeys(sentences(text)))))
    return found / length * 1000 if length else 0.0


def _figures(text: str, quotes: Sequence[str]) -> list[Unsupported]:
    said = [one for quote in quotes for one in numbers(quote)]
    return [
        Unsupported(kind="figure", text=one.text, sentence=sentence)
        for sentence in sentences(text)
        for one in numbers(sentence)
        if not any(one.held_by(other) for other in said)
    ]


def _credentials(text: str, quotes: Sequence[str]) -> list[Unsupported]:
    return [
        Unsupported(kind="credential", text=word, sentence=sentence)
        for word, sentence in credentials.claimed(text, quotes)
    ]


def _experiences(text: str, quotes: Sequence[str]) -> list[Unsupported]:
    return [
        Unsupported(kind="experience", text=sentence, sentence=sentence)
        for sentence in experiences.unheld(text, quotes)
    ]

"""Whether two topics are the same post to a reader.

Owns: the measure and its threshold. Promise: nothing is left out in silence, what a topic repeats
is named; measured on labelled pairs (tests/topics/duplicate_pairs.yaml).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from byline.checks import grounding
from byline.text.folding import fold
from byline.topics.forms import load_forms
from byline.topics.nearness import Nearness

SAME = 1.5
"""Fitted on half of the labelled pairs; the other half was looked at afterwards."""
MEANING = 15.0
SHARED_FACTS = 0.4
"""What each kind of likeness weighs; words weigh 1."""
TOLD = 0.6
"""Share of a story's pieces in an earlier text that shows it to be told there."""
_FUNCTION = re.compile(
    r"怎么办|怎么样|怎么|要不要|为什么|什么|哪里|哪儿|哪|老是|总是|还是|[老总还的了呢吗是有才就能会该先一哪]"
)
"""Words of any question: two that share only these share nothing."""


@dataclass(frozen=True)
class Earlier:
    """Something the person wrote, decided about, or is being offered already."""

    name: str
    """How it is called to the person: t003, a draft's path, a post's place."""
    question: str
    """Its question or title."""
    facts: tuple[str, ...] = ()
    text: str = ""
    """The whole of it, where there is a text."""


def repeated(
    question: str, facts: Sequence[str], earlier: Iterable[Earlier], near: Nearness
) -> Earlier | None:
    """The nearest earlier thing that is the same post; None when it is new."""
    held = [other for other in earlier if other.question]
    near.learn([_said(text) for text in (question, *(other.question for other in held))])
    scored = [(likeness(question, facts, other, near), other) for other in held]
    best = max(scored, key=lambda pair: pair[0], default=None)
    return best[1] if best and best[0] >= SAME else None


def told_in(words: str, earlier: Iterable[Earlier]) -> Earlier | None:
    """The earlier text that tells this very story; None when there is none."""
    texts = (other for other in earlier if other.text)
    return next((other for other in texts if grounding.share(words, [other.text]) >= TOLD), None)


def likeness(question: str, facts: Sequence[str], other: Earlier, near: Nearness) -> float:
    """How alike two posts are, by meaning, words and facts."""
    one, two = _said(question), _said(other.question)
    meaning = near.above(one, two)
    return MEANING * meaning + _words(one, two) + SHARED_FACTS * _facts(facts, other)


def _said(question: str) -> str:
    """A question without what byline put behind the person's words: that is alike in all."""
    rules = load_forms()
    templates = [rules.plain, rules.plain_en, *(form.words for form in rules.forms)]
    tails = [template.partition("{words}")[2] for template in templates]
    tail = max((tail for tail in tails if question.endswith(tail)), key=len, default="")
    return question.removesuffix(tail) or question


def _words(one: str, other: str) -> float:
    """Dice coefficient over characters and pairs of what is left without function words."""
    a, b = _pieces(one), _pieces(other)
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0


def _facts(facts: Sequence[str], other: Earlier) -> float:
    fewest = min(len(facts), len(other.facts))
    return len({*facts} & {*other.facts}) / fewest if fewest else 0.0


def _pieces(text: str) -> set[str]:
    found: set[str] = set()
    for run in _FUNCTION.sub(" ", fold(text)).split():
        letters = [character for character in run if character.isalnum()]
        found |= {*letters, *(a + b for a, b in itertools.pairwise(letters))}
    return found

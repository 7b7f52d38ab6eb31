"""What is known of a topic although it was never asked.

Owns: finding a topic in answers to other questions and in materials. Pure. Promise: what is found
is verbatim, so that it can be read back to the person.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from byline.interview.guide import Topic
from byline.interview.thinness import lacking
from byline.interview.turns import Exchange
from byline.ledger.models import Fact
from byline.text.folding import fold
from byline.text.sentences import sentences

LONGEST = 40
"""Characters of what is read back."""


@dataclass(frozen=True)
class Mention:
    """A sentence about a topic, said elsewhere."""

    quote: str
    material: bool = False


def mentions(topic: Topic, talk: Sequence[Exchange], facts: Iterable[Fact]) -> list[Mention]:
    """Sentences of other topics' answers, and of materials, that are about this topic."""
    if topic.pattern is None:
        return []
    said = [
        Mention(sentence)
        for one in talk
        if one.topic != topic.id
        for sentence in _sentences(one.answer)
        if _about(topic.pattern, sentence)
    ]
    given = [
        Mention(fact.quote, material=True)
        for fact in facts
        if fact.source.kind == "material" and _about(topic.pattern, fact.quote)
    ]
    return [*given, *said]


def _about(pattern: re.Pattern[str], text: str) -> bool:
    """Whether a pattern of the guide, written in simplified script, is in a text of any script."""
    return pattern.search(text) is not None or pattern.search(_folded(text)) is not None


@functools.lru_cache(maxsize=256)
def _sentences(answer: str) -> tuple[str, ...]:
    """An answer cut once: every topic looks through all of them, before every question."""
    return tuple(sentence.text for sentence in sentences(answer))


_folded = functools.lru_cache(maxsize=4096)(fold)


def covered(topic: Topic, found: Sequence[Mention]) -> bool:
    """Whether these sentences hold all that a good answer would."""
    return bool(topic.wants and found) and not lacking(
        "\n".join(mention.quote for mention in found), topic
    )


def read_back(topic: Topic, mention: Mention) -> str:
    """The part of a sentence that is about the topic, short enough to be said in a question."""
    quote = mention.quote.strip("，。！？、；,.!?; \n")
    if len(quote) <= LONGEST or topic.pattern is None:
        return quote
    match = topic.pattern.search(quote)
    middle = match.start() if match else 0
    start = max(0, min(middle - LONGEST // 3, len(quote) - LONGEST))
    return quote[start : start + LONGEST].strip("，。！？、；,.!?; \n")

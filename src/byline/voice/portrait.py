"""A person's features become a portrait, and a newer portrait goes over an older one.

Owns: what is worth keeping of the counts, and what the person wrote over them. Pure. Promise: a
field changed by hand is kept when the voice is learnt again, and named.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Sequence
from typing import Any

from byline.ledger.events import Language
from byline.voice import delta
from byline.voice.features import Features, measure
from byline.voice.models import Portrait, Voice
from byline.voice.sample import Piece
from byline.voice.wording import described, sources
from byline.voice.words import lists

ENOUGH: dict[Language, int] = {"zh": 2000, "en": 1200}
"""Characters or words from which rates of two in a thousand are told within about half their size;
a judgement, and the portrait is made from less all the same."""
POSTS_ENOUGH: dict[Language, int] = {"zh": 300, "en": 200}
"""Written words from which the lengths of a post are taken from posts and not from speech."""
UNLIKELY = 0.01
"""How unlikely a count must be if the person were like others, for a favourite and for a never."""
FEWEST = 3
"""Texts a favourite word must stand in, and times it must come."""
TIMES = 2.0
"""How many times as often as others a favourite must come; little is unlikely in a long sample."""
SHOWN = 8
_SURE = -math.log(UNLIKELY)
"""Expected occurrences from which none at all is unlikely."""


def paint(pieces: Sequence[Piece], language: Language) -> Portrait:
    """The portrait of somebody's pieces in one language."""
    posts = [text for piece in pieces if piece.kind == "post" for text in piece.texts]
    everything = measure([text for piece in pieces for text in piece.texts], language)
    written = measure(posts, language)
    # Somebody interviewed says 你 to the interviewer, and nobody speaks emoji.
    to_readers = written if written.size >= POSTS_ENOUGH[language] else None
    shape = to_readers or everything
    portrait = Portrait(
        learned_from=sources(pieces, language),
        size=everything.size,
        sentence=shape.sentence,
        address=_usual(to_readers.address) if to_readers else "",
        self=_usual(everything.self).replace("i", "I"),
        particles={w: everything.rate(n) for w, n in _top(everything.particles)},
        openers=[word for word, _ in _top(everything.openers)],
        marks=shape.marks,
        emoji=to_readers.rate(to_readers.emoji) if to_readers else None,
        favourite=favourites(everything, language),
        never=never(everything, language),
    )
    return portrait.model_copy(update={"description": described(portrait, language)})


def favourites(found: Features, language: Language) -> list[str]:
    """Words of manner that come far more often than others say them and than in general."""
    held = delta.others(language)
    # A word the others never used is taken to come half a time in all they said.
    floor = 500 / held.characters
    rates = {
        word: max(held.words.get(word, floor), held.general.get(word, 0)) for word in found.words
    }
    plain = lists(language)
    others = {*plain.address, *plain.self, *plain.particles, *plain.ordinary}
    times = {word: 1000 * count / found.size / rates[word] for word, count in found.words.items()}
    told = [
        word
        for word, count in found.words.items()
        if min(count, found.spread[word]) >= FEWEST
        and word not in others
        and times[word] >= TIMES
        and _at_least(count, found.size * rates[word] / 1000) < UNLIKELY
    ]
    return sorted(told, key=lambda word: -times[word])[:SHOWN]


def never(found: Features, language: Language) -> list[str]:
    """Words that others, and texts in general, use so often that using none at all is a choice."""
    held = delta.others(language)
    own = {*lists(language).address, *lists(language).self}
    common = {word: min(rate, held.general.get(word, 0)) for word, rate in held.words.items()}
    expected = {word: rate * found.size / 1000 for word, rate in common.items()}
    return [
        word
        for word, count in sorted(expected.items(), key=lambda one: -one[1])
        if count > _SURE and word not in found.words and word not in own
    ][:SHOWN]


def relearnt(voice: Voice | None, painted: dict[Language, Portrait]) -> tuple[Voice, list[str]]:
    """The voice with new portraits, and the fields that are the person's and stayed.

    A language without texts keeps the portrait it has.
    """
    before = voice or Voice()
    stamps = dict(before.stamps)
    kept: list[str] = []
    portraits: dict[str, Portrait] = {}
    for language, new in painted.items():
        old = before.of(language)
        fields: dict[str, Any] = {}
        for name in Portrait.model_fields:
            place = f"{language}.{name}"
            if old is not None and _digest(getattr(old, name)) != stamps.get(place):
                fields[name] = getattr(old, name)
                kept.append(place)
            else:
                fields[name] = getattr(new, name)
                stamps[place] = _digest(fields[name])
        portraits[language] = Portrait(**fields)
    return before.model_copy(update={**portraits, "stamps": stamps}), kept


def _digest(value: Any) -> str:
    plain = value.model_dump() if hasattr(value, "model_dump") else value
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def _usual(counts: dict[str, int]) -> str:
    return next(iter(counts), "")


def _top(counts: dict[str, int]) -> list[tuple[str, int]]:
    return [(word, count) for word, count in counts.items() if count > 1][:SHOWN]


def _at_least(count: int, expected: float) -> float:
    """The chance of so many or more where so many are expected (Poisson)."""
    below = sum(
        math.exp(-expected + k * math.log(expected) - math.lgamma(k + 1)) for k in range(count)
    )
    return max(0.0, 1 - below)

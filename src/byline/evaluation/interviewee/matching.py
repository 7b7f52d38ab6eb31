"""Which facts of a sheet a question asks for, without a model.

Owns: the embedding match and its constants. e5 cosines of unrelated text lie close together, so
nothing here is compared with a fixed cosine: vectors are centred on what all questions have in
common, and a fact is touched when it is nearer than the decoys and near the best of this person's
own facts. Promise: the same question and sheet give the same ranking; no network.

Constants were chosen on the `tune` part of tests/evaluation/disclosure_pairs.yaml.
"""

from __future__ import annotations

import functools
import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import RootModel

from byline.evaluation.interviewee.sheet import Person, SheetFact
from byline.evaluation.models import Strict
from byline.shipped import load_data
from byline.text.sentences import sentences

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vector = NDArray[np.float64]

OWN_WORDS = 0.4
"""Weight of the fact's own words beside the questions that ask for it."""
SHARED_PAIRS = 0.4
"""Weight of the share of the question's character pairs that the fact's texts hold."""
SENTENCE = 0.15
"""What one sentence of a question has to be better by than the whole of it."""
NEAREST = 2
"""Decoys, and wordings of an aspect, that are averaged."""
LEAST_SENTENCE = 5
"""Characters below which a sentence is not matched alone."""


class _Decoys(Strict):
    questions: list[str]


class _Aspects(RootModel[dict[str, list[str]]]):
    pass


@dataclass(frozen=True)
class Touch:
    """How near one fact is to a question; 0 is no nearer than the decoys."""

    fact: str
    score: float
    by_name: bool
    """Nearer to the questions for this very fact than to the common ones for its aspect."""


class Matcher:
    """One person's facts, embedded once."""

    def __init__(self, person: Person) -> None:
        self._facts = [(fact, _Texts.of(fact)) for fact in person.facts]

    def touches(self, question: str) -> list[Touch]:
        """Every fact, the nearest first; a question of several sentences counts by its best."""
        pieces = _pieces(question)
        rows = [self._row(piece, 0.0 if n == 0 else SENTENCE) for n, piece in enumerate(pieces)]
        best = [max(column, key=lambda touch: touch.score) for column in zip(*rows, strict=True)]
        return sorted(best, key=lambda touch: -touch.score)

    def _row(self, piece: str, handicap: float) -> list[Touch]:
        common = _common()
        vector = _centred(piece)
        floor = _nearest(common.decoys, vector) + handicap
        aspects = {name: _nearest(rows, vector) for name, rows in common.aspects.items()}
        return [_touch(fact, texts, vector, piece, (aspects, floor)) for fact, texts in self._facts]


def likeness(question: str, others: Sequence[str]) -> list[float]:
    """Centred cosine of a question to others: about 0 for strangers, 1 for the same words."""
    vector = _centred(question)
    return [float(_centred(other) @ vector) for other in others]


def aspect_of(question: str) -> str:
    """What a question is after: the aspect whose common wordings are nearest to it."""
    vector = _centred(question)
    rows = _common().aspects
    return max(rows, key=lambda name: _nearest(rows[name], vector))


def aspect_names() -> list[str]:
    """What a sheet's facts may be about."""
    return list(_read("aspects.yaml", _Aspects).root)


@dataclass(frozen=True)
class _Texts:
    asks: Vector
    """One row a question."""
    say: Vector
    pairs: frozenset[str]

    @classmethod
    def of(cls, fact: SheetFact) -> _Texts:
        rows = _rows(fact.asks)
        return cls(rows, _centred(fact.say), _pairs(" ".join([fact.say, *fact.asks])))


@dataclass(frozen=True)
class _Common:
    """What every sheet is measured with."""

    decoys: Vector
    aspects: dict[str, Vector]


def _touch(
    fact: SheetFact,
    texts: _Texts,
    vector: Vector,
    piece: str,
    ground: tuple[dict[str, float], float],
) -> Touch:
    aspects, floor = ground
    own = float((texts.asks @ vector).max())
    general = max(aspects[name] for name in fact.about)
    words = float(texts.say @ vector)
    score = max(own, general) + OWN_WORDS * words + SHARED_PAIRS * _shared(piece, texts.pairs)
    return Touch(fact.id, score - floor, own > general)


def _pieces(question: str) -> list[str]:
    whole = question.strip()
    parts = [span.text for span in sentences(whole) if len(span.text) >= LEAST_SENTENCE]
    return [whole, *parts] if len(parts) > 1 else [whole]


def _nearest(rows: Vector, vector: Vector) -> float:
    return float(sum(sorted((rows @ vector).tolist())[-NEAREST:]) / NEAREST)


@functools.cache
def _common() -> _Common:
    aspects = _read("aspects.yaml", _Aspects).root
    decoys = _read("decoys.yaml", _Decoys).questions
    return _Common(_rows(decoys), {name: _rows(asks) for name, asks in aspects.items()})


def _rows(texts: Iterable[str]) -> Vector:
    import numpy as np

    return np.stack([_centred(text) for text in texts])


@functools.lru_cache(maxsize=4096)
def _centred(text: str) -> Vector:
    """The direction in which a text differs from the usual question in its language."""
    import numpy as np

    off = _vector(text) - _usual(_is_chinese(text))
    return off / (float(np.linalg.norm(off)) or 1.0)


@functools.cache
def _usual(chinese: bool) -> Vector:
    import numpy as np

    texts = [text for text in _bank() if _is_chinese(text) == chinese]
    return np.stack([_vector(text) for text in texts]).mean(axis=0)


@functools.lru_cache(maxsize=4096)
def _vector(text: str) -> Vector:
    from byline.threads import calm_threads

    calm_threads()
    import numpy as np

    return np.array(_embeddings().embed_query(text))


@functools.cache
def _embeddings() -> Any:
    from byline.knowledge.embeddings import LocalEmbeddings

    return LocalEmbeddings()


@functools.cache
def _bank() -> tuple[str, ...]:
    aspects = _read("aspects.yaml", _Aspects).root
    return (
        *_read("decoys.yaml", _Decoys).questions,
        *(ask for asks in aspects.values() for ask in asks),
    )


@functools.cache
def _common_pairs() -> Counter[str]:
    return Counter(pair for text in _bank() for pair in _pairs(text))


def _shared(question: str, pairs: frozenset[str]) -> float:
    """The share of a question's character pairs found, rare ones weighing more."""
    weights = {
        pair: math.log(len(_bank()) / (1 + _common_pairs()[pair])) for pair in _pairs(question)
    }
    whole = sum(weights.values())
    return sum(weights[pair] for pair in weights if pair in pairs) / whole if whole else 0.0


def _pairs(text: str) -> frozenset[str]:
    word = re.sub(r"\W", "", text.lower())
    return frozenset(word[place : place + 2] for place in range(len(word) - 1))


def _is_chinese(text: str) -> bool:
    return any("\u4e00" <= character <= "\u9fff" for character in text)


def _read(name: str, shape: Any) -> Any:
    return load_data(Path(__file__).with_name(name), shape)

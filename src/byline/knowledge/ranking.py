"""Putting candidates in order: what the vector, the words and the parent each say.

Owns: the weights and the sum, and what the rows of a parent make of it. Promise: scores are between
about 0 and 1, comparable within one search only, and every one can be taken apart (`Why`).
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import fmean
from typing import Any

from byline.knowledge import chroma
from byline.knowledge.chroma import EVERYTHING, Filters
from byline.knowledge.contents import Contents
from byline.knowledge.lexical import Match

NEAR = 100
"""Candidates from the vectors, and as many from the words."""
WIDEST = 2000
"""Rows that are asked of the graph and then filtered: Chroma's own filter takes 75 ms of 90 where a
quarter of 100,000 rows pass."""
TOLD_TWICE = 2
"""Rows of a parent that make its score."""


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each part counts beside the similarity of the row itself, which counts 1.

    Fixed on half of the questions of the retrieval benchmark, reported on the other half
    (evals/benchmarks/retrieval).
    """

    coverage: float = 0.3
    parent_similarity: float = 0.75
    parent_coverage: float = 0.5

    @property
    def total(self) -> float:
        """The most a row can score."""
        return 1.0 + self.coverage + self.parent_similarity + self.parent_coverage


WEIGHTS = Weights()


@dataclass(frozen=True, slots=True)
class Why:
    """What a score is made of."""

    similarity: float
    """Cosine of the row, in the space of the index."""
    coverage: float
    """Share of the query's weight in words that the row has."""
    parent_similarity: float
    parent_coverage: float
    terms: tuple[tuple[str, float], ...] = ()
    """Words shared with the row, the heaviest first."""


@dataclass(frozen=True)
class Ranking:
    """Candidate rows, best first, and the parts of their scores."""

    rows: list[int]
    scores: list[float]
    parts: list[Why]


def rank(
    contents: Contents,
    vector: Any,
    matches: tuple[Match, Match],
    *,
    filters: Filters,
    allowed: Any | None,
    weights: Weights = WEIGHTS,
    siblings: bool = False,
) -> Ranking:
    """Score the rows that vectors or words bring up; with `siblings` all rows of their parents.

    `matches` are the words of rows and of parents; `allowed` is a mask over rows, the same as
    `filters`, or None when everything is.
    """
    import numpy

    row_cover, parent_cover = matches[0].coverage, matches[1].coverage
    lexical = weights.coverage * row_cover
    lexical += weights.parent_coverage * parent_cover[contents.parent_of]
    if allowed is not None:
        lexical = numpy.where(allowed, lexical, 0.0)
    near = _nearest(contents, vector, filters, allowed)
    rows = numpy.union1d(near, _best(lexical, NEAR))
    if siblings:
        theirs = numpy.isin(contents.parent_of, contents.parent_of[rows])
        (rows,) = numpy.nonzero(theirs if allowed is None else theirs & allowed)
    parents = contents.parent_of[rows]
    parts = numpy.stack(
        [
            contents.vectors[rows] @ vector,
            row_cover[rows],
            contents.parent_vectors[parents] @ vector,
            parent_cover[parents],
        ]
    )
    worth = numpy.array([1.0, weights.coverage, weights.parent_similarity, weights.parent_coverage])
    scores = worth @ parts / weights.total
    order = numpy.lexsort((rows, -scores))
    return Ranking(
        rows=rows[order].tolist(),
        scores=scores[order].tolist(),
        parts=[Why(*part) for part in parts.T[order].tolist()],
    )


def best_of_parents(ranking: Ranking, parent_of: Any) -> list[tuple[int, float]]:
    """Return for each parent, best first, the place of its best row, and the parent's score.

    That is the mean of its two best rows: a text that is near to one way of asking by accident is
    rarely near to a second. On the half of the retrieval suite it was chosen on, recall@3 over the
    notes was .87 with two, .84 with the best alone.
    """
    places: dict[int, list[int]] = {}
    for place, row in enumerate(ranking.rows):
        places.setdefault(int(parent_of[row]), []).append(place)
    scored = [
        (held[0], fmean(ranking.scores[place] for place in held[:TOLD_TWICE]))
        for held in places.values()
    ]
    return sorted(scored, key=lambda one: -one[1])


def _nearest(contents: Contents, vector: Any, filters: Filters, allowed: Any | None) -> Any:
    """Return the rows nearest to a vector: all compared when they are few, else by the graph."""
    import numpy

    if contents.rows > chroma.EXACT:
        return numpy.array(_by_graph(contents, vector, filters, allowed), dtype=numpy.int64)
    similarity = contents.vectors @ vector
    if allowed is not None:
        similarity = numpy.where(allowed, similarity, -1.0)
    # Moved above zero, so that a row that is let through is never taken for one that is not.
    return _best(similarity + 1.0, NEAR)


def _by_graph(contents: Contents, vector: Any, filters: Filters, allowed: Any | None) -> list[int]:
    collection = contents.collection
    if allowed is None or not allowed.any():
        return collection.nearest(vector, NEAR, filters)
    # Of so many rows, twice as many as needed would pass if what passes lay evenly.
    enough = int(2 * NEAR / allowed.mean())
    if enough <= WIDEST:
        near = [row for row in collection.nearest(vector, enough, EVERYTHING) if allowed[row]]
        if len(near) >= NEAR:
            return near[:NEAR]
    return collection.nearest(vector, NEAR, filters)


def _best(scores: Any, count: int) -> Any:
    """Return the places of the highest scores above zero."""
    import numpy

    if len(scores) > count:
        places = numpy.argpartition(-scores, count)[:count]
    else:
        places = numpy.arange(len(scores))
    return places[scores[places] > 0]

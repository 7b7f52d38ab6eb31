"""Weights of byline's ranking over a grid, on the dev half of the questions and nothing else.

Owns: the grid, and how near to the best the shipped weights are. It ranks with the product's own
candidates and sum (`byline.knowledge.ranking.rank`); a query is embedded and matched once. Nothing
is changed: whoever wants other weights writes them into ranking.py, then looks at the held half.
"""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import astuple
from pathlib import Path
from typing import Any

from data import Passage, Question
from metrics import DEPTH, ndcg, recall
from systems import ChunkCorpus, chunk_of
from tables import Cell

from byline.knowledge.building import Means, up_to_date
from byline.knowledge.contents import Contents
from byline.knowledge.embeddings import LocalEmbeddings
from byline.knowledge.generations import Generations
from byline.knowledge.index import EVERYTHING
from byline.knowledge.ranking import WEIGHTS, Weights, rank

COVERAGE = (0.0, 0.1, 0.2, 0.3, 0.5, 0.75, 1.0)
PARENT_SIMILARITY = (0.0, 0.25, 0.5, 0.75, 1.0, 1.5)
PARENT_COVERAGE = (0.0, 0.25, 0.5, 0.75, 1.0)
PLATEAU = 0.005
"""So little less nDCG than the best is no difference: the questions could not show it."""
SHOWN = 10
Ranked = Callable[[Weights], list[list[str]]]


def grid() -> list[Weights]:
    """Return every combination, the shipped one always among them."""
    every = [
        Weights(*point) for point in itertools.product(COVERAGE, PARENT_SIMILARITY, PARENT_COVERAGE)
    ]
    return every if WEIGHTS in every else [*every, WEIGHTS]


def tuned(
    passages: Sequence[Passage],
    questions: Sequence[Question],
    array: Path,
    say: Callable[[str], None],
) -> dict[str, Any]:
    """Return the best weights, then the shipped ones, and how many do as well as the best."""
    with tempfile.TemporaryDirectory(prefix="byline-benchmark-") as folder:
        corpus = ChunkCorpus([chunk_of(passage) for passage in passages])
        means = Means(LocalEmbeddings(), kept=array.with_suffix(".sqlite"))
        with closing(
            up_to_date(Generations(Path(folder)), corpus, means, lambda *_: None)
        ) as contents:
            ranked = _ranker(contents, questions)
            gains: dict[Weights, list[float]] = {}
            fives: dict[Weights, float] = {}
            for weights in grid():
                found = ranked(weights)
                pairs = list(zip(found, questions, strict=True))
                gains[weights] = [ndcg(ids, question.relevant) for ids, question in pairs]
                fives[weights] = sum(recall(ids, q.relevant, 5) for ids, q in pairs) / len(pairs)
            say(f"{len(gains)} combinations of weights on {len(questions)} questions")
    return _told(gains, fives)


def _ranker(contents: Contents, questions: Sequence[Question]) -> Ranked:
    import numpy

    embedder = LocalEmbeddings()
    asked = [
        (
            numpy.asarray(embedder.embed_query(question.text), dtype=numpy.float32),
            (contents.words.match(question.text), contents.parent_words.match(question.text)),
        )
        for question in questions
    ]

    def ranked(weights: Weights) -> list[list[str]]:
        return [_ids(contents, vector, matches, weights) for vector, matches in asked]

    return ranked


def _ids(contents: Contents, vector: Any, matches: Any, weights: Weights) -> list[str]:
    found = rank(contents, vector, matches, filters=EVERYTHING, allowed=None, weights=weights)
    return [contents.ids[row] for row in found.rows[:DEPTH]]


def _told(gains: dict[Weights, list[float]], fives: dict[Weights, float]) -> dict[str, Any]:
    import numpy

    order = sorted(gains, key=lambda weights: -sum(gains[weights]))
    best = numpy.array(gains[order[0]])
    shown = order[:SHOWN] if WEIGHTS in order[:SHOWN] else [*order[:SHOWN], WEIGHTS]
    near = sum(float(best.mean()) - sum(g) / len(g) <= PLATEAU for g in gains.values())
    rows: dict[str, dict[str, Cell]] = {}
    for weights in shown:
        lost = best - numpy.array(gains[weights])
        name = "/".join(f"{value:g}" for value in astuple(weights))
        rows[name + (" shipped" if weights == WEIGHTS else "")] = {
            "place": order.index(weights) + 1,
            "recall@5": fives[weights],
            f"nDCG@{DEPTH}": sum(gains[weights]) / len(best),
            "below the best": float(lost.mean()),
            "its standard error": float(lost.std(ddof=1) / len(lost) ** 0.5),
        }
    return {f"within {PLATEAU} of the best": f"{near} of {len(gains)}", "rows": rows}

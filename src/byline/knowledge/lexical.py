"""Finding rows by the words they share with a query: BM25 over characters and their pairs.

Owns: the terms a text is cut into, and everything about bm25s. Promises: Chinese needs no
segmenter and no dictionary (single characters and pairs did as well as jieba where jieba knew the
words, and did not collapse where it did not); both scripts and both widths are the same text; a
term no row has counts for nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from byline.errors import KnowledgeError
from byline.text.folding import fold

K1, B = 1.2, 0.75
_RUNS = re.compile(r"([a-z0-9]+)|([^\W_a-z0-9]+)")


def terms(text: str) -> list[str]:
    """Return the words of a text in Latin letters, and the characters and pairs of the others."""
    found: list[str] = []
    for word, run in _RUNS.findall(fold(text)):
        if word:
            found.append(word)
        else:
            found += run
            found += [run[at : at + 2] for at in range(len(run) - 1)]
    return found


@dataclass(frozen=True, slots=True)
class Match:
    """How much of a query's weight every row has."""

    coverage: Any
    """Array of floats, one a row, 0 to 1: BM25 score over the best any row could have."""
    tokens: list[int]
    """The query's terms that some row has, as the index numbers them."""


class Lexical:
    """BM25 of rows, precomputed; read from disk without loading what a query does not touch."""

    def __init__(self, engine: Any, rows: int) -> None:
        import numpy

        self._engine = engine
        self._rows = rows
        # As plain arrays over the same pages: slicing a memmap costs more than what is read.
        for part in ("data", "indices", "indptr"):
            engine.scores[part] = numpy.asarray(engine.scores[part])
        self._names: dict[int, str] = {}

    @classmethod
    def build(cls, rows: Sequence[Sequence[str]]) -> Self:
        """Index rows of terms."""
        engine = _bm25s().BM25(k1=K1, b=B, method="lucene")
        # bm25s fails on a corpus without a single term; a term nothing asks for does no harm.
        engine.index([list(row) or [""] for row in rows], show_progress=False)
        return cls(engine, len(rows))

    @classmethod
    def load(cls, folder: Path, rows: int) -> Self:
        """Open what `save` wrote; KnowledgeError when it is not an index of `rows` rows."""
        try:
            engine = _bm25s().BM25.load(folder, mmap=True, load_corpus=False)
            held = int(engine.scores["num_docs"])
        except (OSError, ValueError, KeyError, TypeError, EOFError) as error:
            raise KnowledgeError("词索引打不开", value=f"{error}"[:200]) from error
        if held != rows:
            raise KnowledgeError("词索引的条数不对", value=f"{held} != {rows}")
        return cls(engine, rows)

    def save(self, folder: Path) -> None:
        """Write it into a new folder."""
        self._engine.save(folder, show_progress=False)

    def match(self, query: str) -> Match:
        """Return the coverage of every row; all zero when the query shares no term with any."""
        import numpy

        tokens = list(dict.fromkeys(self._engine.get_tokens_ids(terms(query))))
        if not tokens:
            return Match(numpy.zeros(self._rows, dtype=numpy.float32), [])
        scores = self._engine.get_scores_from_ids(tokens)
        best = sum(float(self._column(token)[1].max(initial=0.0)) for token in tokens)
        return Match(scores / best if best > 0 else scores, tokens)

    def shared(self, match: Match, row: int) -> list[tuple[str, float]]:
        """Return the query's terms that `row` has, with what each gave, the heaviest first."""
        import numpy

        found: list[tuple[str, float]] = []
        for token in match.tokens:
            rows, weights = self._column(token)
            (at,) = numpy.nonzero(rows == row)
            if at.size:
                found.append((self._name(token), float(weights[at[0]])))
        return sorted(found, key=lambda term: -term[1])

    def _column(self, token: int) -> tuple[Any, Any]:
        scores = self._engine.scores
        start, end = scores["indptr"][token], scores["indptr"][token + 1]
        return scores["indices"][start:end], scores["data"][start:end]

    def _name(self, token: int) -> str:
        if not self._names:
            self._names = {number: name for name, number in self._engine.vocab_dict.items()}
        return self._names[token]


def _bm25s() -> Any:
    # Its types are inferred from numpy calls, and are of no use to anybody.
    import bm25s

    return bm25s

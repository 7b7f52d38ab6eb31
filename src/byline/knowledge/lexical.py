"""Finding rows by the words they share with a query: BM25 over characters and their pairs.

Owns: the terms a text is cut into, and everything about bm25s. Promises: Chinese needs no
segmenter and no dictionary (single characters and pairs did as well as jieba where jieba knew the
words, and did not collapse where it did not); both scripts and both widths are the same text; a
term no row has counts for nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from byline.errors import KnowledgeError
from byline.knowledge.ondisk import OnDisk
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
class Terms:
    """Rows of terms, numbered once for every index over them."""

    rows: list[list[int]]
    numbers: dict[str, int]

    @classmethod
    def of(cls, rows: Iterable[Iterable[str]]) -> Self:
        """Number the terms of all rows."""
        # bm25s fails on a corpus without a single term; a term nothing asks for does no harm.
        numbers: dict[str, int] = {"": 0}
        numbered = [[numbers.setdefault(term, len(numbers)) for term in row] for row in rows]
        return cls(numbered, numbers)

    def together(self, parent_of: Sequence[int], parents: int) -> Self:
        """The same for whole parents; `parent_of` is each row's."""
        joined: list[list[int]] = [[] for _ in range(parents)]
        for parent, row in zip(parent_of, self.rows, strict=True):
            joined[parent] += row
        return type(self)(joined, self.numbers)


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
        scores = engine.scores
        # As plain arrays over the same pages: slicing a memmap costs more than what is read.
        self._starts = numpy.asarray(scores["indptr"])
        self._indices, self._data = numpy.asarray(scores["indices"]), numpy.asarray(scores["data"])
        self._names: dict[int, str] = {}

    @classmethod
    def build(cls, terms: Terms) -> Self:
        """Index rows of terms."""
        engine = _bm25s().BM25(k1=K1, b=B, method="lucene")
        rows = [row or [0] for row in terms.rows]
        engine.index((rows, dict(terms.numbers)), show_progress=False)
        return cls(engine, len(rows))

    @classmethod
    def load(cls, folder: Path, rows: int, *, on_disk: bool = False) -> Self:
        """Open what `save` wrote; KnowledgeError when it is not an index of `rows` rows.

        With `on_disk` columns are read when a query has their term, and forgotten again.
        """
        try:
            engine = _bm25s().BM25.load(folder, mmap=True, load_corpus=False)
            held = int(engine.scores["num_docs"])
        except (OSError, ValueError, KeyError, TypeError, EOFError) as error:
            raise KnowledgeError("词索引打不开", value=f"{error}"[:200]) from error
        if held != rows:
            raise KnowledgeError("词索引的条数不对", value=f"{held} != {rows}")
        opened = cls(engine, rows)
        if on_disk:
            opened._indices = OnDisk(folder / "indices.csc.index.npy")
            opened._data = OnDisk(folder / "data.csc.index.npy")
        return opened

    def numbered_as(self, other: Lexical) -> Self:
        """Hold the other's numbering instead of an equal one: 20 MB for 100,000 rows."""
        self._engine.vocab_dict = other._engine.vocab_dict
        self._engine.unique_token_ids_set = other._engine.unique_token_ids_set
        return self

    def close(self) -> None:
        """Let go of the files."""
        for held in (self._indices, self._data):
            if isinstance(held, OnDisk):
                held.close()

    def save(self, folder: Path) -> None:
        """Write it into a new folder."""
        self._engine.save(folder, show_progress=False)

    def match(self, query: str) -> Match:
        """Return the coverage of every row; all zero when the query shares no term with any."""
        import numpy

        tokens = list(dict.fromkeys(self._engine.get_tokens_ids(terms(query))))
        scores, best = numpy.zeros(self._rows, dtype=numpy.float32), 0.0
        for token in tokens:
            rows, weights = self._column(token)
            # A row is in a column once.
            scores[rows] += weights
            best += float(weights.max(initial=0.0))
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
        column = slice(int(self._starts[token]), int(self._starts[token + 1]))
        return self._indices[column], self._data[column]

    def _name(self, token: int) -> str:
        if not self._names:
            self._names = {number: name for name, number in self._engine.vocab_dict.items()}
        return self._names[token]


def _bm25s() -> Any:
    # Its types are inferred from numpy calls, and are of no use to anybody.
    import bm25s

    return bm25s

"""The index over a corpus: a cache that can be deleted at any time, and the search in it.

Owns: opening it wherever it may be kept, and turning a query into hits. Promises: opening an index
over a corpus that did not change embeds nothing and rebuilds nothing; whatever is found on disk
(missing, killed half-way, zero bytes, foreign, made with other settings), the answer is a working
index or a KnowledgeError. When the cache folder cannot be written to, the index lives in a
temporary folder for as long as it is open, and `persistent` is False.
"""

from __future__ import annotations

import shutil
import tempfile
import threading
import weakref
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

from byline.errors import InputError, KnowledgeError, StorageError
from byline.knowledge.building import Corpus, Means, Progress, up_to_date
from byline.knowledge.chroma import EVERYTHING, Filters
from byline.knowledge.chunks import Chunk
from byline.knowledge.contents import Contents
from byline.knowledge.generations import Generations
from byline.knowledge.lexical import Match
from byline.knowledge.ranking import WEIGHTS, Ranking, Weights, Why, best_of_parents, rank
from byline.threads import calm_threads

# The embedding model reads 512 tokens at a time and averages longer texts into a blur; people
# state what they want at the start and sum up at the end.
_HEAD, _TAIL = 400, 200
_MASKS = 32


@dataclass(frozen=True, slots=True)
class Found:
    """One hit: the chunk, its score, and what the score is made of."""

    chunk: Chunk
    score: float
    why: Why


class Index:
    """Chunks nearest to a query. Close it, or use it in a `with` block; threads may share it."""

    def __init__(
        self, contents: Contents, means: Means, *, scratch: _Scratch | None = None
    ) -> None:
        self.persistent = scratch is None
        """False: the cache folder was not writable, so the next run builds the index again."""
        self._contents: Contents | None = contents
        self._embedder = means.embedder
        self._scratch = scratch
        self._masks: dict[Filters, Any] = {}
        # Chroma is asked by one thread at a time.
        self._lock = threading.Lock()

    @classmethod
    def open(
        cls, corpus: Corpus, root: Path, means: Means, progress: Progress | None = None
    ) -> Self:
        """Return an index over exactly `corpus`, kept in the folder `root`.

        `progress` is called only when something is embedded or another process is waited for.
        """
        calm_threads()
        report = _silent if progress is None else progress
        try:
            return cls(up_to_date(Generations(root), corpus, means, report), means)
        except StorageError:
            return cls._temporary(corpus, means, report)

    @classmethod
    def _temporary(cls, corpus: Corpus, means: Means, report: Progress) -> Self:
        report("缓存文件夹不能写，这次的索引用完就丢", 0, 0)
        try:
            scratch = _Scratch()
            made = up_to_date(Generations(scratch.path), corpus, means, report)
        except (StorageError, OSError) as error:
            raise KnowledgeError(
                f"缓存文件夹和临时文件夹都不能写（{error}）",
                next_step="把 BYLINE_CACHE_DIR 设成一个可写的文件夹",
            ) from error
        return cls(made, means, scratch=scratch)

    def search(
        self,
        query: str,
        k: int,
        *,
        by_parent: bool = False,
        filters: Filters = EVERYTHING,
        weights: Weights = WEIGHTS,
        explain: bool = False,
    ) -> list[Found]:
        """Return at most `k` chunks, best first; with `by_parent` the best of each parent.

        A parent is scored by its two best chunks (`ranking.best_of_parents`).

        `explain` also names the words shared. InputError when the query shows nothing or `k` is
        below 1.
        """
        if k < 1:
            raise InputError("至少要找 1 条", value=k)
        text = searchable(query)
        with self._lock:
            held = self._open()
            matches = held.words.match(text), held.parent_words.match(text)
            ranking = self._ranking(text, matches, filters, weights, siblings=by_parent)
            if by_parent:
                first = best_of_parents(ranking, held.parent_of)[:k]
            else:
                first = list(enumerate(ranking.scores[:k]))
            places, scores = [place for place, _ in first], [score for _, score in first]
            rows = [ranking.rows[place] for place in places]
            chunks = held.texts.of(rows)
            parts = [ranking.parts[place] for place in places]
            if explain:
                parts = [
                    replace(part, terms=tuple(held.words.shared(matches[0], row)))
                    for part, row in zip(parts, rows, strict=True)
                ]
        return [Found(*found) for found in zip(chunks, scores, parts, strict=True)]

    def close(self) -> None:
        """Let go of the files."""
        if self._contents:
            self._contents.close()
        self._contents = None
        if self._scratch:
            self._scratch.remove()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __len__(self) -> int:
        return self._open().rows

    def _open(self) -> Contents:
        if self._contents is None:
            raise KnowledgeError("索引已经关上了")
        return self._contents

    def _ranking(
        self,
        text: str,
        matches: tuple[Match, Match],
        filters: Filters,
        weights: Weights,
        *,
        siblings: bool,
    ) -> Ranking:
        import numpy

        held = self._open()
        embedded = numpy.asarray(self._embedder.embed_query(text), dtype=numpy.float32)
        vector = held.space.place(embedded)
        return rank(
            held,
            vector,
            matches,
            filters=filters,
            allowed=self._mask(filters),
            weights=weights,
            siblings=siblings,
        )

    def _mask(self, filters: Filters) -> Any:
        """Rows that pass, as booleans; None when all do."""
        import numpy

        if filters == EVERYTHING:
            return None
        if filters not in self._masks:
            held = self._open()
            mask = numpy.zeros(held.rows, dtype=bool)
            mask[held.collection.numbers(filters)] = True
            if len(self._masks) >= _MASKS:
                self._masks.clear()
            self._masks[filters] = mask
        return self._masks[filters]


def searchable(query: str) -> str:
    """Trim a query, and cut a very long one to its beginning and end."""
    text = query.strip()
    if not any(character.isprintable() and not character.isspace() for character in text):
        raise InputError("查询是空的", value=query[:50], next_step="写几个字再找")
    if len(text) <= _HEAD + _TAIL:
        return text
    return f"{text[:_HEAD]}\n{text[-_TAIL:]}"


class _Scratch:
    """A temporary folder that goes when it is dropped, at the latest when the process ends."""

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="byline-index-"))
        self.remove = weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)


def _silent(what: str, done: int, total: int) -> None:
    """Say nothing."""

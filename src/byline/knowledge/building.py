"""Bringing an index up to date: whether the one there is good, and making the next.

Owns: that decision. Promises: a published generation is never written to; a change makes a new one
beside it, which takes every vector it can from the kept ones; only one process builds at a time,
and the others wait for its result.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from byline.errors import KnowledgeError, StorageError
from byline.knowledge import chroma, contents, lexical, space
from byline.knowledge.chunks import CHUNKER, Chunk
from byline.knowledge.contents import Contents
from byline.knowledge.embeddings import Embedder
from byline.knowledge.generations import Generations
from byline.knowledge.vectors import KeptVectors

Progress = Callable[[str, int, int], None]
"""Called with what is going on, how many texts are done, and of how many."""
_FORMAT = 5


class Corpus(Protocol):
    """What an index is made over."""

    @property
    def digest(self) -> str:
        """Cheap to get; changes whenever `chunks` would."""
        ...

    def chunks(self) -> Sequence[Chunk]:
        """Everything to be found, ids unique, never empty."""
        ...


@dataclass(frozen=True)
class Means:
    """What an index is made with."""

    embedder: Embedder
    kept: Path | None
    """The file of kept vectors."""
    shipped: Path | None = None
    """Vectors that came with the notes."""
    server: str | None = None
    """Address of a Chroma server; None keeps the vectors in the folder."""

    def fingerprint(self, corpus: Corpus) -> str:
        """Name the index over this corpus: another one is worthless."""
        recipe = [
            _FORMAT,
            CHUNKER,
            self.embedder.identity,
            [chroma.HNSW, chroma.CHEAP, chroma.EXACT],
            [lexical.K1, lexical.B],
            [space.SHRINKAGE, space.LEAST],
            self.server,
            corpus.digest,
        ]
        return hashlib.sha256(json.dumps(recipe, sort_keys=True).encode()).hexdigest()


def up_to_date(
    generations: Generations, corpus: Corpus, means: Means, report: Progress
) -> Contents:
    """Open the generation of exactly this corpus, or make it; KnowledgeError when neither works."""
    fingerprint = means.fingerprint(corpus)
    held = _current(generations, fingerprint, means)
    if held:
        return held
    with generations.writing(lambda: report("另一个 byline 正在建索引，等它建完", 0, 0)):
        held = _current(generations, fingerprint, means)
        return held or _built(generations, corpus, fingerprint, means, report)


def _current(generations: Generations, fingerprint: str, means: Means) -> Contents | None:
    pointer = generations.current()
    if pointer is None or pointer.fingerprint != fingerprint:
        return None
    try:
        return contents.read(generations.root / pointer.folder, means.server)
    except KnowledgeError:
        return None


def _built(
    generations: Generations, corpus: Corpus, fingerprint: str, means: Means, report: Progress
) -> Contents:
    def forget(folder: Path) -> None:
        chroma.forget(folder, means.server)

    what = "正在更新索引" if generations.current() else "第一次使用，正在建索引"
    chunks = corpus.chunks()
    if not chunks:
        raise KnowledgeError("没有可找的内容")
    if twice := [name for name, times in Counter(c.id for c in chunks).items() if times > 1]:
        raise KnowledgeError("有重复的 id", value=twice[:9])
    generations.sweep(forget)
    try:
        with KeptVectors(means.embedder, means.kept, means.shipped) as kept:
            texts = [chunk.text for chunk in chunks]
            vectors = kept.of(texts, lambda done, total: report(what, done, total))
    except sqlite3.Error as error:
        raise KnowledgeError(
            "向量缓存用不了", value=str(means.kept), next_step="删掉这个文件再运行一次"
        ) from error
    try:
        folder = generations.start()
        contents.write(folder, chunks, vectors, means.server)
    except OSError as error:
        raise StorageError("索引写不下", value=f"{generations.root}: {error.strerror}") from error
    generations.publish(folder, fingerprint, forget)
    try:
        return contents.read(folder, means.server)
    except KnowledgeError as error:
        raise KnowledgeError(
            f"刚建好的索引读不出来（{error.what}）",
            value=error.value,
            next_step=f"删掉 {generations.root} 再运行一次；仍不行请报告",
        ) from error

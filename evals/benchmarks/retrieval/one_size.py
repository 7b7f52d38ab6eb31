"""Measures an index over one number of made chunks, in a process of its own (`scale.py` starts it).

Owns: what is inside which clock. Building is what `Index.open` does when there is no index but
every vector is kept; a search is `Index.search`, its query embedded by the real model.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from time import process_time
from typing import Any

from data import read_passages
from made import Made, QueriesOnly
from measuring import child, disk_mb, latencies, mapped_mb, peak_mb, percentile, timed

from byline.knowledge.building import Means
from byline.knowledge.chroma import Filters
from byline.knowledge.chunks import Chunk
from byline.knowledge.embeddings import LocalEmbeddings
from byline.knowledge.index import Index

FOUND = 10
FILTERS = Filters(stage="drafting")
"""A quarter of the chunks pass."""


@dataclass(frozen=True)
class Unread:
    """The corpus an index was built over, for whoever must not need its chunks again."""

    digest: str

    def chunks(self) -> list[Chunk]:
        raise RuntimeError("the index was to be built again")


def built(task: dict[str, Any]) -> dict[str, Any]:
    """Build; the process that pays for it, the chunks in memory included."""
    # What importing it costs is not what an index costs.
    import chromadb  # noqa: F401

    made, root = Made(read_passages(Path(task["corpus"])), task["chunks"]), Path(task["index"])
    corpus = made.corpus()
    means, before = _means(task, QueriesOnly(LocalEmbeddings())), process_time()
    seconds = timed(lambda: Index.open(corpus, root, means).close())
    busy = process_time() - before
    return {
        "digest": corpus.digest,
        "build s": seconds,
        "build, CPU s": busy,
        "peak MB, build": peak_mb(),
        "disk MB": disk_mb(root),
    }


def searched(task: dict[str, Any]) -> dict[str, float]:
    """Open what was built and search it; the process a person waits for."""
    # What importing it costs is not what an index costs.
    import chromadb  # noqa: F401

    # Given, so that the corpus they are from is not in this process's memory.
    queries, root = task["queries"], Path(task["index"])
    embedder, opened = QueriesOnly(LocalEmbeddings()), list[Index]()
    means, corpus = _means(task, embedder), Unread(task["digest"])
    seconds = timed(lambda: opened.append(Index.open(corpus, root, means)))
    with opened[0] as index:
        found = {"open s": seconds, **_asked(index, queries), "peak MB, search": peak_mb()}
        found["of which pages of files MB"] = mapped_mb()
        embedder.remembers = True
        apart = latencies(lambda query: index.search(query, FOUND), queries)
    return {
        **found,
        "embedding apart, p50 ms": percentile(apart, 50),
        "embedding apart, p95 ms": percentile(apart, 95),
    }


def _asked(index: Index, queries: list[str]) -> dict[str, float]:
    plain = latencies(lambda query: index.search(query, FOUND), queries)
    first = timed(lambda: index.search(queries[0], FOUND, filters=FILTERS))
    filtered = latencies(lambda query: index.search(query, FOUND, filters=FILTERS), queries)
    return {
        "p50 ms": percentile(plain, 50),
        "p95 ms": percentile(plain, 95),
        "filtered, p50 ms": percentile(filtered, 50),
        "filtered, first ms": 1000 * first,
    }


def _means(task: dict[str, Any], embedder: QueriesOnly) -> Means:
    return Means(embedder, kept=Path(task["kept"]))


if __name__ == "__main__":
    child(lambda task: {"build": built, "search": searched}[task["part"]](task))

"""What is compared: byline, its parts alone, and the usual fusion of two of them.

Owns: the interface of a system (`System`), the names of all of them, and those that need nothing
installed beside byline. Peers are in the modules named `peer_*`, imported only when they run.
"""

from __future__ import annotations

import hashlib
import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from data import Passage

from byline.knowledge.building import Means
from byline.knowledge.chunks import Chunk
from byline.knowledge.embeddings import LocalEmbeddings
from byline.knowledge.index import Index
from byline.knowledge.lexical import Lexical, Terms, terms

RRF_K = 60
RRF_DEPTH = 100
"""Ranks each side brings in; what comes later is worth next to nothing."""


class LeftOutError(Exception):
    """This system cannot be measured here; the message says why."""


@dataclass(frozen=True)
class Setting:
    """What every system is given."""

    passages: Sequence[Passage]
    array: Path
    """A file of the vectors: float32, a row a passage."""
    kept: Path
    """The same vectors where byline keeps them."""
    folder: Path
    """Empty, and gone afterwards."""

    @property
    def vectors(self) -> Any:
        """Read them; whoever has them elsewhere does not pay for them."""
        import numpy

        return numpy.load(self.array)


class System(Protocol):
    """One way to find passages. `build` and `search` are timed, `save` is not."""

    def build(self, setting: Setting) -> None:
        """Get ready to be searched, without embedding a passage."""
        ...

    def search(self, query: str, k: int) -> list[str]:
        """Return ids, best first; embeds the query when it needs to."""
        ...

    def save(self, folder: Path) -> None:
        """Write what the next start needs; nothing when `build` did."""
        ...


@dataclass(frozen=True)
class ChunkCorpus:
    """Chunks as byline takes them."""

    held: Sequence[Chunk]

    @property
    def digest(self) -> str:
        """SHA-256 over all of them."""
        told = hashlib.sha256()
        for chunk in self.held:
            told.update(chunk.hash.encode())
        return told.hexdigest()

    def chunks(self) -> Sequence[Chunk]:
        """Return all of them."""
        return self.held


def chunk_of(passage: Passage, *, parents: bool = True) -> Chunk:
    """Return a passage as a chunk; without `parents` it is a thing of its own."""
    parent = passage.parent if parents else passage.id
    return Chunk(id=passage.id, parent=parent, text=passage.text, origin="material")


class Byline:
    """The product: what it does for the notes, over this corpus."""

    parents = True

    def __init__(self) -> None:
        # The peers' imports are outside their clocks, too.
        import bm25s  # noqa: F401
        import chromadb  # noqa: F401

    def build(self, setting: Setting) -> None:
        corpus = ChunkCorpus([chunk_of(p, parents=self.parents) for p in setting.passages])
        means = Means(LocalEmbeddings(), kept=setting.kept)
        self._index = Index.open(corpus, setting.folder / "index", means)

    def search(self, query: str, k: int) -> list[str]:
        return [found.chunk.id for found in self._index.search(query, k)]

    def save(self, folder: Path) -> None:
        self._index.close()


class BylineWithoutParents(Byline):
    """The product, when nobody knows which chunks belong together."""

    parents = False


class Dense:
    """Exact cosine of every vector, nothing else."""

    def build(self, setting: Setting) -> None:
        self._ids = [passage.id for passage in setting.passages]
        self._vectors = setting.vectors
        self._embeddings = LocalEmbeddings()

    def order(self, query: str, k: int) -> list[int]:
        import numpy

        vector = numpy.asarray(self._embeddings.embed_query(query), dtype=numpy.float32)
        return best(self._vectors @ vector, k)

    def search(self, query: str, k: int) -> list[str]:
        return [self._ids[row] for row in self.order(query, k)]

    def save(self, folder: Path) -> None:
        import numpy

        numpy.save(folder / "vectors.npy", self._vectors)


class Words:
    """byline's BM25 over characters and their pairs, nothing else."""

    def __init__(self) -> None:
        import bm25s  # noqa: F401

    def build(self, setting: Setting) -> None:
        self._ids = [passage.id for passage in setting.passages]
        self._words = Lexical.build(Terms.of(terms(p.text) for p in setting.passages))

    def order(self, query: str, k: int) -> list[int]:
        return best(self._words.match(query).coverage, k)

    def search(self, query: str, k: int) -> list[str]:
        return [self._ids[row] for row in self.order(query, k)]

    def save(self, folder: Path) -> None:
        self._words.save(folder / "words")


class Fused:
    """Reciprocal rank fusion of the two above."""

    def build(self, setting: Setting) -> None:
        self._ids = [passage.id for passage in setting.passages]
        self._sides = (Dense(), Words())
        for side in self._sides:
            side.build(setting)

    def search(self, query: str, k: int) -> list[str]:
        scores: dict[int, float] = {}
        for side in self._sides:
            for rank, row in enumerate(side.order(query, RRF_DEPTH), start=1):
                scores[row] = scores.get(row, 0.0) + 1 / (RRF_K + rank)
        rows = sorted(scores, key=lambda row: (-scores[row], row))
        return [self._ids[row] for row in rows[:k]]

    def save(self, folder: Path) -> None:
        for side in self._sides:
            side.save(folder)


def best(scores: Any, k: int) -> list[int]:
    """Return the places of the `k` highest scores above zero, the earlier first among equals."""
    import numpy

    order = numpy.argsort(-scores, kind="stable")[:k]
    return [int(row) for row in order if scores[row] > 0]


OWN = {
    "byline": "systems:Byline",
    "byline without parents": "systems:BylineWithoutParents",
    "dense alone, exact": "systems:Dense",
    "BM25 alone (byline's)": "systems:Words",
    f"RRF k={RRF_K} of the two": "systems:Fused",
}
PEERS = {
    "LlamaIndex dense": "peer_llamaindex:VectorOnly",
    "LlamaIndex hybrid": "peer_llamaindex:Hybrid",
    "LangChain ensemble": "peer_langchain:Ensemble",
    "LangChain ensemble, jieba": "peer_langchain:JiebaEnsemble",
    "Chroma, its defaults": "peer_chroma:Defaults",
}


def system(name: str) -> System:
    """Make a system by name; LeftOutError when what it needs is not installed."""
    module, _, made = {**OWN, **PEERS}[name].partition(":")
    try:
        return getattr(importlib.import_module(module), made)()
    except ModuleNotFoundError as error:
        raise LeftOutError(f"{error.name} is not installed: make setup-peers") from error

"""Chunks made from a corpus, as many as wanted, for measuring speed and memory only.

Owns: how they are made. Promise: the same corpus and number give the same chunks and vectors in
every process, so that only the vectors' maker needs to hold the vectors.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from data import Passage
from systems import ChunkCorpus

from byline.knowledge.chunks import Chunk
from byline.knowledge.embeddings import Embedder
from byline.text.sentences import clauses, sentences

LENGTH = 120
TOGETHER = 6
"""Chunks of one parent."""
STAGES = ("interview", "positioning", "drafting", "plan")
SECTIONS = 16
JITTER = 0.01
"""Standard deviation of what is added to each of 384 numbers of a vector of length 1. Unrelated
passages are .5 and more apart; this moves one by .2, so that it stays near where it was."""
SEED = 20


@dataclass(frozen=True)
class Made:
    """So many chunks out of these passages."""

    passages: Sequence[Passage]
    count: int

    def corpus(self) -> ChunkCorpus:
        """Return the chunks."""
        return ChunkCorpus([self._chunk(n, text) for n, (text, _) in enumerate(self._recipes())])

    def queries(self, count: int) -> list[str]:
        """Return clauses of the corpus, the length of a short question."""
        found = (c.text for p in self.passages for c in clauses(p.text) if 8 <= len(c.text) <= 30)
        return random.Random(SEED + 1).sample(sorted(set(found)), count)

    def embedder(self, vectors: Any) -> Embedder:
        """Return what gives each chunk's text its vector; `vectors` are the passages'."""
        import numpy

        noise = numpy.random.default_rng(SEED)
        held: dict[str, Any] = {}
        for text, sources in self._recipes():
            mixed = vectors[sources].mean(axis=0)
            mixed = mixed + noise.normal(0, JITTER, mixed.shape)
            held[text] = (mixed / numpy.linalg.norm(mixed)).astype(numpy.float32)
        return _Given(held)

    def _recipes(self) -> list[tuple[str, list[int]]]:
        """Return each chunk's text, and the numbers of the passages its sentences are from."""
        chance = random.Random(SEED)
        pieces = [[s.text for s in sentences(passage.text)] for passage in self.passages]
        usable = [number for number, some in enumerate(pieces) if some]
        found: list[tuple[str, list[int]]] = []
        for _ in range(self.count):
            text, sources = "", list[int]()
            while len(text) < LENGTH:
                sources.append(chance.choice(usable))
                text += chance.choice(pieces[sources[-1]])
            found.append((text[: LENGTH + LENGTH // 4], sources))
        return found

    def _chunk(self, number: int, text: str) -> Chunk:
        return Chunk(
            id=f"made-{number}",
            parent=f"made-{number // TOGETHER}",
            text=text,
            origin="material",
            stage=(STAGES[number % len(STAGES)],),
            sections=(number % SECTIONS,),
        )


class _Given:
    """Vectors made beforehand."""

    identity = "made for measuring"

    def __init__(self, held: dict[str, Any]) -> None:
        self._held = held

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [self._held[text] for text in texts]

    def embed_query(self, text: str) -> list[float]:
        raise NotImplementedError("only chunks are made")


class QueriesOnly:
    """A real model for queries, where every chunk's vector must be kept already."""

    identity = _Given.identity

    def __init__(self, model: Embedder) -> None:
        self._model = model
        self._known: dict[str, list[float]] = {}
        self.remembers = False
        """Whether a query that was embedded before is not embedded again."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        raise RuntimeError("a chunk was to be embedded inside the clock")

    def embed_query(self, text: str) -> list[float]:
        if not (self.remembers and text in self._known):
            self._known[text] = self._model.embed_query(text)
        return self._known[text]

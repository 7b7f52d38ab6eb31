"""The space in which vectors are compared.

Owns: turning embeddings so that what differs between ways of asking for one note counts little,
and what tells notes apart counts much: within-class covariance normalisation (Hatch, Kajarekar and
Stolcke, Interspeech 2006), shrunk towards the identity. Promises: it is made from the corpus alone,
the same corpus gives the same space, and a corpus without enough ways of asking keeps the
embedding's own.

Without it the embedding puts every sentence near every other (cosines of .8 for unrelated ones):
on the half of the retrieval suite's queries that it was chosen on, dense recall@3 over the notes
went from .70 to .78. Nothing is embedded for it, and a query costs one product of a matrix.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from byline.knowledge.chunks import Chunk

SHRINKAGE = 0.7
"""How far the covariance is drawn to a multiple of the identity; .5 to .8 did equally well."""
LEAST = 200
"""Ways of asking below which their covariance says nothing."""
_CENTRE, _TURN = "space-centre.npy", "space-turn.npy"


@dataclass(frozen=True)
class Space:
    """An affine map of embeddings; `turn` None is the embedding's own space."""

    centre: Any = None
    """float32, dimensions."""
    turn: Any = None
    """float32, dimensions x dimensions, symmetric."""

    @classmethod
    def of(cls, chunks: Sequence[Chunk], vectors: Any) -> Self:
        """Make the space of a corpus from its ways of asking."""
        import numpy

        asks = [at for at, chunk in enumerate(chunks) if chunk.origin == "ask"]
        if len(asks) < LEAST:
            return cls()
        rows = numpy.asarray(vectors[asks], dtype=numpy.float64)
        spread = rows - _means(rows, [chunks[at].parent for at in asks])
        within = spread.T @ spread / len(rows)
        size = len(within)
        # Unit variance on average, so that the shrinkage alone decides how far it turns.
        level = numpy.trace(within) / size
        if level == 0:
            return cls()
        mixed = (1 - SHRINKAGE) * within / level + SHRINKAGE * numpy.eye(size)
        values, axes = numpy.linalg.eigh(mixed)
        turn = (axes / numpy.sqrt(values)) @ axes.T
        return cls(rows.mean(axis=0).astype(numpy.float32), turn.astype(numpy.float32))

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read what `save` wrote."""
        import numpy

        if not (folder / _TURN).exists():
            return cls()
        return cls(numpy.load(folder / _CENTRE), numpy.load(folder / _TURN))

    def save(self, folder: Path) -> None:
        """Write it into a folder; the embedding's own space leaves nothing."""
        import numpy

        if self.turn is not None:
            numpy.save(folder / _CENTRE, self.centre)
            numpy.save(folder / _TURN, self.turn)

    def place(self, vectors: Any) -> Any:
        """Return vectors (one, or one a row) where they belong, with length 1."""
        import numpy

        if self.turn is None:
            return vectors
        turned = (vectors - self.centre) @ self.turn
        length = numpy.linalg.norm(turned, axis=-1, keepdims=True)
        return (turned / numpy.maximum(length, 1e-12)).astype(numpy.float32)


def _means(rows: Any, parents: Sequence[str]) -> Any:
    """The mean of each row's parent, one row a row."""
    import numpy

    names = {name: at for at, name in enumerate(dict.fromkeys(parents))}
    of = numpy.array([names[parent] for parent in parents])
    sums = numpy.zeros((len(names), rows.shape[1]))
    numpy.add.at(sums, of, rows)
    return (sums / numpy.bincount(of)[:, None])[of]

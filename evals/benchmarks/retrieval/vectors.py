"""The vectors of the corpus, embedded once and kept by content.

Owns: where they are. byline keeps its own vectors and drops what its last build did not want, so
these are in a file of their own, and those of a part of the corpus in another.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from data import Passage

from byline.knowledge.embeddings import LocalEmbeddings
from byline.knowledge.vectors import KeptVectors
from byline.settings import load_settings
from byline.threads import calm_threads

EVERY = 500


def embedded(
    passages: Sequence[Passage], work: Path | None, limit: int | None, say: Callable[[str], None]
) -> Path:
    """Return the array of vectors, the file of kept ones (.sqlite) beside it."""
    calm_threads()
    import numpy

    folder = (work or load_settings().cache_dir / "benchmarks" / "retrieval").absolute()
    folder.mkdir(parents=True, exist_ok=True)
    array = folder / ("vectors.npy" if limit is None else f"vectors-{limit}.npy")

    def report(done: int, total: int) -> None:
        if done % EVERY == 0:
            say(f"embedding, {done} of {total}")

    with KeptVectors(LocalEmbeddings(), array.with_suffix(".sqlite")) as kept:
        vectors = kept.of([passage.text for passage in passages], report)
    numpy.save(array, vectors)
    return array

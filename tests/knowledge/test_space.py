from pathlib import Path

import numpy as np
import pytest

from byline.knowledge.chunks import Chunk
from byline.knowledge.space import LEAST, Space

DIMENSIONS, PARENTS, EACH = 16, 40, 8
NOISE, SIGNAL = slice(0, 4), slice(4, 16)


def corpus(origin: str = "ask", count: int = PARENTS) -> tuple[list[Chunk], np.ndarray]:
    """Vectors in which four dimensions are how it is said, and the others what is said."""
    random = np.random.default_rng(5)
    chunks: list[Chunk] = []
    rows: list[np.ndarray] = []
    for parent in range(count):
        about = random.normal(size=DIMENSIONS) * 0.3
        about[NOISE] = 0
        for at in range(EACH):
            said = about + random.normal(size=DIMENSIONS) * 0.05
            said[NOISE] += random.normal(size=4)
            rows.append(said / np.linalg.norm(said))
            chunks.append(Chunk(f"n{parent}#{at}", f"n{parent}", "话", origin))  # type: ignore[arg-type]
    return chunks, np.array(rows, dtype=np.float32)


def found(vectors: np.ndarray) -> float:
    """The share of rows whose nearest other row has the same parent."""
    similarities = vectors @ vectors.T
    np.fill_diagonal(similarities, -9)
    nearest = similarities.argmax(axis=1)
    return float((nearest // EACH == np.arange(len(vectors)) // EACH).mean())


def test_what_is_said_counts_and_how_it_is_said_does_not():
    chunks, vectors = corpus()
    space = Space.of(chunks, vectors)
    assert found(space.place(vectors)) > found(vectors) + 0.2


def test_placed_vectors_have_length_one_alone_and_together():
    chunks, vectors = corpus()
    space = Space.of(chunks, vectors)
    placed = space.place(vectors)
    assert np.allclose(np.linalg.norm(placed, axis=1), 1, atol=1e-5)
    assert np.allclose(space.place(vectors[3]), placed[3], atol=1e-5)
    assert placed.dtype == np.float32


@pytest.mark.parametrize(("origin", "count"), [("ask", (LEAST - 1) // EACH), ("material", PARENTS)])
def test_too_few_ways_of_asking_leave_the_embedding_as_it_is(origin: str, count: int):
    chunks, vectors = corpus(origin, count)
    assert Space.of(chunks, vectors).place(vectors) is vectors


def test_asks_that_are_all_one_say_nothing():
    chunks, vectors = corpus()
    same = np.repeat(vectors[:1], len(vectors), axis=0)
    assert Space.of(chunks, same).place(same) is same


def test_a_space_is_read_as_it_was_written(tmp_path: Path):
    chunks, vectors = corpus()
    space = Space.of(chunks, vectors)
    space.save(tmp_path)
    assert np.array_equal(Space.load(tmp_path).place(vectors), space.place(vectors))


def test_the_embeddings_own_space_leaves_no_file(tmp_path: Path):
    Space().save(tmp_path)
    assert list(tmp_path.iterdir()) == []
    assert Space.load(tmp_path) == Space()


def test_the_same_corpus_gives_the_same_space():
    chunks, vectors = corpus()
    first, second = Space.of(chunks, vectors), Space.of(chunks, vectors)
    assert np.array_equal(first.turn, second.turn)

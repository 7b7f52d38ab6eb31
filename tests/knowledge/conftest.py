from collections.abc import Sequence

import pytest
from note_samples import TEXTS, Counting, make

from byline.knowledge.embeddings import LocalEmbeddings
from byline.knowledge.notes import Note


@pytest.fixture(scope="session")
def real() -> LocalEmbeddings:
    return LocalEmbeddings()


@pytest.fixture
def counting(real: LocalEmbeddings) -> Counting:
    return Counting(real)


@pytest.fixture
def notes() -> Sequence[Note]:
    return [make(name) for name in TEXTS]

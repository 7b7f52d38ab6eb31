from collections.abc import Iterator, Sequence

import pytest
from chroma_server import Server, serving
from note_samples import TEXTS, Cheap, Counting, make

from byline.knowledge.embeddings import LocalEmbeddings
from byline.knowledge.notes import Note


@pytest.fixture(scope="session")
def real() -> LocalEmbeddings:
    return LocalEmbeddings()


@pytest.fixture
def counting(real: LocalEmbeddings) -> Counting:
    return Counting(real)


@pytest.fixture
def cheap() -> Cheap:
    return Cheap()


@pytest.fixture
def notes() -> Sequence[Note]:
    return [make(name) for name in TEXTS]


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A Chroma server of its own, shared by the tests."""
    with serving(tmp_path_factory.mktemp("chroma")) as running:
        yield running

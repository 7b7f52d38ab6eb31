"""Chunks come back from disk as they were."""

from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from index_samples import chunks

from byline.errors import KnowledgeError
from byline.knowledge import texts
from byline.knowledge.chunks import Chunk
from byline.knowledge.texts import STARTS, TEXTS, Texts

ANY = st.builds(
    Chunk,
    id=st.text(),
    parent=st.text(),
    text=st.text(st.characters(codec=None)),
    origin=st.sampled_from(["note", "ask", "material", "post"]),
    title=st.text(),
    kind=st.text(),
    stage=st.lists(st.text()).map(tuple),
    sections=st.lists(st.integers(0, 99)).map(tuple),
    consent=st.sampled_from(["public", "private"]),
)


@given(held=st.lists(ANY, min_size=1, max_size=9), data=st.data())
def test_they_come_back_in_the_order_asked(
    tmp_path_factory: pytest.TempPathFactory, held: list[Chunk], data: st.DataObject
):
    folder = tmp_path_factory.mktemp("texts")
    texts.write(folder, held)
    rows = data.draw(st.lists(st.integers(0, len(held) - 1)))
    with closing(Texts.load(folder, len(held))) as opened:
        assert opened.of(rows) == [held[row] for row in rows]


@pytest.mark.parametrize("rows", [8, 10])
def test_another_number_than_expected_is_an_error(tmp_path: Path, rows: int):
    texts.write(tmp_path, chunks(9))
    with pytest.raises(KnowledgeError, match="条数"):
        Texts.load(tmp_path, rows)


def test_a_shortened_file_is_an_error(tmp_path: Path):
    texts.write(tmp_path, chunks(9))
    (tmp_path / TEXTS).write_bytes((tmp_path / TEXTS).read_bytes()[:-1])
    with pytest.raises(KnowledgeError, match="条数"):
        Texts.load(tmp_path, 9)


@pytest.mark.parametrize("line", [b"[]", b"{}", b"{", b"\xff\xff"])
def test_a_line_that_is_no_chunk_is_an_error(tmp_path: Path, line: bytes):
    import numpy

    (tmp_path / TEXTS).write_bytes(line)
    numpy.save(tmp_path / STARTS, numpy.array([0, len(line)]))
    with (
        closing(Texts.load(tmp_path, 1)) as opened,
        pytest.raises(KnowledgeError, match="读不懂"),
    ):
        opened.of([0])

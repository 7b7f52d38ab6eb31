"""Rows of an array that stays on disk are the array's."""

from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from byline.knowledge.ondisk import OnDisk


@given(
    shape=st.sampled_from([(0,), (7,), (1, 3), (9, 4)]),
    kind=st.sampled_from(["f4", "i4", "i8"]),
    data=st.data(),
)
def test_slices_and_rows(
    tmp_path_factory: pytest.TempPathFactory,
    shape: tuple[int, ...],
    kind: str,
    data: st.DataObject,
):
    import numpy

    path = tmp_path_factory.mktemp("array") / "a.npy"
    array = numpy.arange(numpy.prod(shape), dtype=kind).reshape(shape)
    numpy.save(path, array)
    bound = st.integers(0, shape[0])
    part = slice(data.draw(bound), data.draw(bound))
    rows = data.draw(st.lists(st.integers(0, shape[0] - 1)) if shape[0] else st.just([]))
    with closing(OnDisk(path)) as held:
        assert len(held) == shape[0]
        for key in (part, numpy.array(rows, dtype="i8")):
            found = held[key]
            assert (found.dtype, found.tolist()) == (array.dtype, array[key].tolist())


def test_a_file_that_was_shortened_is_an_error(tmp_path: Path):
    import numpy

    numpy.save(tmp_path / "a.npy", numpy.arange(99))
    with closing(OnDisk(tmp_path / "a.npy")) as held:
        with (tmp_path / "a.npy").open("r+b") as file:
            file.truncate(200)
        with pytest.raises(OSError, match="shorter"):
            held[90:99]

"""Every file of a generation, damaged in every way, is noticed before anything crashes on it."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from index_samples import build, chunks

from byline.errors import KnowledgeError
from byline.knowledge import contents, space

BM25 = ("data.csc.index.npy", "indices.csc.index.npy", "indptr.csc.index.npy")
WORDS = (*BM25, "params.index.json", "vocab.index.json")
GRAPH = ("data_level0.bin", "header.bin", "index_metadata.pickle", "length.bin", "link_lists.bin")
SEALED = (
    "vectors.npy",
    "parents.npy",
    "space-centre.npy",
    "space-turn.npy",
    "rows.json",
    "chunks.jsonl",
    "chunk-starts.npy",
    "sealed.json",
    *(f"words/{name}" for name in WORDS),
    *(f"parent-words/{name}" for name in WORDS),
    *(f"graph/{name}" for name in GRAPH),
)
"""`graph` stands for the folder that Chroma names at random."""
HELD = [replace(chunk, origin="ask") for chunk in chunks()]


@pytest.fixture(scope="module", autouse=True)
def spaces() -> Iterator[None]:
    """A few ways of asking make a space."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(space, "LEAST", 5)
        yield


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("whole"), HELD)


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of more rows over other texts."""
    held = [replace(chunk, origin="ask") for chunk in chunks(14, "别的")]
    return build(tmp_path_factory.mktemp("other"), held)


@pytest.fixture
def folder(whole: Path, tmp_path: Path) -> Path:
    """A generation to damage; its name is the collection's."""
    return Path(shutil.copytree(whole, tmp_path / whole.name))


def at(folder: Path, name: str) -> Path:
    return next(folder.glob(name.replace("graph/", "*-*-*-*-*/")))


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)


DAMAGES: dict[str, Callable[[Path], object]] = {
    "deleted": Path.unlink,
    "zero bytes": lambda path: path.write_bytes(b""),
    "ten bytes": lambda path: path.write_bytes(path.read_bytes()[:10]),
    "one byte less": lambda path: path.write_bytes(path.read_bytes()[:-1]),
    "foreign": lambda path: path.write_bytes(b"not what it was " * 99),
    "other bytes": lambda path: path.write_bytes(b"\xa5" * path.stat().st_size),
    "one byte other": flip,
    "a folder": lambda path: (path.unlink(), path.mkdir()),
}


def test_these_are_all_the_files(whole: Path):
    held = {path.relative_to(whole).as_posix() for path in whole.rglob("*") if path.is_file()}
    named = {
        "/".join("graph" if part.count("-") == 4 else part for part in name.split("/"))
        for name in held
    }
    assert named == {*SEALED, "chroma.sqlite3"}


def test_undamaged_it_reads(folder: Path, whole: Path):
    for each in (folder, whole):
        held = contents.read(each, None)
        try:
            assert held.rows == len(HELD)
            assert held.parents == ["仓库-0", "仓库-1", "仓库-2"]
            assert held.parent_of.tolist() == [0, 0, 0, 1, 1, 1, 2, 2, 2]
            assert held.vectors.shape == (9, 64)
            assert held.parent_vectors.shape == (3, 64)
            assert held.space.turn.shape == (64, 64)
            assert held.texts.of([4, 2]) == HELD[4:1:-2]
        finally:
            held.close()


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("name", SEALED)
def test_damage_to_any_file_is_noticed(folder: Path, name: str, damage: str):
    path = at(folder, name)
    before = path.read_bytes()
    DAMAGES[damage](path)
    assert not path.is_file() or path.read_bytes() != before
    with pytest.raises(KnowledgeError):
        contents.read(folder, None)


@pytest.mark.parametrize("name", SEALED)
def test_a_file_of_another_generation_is_noticed(folder: Path, other: Path, name: str):
    path = at(folder, name)
    assert path.read_bytes() != at(other, name).read_bytes()
    shutil.copyfile(at(other, name), path)
    with pytest.raises(KnowledgeError):
        contents.read(folder, None)


def test_a_file_too_many_is_noticed(folder: Path):
    (folder / "words/more.npy").write_bytes(b"")
    with pytest.raises(KnowledgeError):
        contents.read(folder, None)


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path):
    with pytest.raises(KnowledgeError):
        contents.read(tmp_path / "g-000000000000", None)

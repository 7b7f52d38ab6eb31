"""Whatever happened to an index on disk, the next open makes a good one, in silence."""

import os
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from index_samples import build, chunks, generation, works
from note_samples import Cheap
from test_contents import SEALED, at, spaces  # noqa: F401 - a fixture

HELD = [replace(chunk, origin="ask") for chunk in chunks(20)]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache folder with an index that grew once."""
    folder = tmp_path_factory.mktemp("kept")
    build(folder, HELD[:19])
    build(folder, HELD)
    return folder


@pytest.fixture
def cache(kept: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(kept, tmp_path / "cache"))


def truncate(name: str, size: int) -> Callable[[Path], None]:
    return lambda folder: os.truncate(at(folder, name), size)


def overwrite(name: str) -> Callable[[Path], object]:
    return lambda folder: at(folder, name).write_bytes(b"not what it was " * 999)


def delete(name: str) -> Callable[[Path], None]:
    return lambda folder: at(folder, name).unlink()


def scramble_the_middle(folder: Path) -> None:
    with (folder / "chroma.sqlite3").open("r+b") as stream:
        size = stream.seek(0, os.SEEK_END)
        stream.seek(size // 2)
        stream.write(b"\xa5" * (size // 4))


def delete_segments(folder: Path) -> None:
    for segment in folder.glob("*-*-*-*-*/"):
        shutil.rmtree(segment)


def put_a_foreign_database(folder: Path) -> None:
    path = folder / "chroma.sqlite3"
    path.unlink()
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE collections (name TEXT)")
    database.close()


def put_the_database_of_another_index(folder: Path) -> None:
    held = [replace(chunk, origin="ask") for chunk in chunks(20, "别的")]
    other = build(folder.parents[1] / "other", held)
    shutil.copyfile(other / "chroma.sqlite3", folder / "chroma.sqlite3")


def put_the_database_of_the_generation_before(folder: Path) -> None:
    (before,) = set(folder.parent.glob("g-*")) - {folder}
    shutil.copyfile(before / "chroma.sqlite3", folder / "chroma.sqlite3")


def change(*statements: str) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        with sqlite3.connect(folder / "chroma.sqlite3") as database:
            for statement in statements:
                database.execute(statement)
        database.close()

    return damage


@pytest.mark.parametrize(
    "damage",
    [
        truncate("chroma.sqlite3", 0),
        truncate("chroma.sqlite3", 10),
        truncate("chroma.sqlite3", 100_000),
        overwrite("chroma.sqlite3"),
        delete("chroma.sqlite3"),
        scramble_the_middle,
        put_a_foreign_database,
        put_the_database_of_another_index,
        put_the_database_of_the_generation_before,
        change("DELETE FROM embeddings WHERE id = 1"),
        change("DELETE FROM collections"),
        change("DROP TABLE embeddings"),
        shutil.rmtree,
        delete_segments,
    ],
    ids=lambda damage: getattr(damage, "__name__", None),
)
def test_a_damaged_database_is_replaced(
    cache: Path, cheap: Cheap, damage: Callable[[Path], object], capfd: pytest.CaptureFixture[str]
):
    check(cache, cheap, damage, capfd)


@pytest.mark.parametrize("name", SEALED)
def test_any_file_gone_is_made_again(
    cache: Path, cheap: Cheap, name: str, capfd: pytest.CaptureFixture[str]
):
    check(cache, cheap, delete(name), capfd)


@pytest.mark.parametrize("size", [0, 10])
@pytest.mark.parametrize("name", ["header.bin", "data_level0.bin", "length.bin"])
def test_a_short_graph_is_made_again(
    cache: Path, cheap: Cheap, name: str, size: int, capfd: pytest.CaptureFixture[str]
):
    check(cache, cheap, truncate(f"graph/{name}", size), capfd)


@pytest.mark.parametrize("name", ["graph/header.bin", "graph/data_level0.bin", "vectors.npy"])
def test_a_foreign_file_is_replaced(
    cache: Path, cheap: Cheap, name: str, capfd: pytest.CaptureFixture[str]
):
    check(cache, cheap, overwrite(name), capfd)


def check(
    cache: Path, cheap: Cheap, damage: Callable[[Path], object], capfd: pytest.CaptureFixture[str]
) -> None:
    before = generation(cache)
    damage(before)
    assert works(cache, HELD, cheap)
    rebuilt = generation(cache)
    assert rebuilt != before
    assert works(cache, HELD, cheap)
    assert generation(cache) == rebuilt
    # Every vector was kept, and Chroma kept quiet.
    assert cheap.passages == []
    assert capfd.readouterr() == ("", "")


def test_both_generations_and_the_pointer_may_be_damaged(cache: Path, cheap: Cheap):
    for folder in (cache / "index").glob("g-*"):
        (folder / "chroma.sqlite3").write_bytes(b"")
    (cache / "index/current.json").write_bytes(b"\0")
    (cache / "vectors.sqlite").write_bytes(b"not a database" * 99)
    assert works(cache, HELD, cheap)
    assert len(cheap.passages) == len(HELD)

import sqlite3
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from index_samples import Failing, Log
from note_samples import Cheap

from byline import sqlite_files
from byline.errors import KnowledgeError
from byline.knowledge import vectors
from byline.knowledge.vectors import BATCH, KeptVectors, read_shipped, write_shipped

THOUSAND = [f"第 {number} 段，说的是 {number * 7} 号货位。" for number in range(1000)]


def silent(done: int, total: int) -> None:
    pass


def embed(
    cheap: Cheap, path: Path | None, texts: Sequence[str], shipped: Path | None = None
) -> list[list[float]]:
    """The vectors, checked against what the model says; `passages` holds what this cost."""
    cheap.passages.clear()
    with KeptVectors(cheap, path, shipped) as kept:
        made = kept.of(texts, silent)
    wanted = np.array([cheap.embed_query(text) for text in texts])
    assert made.dtype == np.float32
    assert np.allclose(made, wanted, atol=1e-3 if shipped else 1e-6)
    return made.tolist()


def rows(path: Path) -> int:
    database = sqlite3.connect(path)
    try:
        return database.execute("SELECT count(*) FROM vectors").fetchone()[0]
    finally:
        database.close()


def test_a_thousand_new_texts_cost_a_thousand_embeddings(tmp_path: Path, cheap: Cheap):
    path = tmp_path / "v.sqlite"
    first = embed(cheap, path, THOUSAND)
    assert cheap.passages == THOUSAND
    assert embed(cheap, path, THOUSAND[::-1]) == first[::-1]
    assert cheap.passages == []
    more = [*THOUSAND[:500], *(f"新的 {text}" for text in THOUSAND)]
    embed(cheap, path, more)
    assert cheap.passages == more[500:]


def test_the_same_text_twice_is_embedded_once(tmp_path: Path, cheap: Cheap):
    one, other, again = embed(cheap, tmp_path / "v.sqlite", ["甲", "乙", "甲"])
    assert cheap.passages == ["甲", "乙"]
    assert one == again != other


def test_an_interrupted_run_goes_on_where_it_stopped(tmp_path: Path, cheap: Cheap):
    path = tmp_path / "v.sqlite"
    failing = Failing(batches=5)
    with (
        pytest.raises(KnowledgeError, match="坏了"),
        KeptVectors(failing, path) as kept,
    ):
        kept.of(THOUSAND, silent)
    assert len(failing.passages) == 5 * BATCH == rows(path)
    embed(cheap, path, THOUSAND)
    assert cheap.passages == THOUSAND[5 * BATCH :]


def test_another_model_has_vectors_of_its_own(tmp_path: Path, cheap: Cheap):
    path = tmp_path / "v.sqlite"
    embed(cheap, path, ["甲"])
    other = Cheap("cheap-2")
    embed(other, path, ["甲"])
    assert other.passages == ["甲"]
    assert rows(path) == 2


def test_progress_counts_what_is_missing(tmp_path: Path, cheap: Cheap):
    path = tmp_path / "v.sqlite"
    embed(cheap, path, THOUSAND[:4])
    log = Log()
    with KeptVectors(cheap, path) as kept:
        kept.of(THOUSAND[:20], lambda done, total: log("", done, total))
        kept.of(THOUSAND[:20], lambda done, total: log("", done, total))
    assert [(done, total) for _, done, total in log] == [(0, 16), (8, 16), (16, 16)]


def test_the_file_is_private(tmp_path: Path, cheap: Cheap):
    path = tmp_path / "new" / "v.sqlite"
    embed(cheap, path, ["甲"])
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def database(*statements: str) -> bytes:
    held = sqlite3.connect(":memory:")
    for statement in statements:
        held.execute(statement)
    held.commit()
    content = held.serialize()
    held.close()
    return content


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not a database " * 999,
        database("CREATE TABLE mine (a)"),
        database("CREATE TABLE vectors (a)", "PRAGMA application_id = 1652124790"),
        database("CREATE TABLE t (a)", "PRAGMA user_version = 99"),
    ],
)
def test_a_file_that_is_no_good_is_filled_again(tmp_path: Path, cheap: Cheap, content: bytes):
    path = tmp_path / "v.sqlite"
    path.write_bytes(content)
    embed(cheap, path, THOUSAND[:20])
    assert rows(path) == 20


@pytest.mark.parametrize("size", [1, 100, 4096, 5000, -4096])
def test_a_shortened_file_is_filled_again(tmp_path: Path, cheap: Cheap, size: int):
    path = tmp_path / "v.sqlite"
    embed(cheap, path, THOUSAND[:200])
    content = path.read_bytes()
    path.write_bytes(content[:size])
    embed(cheap, path, THOUSAND[:200])
    assert cheap.passages == THOUSAND[:200]
    embed(cheap, path, THOUSAND[:200])
    assert cheap.passages == []


def test_a_file_in_use_is_left_alone(tmp_path: Path, cheap: Cheap, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sqlite_files, "PATIENCE", 0.05)
    path = tmp_path / "v.sqlite"
    embed(cheap, path, THOUSAND[:20])
    busy = sqlite3.connect(path, isolation_level=None)
    busy.execute("BEGIN EXCLUSIVE")
    embed(cheap, path, THOUSAND[:20])
    assert len(cheap.passages) == 20
    busy.execute("ROLLBACK")
    busy.close()
    embed(cheap, path, THOUSAND[:20])
    assert cheap.passages == []


def test_without_a_place_for_the_file_everything_is_embedded(tmp_path: Path, cheap: Cheap):
    (tmp_path / "file").write_text("")
    (tmp_path / "folder").mkdir()
    for path in (tmp_path / "file" / "v.sqlite", tmp_path / "folder", None):
        embed(cheap, path, ["甲", "乙"])
        assert cheap.passages == ["甲", "乙"]
    assert list((tmp_path / "folder").iterdir()) == []


def test_what_is_no_longer_wanted_is_dropped_when_it_is_much(
    tmp_path: Path, cheap: Cheap, monkeypatch: pytest.MonkeyPatch
):
    path = tmp_path / "v.sqlite"
    embed(cheap, path, THOUSAND)
    embed(cheap, path, THOUSAND[:9])
    assert rows(path) == 1000
    monkeypatch.setattr(vectors, "SPARE", 0)
    embed(cheap, path, THOUSAND[:9])
    assert rows(path) == 9


def test_shipped_vectors_are_not_computed(tmp_path: Path, cheap: Cheap):
    shipped = tmp_path / "vectors.npz"
    assert write_shipped(shipped, cheap, THOUSAND[:30], silent) == 30
    content = shipped.read_bytes()
    assert write_shipped(shipped, cheap, THOUSAND[29::-1], silent) == 0
    embed(cheap, tmp_path / "v.sqlite", [*THOUSAND[:30], "新的"], shipped)
    assert cheap.passages == ["新的"]
    again = tmp_path / "again.npz"
    write_shipped(again, Cheap(), THOUSAND[:30], silent)
    assert read_shipped(again) == read_shipped(shipped)
    assert len(content) == shipped.stat().st_size


def test_shipped_vectors_of_another_model_are_not_used(tmp_path: Path, cheap: Cheap):
    shipped = tmp_path / "vectors.npz"
    write_shipped(shipped, Cheap("another"), ["甲"], silent)
    embed(cheap, None, ["甲"], shipped)
    assert cheap.passages == ["甲"]


@pytest.mark.parametrize("damage", ["missing", "empty", "short", "text", "npy", "names", "lengths"])
def test_damaged_shipped_vectors_are_not_used(tmp_path: Path, cheap: Cheap, damage: str):
    shipped = tmp_path / "vectors.npz"
    write_shipped(shipped, cheap, THOUSAND[:50], silent)
    content = shipped.read_bytes()
    if damage == "missing":
        shipped.unlink()
    elif damage == "npy":
        with shipped.open("wb") as stream:
            np.save(stream, np.zeros(3))
    elif damage == "names":
        np.savez(shipped, a=np.zeros(3))
    elif damage == "lengths":
        np.savez(shipped, keys=np.zeros((3, 32), dtype="u1"), vectors=np.zeros((2, 64)))
    else:
        shipped.write_bytes({"empty": b"", "short": content[:-99], "text": b"x" * 999}[damage])
    embed(cheap, None, ["甲"], shipped)
    assert cheap.passages == ["甲"]

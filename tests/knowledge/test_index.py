import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from note_samples import Counting, make, many

from byline.errors import KnowledgeError
from byline.knowledge import generations
from byline.knowledge.embeddings import LocalEmbeddings
from byline.knowledge.index import NoteIndex
from byline.knowledge.notes import Note

CHILD = Path(__file__).with_name("indexing_child.py")
QUERY, ANSWER = "没有时间写", "publishing/little-time"


class Log(list[tuple[str, int, int]]):
    def __call__(self, what: str, done: int, total: int) -> None:
        self.append((what, done, total))


def build(notes: Sequence[Note], cache: Path, counting: Counting) -> None:
    with NoteIndex.open(notes, cache, embeddings=counting):
        pass
    counting.passages.clear()


def works(notes: Sequence[Note], cache: Path, counting: Counting, log: Log | None = None) -> bool:
    with NoteIndex.open(notes, cache, log, embeddings=counting) as index:
        found = index.nearest(QUERY, 99)
        return found[0][0].id == ANSWER and len(found) == len(notes) and index.persistent


def generation(cache: Path) -> Path:
    folder = json.loads((cache / "index/current.json").read_text())["folder"]
    return cache / "index" / folder


def test_the_first_time_everything_is_embedded(
    tmp_path: Path, notes: Sequence[Note], counting: Counting
):
    log = Log()
    assert works(notes, tmp_path, counting, log)
    assert counting.passages == [note.passage for note in notes]
    assert log == [("第一次使用，正在给笔记建索引", 0, 4), ("第一次使用，正在给笔记建索引", 4, 4)]


def test_when_nothing_changed_nothing_is_embedded_or_replaced(
    tmp_path: Path, notes: Sequence[Note], counting: Counting
):
    build(notes, tmp_path, counting)
    before = generation(tmp_path)
    log = Log()
    assert works(list(reversed(notes)), tmp_path, counting, log)
    assert (counting.passages, log) == ([], [])
    assert list((tmp_path / "index").glob("g-*")) == [before] == [generation(tmp_path)]


def test_a_changed_note_is_embedded_alone(
    tmp_path: Path, notes: Sequence[Note], counting: Counting
):
    build(notes, tmp_path, counting)
    changed = make("advantages/stories", text="当年亏掉的钱，是最好的选题。")
    assert works([*notes[:-1], changed], tmp_path, counting)
    assert counting.passages == [changed.passage]
    with NoteIndex.open([*notes[:-1], changed], tmp_path, embeddings=counting) as index:
        ((note, score),) = index.nearest("当年亏掉的钱", 1)
    assert note == changed
    assert score > 0.8


def test_a_deleted_note_disappears_and_a_new_one_joins(
    tmp_path: Path, notes: Sequence[Note], counting: Counting
):
    build(notes[:-1], tmp_path, counting)
    assert works([notes[0], notes[-1]], tmp_path, counting)
    assert counting.passages == [notes[-1].passage]


def test_another_embedding_model_starts_over(
    tmp_path: Path, notes: Sequence[Note], counting: Counting, real: LocalEmbeddings
):
    class Renamed(Counting):
        @property
        def identity(self) -> str:
            return "another-model-1.0"

    build(notes, tmp_path, counting)
    other, log = Renamed(real), Log()
    assert works(notes, tmp_path, other, log)
    assert len(other.passages) == len(notes)
    assert log[0][0] == "原来的索引不能用了，正在重建"


def test_an_open_reader_survives_a_rebuild(
    tmp_path: Path, notes: Sequence[Note], counting: Counting
):
    with NoteIndex.open(notes, tmp_path, embeddings=counting) as old:
        assert works(notes[:2], tmp_path, counting)
        assert len(old.nearest(QUERY, 9)) == len(notes)


def test_old_generations_do_not_pile_up(tmp_path: Path, counting: Counting):
    for number in range(4):
        build(many(number, 1), tmp_path, counting)
    assert len(list((tmp_path / "index").glob("g-*"))) == 2


def truncate(name: str, size: int) -> Callable[[Path], None]:
    return lambda folder: os.truncate(next(folder.rglob(name)), size)


def overwrite(name: str) -> Callable[[Path], None]:
    return lambda folder: next(folder.rglob(name)).write_bytes(b"not what it was " * 999)


def scramble_the_middle(folder: Path) -> None:
    with (folder / "chroma.sqlite3").open("r+b") as stream:
        size = stream.seek(0, os.SEEK_END)
        stream.seek(size // 2)
        stream.write(b"\xa5" * (size // 4))


def delete_segments(folder: Path) -> None:
    for segment in folder.glob("*/"):
        shutil.rmtree(segment)


def put_a_foreign_database(folder: Path) -> None:
    path = folder / "chroma.sqlite3"
    path.unlink()
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE collections (name TEXT)")
    database.close()


def lose_rows(folder: Path) -> None:
    with sqlite3.connect(folder / "chroma.sqlite3") as database:
        database.execute("DELETE FROM embeddings WHERE id = 1")
    database.close()


@pytest.mark.parametrize(
    "damage",
    [
        truncate("chroma.sqlite3", 0),
        truncate("chroma.sqlite3", 100_000),
        overwrite("chroma.sqlite3"),
        scramble_the_middle,
        put_a_foreign_database,
        lose_rows,
        lambda folder: (folder / "chroma.sqlite3").unlink(),
        shutil.rmtree,
        delete_segments,
        truncate("header.bin", 10),
        truncate("header.bin", 0),
        overwrite("header.bin"),
        truncate("data_level0.bin", 100),
        overwrite("data_level0.bin"),
        truncate("length.bin", 0),
    ],
)
def test_a_damaged_index_is_rebuilt(
    tmp_path: Path,
    notes: Sequence[Note],
    counting: Counting,
    damage: Callable[[Path], None],
    capfd: pytest.CaptureFixture[str],
):
    build(notes, tmp_path, counting)
    damage(generation(tmp_path))
    assert works(notes, tmp_path, counting)
    assert works(notes, tmp_path, counting)
    # Then it can also grow.
    assert works([*notes, *many(1, 2)], tmp_path, counting)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", '{"folder": "../../etc", "fingerprint": "x"}', '{"folder": "g-000000000000"}'],
)
def test_a_damaged_pointer_is_replaced(
    tmp_path: Path, notes: Sequence[Note], counting: Counting, content: str
):
    build(notes, tmp_path, counting)
    (tmp_path / "index/current.json").write_text(content)
    assert works(notes, tmp_path, counting)
    assert len(counting.passages) == len(notes)


def test_a_cache_that_cannot_be_written_gives_a_temporary_index(
    tmp_path: Path, notes: Sequence[Note], counting: Counting, monkeypatch: pytest.MonkeyPatch
):
    blocked, scratch = tmp_path / "cache", tmp_path / "scratch"
    blocked.write_text("a file where the folder should be")
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    log = Log()
    with NoteIndex.open(notes, blocked, log, embeddings=counting) as index:
        assert not index.persistent
        assert index.nearest(QUERY, 1)[0][0].id == ANSWER
        assert list(scratch.iterdir())
    assert list(scratch.iterdir()) == []
    assert "不能写" in log[0][0]


def test_no_writable_folder_at_all_is_an_error(
    tmp_path: Path, notes: Sequence[Note], counting: Counting, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "cache").write_text("")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "nowhere"))
    with pytest.raises(KnowledgeError, match="BYLINE_CACHE_DIR"):
        NoteIndex.open(notes, tmp_path / "cache", embeddings=counting)


def test_a_failing_embedding_leaves_the_old_index(
    tmp_path: Path, notes: Sequence[Note], counting: Counting, monkeypatch: pytest.MonkeyPatch
):
    class Failing(Counting):
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            raise KnowledgeError("坏了", value=len(texts))

    build(notes, tmp_path, counting)
    with pytest.raises(KnowledgeError, match="坏了"):
        NoteIndex.open(many(1, 3), tmp_path, embeddings=Failing(LocalEmbeddings()))
    assert works(notes, tmp_path, counting)
    assert counting.passages == []


def test_a_dotenv_that_chroma_cannot_read_is_named(tmp_path: Path):
    (tmp_path / ".env").write_bytes("名字=张".encode("gb18030"))
    child = subprocess.run(
        [sys.executable, str(CHILD), str(tmp_path / "cache"), "1"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert child.stdout == ""
    assert "KnowledgeError" in child.stderr
    assert ".env" in child.stderr


def test_nothing_to_index_is_an_error(tmp_path: Path, notes: Sequence[Note]):
    for wrong in ([], [notes[0], notes[0]]):
        with pytest.raises(KnowledgeError, match="空"):
            NoteIndex.open(wrong, tmp_path)


def test_a_closed_index_says_so(tmp_path: Path, notes: Sequence[Note], counting: Counting):
    index = NoteIndex.open(notes, tmp_path, embeddings=counting)
    index.close()
    index.close()
    with pytest.raises(KnowledgeError):
        index.nearest(QUERY, 1)


def test_a_writer_that_never_ends_is_an_error(
    tmp_path: Path, notes: Sequence[Note], counting: Counting, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(generations, "LOCK_WAIT", 0.1)
    log = Log()
    busy = generations.Generations(tmp_path / "index").writing(lambda: None)
    with busy, pytest.raises(KnowledgeError, match="还没完"):
        NoteIndex.open(notes, tmp_path, log, embeddings=counting)
    assert "等它建完" in log[0][0]


def start(cache: Path, number: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-W", "error", str(CHILD), str(cache), str(number)]
    return subprocess.Popen(
        command, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
    )


def test_processes_building_at_once_build_once(tmp_path: Path):
    children = [start(tmp_path, 1) for _ in range(3)]
    ends = [child.communicate(timeout=120) for child in children]
    assert [err for _, err in ends] == ["", "", ""]
    embedded = [int(out.splitlines()[-1].split()[2]) for out, _ in ends]
    assert sorted(embedded) == [0, 0, 24]
    assert all(out.rstrip().endswith("found 1") for out, _ in ends)


def test_kill_at_any_point_and_the_next_open_recovers(tmp_path: Path, counting: Counting):
    points = [(0, 0.0), (16, 0.0), (24, 0.0), (24, 0.01), (24, 0.03), (24, 0.06)]
    for number, (done, delay) in enumerate(points):
        child = start(tmp_path, number)
        assert child.stdout is not None
        for line in child.stdout:
            if line.startswith(f"{done}/24"):
                break
        time.sleep(delay)
        child.kill()
        child.communicate()
        counting.passages.clear()
        notes = many(number)
        with NoteIndex.open(notes, tmp_path, embeddings=counting) as index:
            assert index.persistent
            found = {note.id for note, _ in index.nearest(notes[7].passage, 99)}
        assert len(found) == 24
        assert len(counting.passages) in (0, 24)
    assert len(list((tmp_path / "index").glob("g-*"))) == 2

import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from byline import sqlite_files
from byline.errors import InputError, StorageError
from byline.sqlite_files import Shape, open_database

SHAPE = Shape("抽屉", 0x64726177, 3, ("CREATE TABLE things (name TEXT PRIMARY KEY)",))
INSERT = "INSERT INTO things VALUES (?)"


def names(path: Path) -> list[str]:
    with closing(open_database(path, SHAPE)) as database:
        return [name for (name,) in database.execute("SELECT name FROM things ORDER BY name")]


def test_a_new_file_is_private_and_keeps_what_was_put_in(tmp_path: Path):
    path = tmp_path / "new" / "a.sqlite"
    with closing(open_database(path, SHAPE)) as database:
        database.execute(INSERT, ("锁",))
        for made in path.parent.iterdir():
            assert made.stat().st_mode & 0o777 == 0o600, made
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert names(path) == ["锁"]


def test_in_memory_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    with closing(open_database(None, SHAPE)) as database:
        database.execute(INSERT, ("锁",))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("shape", "words"),
    [(replace(SHAPE, application=1), "不是抽屉"), (replace(SHAPE, version=4), "格式 4，这里认 3")],
)
def test_a_file_of_another_kind_is_left_as_it_is(tmp_path: Path, shape: Shape, words: str):
    path = tmp_path / "a.sqlite"
    open_database(path, shape).close()
    before = path.read_bytes()
    with pytest.raises(InputError, match=words) as caught:
        open_database(path, SHAPE)
    assert str(path) in str(caught.value)
    assert path.read_bytes() == before


def test_a_file_of_another_program_is_left_as_it_is(tmp_path: Path):
    path = tmp_path / "a.sqlite"
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE photos (name TEXT)")
    before = path.read_bytes()
    with pytest.raises(InputError, match="不是抽屉"):
        open_database(path, SHAPE)
    assert path.read_bytes() == before
    path.write_bytes(b"not a database " * 99)
    with pytest.raises(sqlite3.DatabaseError):
        open_database(path, SHAPE)
    assert path.read_bytes() == b"not a database " * 99


def test_places_where_no_file_can_be(tmp_path: Path):
    (tmp_path / "file").write_text("")
    for path in (tmp_path / "file" / "a.sqlite", tmp_path):
        with pytest.raises(StorageError):
            open_database(path, SHAPE)


def test_a_commit_survives_kill(tmp_path: Path):
    path = tmp_path / "a.sqlite"
    code = (
        "import os, pathlib, signal, sys\n"
        "from test_sqlite_files import INSERT, SHAPE, open_database\n"
        "database = open_database(pathlib.Path(sys.argv[1]), SHAPE)\n"
        "database.execute(INSERT, ('锁',))\n"
        "database.execute('BEGIN')\n"
        "database.execute(INSERT, ('没交上的',))\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, str(path)], cwd=Path(__file__).parent, check=False
    )
    assert ran.returncode == -9
    assert names(path) == ["锁"]


def test_two_that_open_a_new_file_at_once_make_it_once(tmp_path: Path):
    path = tmp_path / "a.sqlite"
    code = (
        "import pathlib, sys\n"
        "from test_sqlite_files import INSERT, SHAPE, open_database\n"
        "database = open_database(pathlib.Path(sys.argv[1]), SHAPE)\n"
        "for n in range(50): database.execute(INSERT, (sys.argv[2] + str(n),))\n"
        "database.close()\n"
    )
    processes = [
        subprocess.Popen(
            [sys.executable, "-W", "error", "-c", code, str(path), name],
            cwd=Path(__file__).parent,
            stderr=subprocess.PIPE,
        )
        for name in "ab"
    ]
    assert [process.communicate()[1] for process in processes] == [b"", b""]
    assert len(names(path)) == 100


def test_waiting_for_a_writer_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "a.sqlite"
    with closing(open_database(path, SHAPE)) as busy:
        busy.execute("BEGIN IMMEDIATE")
        monkeypatch.setattr(sqlite_files, "PATIENCE", 0.05)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            open_database(path, SHAPE)

"""SQLite files that byline keeps for itself: opened safely, told apart, private.

Owns: how such a file is made, recognised and opened. Promise: a new file is readable by its owner
alone, a file of another program or kind is never written to, and every commit survives kill -9.
"""

from __future__ import annotations

import os
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from byline import files
from byline.errors import InputError, StorageError

PATIENCE = 30.0
"""Seconds to wait for another process that writes."""


@dataclass(frozen=True)
class Shape:
    """What is in one kind of file."""

    name: str
    """As a person would call it."""
    application: int
    """SQLite's application_id: four letters."""
    version: int
    tables: tuple[str, ...]
    """CREATE statements."""


def open_database(path: Path | None, shape: Shape) -> sqlite3.Connection:
    """Open or make the file; None is one in memory. One connection, used under a lock.

    Raises InputError for a file of another program, kind or newer byline, StorageError when the
    file cannot be made, sqlite3 errors as they come.
    """
    if path is not None:
        files.make_folder(path.parent)
        _make(path, shape)
    database = sqlite3.connect(
        path or ":memory:", timeout=PATIENCE, isolation_level=None, check_same_thread=False
    )
    try:
        _prepare(database, path, shape)
    except BaseException:
        database.close()
        raise
    return database


def _make(path: Path, shape: Shape) -> None:
    # SQLite would make it readable by everybody; its log files get the mode of this one.
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, files.FILE_MODE))
    except OSError as error:
        raise StorageError(
            f"{shape.name}打不开（{error.strerror}）", value=str(path), next_step="检查路径和权限"
        ) from error


def _prepare(database: sqlite3.Connection, path: Path | None, shape: Shape) -> None:
    # A commit in WAL mode is in the file's log before it returns; NORMAL leaves out the fsync,
    # which only a power cut needs, and even then the file stays consistent.
    database.execute("PRAGMA synchronous = NORMAL")
    # Two processes may find the file empty at the same time: only one may make the tables.
    database.execute("BEGIN IMMEDIATE")
    if _empty(database):
        for statement in shape.tables:
            database.execute(statement)
        database.execute(f"PRAGMA application_id = {shape.application}")
        database.execute(f"PRAGMA user_version = {shape.version}")
    else:
        _check(database, path, shape)
    database.execute("COMMIT")
    _log_ahead(database)


def _log_ahead(database: sqlite3.Connection) -> None:
    """Switch to WAL mode; for this SQLite does not wait until another process is done."""
    if _one(database, "PRAGMA journal_mode") == "wal":
        return
    # Only a new file needs it: nobody else waits for the import.
    from tenacity import Retrying, retry_if_exception_type, stop_after_delay, wait_random

    patient = Retrying(
        retry=retry_if_exception_type(sqlite3.OperationalError),
        stop=stop_after_delay(PATIENCE),
        wait=wait_random(0.01, 0.1),
        reraise=True,
    )
    # A no-op where the other process was first.
    patient(database.execute, "PRAGMA journal_mode = WAL")


def _empty(database: sqlite3.Connection) -> bool:
    return not _one(database, "SELECT count(*) FROM sqlite_master")


def _check(database: sqlite3.Connection, path: Path | None, shape: Shape) -> None:
    if _one(database, "PRAGMA application_id") != shape.application:
        raise InputError(
            f"这个 SQLite 文件不是{shape.name}",
            value=str(path),
            next_step="换一个文件名，再运行一次",
        )
    if (version := _one(database, "PRAGMA user_version")) != shape.version:
        raise InputError(
            f"{shape.name}是另一个版本的 byline 写的（格式 {version}，这里认 {shape.version}）",
            value=str(path),
            next_step="pip install -U byline，或换一个文件名",
        )


def _one(database: sqlite3.Connection, statement: str) -> object:
    return database.execute(statement).fetchone()[0]

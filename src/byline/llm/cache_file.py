"""The SQLite file behind the response cache.

Owns: its tables, its version, and how it is opened. Promise: a new file is readable by its owner
alone, a file of another program is never written to, and every commit survives kill -9.
"""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from byline import files
from byline.errors import InputError, StorageError

APPLICATION = 0x62796C6E
"""SQLite's application_id of this file: "byln"."""
VERSION = 1
PATIENCE = 30.0
"""Seconds to wait for another process that writes."""

SCHEMA = (
    "CREATE TABLE responses (key TEXT PRIMARY KEY, method TEXT, path TEXT, model TEXT,"
    " about TEXT, repeat INTEGER, streamed INTEGER, status INTEGER, content_type TEXT,"
    " body BLOB, elapsed REAL, at TEXT)",
    "CREATE TABLE refusals (service TEXT, step TEXT, shape TEXT,"
    " PRIMARY KEY (service, step, shape))",
    f"PRAGMA application_id = {APPLICATION}",
    f"PRAGMA user_version = {VERSION}",
)


def open_cache_file(path: Path | None) -> sqlite3.Connection:
    """Open or make the file; None is a cache in memory. One connection, used under a lock.

    Raises InputError for a file of another program or of a newer byline, sqlite3 errors as they
    come.
    """
    if path is not None:
        files.make_folder(path.parent)
        _make(path)
    database = sqlite3.connect(
        path or ":memory:", timeout=PATIENCE, isolation_level=None, check_same_thread=False
    )
    try:
        _prepare(database, path)
    except BaseException:
        database.close()
        raise
    return database


def _make(path: Path) -> None:
    # SQLite would make it readable by everybody; its log files get the mode of this one.
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, files.FILE_MODE))
    except OSError as error:
        raise StorageError(
            f"响应缓存打不开（{error.strerror}）", value=str(path), next_step="检查路径和权限"
        ) from error


def _prepare(database: sqlite3.Connection, path: Path | None) -> None:
    # A commit in WAL mode is in the file's log before it returns; NORMAL leaves out the fsync,
    # which only a power cut needs, and even then the file stays consistent.
    database.execute("PRAGMA synchronous = NORMAL")
    # Two processes may find the file empty at the same time: only one may make the tables.
    database.execute("BEGIN IMMEDIATE")
    if _empty(database):
        for statement in SCHEMA:
            database.execute(statement)
    else:
        _check(database, path)
    database.execute("COMMIT")
    if _one(database, "PRAGMA journal_mode") != "wal":
        database.execute("PRAGMA journal_mode = WAL")


def _empty(database: sqlite3.Connection) -> bool:
    return not _one(database, "SELECT count(*) FROM sqlite_master")


def _check(database: sqlite3.Connection, path: Path | None) -> None:
    if _one(database, "PRAGMA application_id") != APPLICATION:
        raise InputError(
            "这个 SQLite 文件不是响应缓存", value=str(path), next_step="换一个文件名，再运行一次"
        )
    if (version := _one(database, "PRAGMA user_version")) != VERSION:
        raise InputError(
            f"响应缓存是另一个版本的 byline 写的（格式 {version}，这里认 {VERSION}）",
            value=str(path),
            next_step="pip install -U byline，或换一个文件名",
        )


def _one(database: sqlite3.Connection, statement: str) -> object:
    return database.execute(statement).fetchone()[0]

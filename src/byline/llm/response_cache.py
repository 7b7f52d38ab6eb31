"""The response cache: a request that was answered once is not sent again.

Owns: the kept answers and the modes in which they are used.

    live      nothing is kept and nothing is looked up; requests are still counted
    record    answered from the cache, else sent, and the whole answer kept
    offline   answered from the cache, else NotRecordedError; nothing is ever sent

Promise: an answer is kept whole or not at all; every kept answer survives kill -9 the moment `keep`
returns; several threads and processes may use one file. The first whole answer to a request is
the answer: when two ask the same at the same time both are sent, one is kept, and who did not
stream gets the kept one.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import astuple
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from byline import files
from byline.errors import InputError, ModelError, StorageError
from byline.llm.exchange import Answer, Asked, line_of, read_line, refusal_line
from byline.sqlite_files import Shape, open_database

Mode = Literal["live", "record", "offline"]

RECORD = "byline eval run --cache record"
SHAPE = Shape(
    name="响应缓存",
    application=0x62796C6E,  # "byln"
    version=1,
    tables=(
        "CREATE TABLE responses (key TEXT PRIMARY KEY, method TEXT, path TEXT, model TEXT,"
        " about TEXT, repeat INTEGER, streamed INTEGER, status INTEGER, content_type TEXT,"
        " body BLOB, elapsed REAL, at TEXT)",
        "CREATE TABLE refusals (service TEXT, step TEXT, shape TEXT,"
        " PRIMARY KEY (service, step, shape))",
    ),
)
ASKED = "key, method, path, model, about, repeat, streamed"
ANSWER = "status, content_type, body, elapsed, at"
REFUSE = "INSERT OR IGNORE INTO refusals VALUES (?, ?, ?)"


class NotRecordedError(ModelError):
    """Offline, and nobody has recorded the answer to this request."""


class ResponseCache:
    """Answers by request, in a SQLite file (0600) or, without a path, in memory.

    Raises InputError when the file is not a response cache or is damaged, StorageError when the
    disk refuses a write. It is a context manager; `close` may be called twice.
    """

    def __init__(
        self, path: Path | None = None, mode: Mode = "record", *, record_with: str = RECORD
    ) -> None:
        self.path = path
        self.mode: Mode = mode
        self.record_with = record_with
        """The command that records what is missing, for the person to see."""
        self._lock = threading.RLock()
        self._used: set[str] = set()
        self._services: set[str] = set()
        with self._naming_failures():
            self._db = open_database(None if mode == "live" else path, SHAPE)

    @classmethod
    def load(
        cls, *recordings: Path, mode: Mode = "offline", record_with: str = RECORD
    ) -> ResponseCache:
        """A cache in memory over exported JSONL files, which are only read."""
        cache = cls(None, mode, record_with=record_with)
        try:
            for path in recordings:
                cache.take_in(path)
        except BaseException:
            cache.close()
            raise
        return cache

    def find(self, asked: Asked) -> Answer | None:
        """The kept answer; None means send it. Raises NotRecordedError in offline mode."""
        if self.mode == "live":
            return None
        with self._naming_failures(), self._lock:
            row = self._db.execute(
                f"SELECT {ANSWER} FROM responses WHERE key = ?", (asked.key,)
            ).fetchone()
            if row is not None:
                self._used.add(asked.key)
                return Answer(*row)
        if self.mode == "offline":
            raise NotRecordedError(
                f"离线，没有录下这次请求的回答（{asked.model}，第 {asked.repeat} 遍，"
                f"键 {asked.key[:12]}）",
                value=asked.about,
                next_step=self.record_with,
            )
        return None

    def keep(self, asked: Asked, answer: Answer) -> Answer:
        """Keep a whole answer; returns the one that was there before, when there was one."""
        if self.mode != "record":
            return answer
        with self._naming_failures(), self._lock:
            new = self._insert(asked, answer)
            self._used.add(asked.key)
        return answer if new else (self.find(asked) or answer)

    @property
    def used(self) -> frozenset[str]:
        """Keys that were answered from the cache or kept since it was opened."""
        with self._lock:
            return frozenset(self._used)

    def unplayed(self) -> frozenset[str]:
        """Keys in the cache that nothing has asked for since it was opened."""
        return self.keys() - self.used

    def keys(self) -> frozenset[str]:
        """Every key in the cache."""
        with self._naming_failures(), self._lock:
            return frozenset(key for (key,) in self._db.execute("SELECT key FROM responses"))

    def __len__(self) -> int:
        return len(self.keys())

    def export(self, keys: Iterable[str], path: Path) -> int:
        """Write these entries to `path`, one JSON object a line, sorted by key; returns how many.

        Keys that are not in the cache are left out. What the services of this session are known
        to turn down goes along, because what is asked depends on it.
        """
        lines = [line_of(asked, answer) for asked, answer in self._entries(sorted(set(keys)))]
        with self._lock:
            services = sorted(self._services)
        refused = [
            refusal_line(service, step, shape)
            for service in services
            for step, shape in sorted(self.refusals(service))
        ]
        files.replace(path, "".join(f"{line}\n" for line in [*lines, *refused]))
        return len(lines)

    def take_in(self, path: Path) -> int:
        """Add the entries of an exported file, whatever the mode; returns how many were new.

        Raises InputError naming the first line that is not what was exported.
        """
        added = 0
        with self._naming_failures(), self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                # Not splitlines: a JSON text may hold U+2028, which it would split at.
                lines = files.read_text(path).removesuffix("\n").split("\n")
                for number, line in enumerate(lines if lines != [""] else [], 1):
                    added += self._insert_line(path, number, line)
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")
        return added

    def refusals(self, service: str) -> set[tuple[str, str]]:
        """The (step, schema digest) pairs `service` is known to turn down."""
        with self._naming_failures(), self._lock:
            self._services.add(service)
            rows = self._db.execute(
                "SELECT step, shape FROM refusals WHERE service = ?", (service,)
            )
            return {(step, shape) for step, shape in rows}

    def remember_refusal(self, service: str, step: str, shape: str) -> None:
        """Keep that `service` turns this pair down, so that a re-run does not ask it again."""
        if self.mode == "record":
            with self._naming_failures(), self._lock:
                self._db.execute(REFUSE, (service, step, shape))

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _insert(self, asked: Asked, answer: Answer) -> bool:
        row = (*astuple(asked), *astuple(answer))
        marks = ", ".join("?" * len(row))
        done = self._db.execute(
            f"INSERT OR IGNORE INTO responses ({ASKED}, {ANSWER}) VALUES ({marks})", row
        )
        return done.rowcount == 1

    def _insert_line(self, path: Path, number: int, line: str) -> bool:
        try:
            read = read_line(line)
        except (ValueError, TypeError, KeyError) as error:
            raise InputError(
                f"{path.name} 第 {number} 行不是录下的回答（{error}）",
                value=str(path),
                next_step=f"重新录一遍：{self.record_with}",
            ) from error
        if len(read) == 2:
            return self._insert(*read)
        self._db.execute(REFUSE, read)
        return False

    def _entries(self, keys: Iterable[str]) -> Iterator[tuple[Asked, Answer]]:
        for key in keys:
            with self._naming_failures(), self._lock:
                row = self._db.execute(
                    f"SELECT {ASKED}, {ANSWER} FROM responses WHERE key = ?", (key,)
                ).fetchone()
            if row is not None:
                yield Asked(*row[:6], streamed=bool(row[6])), Answer(*row[7:])

    @contextmanager
    def _naming_failures(self) -> Generator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            raise StorageError(
                f"响应缓存读写不了（{error}）",
                value=str(self.path),
                next_step="腾出空间、检查权限，或等另一个 byline 跑完，再运行一次",
            ) from error
        except sqlite3.ProgrammingError:
            raise
        except sqlite3.DatabaseError as error:
            raise InputError(
                f"这个文件不是响应缓存，或者坏了（{error}）",
                value=str(self.path),
                next_step=f"mv {self.path} {self.path}.bad，再运行一次；要的回答会重新问",
            ) from error

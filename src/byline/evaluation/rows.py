"""The run folder: what was planned, and one line for every row that ended.

Owns: `rows.jsonl`, the lock, and the rows' way to the disk.

    run.json      written once, before the first row, never changed
    rows.jsonl    append-only; a case that was run again has another line, and the last one counts
    .lock         held by the process that writes
    .work/        the rows' own temporary folders, emptied whenever the folder is opened to write

Promise: a row is handed to the operating system the moment it ends, so a killed process loses no
row that had ended; it is synced to the disk within `SYNC_SECONDS`, so a power cut loses no more
than that. Half a line, the trace of a kill in the middle of a write, is never read as a row and is
cut off before anything is appended.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

from byline import files
from byline.errors import BylineError, InputError, StorageError
from byline.evaluation.manifest import RUN, Manifest, differences, read_manifest
from byline.evaluation.models import Row, RowStatus

ROWS, LOCK, WORK = "rows.jsonl", ".lock", ".work"
SYNC_SECONDS = 0.2
Key = tuple[str, str, str, int]
"""suite, variant, case, repeat: `Row.key`."""


class RunFolder:
    """A run folder that was opened to write; made by `create` or `reopen`, used as a block."""

    def __init__(self, path: Path, lock: Any, manifest: Manifest) -> None:
        self.path = path
        self.manifest = manifest
        self.torn = 0
        """Bytes of half a line that were cut off when it was opened."""
        self._lock = lock
        self._handle = -1
        self._size = 0
        self._synced = 0

    @classmethod
    def create(cls, path: Path, manifest: Manifest) -> Self:
        """Start a run; InputError when there is one already."""
        files.make_folder(path)
        lock = _locked(path)
        try:
            if (path / RUN).exists():
                raise InputError(
                    "这个文件夹里已经有一次运行",
                    value=str(path),
                    next_step=f"byline eval run --resume {path}，或换一个文件夹",
                )
            files.replace(path / RUN, manifest.model_dump_json(indent=1) + "\n")
            return cls(path, lock, manifest)
        except BaseException:
            lock.release()
            raise

    @classmethod
    def reopen(cls, path: Path, manifest: Manifest) -> Self:
        """Go on with a run; InputError names what `manifest` has otherwise than the run did."""
        old = read_manifest(path)
        if changed := differences(old, manifest):
            raise InputError(
                f"和上次运行时不一样了，接不上：{'；'.join(changed)}",
                value=str(path),
                next_step="改回去再接着跑，或换一个文件夹从头跑",
            )
        return cls(path, _locked(path), old)

    def __enter__(self) -> Self:
        try:
            self._open()
        except BaseException:
            self._lock.release()
            raise
        return self

    def __exit__(self, *error: object) -> None:
        try:
            self.sync()
        finally:
            os.close(self._handle)
            shutil.rmtree(self.path / WORK, ignore_errors=True)
            self._lock.release()

    @property
    def work(self) -> Path:
        """Where rows have their temporary folders."""
        return self.path / WORK

    def add(self, row: Row) -> None:
        """Append one row; StorageError leaves the file as it was."""
        data = (row.model_dump_json() + "\n").encode()
        try:
            written = os.write(self._handle, data)
            while written < len(data):
                written += os.write(self._handle, data[written:])
        except OSError as error:
            with contextlib.suppress(OSError):
                os.ftruncate(self._handle, self._size)
            raise self._refused(error) from error
        self._size += len(data)

    def sync(self) -> None:
        """Have the disk keep what was added; may be called from another thread than `add`."""
        size = self._size
        if size == self._synced:
            return
        try:
            os.fsync(self._handle)
        except OSError as error:
            raise self._refused(error) from error
        self._synced = size

    def _open(self) -> None:
        shutil.rmtree(self.work, ignore_errors=True)
        files.make_folder(self.work)
        path = self.path / ROWS
        if not path.exists():
            files.append(path, "")
        self.torn = _cut_torn_line(path)
        self._handle = os.open(path, os.O_WRONLY | os.O_APPEND)
        self._size = self._synced = path.stat().st_size

    def _refused(self, error: OSError) -> StorageError:
        return StorageError(
            f"没能写进磁盘（{error.strerror}）",
            value=str(self.path / ROWS),
            next_step=f"腾出空间，再 byline eval run --resume {self.path}",
        )


def read_rows(folder: Path) -> Iterator[Row]:
    """Yield the rows that count, one at a time, in the order of the file.

    That is the last row of every key. Only places in the file are held in memory, not rows.
    InputError names a line that is not a row; half a line at the end is passed over.
    """
    path = folder / ROWS
    if not path.is_file():
        return
    last = {key: start for start, key, _ in _places(path)}
    with path.open("rb") as stream:
        for start in sorted(last.values()):
            stream.seek(start)
            yield Row.model_validate_json(stream.readline())


def read_states(folder: Path) -> dict[Key, RowStatus]:
    """How every row that is there ended, by key, as its last line says."""
    path = folder / ROWS
    return {key: status for _, key, status in _places(path)} if path.is_file() else {}


def _places(path: Path) -> Iterator[tuple[int, Key, RowStatus]]:
    """Start, key and status of every whole line."""
    start = 0
    with path.open("rb") as stream:
        for number, line in enumerate(stream, start=1):
            if not line.endswith(b"\n"):
                return
            try:
                row = json.loads(line)
                key = (row["suite"], row["variant"], row["case"], row["repeat"])
                yield start, key, row["status"]
            except (ValueError, TypeError, KeyError) as error:
                raise InputError(
                    f"{path} 第 {number} 行不是一行结果",
                    value=line[:80].decode("utf-8", "replace"),
                    next_step="删掉这一行，再接着跑",
                ) from error
            start += len(line)


def _cut_torn_line(path: Path) -> int:
    """Cut the file after its last line end; returns how many bytes went."""
    size = path.stat().st_size
    with path.open("rb+") as stream:
        end = size
        while end > 0:
            begin = max(0, end - 65536)
            stream.seek(begin)
            found = stream.read(end - begin).rfind(b"\n")
            if found >= 0:
                end = begin + found + 1
                break
            end = begin
        if end < size:
            stream.truncate(end)
    return size - end


def _locked(path: Path) -> Any:
    from filelock import FileLock, Timeout

    lock = FileLock(path / LOCK, timeout=0, mode=files.FILE_MODE)
    try:
        lock.acquire()
    except Timeout as error:
        raise BylineError(
            "另一个 byline 正在往这个文件夹里写",
            value=str(path),
            next_step="等它结束，或换一个文件夹",
        ) from error
    return lock

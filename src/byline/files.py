"""Writes that survive a kill and a full disk.

Owns: atomic replacement, durable appends, and the permissions of a person's files (0600 in
0700). Promise: after `replace` or `append` returns, the bytes are on the disk; when one fails,
the file holds what it held before and StorageError carries the words that were not saved.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from byline.errors import InputError, StorageError

FILE_MODE = 0o600
FOLDER_MODE = 0o700


def make_folder(path: Path) -> None:
    """Create `path` and its missing parents; the folder itself is private to its owner."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.mkdir(mode=FOLDER_MODE, exist_ok=True)
    except OSError as error:
        raise StorageError(
            f"建不了文件夹（{error.strerror}）", value=str(path), next_step="换一个可写的位置"
        ) from error


def replace(path: Path, text: str) -> None:
    """Write `text` to `path` atomically: temp file beside it, fsync, rename, fsync the folder.

    A symbolic link stays one; the file it points to is replaced.
    """
    _replace(path, text.encode("utf-8"), unsaved=text)


def replace_bytes(path: Path, data: bytes) -> None:
    """Write `data` to `path` as `replace` does; for documents, which are not ours to decode."""
    _replace(path, data, unsaved="")


def _replace(path: Path, data: bytes, *, unsaved: str) -> None:
    temporary: Path | None = None
    path = path.resolve() if path.is_symlink() else path
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        temporary = Path(name)
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(FILE_MODE)
        temporary.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        raise _refused(path, error, unsaved) from error
    finally:
        if temporary is not None:
            with contextlib.suppress(OSError):
                temporary.unlink()


def append(path: Path, text: str) -> None:
    """Append `text` and fsync; on failure the file is cut back to the length it had."""
    data = text.encode("utf-8")
    new = not path.exists()
    try:
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, FILE_MODE)
    except OSError as error:
        raise _refused(path, error, text) from error
    before = os.fstat(handle).st_size
    try:
        _write_all(handle, data)
        os.fsync(handle)
        if new:
            _sync_folder(path.parent)
    except BaseException as error:
        # Ctrl-C too: half a line must not stay for the next append to run into.
        with contextlib.suppress(OSError):
            os.ftruncate(handle, before)
        if isinstance(error, OSError):
            raise _refused(path, error, text) from error
        raise
    finally:
        os.close(handle)


def read_text(path: Path) -> str:
    """Read a UTF-8 file (a BOM is dropped); InputError names the file and the first bad byte."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            f"文件不是 UTF-8：第 {error.start + 1} 个字节读不懂",
            value=str(path),
            next_step=f"iconv -f GB18030 -t UTF-8 {path} > 新文件，再用新文件",
        ) from error
    except OSError as error:
        raise InputError(
            f"文件打不开（{error.strerror}）", value=str(path), next_step="检查路径和权限"
        ) from error


def _write_all(handle: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view) :]


def _sync_folder(folder: Path) -> None:
    # Windows cannot open a folder; there the rename itself is what we have.
    with contextlib.suppress(PermissionError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _refused(path: Path, error: OSError, text: str) -> StorageError:
    return StorageError(
        f"没能写进磁盘（{error.strerror}）",
        value=str(path),
        next_step="腾出空间或检查权限，然后再运行一次",
        unsaved=text,
    )

"""Where an index lives on disk, and how a new one takes over.

    index/lock            one writer at a time
    index/current.json    which generation counts; replaced atomically
    index/g-<hex>/        one generation; never written to again once it is published

Owns: those names. Promises: whoever reads `current` gets a finished generation or none; a kill at
any instant leaves at worst a folder nobody points to, which the next writer sweeps away. The
generation a new one replaced is kept until the next, because another process may be reading it.
"""

from __future__ import annotations

import contextlib
import re
import secrets
import shutil
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from byline.errors import KnowledgeError, StorageError
from byline.files import make_folder, replace

LOCK_WAIT = 300.0
_NAME = re.compile(r"g-[0-9a-f]{12}")


class Pointer(BaseModel):
    """The content of current.json."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    folder: str = Field(pattern=rf"\A{_NAME.pattern}$")
    previous: str | None = None
    fingerprint: str
    """What the index was made with; a different one makes it worthless."""


class Generations:
    """The generations under one folder."""

    def __init__(self, root: Path) -> None:
        self.root = root.absolute()
        self._pointer = self.root / "current.json"

    def current(self) -> Pointer | None:
        """Return the pointer, or None when there is none or it cannot be read."""
        try:
            return Pointer.model_validate_json(self._pointer.read_bytes())
        except (OSError, ValidationError):
            return None

    def disown(self) -> None:
        """Let no generation count, so that the next writer makes one and sweeps these away."""
        with contextlib.suppress(OSError):
            self._pointer.unlink()

    @contextmanager
    def writing(self, waiting: Callable[[], None]) -> Generator[None]:
        """Hold the writer's lock; `waiting` is called once when somebody else has it.

        StorageError: the folder cannot be written to.
        """
        from filelock import FileLock, Timeout

        make_folder(self.root)
        lock = FileLock(self.root / "lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            waiting()
            self._wait(lock.acquire)
        except OSError as error:
            raise StorageError("索引的文件夹不能写", value=str(self.root)) from error
        try:
            yield
        finally:
            lock.release()

    def start(self) -> Path:
        """Make the folder of a new generation; only while holding the lock."""
        folder = self.root / f"g-{secrets.token_hex(6)}"
        make_folder(folder)
        return folder

    def publish(
        self, folder: Path, fingerprint: str, forget: Callable[[Path], None] = lambda _: None
    ) -> None:
        """Make `folder` the generation that counts, and drop those nobody can be reading."""
        old = self.current()
        pointer = Pointer(
            folder=folder.name, previous=old.folder if old else None, fingerprint=fingerprint
        )
        replace(self._pointer, pointer.model_dump_json(indent=2) + "\n")
        self.sweep(forget)

    def sweep(self, forget: Callable[[Path], None] = lambda _: None) -> None:
        """Delete every generation but the current and the one before it; hold the lock.

        `forget` is told of each first, to drop what it has elsewhere.
        """
        pointer = self.current()
        kept = {pointer.folder, pointer.previous} if pointer else set[str | None]()
        for folder in self.root.iterdir():
            if _NAME.fullmatch(folder.name) and folder.name not in kept:
                forget(folder)
                shutil.rmtree(folder, ignore_errors=True)

    def _wait(self, acquire: Callable[..., object]) -> None:
        from filelock import Timeout

        try:
            acquire(timeout=LOCK_WAIT)
        except Timeout as error:
            raise KnowledgeError(
                f"另一个 byline 建索引建了 {LOCK_WAIT:.0f} 秒还没完",
                value=str(self.root),
                next_step="等它结束再运行一次；它要是卡住了，结束那个进程",
            ) from error

"""One person's folder: where everything is, and who may write.

Owns: the layout of a workspace, its format version and its lock. Promise: files are 0600 in a 0700
folder, one process writes at a time, and a folder byline did not make is left alone.
"""

from __future__ import annotations

import json
import os
from collections import ChainMap
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal, cast

from byline import files
from byline.errors import (
    FormatVersionError,
    NotAWorkspaceError,
    StorageError,
    WorkspaceError,
    WorkspaceLockedError,
)
from byline.ledger.journal import Clock, Journal
from byline.ledger.storage import Ledger
from byline.materials.shelf import MaterialShelf, Texts
from byline.settings import FORMAT, WorkspaceConfig, read_config

CONFIG = "byline.toml"


@dataclass(slots=True)
class Workspace:
    """An open workspace. Paths are properties; `journal()` and `ledger()` read the files."""

    root: Path
    config: WorkspaceConfig
    _locked: bool = field(default=False, repr=False)

    @classmethod
    def create(cls, path: Path, name: str, language: Literal["zh", "en"] = "zh") -> Workspace:
        """Make a new workspace in a missing or empty folder."""
        root = path.expanduser().absolute()
        _check_room(root)
        files.make_folder(root)
        root.chmod(files.FOLDER_MODE)
        for folder in ("materials", "drafts", ".byline"):
            files.make_folder(root / folder)
        # byline.toml last: a folder half made by a kill is not taken for a workspace.
        files.replace(root / CONFIG, _config_text(name, language))
        return cls.open(root)

    @classmethod
    def open(cls, path: Path) -> Workspace:
        """Open the workspace whose byline.toml lies in `path`."""
        root = path.expanduser().absolute()
        if not (root / CONFIG).is_file():
            raise NotAWorkspaceError(
                "这里不是 byline 的文件夹", value=str(root), next_step="byline new 文件夹名"
            )
        config = cast(WorkspaceConfig, read_config(root / CONFIG, WorkspaceConfig))
        if config.format > FORMAT:
            raise FormatVersionError(
                f"这个文件夹由更新的 byline 建立，这一版只懂格式 {FORMAT}",
                value=config.format,
                next_step="pip install --upgrade byline",
            )
        return cls(root, config)

    @classmethod
    def find(cls, start: Path) -> Workspace:
        """Open the nearest workspace at or above `start`."""
        here = start.expanduser().absolute()
        for folder in (here, *here.parents):
            if (folder / CONFIG).is_file():
                return cls.open(folder)
        raise NotAWorkspaceError(
            "这里和上层都不是 byline 的文件夹",
            value=str(here),
            next_step="byline new 文件夹名，再 cd 进去",
        )

    @property
    def config_path(self) -> Path:
        """byline.toml."""
        return self.root / CONFIG

    @property
    def journal_path(self) -> Path:
        """interview.jsonl."""
        return self.root / "interview.jsonl"

    @property
    def facts_path(self) -> Path:
        """facts.yaml."""
        return self.root / "facts.yaml"

    @property
    def materials(self) -> Path:
        """The folder of documents, as given."""
        return self.root / "materials"

    @property
    def positioning_path(self) -> Path:
        """positioning.yaml."""
        return self.root / "positioning.yaml"

    @property
    def book_path(self) -> Path:
        """book.md."""
        return self.root / "book.md"

    @property
    def book_html_path(self) -> Path:
        """book.html."""
        return self.root / "book.html"

    @property
    def voice_path(self) -> Path:
        """voice.yaml."""
        return self.root / "voice.yaml"

    @property
    def topics_path(self) -> Path:
        """topics.yaml."""
        return self.root / "topics.yaml"

    @property
    def drafts(self) -> Path:
        """The folder of drafts."""
        return self.root / "drafts"

    @property
    def cache(self) -> Path:
        """.byline/: index, cache, lock; safe to delete."""
        return self.root / ".byline"

    @property
    def locked(self) -> bool:
        """Whether this object holds the lock."""
        return self._locked

    @contextmanager
    def lock(self) -> Generator[Workspace]:
        """Be the only writer; WorkspaceLockedError at once when another process is.

        Entering it again from the same object is allowed.
        """
        if self._locked:
            yield self
            return
        from filelock import FileLock, Timeout

        # .byline/ is safe to delete, so it may be gone.
        files.make_folder(self.cache)
        holder = self.cache / "lock.pid"
        guard = FileLock(self.cache / "lock", timeout=0, mode=files.FILE_MODE)
        try:
            guard.acquire()
        except Timeout as error:
            raise _locked_error(self.root, holder) from error
        except OSError as error:
            raise StorageError(
                f"锁不上这个文件夹（{error.strerror}）",
                value=str(self.root),
                next_step="检查权限，或换一个可写的位置",
            ) from error
        self._locked = True
        try:
            files.replace(holder, f"{os.getpid()}\n")
            yield self
        finally:
            self._locked = False
            holder.unlink(missing_ok=True)
            guard.release()

    def journal(self, clock: Clock | None = None) -> Journal:
        """The interview journal; writable only inside `lock()`."""
        return Journal.open(self.journal_path, clock or _now, writable=self._locked)

    def ledger(self, materials: Mapping[str, str] | None = None) -> Ledger:
        """The facts, checked against answers and materials.

        `materials` maps file name -> text; by default the documents that facts cite are read.
        """
        texts = Texts(self.shelf()) if materials is None else materials
        # A chain and not one dict: a dict would read every document.
        sources = ChainMap(self.journal().said(), cast(dict[str, str], texts))
        return Ledger.load(self.facts_path, sources)

    def shelf(self) -> MaterialShelf:
        """The documents in materials/, with their renderings."""
        return MaterialShelf(self.materials, self.cache)


def _now() -> datetime:
    return datetime.now().astimezone()


def _check_room(path: Path) -> None:
    """A new workspace goes into a missing or empty folder, never over someone's files."""
    if (path / CONFIG).exists():
        raise WorkspaceError(
            "这里已经是一个 byline 文件夹",
            value=str(path),
            next_step=f"cd {path} && byline interview",
        )
    if path.exists() and not path.is_dir():
        raise WorkspaceError(
            "这是一个文件，不是文件夹", value=str(path), next_step="byline new 换一个新文件夹名"
        )
    if path.is_dir() and any(path.iterdir()):
        raise WorkspaceError(
            "文件夹里已有别的东西，byline 不往里写",
            value=str(path),
            next_step=f"byline new {path / 'byline'}",
        )


def _locked_error(root: Path, holder: Path) -> WorkspaceLockedError:
    try:
        known = f"（进程 {int(holder.read_text(encoding='utf-8'))}）"
    except (OSError, ValueError):
        known = ""
    return WorkspaceLockedError(
        f"另一个 byline{known} 正在写这个文件夹",
        value=str(root),
        next_step="等它结束或关掉它，再运行一次",
    )


def _config_text(name: str, language: str) -> str:
    # A JSON string is a TOML basic string, once DEL is escaped.
    quoted = json.dumps(name, ensure_ascii=False).replace("\x7f", "\\u007f")
    return f'format = {FORMAT}\nname = {quoted}\nlanguage = "{language}"\n'

"""The shelves of notes: what is on them, and folders of one's own.

Owns: which folders may be added under which name, and where the copies lie. Promise: the folder
that was given is never touched; a copy appears whole or not at all, also when it takes the place of
an older one.
"""

from __future__ import annotations

import re
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from byline.errors import InputError, KnowledgeError, StorageError
from byline.knowledge.notes import Note, Shelf, find_note
from byline.shipped import shipped

if TYPE_CHECKING:
    from byline.knowledge.building import Progress
    from byline.settings import Settings

_NAME = re.compile(r"\w[\w.-]*")
_RENAME = "加上 --name 另取一个"
_CHECKED = "自己的"
"""What a folder that is only looked at is called."""
_LONGEST = 60


@dataclass(frozen=True)
class Indexed:
    """How the index of the notes is, after it was opened."""

    notes: int
    vectors: int
    embedded: int
    """Vectors that had to be worked out anew."""
    seconds: float
    folder: Path | None
    """None: the cache takes nothing, and the index is gone with the process."""


def everything(settings: Settings) -> list[Note]:
    """Every note, the shipped ones first; KnowledgeError for a broken one."""
    return [note for shelf in _shelves(settings) for note in shelf.read()]


def find(settings: Settings, note_id: str) -> Note:
    """One note; KnowledgeError when there is none of this id."""
    return find_note(_shelves(settings), note_id)


def add(settings: Settings, folder: Path, name: str | None, *, replace: bool) -> tuple[str, int]:
    """Copy a folder of notes onto a shelf of its own; its name, and how many notes it holds.

    InputError for a name that cannot be or is there already, KnowledgeError for a broken note.
    """
    called = name or folder.resolve().name
    _check_name(called)
    if not folder.is_dir():
        raise InputError("没有这个文件夹", value=str(folder))
    notes = Shelf(folder.resolve(), called).read()
    kept = _own_folder(settings) / called
    if kept.exists() and not replace:
        raise InputError(
            "已经有叫这个名字的笔记了",
            value=called,
            next_step=f"加上 --replace 换掉，或 byline knowledge remove {called}",
        )
    try:
        _copy(folder.resolve(), kept)
    except OSError as error:
        raise StorageError(
            f"没能抄一份（{error.strerror}）", value=str(kept), next_step="检查磁盘空间和权限"
        ) from error
    return called, len(notes)


def remove(settings: Settings, name: str) -> None:
    """Take a shelf away that was added; InputError names those there are."""
    folder = _own_folder(settings)
    there = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    if name not in there:
        raise InputError(f"没有加过这组笔记，加过的有：{'、'.join(there) or '没有'}", value=name)
    shutil.rmtree(folder / name)


def check(settings: Settings, folder: Path | None = None) -> tuple[int, list[str]]:
    """How many notes are good, and what is wrong with each of the others.

    Of a folder, or of all notes in use.
    """
    if folder is not None and not folder.is_dir():
        raise InputError("没有这个文件夹", value=str(folder))
    good, problems = 0, list[str]()
    for shelf in [Shelf(folder.resolve(), _CHECKED)] if folder else _shelves(settings):
        for path in shelf.paths:
            try:
                shelf.read_file(path)
                good += 1
            except KnowledgeError as error:
                problems.append(error.what)
    return good, problems


def index(settings: Settings, progress: Progress, *, rebuild: bool) -> Indexed:
    """Bring the index up to date, or make it anew, and say how it is."""
    from byline.knowledge.generations import Generations
    from byline.knowledge.retriever import open_notes

    folder = settings.cache_dir / "index"
    if rebuild:
        Generations(folder).disown()
    started = time.monotonic()
    embedded = 0

    def building(what: str, done: int, total: int) -> None:
        nonlocal embedded
        embedded = max(embedded, done)
        progress(what, done, total)

    with open_notes(settings, building) as search:
        return Indexed(
            notes=len(everything(settings)),
            vectors=len(search.index),
            embedded=embedded,
            seconds=round(time.monotonic() - started, 2),
            folder=folder if search.index.persistent else None,
        )


def _shelves(settings: Settings) -> list[Shelf]:
    from byline.knowledge.retriever import note_shelves

    return note_shelves(settings.config_dir)


def _own_folder(settings: Settings) -> Path:
    return settings.config_dir / "knowledge"


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name) or len(name) > _LONGEST:
        raise InputError(
            f"名字里只能有字、数字、-、_ 和 .，最多 {_LONGEST} 个字", value=name, next_step=_RENAME
        )
    if (shipped("knowledge") / name).exists():
        raise InputError("这是 byline 自带笔记用的名字", value=name, next_step=_RENAME)


def _copy(source: Path, kept: Path) -> None:
    """Copy the .md files beside the place they are for, then rename: never half a folder."""
    fresh = kept.with_name(f".{kept.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    for path in sorted(source.rglob("*.md")):
        goal = fresh / path.relative_to(source)
        goal.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, goal)
    if kept.exists():
        shutil.rmtree(kept)
    fresh.rename(kept)

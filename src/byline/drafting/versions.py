"""Every state a draft's file has had, byte for byte.

    drafts/<date>-<slug>/.versions/<platform>/0001.md.kept    the whole file, as it was
                                              0001.json       when, why, and what it came after

Owns: keeping versions, and putting one into the file. Promise: what a file holds is kept before
anything takes its place, a hand edit too; a kill or a full disk leaves the file as it was or as it
was to become, never between. A version exists when its `.kept` is there; that is written last.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from byline import files
from byline.errors import InputError, WorkspaceError

FOLDER = ".versions"
KEPT = ".md.kept"
"""Not .md: whoever looks through drafts/ for posts must not find each of them ten times."""
Why = Literal["written", "revised", "adapted", "filled", "affirmed", "edited", "undone", "unknown"]
"""filled: a 【待补】 was answered; affirmed: a 【待认】 was agreed to or struck; edited: by the
person's own hand; unknown: from before versions were kept, or without a note."""
Clock = Callable[[], datetime]
_NAME = re.compile(r"(\d{4,})\.md\.kept")


class Note(BaseModel):
    """NNNN.json."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    when: datetime
    why: Why
    words: str = ""
    """The instruction of a revision; the draft an adapted one came from; '' otherwise."""
    after: int
    """The version the file held before; 0 for none."""


@dataclass(frozen=True)
class Version:
    """One state of the file."""

    number: int
    note: Note
    data: bytes

    @property
    def text(self) -> str:
        """The file as text; what is not UTF-8 in it shows as such."""
        return self.data.decode("utf-8-sig", "replace")


def _now() -> datetime:
    return datetime.now().astimezone()


@dataclass(frozen=True)
class History:
    """The versions of one draft."""

    path: Path
    clock: Clock = _now

    @property
    def folder(self) -> Path:
        """Where they are kept."""
        return self.path.parent / FOLDER / self.path.stem

    def versions(self) -> list[Version]:
        """All of them, oldest first."""
        if not self.folder.is_dir():
            return []
        found = [_NAME.fullmatch(path.name) for path in self.folder.iterdir()]
        return [self._read(number) for number in sorted(int(one[1]) for one in found if one)]

    def find(self, number: int) -> Version:
        """The version of this number; InputError names those there are."""
        held = self.versions()
        for one in held:
            if one.number == number:
                return one
        known = f"有第 {held[0].number} 到第 {held[-1].number} 版" if held else "还没有存过版本"
        raise InputError(
            "没有这一版", value=number, next_step=f"{known}；byline versions {self.path}"
        )

    def now(self) -> bytes | None:
        """What stands in the file; None when there is none."""
        try:
            return self.path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise InputError(
                f"文件打不开（{error.strerror}）", value=str(self.path), next_step="检查路径和权限"
            ) from error

    def current(self) -> Version | None:
        """The version the file holds, the newest if several are alike; None after a hand edit."""
        data = self.now()
        return next((one for one in reversed(self.versions()) if one.data == data), None)

    def keep(self) -> Version | None:
        """Make sure that what the file holds is kept; None when there is no file."""
        data = self.now()
        held = self.current()
        if data is None or held is not None:
            return held
        last = self._last()
        made = datetime.fromtimestamp(self.path.stat().st_mtime).astimezone()
        # Before the first version nobody knows whose words those are.
        why: Why = "edited" if last else "unknown"
        return self._add(data, Note(when=made, why=why, after=last))

    def written(self, text: str, words: str = "", why: Why = "written") -> Version:
        """Keep the first state of a file that does not exist yet; the caller writes it."""
        note = Note(when=self.clock(), why=why, words=words, after=0)
        return self._add(text.encode("utf-8"), note)

    def replace(self, text: str, why: Why, words: str, *, base: bytes | None) -> Version:
        """Put a new text into the file, both states kept; `base` is what it was made from.

        WorkspaceError when the file was changed meanwhile: the new text is then kept as a version
        and the file left alone.
        """
        held = self.keep()
        made = self._add(
            text.encode("utf-8"),
            Note(when=self.clock(), why=why, words=words, after=held.number if held else 0),
        )
        if self.now() != base:
            raise WorkspaceError(
                "改的这会儿，这个文件被改过了，没有动它",
                value=str(self.path),
                next_step=f"新写的存成了第 {made.number} 版：byline diff {self.path} {made.number}"
                f" 看差别，byline undo {self.path} {made.number} 换上",
            )
        files.replace_bytes(self.path, made.data)
        return made

    def undo(self, number: int | None = None) -> tuple[Version, Version]:
        """Go back to a version, without a number to what the file held before this state.

        Returns the version gone back to and the one it became. Undoing an undo comes back, because
        going back is a version of its own.
        """
        held = self.keep()
        target = self._before(held) if number is None else self.find(number)
        if held is not None and target.data == held.data:
            raise InputError("稿子现在就是这一版", value=target.number, next_step="byline versions")
        note = Note(
            when=self.clock(),
            why="undone",
            words=str(target.number),
            after=held.number if held else target.note.after,
        )
        made = self._add(target.data, note)
        files.replace_bytes(self.path, target.data)
        return target, made

    def _before(self, held: Version | None) -> Version:
        """What to go back to; the newest version when the file itself is gone."""
        number = held.note.after if held else self._last()
        if not number:
            raise InputError(
                "这篇没有更早的版本", value=str(self.path), next_step=f"byline versions {self.path}"
            )
        return self.find(number)

    def _last(self) -> int:
        held = self.versions()
        return held[-1].number if held else 0

    def _add(self, data: bytes, note: Note) -> Version:
        files.make_folder(self.folder.parent)
        files.make_folder(self.folder)
        number = self._last() + 1
        shown = json.dumps(note.model_dump(mode="json"), ensure_ascii=False)
        files.replace(self.folder / f"{number:04}.json", shown + "\n")
        files.replace_bytes(self.folder / f"{number:04}{KEPT}", data)
        return Version(number, note, data)

    def _read(self, number: int) -> Version:
        kept = self.folder / f"{number:04}{KEPT}"
        try:
            note = Note.model_validate_json((self.folder / f"{number:04}.json").read_bytes())
        except (OSError, ValidationError):
            # The words are what matters; why they are there can be unknown.
            made = datetime.fromtimestamp(kept.stat().st_mtime).astimezone()
            note = Note(when=made, why="unknown", after=number - 1)
        return Version(number, note, kept.read_bytes())

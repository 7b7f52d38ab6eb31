"""A unified diff, made readable: lines by kind, and within a changed line what changed.

Owns: reading the diff text. Promise: every line of the diff is there in its order; what is left
out because the diff is very long is counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import chain, groupby, zip_longest
from typing import Literal

MOST_LINES = 1_000
"""Of one file's diff."""
LONGEST_COMPARED = 2_000
"""Characters of a line that is still compared letter by letter."""
ALIKE = 0.4
"""Lines less alike than this were replaced, not edited; marking letters would be confetti."""

Kind = Literal["added", "removed", "hunk", "kept"]


@dataclass(frozen=True)
class Piece:
    """A stretch of a line."""

    text: str
    changed: bool = False


@dataclass(frozen=True)
class Line:
    """One line of a diff, without its leading mark."""

    kind: Kind
    pieces: Sequence[Piece]

    @property
    def mark(self) -> str:
        """What a unified diff has in its first column."""
        return {"added": "+", "removed": "−", "hunk": "", "kept": ""}[self.kind]


@dataclass(frozen=True)
class FileChange:
    """One file's diff."""

    path: str
    lines: Sequence[Line]
    added: int
    removed: int
    left_out: int


def read_changes(diffs: Mapping[str, str]) -> list[FileChange]:
    """Read each file's unified diff, in the order of the paths."""
    return [_read(path, diffs[path]) for path in sorted(diffs)]


def _read(path: str, diff: str) -> FileChange:
    # Not splitlines: it also breaks at characters that git and editors keep inside a line.
    parsed = list(_parsed(diff.removesuffix("\n").split("\n")))
    shown = parsed[:MOST_LINES]
    groups = groupby(shown, key=lambda line: line[0] in {"added", "removed"})
    lines = chain.from_iterable(
        _edited(list(group)) if is_edit else (Line(kind, [Piece(text)]) for kind, text in group)
        for is_edit, group in groups
    )
    kinds = [kind for kind, _ in parsed]
    return FileChange(
        path,
        list(lines),
        kinds.count("added"),
        kinds.count("removed"),
        len(parsed) - len(shown),
    )


def _parsed(lines: Sequence[str]) -> Iterator[tuple[Kind, str]]:
    started = False
    for line in lines:
        if line.startswith("@@"):
            started = True
            yield "hunk", line
        elif not started:
            continue
        elif line.startswith("+"):
            yield "added", line[1:]
        elif line.startswith("-"):
            yield "removed", line[1:]
        else:
            yield "kept", line.removeprefix(" ")


def _edited(group: Sequence[tuple[Kind, str]]) -> Iterator[Line]:
    """A run of removed and added lines: the first removed beside the first added, and so on."""
    removed = [text for kind, text in group if kind == "removed"]
    added = [text for kind, text in group if kind == "added"]
    pairs = [_letters(before, after) for before, after in zip_longest(removed, added)]
    yield from (Line("removed", pair[0]) for pair in pairs[: len(removed)])
    yield from (Line("added", pair[1]) for pair in pairs[: len(added)])


def _letters(before: str | None, after: str | None) -> tuple[list[Piece], list[Piece]]:
    whole = [Piece(before or "")], [Piece(after or "")]
    if before is None or after is None or max(len(before), len(after)) > LONGEST_COMPARED:
        return whole
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if matcher.real_quick_ratio() < ALIKE or matcher.ratio() < ALIKE:
        return whole
    sides: tuple[list[Piece], list[Piece]] = ([], [])
    for tag, start, end, start_after, end_after in matcher.get_opcodes():
        if start < end:
            sides[0].append(Piece(before[start:end], tag != "equal"))
        if start_after < end_after:
            sides[1].append(Piece(after[start_after:end_after], tag != "equal"))
    return sides

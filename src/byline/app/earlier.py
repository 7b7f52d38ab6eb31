"""What a person wrote before, as a workspace holds it.

Owns: which files of a workspace are earlier posts. Promise: a draft is never held against itself or
its siblings for other platforms; what somebody else wrote in an export is nobody's earlier post.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from byline.checks.similarity import Earlier
from byline.errors import BylineError
from byline.files import read_text
from byline.front_matter import split_front_matter
from byline.workspace import Workspace

MOST = 150_000
"""Characters that a text is held against, newest drafts first: about two hundred posts."""


def earlier_posts(workspace: Workspace, file: Path | None = None) -> list[Earlier]:
    """Drafts, newest first, then posts among the materials, as many as MOST characters take.

    `file` is the draft they are held against. A file that cannot be read is passed over.
    """
    found: list[Earlier] = []
    left = MOST
    for name, text in _posts(workspace, file):
        left -= len(text)
        if left < 0:
            break
        found.append(Earlier(name, text))
    return found


def _posts(workspace: Workspace, file: Path | None) -> Iterator[tuple[str, str]]:
    yield from _drafts(workspace, file)
    yield from _exported(workspace)


def _drafts(workspace: Workspace, file: Path | None) -> Iterator[tuple[str, str]]:
    own = file.resolve() if file else None
    for path in sorted(workspace.drafts.glob("*/*.md"), reverse=True):
        folder = path.resolve().parent
        if own and own.parent == folder:
            continue
        with suppress(BylineError):
            yield (
                path.relative_to(workspace.root).as_posix(),
                split_front_matter(read_text(path))[1],
            )


def _exported(workspace: Workspace) -> Iterator[tuple[str, str]]:
    """Voice samples, and the entries of exports that are the person's."""
    shelf = workspace.shelf()
    for name in shelf.names(voice=True):
        with suppress(BylineError):
            yield f"materials/{name}", shelf.document(name).rendering.text
    for name in shelf.names():
        if Path(name).suffix.lower() not in (".json", ".jsonl"):
            continue
        with suppress(BylineError):
            held = shelf.document(name).rendering
            for part in held.parts:
                if part.who in ("", workspace.config.name):
                    yield (
                        f"materials/{name} {held.place(part.start)}",
                        held.text[part.start : part.end],
                    )

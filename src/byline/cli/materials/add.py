"""`byline add`: taking documents in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from byline.cli.console import FOLDER, JSON, PROVIDER

if TYPE_CHECKING:
    from byline.cli.materials.reading import Desk
    from byline.errors import BylineError
    from byline.materials.shelf import Added, MaterialShelf
    from byline.workspace import Workspace


@dataclass
class Taken:
    """What one run took in."""

    added: list[tuple[Path, Added]] = field(default_factory=list["tuple[Path, Added]"])
    refused: list[BylineError] = field(default_factory=list["BylineError"])
    """Files that were named and could not be taken."""
    passed_over: list[BylineError] = field(default_factory=list["BylineError"])
    """Files in a folder that was named."""


def add(
    paths: list[Path] = typer.Argument(
        None, metavar="文件或文件夹", help="不写就接着读没读完的 · files or folders"
    ),
    voice: bool = typer.Option(
        False, "--voice", help="是你自己发过的东西，用来学口气，不记事实 · voice samples"
    ),
    me: str = typer.Option("", "--me", help="聊天记录里哪个名字是你 · your name in a chat"),
    yes: bool = typer.Option(
        False, "--yes", help="不一条条问：提出的事实先不确认、不公开 · do not ask"
    ),
    no_model: bool = typer.Option(False, "--no-model", help="只收材料，事实以后再提"),
    folder: Path = FOLDER,
    provider: str | None = PROVIDER,
    as_json: bool = JSON,
) -> None:
    """收下简历、文章、聊天记录，提出里面的事实给你认 · add documents, confirm their facts."""
    from byline.cli.console import print_json
    from byline.cli.materials import reading, review
    from byline.workspace import Workspace

    workspace = Workspace.find(folder)
    with workspace.lock():
        taken = _take(workspace.shelf(), list(_files(paths or [], workspace)), voice=voice)
        _say(taken, voice=voice)
        desk = reading.Desk.open(workspace)
        if not voice:
            given = {added.name: path.name for path, added in taken.added}
            desk.lay_out(given if paths else None, me, asking=not (yes or as_json))
            desk.read(provider, off=no_model)
        if as_json:
            print_json(_told(taken, desk))
        elif desk.files:
            review.review(desk, asking=not yes)
    if taken.refused:
        raise typer.Exit(1)


def _files(paths: Sequence[Path], workspace: Workspace) -> Iterator[tuple[Path, bool]]:
    """Every file, and whether it was named itself; what begins with a dot is not looked at."""
    from byline.errors import InputError

    for path in paths:
        if not path.exists():
            raise InputError("没有这个文件", value=str(path), next_step="检查路径")
        if not path.is_dir():
            yield path, True
            continue
        for inside in sorted(path.rglob("*")):
            hidden = any(part.startswith(".") for part in inside.relative_to(path).parts)
            own = inside.resolve().is_relative_to(workspace.root.resolve())
            if inside.is_file() and not hidden and not own:
                yield inside, False


def _take(shelf: MaterialShelf, files: Sequence[tuple[Path, bool]], *, voice: bool) -> Taken:
    """Add one file after another; one that cannot be taken does not keep the others out."""
    from byline.cli.console import waiting
    from byline.errors import InputError

    taken = Taken()
    with waiting("正在收材料…") as change:
        for number, (path, named) in enumerate(files, start=1):
            counted = f"{number}/{len(files)} " if len(files) > 1 else ""
            change(f"正在收材料… {counted}{path.name}")

            def paging(done: int, pages: int, name: str = f"{counted}{path.name}") -> None:
                change(f"正在收材料… {name} 第 {done}/{pages} 页")

            try:
                taken.added.append((path, shelf.add(path, voice=voice, progress=paging)))
            except InputError as error:
                (taken.refused if named else taken.passed_over).append(error)
    return taken


def _say(taken: Taken, *, voice: bool) -> None:
    from byline.cli.console import hint
    from byline.materials.rendering import UNITS

    for path, added in taken.added:
        text = added.document.rendering
        size = f"{text.parts[-1].number} {UNITS[text.unit]}，{len(text.text):,} 字"
        called = added.name if path.name == added.name else f"{path.name} → {added.name}"
        hint(f"收下 {called}（{size}）" if added.new else f"{path.name} 已经有了：{added.name}")
        for note in text.notes:
            hint(f"  {note}")
    for error in [*taken.refused, *taken.passed_over]:
        advice = f"。{error.next_step}" if error.next_step else ""
        hint(f"没有收 {error.value}：{error.what}{advice}")
    if voice and taken.added:
        hint("这些只用来学你的口气，不会从里面记事实")


def _told(taken: Taken, desk: Desk) -> dict[str, object]:
    """The run as data."""
    return {
        "added": [
            {"file": str(path), "name": added.name, "new": added.new} for path, added in taken.added
        ],
        "refused": [
            {"file": error.value, "reason": error.what, "next": error.next_step}
            for error in [*taken.refused, *taken.passed_over]
        ],
        "materials": [file.told() for file in desk.files],
        "facts": [
            {**fact.model_dump(mode="json"), "place": file.place(fact)}
            for file in desk.files
            for fact in desk.reader.open_facts(file.name)
        ],
    }

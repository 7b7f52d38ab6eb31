"""`byline add`: taking documents in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from byline.cli.console import FOLDER, JSON, PROVIDER

if TYPE_CHECKING:
    from byline.app.materials import Desk, Taken, Taking
    from byline.workspace import Workspace


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
        taken = _take(workspace, paths or [], voice=voice)
        _say(taken, voice=voice)
        desk = reading.open_desk(workspace)
        if not voice:
            given = {added.name: path.name for path, added in taken.added} if paths else None
            which = None if yes or as_json else reading.which
            desk.lay_out(given, me, which=which, refused=reading.refused)
            reading.read(desk, provider, off=no_model)
        if as_json:
            print_json(_told(taken, desk))
        elif desk.files:
            review.review(desk, asking=not yes)
    if taken.refused:
        raise typer.Exit(1)


def _take(workspace: Workspace, paths: Sequence[Path], *, voice: bool) -> Taken:
    from byline.app.materials import take
    from byline.cli.console import waiting

    with waiting("正在收材料…") as change:

        def progress(at: Taking) -> None:
            counted = f"{at.number}/{at.total} " if at.total > 1 else ""
            page = f" 第 {at.page}/{at.pages} 页" if at.pages else ""
            change(f"正在收材料… {counted}{at.path.name}{page}")

        return take(workspace, paths, voice=voice, progress=progress)


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
    from byline.cli.materials.reading import row

    return {
        "added": [
            {"file": str(path), "name": added.name, "new": added.new} for path, added in taken.added
        ],
        "refused": [
            {"file": error.value, "reason": error.what, "next": error.next_step}
            for error in [*taken.refused, *taken.passed_over]
        ],
        "materials": [row(file) for file in desk.files],
        "facts": [
            {**fact.model_dump(mode="json"), "place": file.place(fact)}
            for file in desk.files
            for fact in desk.open_facts(file)
        ],
    }

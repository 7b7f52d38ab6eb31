"""`byline materials`: what was taken in, and what byline reads in it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from byline.cli.console import FOLDER, JSON

if TYPE_CHECKING:
    from byline.app.materials import Desk, File
    from byline.workspace import Workspace


def materials(
    name: str = typer.Argument("", metavar="名字", help="看这一份读出来的文字 · show its text"),
    folder: Path = FOLDER,
    as_json: bool = JSON,
) -> None:
    """收了哪些材料；写名字就看 byline 从里面读到的文字和页码段号 · what was added."""
    from byline.cli.console import hint, print_json, say
    from byline.cli.materials import reading
    from byline.workspace import Workspace

    workspace = Workspace.find(folder)
    if name:
        _show(workspace, name, as_json=as_json)
        return
    desk = reading.open_desk(workspace)
    shelf = workspace.shelf()
    broken = desk.look()
    samples = shelf.names(voice=True)
    if as_json:
        rows = [{**reading.row(file), "unread": desk.unread(file)} for file in desk.files]
        print_json({"materials": rows, "broken": broken, "voice": samples})
        return
    for file in desk.files:
        _row(desk, file)
    for bad, reason in broken.items():
        say(f"{bad}  读不了：{reason}")
    for sample in samples:
        say(f"{sample}  学口气用")
    if not (desk.files or broken or samples):
        say("还没有材料。")
        hint("接下来：byline add 简历.docx")


def _row(desk: Desk, file: File) -> None:
    from byline.cli.console import say
    from byline.materials.rendering import UNITS

    text = file.rendering
    states = [f"{len(desk.facts(file))} 条事实"]
    if unseen := len(desk.open_facts(file)):
        states.append(f"{unseen} 条没看")
    if len(text.people) > 1 and not file.me:
        states.append("不知道哪个是你：byline add --me 名字")
    elif unread := desk.unread(file):
        states.append(f"{unread} 段没读")
    size = f"{text.parts[-1].number} {UNITS[text.unit]}"
    say(f"{file.name}  {size}  {'，'.join(states)}")


def _show(workspace: Workspace, name: str, *, as_json: bool) -> None:
    from byline.app.materials import rendering
    from byline.cli.console import hint, print_json, say

    text = rendering(workspace, name)
    if as_json:
        print_json({"name": name, **text.model_dump(mode="json")})
        return
    for part in text.parts:
        say(text.place(part.start), style="dim")
        say(text.text[part.start : part.end])
    for note in text.notes:
        hint(note)

"""`byline new`: a folder for one person."""

from __future__ import annotations

from pathlib import Path

import typer


def new(
    folder: Path = typer.Argument(..., help="要建的文件夹 · the folder to make"),
    name: str = typer.Option("", "--name", help="怎么称呼你 · what to call you"),
) -> None:
    """建一个工作区：一个人一个文件夹，里面都是能打开的普通文件 · make a workspace."""
    from byline.cli.console import hint, say
    from byline.workspace import Workspace

    workspace = Workspace.create(folder, name)
    say(f"建好了：{workspace.root}")
    hint(f"接下来：cd {folder} && byline interview")

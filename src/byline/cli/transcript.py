"""`byline transcript`: the interview to read, keep or hand on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from byline.cli.console import FOLDER, JSON

if TYPE_CHECKING:
    from byline.interview.transcript import Transcript


def transcript(
    to: Path | None = typer.Argument(
        None, help="写到哪个文件，不写或 - 就打印 · file, - prints", show_default=False
    ),
    folder: Path = FOLDER,
    private: bool = typer.Option(
        False, "--private", help="连不公开的和改之前的话也在内 · the whole, with private parts"
    ),
    as_json: bool = JSON,
) -> None:
    """把访谈整理成可以读的 Markdown；不公开的略去 · the interview as Markdown."""
    import json
    import sys

    from byline import files
    from byline.cli.console import hint, refuse_existing

    if str(to) == "-":
        to = None
    refuse_existing(to)
    held = _transcript(folder, private)
    if as_json:
        turns = [turn.model_dump() for turn in held.turns()]
        text = json.dumps(turns, ensure_ascii=False, indent=2) + "\n"
    else:
        text = held.markdown()
    if to is None:
        sys.stdout.write(text)
        return
    files.replace(to, text)
    hint(f"写好了：{to}")


def _transcript(folder: Path, private: bool) -> Transcript:
    from byline.interview import switching
    from byline.interview.guide import load_guide
    from byline.interview.transcript import Transcript
    from byline.workspace import Workspace

    workspace = Workspace.find(folder)
    journal = workspace.journal()
    return Transcript(
        journal,
        workspace.ledger().facts,
        load_guide(),
        name=workspace.config.name,
        language=switching.current(journal.events, "zh"),
        whole=private,
    )

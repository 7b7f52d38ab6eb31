"""`byline doctor`: what works here, and what to do about the rest."""

from __future__ import annotations

from pathlib import Path

import typer

from byline.cli.console import FOLDER, JSON, PROVIDER

MARKS = {"ok": "[green]好[/]", "warning": "[yellow]注意[/]", "error": "[red]不行[/]"}


def doctor(folder: Path = FOLDER, provider: str | None = PROVIDER, as_json: bool = JSON) -> None:
    """看看设置、模型、索引和工作区好不好 · what works here; exit 1 when something does not."""
    from byline.app.health import examine
    from byline.cli.console import print_json, stdout, waiting

    with waiting("正在看设置、模型和索引…"):
        rows = list(examine(folder, provider))
    if as_json:
        print_json([row._asdict() for row in rows])
    else:
        from rich.markup import escape
        from rich.table import Table

        table = Table(box=None, pad_edge=False, show_header=False)
        for row in rows:
            table.add_row(MARKS[row.state], row.what, escape(row.detail))
        stdout().print(table)
    if any(row.state == "error" for row in rows):
        raise typer.Exit(1)

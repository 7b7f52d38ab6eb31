"""`byline topics export`: the plan for a calendar, or as Markdown."""

from __future__ import annotations

from pathlib import Path

import typer

from byline.cli.console import FOLDER


def export(
    ics: Path | None = typer.Option(
        None, "--ics", help="日历文件，手机和电脑的日历都能导入 · calendar", show_default=False
    ),
    md: Path | None = typer.Option(None, "--md", help="Markdown 文件", show_default=False),
    folder: Path = FOLDER,
) -> None:
    """把排期带走：日历或 Markdown；只有能公开的话 · take the plan along."""
    from datetime import UTC, datetime

    from byline import files
    from byline.app.plans import take_along
    from byline.cli.console import hint, refuse_existing
    from byline.errors import InputError
    from byline.workspace import Workspace

    if ics is None and md is None:
        raise InputError("要哪一种", next_step="byline topics export --ics 排期.ics --md 排期.md")
    for path in (ics, md):
        refuse_existing(path)
    taken = take_along(Workspace.find(folder))
    for reason in taken.gone:
        hint(f"没带上：{reason}；重新排：byline topics plan")
    if ics is not None:
        files.replace_bytes(ics, taken.calendar(datetime.now(UTC)))
        hint(f"写好了：{ics}（{len(taken.posts)} 篇）")
    if md is not None:
        files.replace(md, taken.page())
        hint(f"写好了：{md}（{len(taken.topics)} 个选题）")

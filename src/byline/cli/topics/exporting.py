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
    from byline.cli.console import hint, refuse_existing
    from byline.errors import InputError
    from byline.topics import calendar, page, storage
    from byline.topics.models import OPEN
    from byline.topics.told import by_id, carriers, closed, planned
    from byline.workspace import Workspace

    if ics is None and md is None:
        raise InputError("要哪一种", next_step="byline topics export --ics 排期.ics --md 排期.md")
    for path in (ics, md):
        refuse_existing(path)
    workspace = Workspace.find(folder)
    book = storage.load(workspace.topics_path)
    if ics is not None and book.plan is None:
        raise InputError("还没有排期，日历里没东西可放", next_step="byline topics plan")
    facts = by_id(workspace.ledger().facts)
    posts, gone = planned(book, book.plan, facts) if book.plan else ([], [])
    for reason in gone:
        hint(f"没带上：{reason}；重新排：byline topics plan")
    told = [
        (topic, carriers(topic, facts))
        for topic in book.topics
        if topic.status in OPEN and not closed(topic, facts)
    ]
    if ics is not None:
        entries = [(post, topic, carriers(topic, facts)) for post, topic in posts]
        files.replace_bytes(ics, calendar.rendered(entries, datetime.now(UTC)))
        hint(f"写好了：{ics}（{len(entries)} 篇）")
    if md is not None:
        files.replace(md, page.rendered(book.plan, posts, told))
        hint(f"写好了：{md}（{len(told)} 个选题）")

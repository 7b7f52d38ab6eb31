"""`byline facts`: what byline holds to be said, with the words that prove it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from byline.cli.console import FOLDER, JSON

if TYPE_CHECKING:
    from byline.ledger.models import Fact
    from byline.workspace import Workspace

KINDS = {
    "result": "成绩",
    "experience": "经历",
    "skill": "本事",
    "credential": "资历",
    "passion": "热爱",
    "asset": "家底",
    "people": "人",
    "audience": "读者",
    "constraint": "限制",
    "opinion": "看法",
    "boundary": "不公开",
    "other": "其他",
}
CONSENT = {"public": "公开", "anonymise": "隐名", "private": "不公开"}


def facts(
    folder: Path = FOLDER,
    as_json: bool = JSON,
    kind: str = typer.Option("", "--kind", help="只看一种，如 result · one kind only"),
    public: list[str] = typer.Option([], "--public", help="公开这一条，可重复 · make public"),
    private: list[str] = typer.Option([], "--private", help="不公开这一条，可重复 · make private"),
    remove: list[str] = typer.Option([], "--remove", help="删掉这一条，可重复 · remove"),
) -> None:
    """看记下的事实和原话，改公不公开 · list facts with their quotes, set consent."""
    from byline.cli.console import hint, print_json, say
    from byline.errors import InputError
    from byline.workspace import Workspace

    if kind and kind not in KINDS:
        known = "、".join(KINDS)
        raise InputError("没有这一种事实", value=kind, next_step=f"换成其中一种：{known}")
    workspace = Workspace.find(folder)
    if public or private or remove:
        _change(workspace, public, private, remove)
    held = [fact for fact in workspace.ledger().facts if not kind or fact.kind == kind]
    if as_json:
        print_json([fact.model_dump(mode="json") for fact in held])
    elif held:
        show(held)
        hint("f 编号后面引号里是原话。改公开：byline facts --public f001")
    else:
        say("还没有事实。")
        hint("接下来：byline interview")


def _change(
    workspace: Workspace, public: Sequence[str], private: Sequence[str], remove: Sequence[str]
) -> None:
    with workspace.lock():
        ledger = workspace.ledger()
        for fact_id in public:
            ledger.set_consent(fact_id, "public")
            ledger.confirm(fact_id)
        for fact_id in private:
            ledger.set_consent(fact_id, "private")
            ledger.confirm(fact_id)
        for fact_id in remove:
            ledger.remove(fact_id)
        ledger.save()


def show(held: Sequence[Fact]) -> None:
    """Print facts as a table, the quote under a statement that differs from it."""
    from rich.table import Table
    from rich.text import Text

    from byline.cli.console import stdout

    table = Table(box=None, pad_edge=False, show_header=True, header_style="bold")
    for column in ("编号", "种类", "公开", "事实和原话"):
        table.add_column(column, overflow="fold", no_wrap=column != "事实和原话")
    for fact in held:
        words = Text(fact.statement)
        if fact.statement != fact.quote:
            words.append(f"\n“{fact.quote}” {fact.source.id}", style="dim")
        else:
            words.append(f"  {fact.source.id}", style="dim")
        table.add_row(fact.id, KINDS[fact.kind], CONSENT[fact.consent], words)
    stdout().print(table)

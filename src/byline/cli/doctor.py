"""`byline doctor`: what works here, and what to do about the rest."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

import typer

from byline.cli.console import FOLDER, JSON, PROVIDER

if TYPE_CHECKING:
    from byline.settings import Settings
    from byline.workspace import Workspace


class Row(NamedTuple):
    """One thing looked at."""

    what: str
    state: Literal["ok", "warning", "error"]
    detail: str


MARKS = {"ok": "[green]好[/]", "warning": "[yellow]注意[/]", "error": "[red]不行[/]"}


def doctor(folder: Path = FOLDER, provider: str | None = PROVIDER, as_json: bool = JSON) -> None:
    """看看设置、模型、索引和工作区好不好 · what works here; exit 1 when something does not."""
    from byline.cli.console import print_json, stdout

    rows = list(_rows(folder, provider))
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


def _rows(folder: Path, provider: str | None) -> list[Row]:
    from byline.cli.console import settings_for
    from byline.errors import BylineError, NotAWorkspaceError
    from byline.workspace import Workspace

    rows = [_python()]
    workspace = None
    try:
        workspace = Workspace.find(folder)
        rows.extend(_workspace(workspace))
    except NotAWorkspaceError as error:
        rows.append(Row("工作区", "warning", f"{error.what}；{error.next_step}"))
    except BylineError as error:
        rows.append(Row("工作区", "error", str(error)))
    try:
        settings = settings_for(workspace, provider)
    except BylineError as error:
        return [*rows, Row("设置", "error", str(error))]
    rows.append(Row("设置", "ok", _settings(settings)))
    rows.append(_model(settings))
    rows.append(_index(settings))
    rows.append(_prompts())
    return rows


def _python() -> Row:
    import platform

    from byline import __version__

    return Row("版本", "ok", f"byline {__version__}，Python {platform.python_version()}")


def _settings(settings: Settings) -> str:
    given = {name: source for name, source in settings.sources.items() if source != "default"}
    shown = "，".join(f"{name} 来自 {source}" for name, source in given.items())
    return shown or f"都是默认值；缓存在 {settings.cache_dir}"


def _workspace(folder: Workspace) -> list[Row]:
    from byline.errors import BylineError
    from byline.positioning import storage as positions

    rows = [Row("工作区", "ok", str(folder.root))]
    try:
        journal = folder.journal()
        facts = folder.ledger().facts
        positions.load(folder.positioning_path)
    except BylineError as error:
        return [*rows, Row("记录", "error", str(error))]
    pending = len(journal.pending_extraction())
    rows.append(Row("记录", "ok", f"{len(journal.answers())} 段回答，{len(facts)} 条事实"))
    if pending:
        rows.append(Row("事实", "warning", f"{pending} 段回答还没整理；byline interview 会补上"))
    return rows


def _model(settings: Settings) -> Row:
    from byline.errors import BylineError
    from byline.llm.providers import LOCAL, choose
    from byline.llm.weights import installed, locate

    try:
        choice = choose(settings)
        local = choice.provider.name == LOCAL
        if local and settings.local_model is not None:
            locate(settings)
    except BylineError as error:
        return Row("模型", "error", str(error))
    detail = f"{choice.model} · {choice.host}（{choice.reason}）"
    if local and settings.local_model is None and not installed():
        return Row("模型", "error", f"{detail}；没装权重：pip install 'byline[local]'")
    if local and not _has("xllamacpp"):
        return Row("模型", "error", f"{detail}；没装运行库：pip install 'byline[local]'")
    return Row("模型", "ok", detail)


def _index(settings: Settings) -> Row:
    from byline.cli.console import waiting
    from byline.errors import BylineError
    from byline.knowledge.retriever import open_notes

    try:
        with waiting("正在看索引…"), open_notes(settings) as search:
            found = search.search("信任", 1)
    except BylineError as error:
        return Row("笔记索引", "error", str(error))
    return Row("笔记索引", "ok", f"能用，例如找“信任”：{found[0].note.title}")


def _prompts() -> Row:
    from byline import prompts
    from byline.errors import BylineError

    try:
        return Row("提示词", "ok", "，".join(prompt.ref for prompt in prompts.load_all()))
    except BylineError as error:
        return Row("提示词", "error", str(error))


def _has(module: str) -> bool:
    from importlib.util import find_spec

    return find_spec(module) is not None

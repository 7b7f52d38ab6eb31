"""What works here, and what to do about the rest.

Owns: what is looked at for `byline doctor`. Promise: nothing is written but the index of the notes;
no service is called, no key is shown, and no weights are put together; what is broken is a row, not
an exception.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from byline.errors import BylineError, NotAWorkspaceError

if TYPE_CHECKING:
    from byline.settings import Settings
    from byline.workspace import Workspace


class Row(NamedTuple):
    """One thing looked at."""

    what: str
    state: Literal["ok", "warning", "error"]
    detail: str


def examine(folder: Path, provider: str | None) -> Iterator[Row]:
    """Look at one thing after another, in the order in which they rest on each other."""
    from byline.settings import load_settings
    from byline.workspace import Workspace

    yield _version()
    workspace = None
    try:
        workspace = Workspace.find(folder)
        yield from _workspace(workspace)
    except NotAWorkspaceError as error:
        yield Row("工作区", "warning", f"{error.what}；{error.next_step}")
    except BylineError as error:
        yield Row("工作区", "error", str(error))
    try:
        settings = load_settings({"provider": provider}, workspace.root if workspace else None)
    except BylineError as error:
        yield Row("设置", "error", str(error))
        return
    yield Row("设置", "ok", _settings(settings))
    yield _model(settings)
    yield _index(settings)
    yield _prompts()


def _version() -> Row:
    import platform

    from byline import __version__

    return Row("版本", "ok", f"byline {__version__}，Python {platform.python_version()}")


def _settings(settings: Settings) -> str:
    given = {name: source for name, source in settings.sources.items() if source != "default"}
    shown = "，".join(f"{name} 来自 {source}" for name, source in given.items())
    return shown or f"都是默认值；缓存在 {settings.cache_dir}"


def _workspace(folder: Workspace) -> Iterator[Row]:
    from byline.positioning import storage as positions

    yield Row("工作区", "ok", str(folder.root))
    try:
        journal = folder.journal()
        facts = folder.ledger().facts
        positions.load(folder.positioning_path)
    except BylineError as error:
        yield Row("记录", "error", str(error))
        return
    pending = len(journal.pending_extraction())
    yield Row("记录", "ok", f"{len(journal.answers())} 段回答，{len(facts)} 条事实")
    if pending:
        yield Row("事实", "warning", f"{pending} 段回答还没整理；byline interview 会补上")


def _model(settings: Settings) -> Row:
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
    from byline.app.notes import open_library

    try:
        with open_library(settings) as search:
            found = search.search("信任", 1)
    except BylineError as error:
        return Row("笔记索引", "error", str(error))
    return Row("笔记索引", "ok", f"能用，例如找“信任”：{found[0].note.title}")


def _prompts() -> Row:
    from byline import prompts

    try:
        return Row("提示词", "ok", "，".join(prompt.ref for prompt in prompts.load_all()))
    except BylineError as error:
        return Row("提示词", "error", str(error))


def _has(module: str) -> bool:
    from importlib.util import find_spec

    return find_spec(module) is not None

"""What the eval commands share: options, exit codes, the response cache, models, progress.

Promise: whatever goes wrong here exits with 2, so that 1 always means that something got worse.
"""

from __future__ import annotations

import functools
import shlex
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import typer

from byline.cli.console import PROVIDER

if TYPE_CHECKING:
    from byline.app.models import ChatSession, ResponseCache
    from byline.evaluation.models import Suite
    from byline.settings import Settings

P = ParamSpec("P")
T = TypeVar("T")

HARNESS_ERROR = 2
RUNS = Path("eval-runs")
SAME = "same"


class CacheMode(StrEnum):
    """How the response cache is used."""

    record = "record"
    offline = "offline"
    live = "live"


CACHE = typer.Option(
    CacheMode.record,
    "--cache",
    help="record 问过的不再问；offline 只用存下的；live 每次都真问 · response cache",
)
CACHE_FILE = typer.Option(
    None,
    "--cache-file",
    help="缓存文件，默认在用户缓存目录；也可以是录好的 .jsonl 或它们的文件夹 · cache file",
    show_default=False,
)
MODEL = typer.Option(None, "--model", help="服务上的模型名 · model name")
JUDGE = typer.Option(None, "--judge", help="谁来评审：same 或服务名；不给就不评 · judging provider")
CONCURRENCY = typer.Option(None, "--concurrency", min=1, help="同时跑几个用例 · at once")
REPEATS = typer.Option(None, "--repeats", min=1, help="每个用例跑几遍 · repeats")
HTML = typer.Option(None, "--html", help="报告写到哪 · HTML report")
JUNIT = typer.Option(None, "--junit", help="JUnit XML 写到哪 · for CI")
MARKDOWN = typer.Option(None, "--markdown", help="Markdown 摘要写到哪 · for pull requests")
PROVIDER_OPTION = PROVIDER


def harness(command: Callable[P, T]) -> Callable[P, T]:
    """Let expected failures of a command exit with 2 instead of 1."""

    @functools.wraps(command)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> T:
        from byline.errors import BylineError

        try:
            return command(*args, **kwargs)
        except BylineError as error:
            error.exit_code = HARNESS_ERROR
            raise

    return guarded


def typed() -> str:
    """The command as it was typed, for the record."""
    return shlex.join(["byline", *sys.argv[1:]])


def now() -> datetime:
    """The time with its zone."""
    return datetime.now().astimezone()


def settings_of(provider: str | None, model: str | None = None) -> Settings:
    """Settings for a model under test or a judge."""
    from byline.settings import load_settings

    return load_settings({"provider": provider, "model": model})


def suites_of(names: list[str], *, every: bool = False) -> list[Suite]:
    """The suites named; when none is, all, or with `every` those on request too.

    A mistyped name tells those there are.
    """
    from byline.evaluation.loading import load_suite, suite_ids

    found = [load_suite(name) for name in dict.fromkeys(names or suite_ids())]
    return [suite for suite in found if names or every or not suite.on_request]


def new_folder(label: str) -> Path:
    """A run folder that does not exist yet, named by day, time and what runs."""
    stem = f"{now():%Y%m%d-%H%M%S}-{label}"
    folder, number = RUNS / stem, 2
    while folder.exists():
        folder, number = RUNS / f"{stem}-{number}", number + 1
    return folder


@contextmanager
def responses_at(
    settings: Settings, mode: CacheMode, path: Path | None
) -> Generator[ResponseCache]:
    """The response cache, or recordings over memory; in live mode one that keeps nothing."""
    from byline.app.models import open_responses

    with open_responses(settings, mode.value, path) as cache:
        yield cache


@contextmanager
def model_at(settings: Settings, cache: ResponseCache) -> Generator[ChatSession]:
    """The model under test, or a judge; the embedded one starts at its first new question."""
    from byline.app.models import open_cached_model
    from byline.cli.console import hint

    def assembling(done: int, total: int) -> None:
        if done == total:
            hint("本机模型已拼好")

    with open_cached_model(settings, cache, assembling) as session:
        yield session


def judge_settings(judge: str, settings: Settings) -> Settings:
    """Who judges: the model under test, or another service."""
    return settings if judge == SAME else settings_of(judge)


def table(columns: list[tuple[str, bool]], rows: list[list[Any]]) -> None:
    """Print a plain table; the flag puts a column's figures to the right."""
    from rich.table import Table

    from byline.cli.console import stdout

    shown = Table(box=None, pad_edge=False, header_style="dim")
    for name, right in columns:
        shown.add_column(name, justify="right" if right else "left", overflow="fold")
    for row in rows:
        shown.add_row(*(str(cell) for cell in row))
    stdout().print(shown)

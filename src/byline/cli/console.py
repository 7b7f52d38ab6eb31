"""What every command prints with: consoles, JSON, progress, and waiting for the model.

Promise: colours and progress go away when piped (rich decides by the stream); data goes to
standard output, everything else to standard error.
"""

from __future__ import annotations

import functools
import json
import os
import sys
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from byline.app.models import ChatSession
    from byline.settings import Settings
    from byline.workspace import Workspace

FOLDER = typer.Option(Path(), "--in", help="工作区，默认当前文件夹 · workspace", show_default=False)
PROVIDER = typer.Option(None, "--provider", help="用哪个模型服务，见 byline doctor · provider")
JSON = typer.Option(False, "--json", help="输出 JSON")


@functools.cache
def stdout() -> Console:
    """The console for data and prose the person asked for."""
    from rich.console import Console

    return Console(highlight=False, soft_wrap=not sys.stdout.isatty())


@functools.cache
def stderr() -> Console:
    """The console for progress, hints and errors."""
    from rich.console import Console

    return Console(stderr=True, highlight=False, soft_wrap=not sys.stderr.isatty())


def say(text: str = "", style: str | None = None) -> None:
    """Print the person's or a model's words: never read as markup."""
    stdout().print(text, style=style, markup=False)


def say_numbered(lines: Iterable[tuple[int, str]]) -> None:
    """Print numbered lines of somebody's words, the later lines of a long one under its first."""
    from rich.table import Table
    from rich.text import Text

    if not stdout().is_terminal:
        for number, line in lines:
            stdout().print(f"  {number}. {line}", markup=False, soft_wrap=True)
        return
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(justify="right", no_wrap=True, min_width=4)
    grid.add_column(overflow="fold")
    for number, line in lines:
        grid.add_row(f"{number}.", Text(line))
    stdout().print(grid)


def hint(text: str) -> None:
    """Print a remark that is not data."""
    stderr().print(text, style="dim", markup=False)


def refuse_existing(path: Path | None) -> None:
    """InputError when a file to be written is there already; None is no file."""
    from byline.errors import InputError

    if path is not None and path.exists():
        raise InputError(
            "这个文件已经在了，不覆盖", value=str(path), next_step="换一个文件名，或先把它移走"
        )


def print_json(data: Any) -> None:
    """Print one JSON document, Chinese readable."""
    sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=2) + "\n")


@contextmanager
def printing() -> Generator[None]:
    """The last output of a command: whoever stops reading (head) has had enough, which is no error.

    Only for what has nothing left to do; a command that still has to save ends with the failure.
    """
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        # The interpreter would flush once more at its end, and complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(0) from None


def settings_for(workspace: Workspace | None, provider: str | None) -> Settings:
    """Resolve the settings for a command in a workspace."""
    from byline.settings import load_settings

    return load_settings({"provider": provider}, workspace.root if workspace else None)


@contextmanager
def waiting(text: str) -> Generator[Callable[[str], None]]:
    """Show a spinner with `text` on standard error; the callable changes the text."""
    with stderr().status(text) as status:

        def change(newer: str) -> None:
            status.update(newer)

        yield change


@contextmanager
def open_model(settings: Settings) -> Generator[ChatSession]:
    """Open the chat model with progress; ModelMissingError and friends pass through."""
    import time
    from contextlib import ExitStack

    from byline.app import models

    started = time.monotonic()
    with ExitStack() as stack:
        with preparing() as assembling:
            session = stack.enter_context(models.open_model(settings, assembling))
        told_ready(session, time.monotonic() - started)
        yield session


@contextmanager
def preparing() -> Generator[Callable[[int, int], None]]:
    """A spinner while a model is opened; the callable hears how far its weights are assembled."""
    with waiting("正在准备模型…") as change:

        def assembling(done: int, total: int) -> None:
            change(f"第一次用，正在拼好本机模型… {done / total:.0%}")

        yield assembling


def told_ready(session: ChatSession, seconds: float) -> None:
    """Say which model answers, why, and where the words go."""
    hint(f"模型：{session.label}（{session.choice.reason}），{seconds:.1f} 秒就绪")


@contextmanager
def open_model_if_any(
    settings: Settings, missing: str, *, off: bool = False
) -> Generator[ChatSession | None]:
    """Open the model, or None: with `missing` shown, which has a place for the {problem}.

    For what goes on without one: whatever keeps the model away is a remark and no failure.
    """
    from contextlib import ExitStack

    from byline.errors import InputError, ModelError, StorageError

    with ExitStack() as stack:
        session = None
        if not off:
            try:
                session = stack.enter_context(open_model(settings))
            except (ModelError, InputError, StorageError) as error:
                hint(missing.format(problem=error))
        yield session


def show_usage(session: ChatSession) -> None:
    """One line: what the model read, how much of it from the prompt cache, and wrote."""
    usage = session.usage
    if usage.prompt_tokens:
        share = usage.cached_tokens / usage.prompt_tokens
        hint(
            f"模型用量：{usage.calls} 次，读 {usage.prompt_tokens:,} 词元"
            f"（缓存 {share:.0%}），写 {usage.completion_tokens:,}"
        )

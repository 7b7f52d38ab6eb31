"""`byline topics accept`, `drop`, `done`, `move`: the person's decisions, kept in topics.yaml."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from byline.cli.console import FOLDER

if TYPE_CHECKING:
    from byline.topics.models import Topic

NUMBERS = typer.Argument(..., metavar="编号…", help="如 1 3，或 t003 · numbers of topics")


def accept(numbers: list[str] = NUMBERS, folder: Path = FOLDER) -> None:
    """这几个要写；先要你答的，答了再收 · take topics."""
    from byline.app import topics
    from byline.cli.console import hint
    from byline.workspace import Workspace

    taken = topics.accept(Workspace.find(folder), numbers)
    _say(taken)
    hint(f'接下来：byline topics plan；现在就写：byline draft "{taken[0].question}"')


def drop(
    numbers: list[str] = NUMBERS,
    reason: str = typer.Option("", "--reason", help="为什么不写，会记着 · why"),
    folder: Path = FOLDER,
) -> None:
    """这几个不写，以后也不再提 · drop topics for good."""
    from byline.app import topics
    from byline.workspace import Workspace

    _say(topics.drop(Workspace.find(folder), numbers, reason))


def done(numbers: list[str] = NUMBERS, folder: Path = FOLDER) -> None:
    """这几个写过了，排期里不再有 · mark topics as written."""
    from byline.app import topics
    from byline.workspace import Workspace

    _say(topics.done(Workspace.find(folder), numbers))


def move(
    number: str = typer.Argument(..., metavar="编号", help="如 5 · the topic"),
    to: int = typer.Option(..., "--to", min=1, help="排到第几个 · its new place"),
    folder: Path = FOLDER,
) -> None:
    """把一个选题挪到前面或后面；排期时同一层里照这个先后 · reorder."""
    from byline.app import topics
    from byline.cli.console import say
    from byline.workspace import Workspace

    waiting = topics.move(Workspace.find(folder), number, to)
    for place, topic in enumerate(waiting, start=1):
        say(f"第 {place} 个  {topic.number:>2}. {topic.question}")


def _say(changed: Sequence[Topic]) -> None:
    from byline.cli.console import say
    from byline.cli.topics.listing import STATES

    for topic in changed:
        say(f"{STATES[topic.status]}  {topic.number:>2}. {topic.question}")

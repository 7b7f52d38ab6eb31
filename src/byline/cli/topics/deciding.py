"""`byline topics accept`, `drop`, `done`, `move`: the person's decisions, kept in topics.yaml."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from byline.cli.console import FOLDER

if TYPE_CHECKING:
    from byline.topics.models import Topic, TopicBook

NUMBERS = typer.Argument(..., metavar="编号…", help="如 1 3，或 t003 · numbers of topics")
_NUMBER = re.compile(r"t?0*([1-9]\d*)", re.IGNORECASE)


def accept(numbers: list[str] = NUMBERS, folder: Path = FOLDER) -> None:
    """这几个要写；先要你答的，答了再收 · take topics."""
    from byline.cli.console import hint
    from byline.errors import InputError

    def take(topic: Topic) -> dict[str, Any]:
        if topic.missing:
            raise InputError(
                f"{topic.number} 还缺你的话：{topic.missing}",
                value=topic.question,
                next_step='byline log "……" 说一说，再运行 byline topics',
            )
        return {"status": "accepted", "reason": ""}

    [first, *_] = _change(folder, numbers, take)
    hint(f'接下来：byline topics plan；现在就写：byline draft "{first.question}"')


def drop(
    numbers: list[str] = NUMBERS,
    reason: str = typer.Option("", "--reason", help="为什么不写，会记着 · why"),
    folder: Path = FOLDER,
) -> None:
    """这几个不写，以后也不再提 · drop topics for good."""
    _change(folder, numbers, lambda topic: {"status": "dropped", "reason": reason or topic.reason})


def done(numbers: list[str] = NUMBERS, folder: Path = FOLDER) -> None:
    """这几个写过了，排期里不再有 · mark topics as written."""
    _change(folder, numbers, lambda _: {"status": "done"})


def move(
    number: str = typer.Argument(..., metavar="编号", help="如 5 · the topic"),
    to: int = typer.Option(..., "--to", min=1, help="排到第几个 · its new place"),
    folder: Path = FOLDER,
) -> None:
    """把一个选题挪到前面或后面；排期时同一层里照这个先后 · reorder."""
    from byline.cli.console import say
    from byline.topics import storage
    from byline.topics.models import OPEN
    from byline.workspace import Workspace

    workspace = Workspace.find(folder)
    with workspace.lock():
        book = storage.load(workspace.topics_path)
        [moved] = chosen(book, [number])
        rest = [topic for topic in book.topics if topic.id != moved.id]
        waiting = [topic for topic in rest if topic.status in OPEN]
        # The place is counted among what still waits, as the list shows it.
        at = rest.index(waiting[to - 1]) if to <= len(waiting) else len(rest)
        ordered = [*rest[:at], moved, *rest[at:]]
        storage.save(workspace.topics_path, book.model_copy(update={"topics": ordered}))
        for place, topic in enumerate([t for t in ordered if t.status in OPEN], start=1):
            say(f"第 {place} 个  {topic.number:>2}. {topic.question}")


def chosen(book: TopicBook, numbers: Sequence[str]) -> list[Topic]:
    """The topics that are named; InputError names what there is, and nothing is changed."""
    from byline.errors import InputError

    there = {topic.number: topic for topic in book.topics}
    found: list[Topic] = []
    for word in numbers:
        named = _NUMBER.fullmatch(word.strip())
        topic = there.get(int(named[1])) if named else None
        if topic is None:
            held = "、".join(map(str, sorted(there))) or "还没有选题"
            raise InputError(
                f"没有这个编号，有的是：{held}", value=word, next_step="byline topics list"
            )
        found.append(topic)
    return found


def _change(
    folder: Path, numbers: Sequence[str], change: Callable[[Topic], dict[str, Any]]
) -> list[Topic]:
    """Change the topics that are named, all or none, and return them."""
    from byline.cli.console import say
    from byline.cli.topics.listing import STATES
    from byline.topics import storage
    from byline.workspace import Workspace

    workspace = Workspace.find(folder)
    with workspace.lock():
        book = storage.load(workspace.topics_path)
        changed = {
            topic.id: topic.model_copy(update=change(topic)) for topic in chosen(book, numbers)
        }
        topics = [changed.get(topic.id, topic) for topic in book.topics]
        storage.save(workspace.topics_path, book.model_copy(update={"topics": topics}))
    for topic in changed.values():
        say(f"{STATES[topic.status]}  {topic.number:>2}. {topic.question}")
    return list(changed.values())

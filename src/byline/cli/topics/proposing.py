"""`byline topics`: propose what to write, from position, facts and notes."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from byline.cli.console import FOLDER, JSON, PROVIDER

if TYPE_CHECKING:
    from collections.abc import Callable

    from byline.llm.chat import ChatSession
    from byline.settings import Settings
    from byline.topics.models import Topic, TopicBook
    from byline.topics.nearness import Nearness
    from byline.topics.proposing import Known, Repeat
    from byline.workspace import Workspace


def topics(
    context: typer.Context,
    count: int = typer.Option(8, "--count", min=1, max=20, help="提几个 · how many"),
    no_model: bool = typer.Option(False, "--no-model", help="只用你的原话当题目 · no model"),
    folder: Path = FOLDER,
    provider: str | None = PROVIDER,
    as_json: bool = JSON,
) -> None:
    """按定位、事实和笔记提选题：谁在问、靠什么答、养哪一层、为什么现在 · propose topics."""
    if context.invoked_subcommand is not None:
        return
    from byline.cli.console import settings_for
    from byline.cli.topics import material
    from byline.knowledge.embeddings import LocalEmbeddings
    from byline.topics import storage
    from byline.topics.nearness import Nearness
    from byline.topics.proposing import answered
    from byline.workspace import Workspace

    workspace = Workspace.find(folder)
    with workspace.lock():
        settings = settings_for(workspace, provider)
        near = Nearness(LocalEmbeddings())
        held = storage.load(workspace.topics_path)
        given = material.known(workspace, settings, held)
        _require(given)
        book = answered(held, given.facts, near)
        _tell_answered(held, book)
        made, repeats = _propose(workspace, settings, given, book, near, count, no_model)
    _show(workspace, made, repeats, as_json=as_json)


def _require(given: Known) -> None:
    """LedgerError when there is nothing to write from."""
    from byline.errors import LedgerError

    if not any(fact.usable for fact in given.facts):
        raise LedgerError(
            "还没有可以公开的事实，题目只能是编的",
            next_step="byline interview；已经聊过就用 byline facts --public f001 放开几条",
        )


def _propose(
    workspace: Workspace,
    settings: Settings,
    given: Known,
    book: TopicBook,
    near: Nearness,
    count: int,
    no_model: bool,
) -> tuple[list[Topic], list[Repeat]]:
    """Make topics and save each as it is made: Ctrl-C keeps those that are there."""
    from dataclasses import replace

    from byline.cli.console import show_usage, waiting
    from byline.cli.topics import material
    from byline.topics import storage
    from byline.topics.models import Topic
    from byline.topics.proposing import Tools, propose

    made: list[Topic] = []
    repeats: list[Repeat] = []
    with ExitStack() as stack:
        session = None if no_model else _model(stack, settings)
        change = stack.enter_context(waiting("正在翻方法笔记…"))
        tools = Tools(near, session.caller if session else None, _notes(stack, settings, change))
        moment = material.today(workspace, given)
        change("正在想第 1 个…")
        for found in propose(tools, replace(given, book=book), moment, count):
            if isinstance(found, Topic):
                made.append(found)
                book = book.model_copy(update={"topics": [*book.topics, found]})
                storage.save(workspace.topics_path, book)
                change(f"正在想第 {len(made) + 1} 个…")
            else:
                repeats.append(found)
    if session:
        show_usage(session)
    return made, repeats


def _model(stack: ExitStack, settings: Settings) -> ChatSession | None:
    """The model, or None with the reason: titles are then the person's own words."""
    from byline.cli.console import hint, open_model
    from byline.errors import ModelError

    try:
        return stack.enter_context(open_model(settings))
    except ModelError as error:
        hint(f"{error}\n没有模型也行，题目先用你的原话")
        return None


def _notes(stack: ExitStack, settings: Settings, change: Callable[[str], None]):
    from byline.knowledge.retriever import open_notes

    def progress(_: str, done: int, total: int) -> None:
        change(f"正在整理方法笔记… {done}/{total}")

    return stack.enter_context(open_notes(settings, progress))


def _tell_answered(held: TopicBook, book: TopicBook) -> None:
    from byline.cli.console import hint

    there = {topic.id for topic in book.topics}
    for topic in held.topics:
        if topic.id not in there:
            hint(f"{topic.number} 等的话你说过了，换成新的题目")


def _show(workspace: Workspace, made: list[Topic], repeats: list[Repeat], *, as_json: bool) -> None:
    from byline.cli.console import hint, print_json, say
    from byline.cli.topics import listing

    if as_json:
        rows = [listing.row(topic, workspace.ledger().facts) for topic in made]
        left = [{"question": one.question, "same_as": one.of.name} for one in repeats]
        print_json({"topics": rows, "left_out": left})
        return
    facts = workspace.ledger().facts
    for topic in made:
        listing.show(topic, facts)
    for repeat in repeats:
        hint(f"没列“{repeat.question}”：跟 {repeat.of.name}“{repeat.of.question}”是一篇")
    if not any(topic.facts for topic in made):
        say("没有新的可提：能讲的都在选题里了。")
        hint('想要新的：byline log "这周……" 记一件事，或 byline interview 再聊几句')
    else:
        first = next(topic for topic in made if topic.facts)
        hint(
            f"接下来：byline topics accept {first.number}（要写的），"
            "byline topics drop 编号（不写的），byline topics plan（排四周）"
        )

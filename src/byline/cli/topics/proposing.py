"""`byline topics`: propose what to write, from position, facts and notes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import typer

from byline.cli.console import FOLDER, JSON, PROVIDER

if TYPE_CHECKING:
    from byline.app.topics import Prepared, Repeat
    from byline.settings import Settings
    from byline.topics.models import Topic
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
    from byline.app.topics import prepare
    from byline.cli.console import settings_for
    from byline.workspace import Workspace

    workspace = Workspace.find(folder)
    with workspace.lock():
        settings = settings_for(workspace, provider)
        prepared = prepare(workspace, settings)
        _say_before(prepared)
        made, repeats = _propose(workspace, settings, prepared, count, no_model=no_model)
    _show(workspace, made, repeats, as_json=as_json)


def _say_before(prepared: Prepared) -> None:
    from byline.cli.console import hint

    for one in prepared.left_out:
        counted = "这篇没算进已经写过的" if one.sort == "draft" else "这份材料没算进已经发过的"
        hint(f"{counted}：{one.error.what}（{one.name}）")
    if not prepared.positioned:
        hint("还没选定位，题目可能散。想先选：byline position")
    for topic in prepared.answered:
        hint(f"{topic.number} 等的话你说过了，换成新的题目")


def _propose(
    workspace: Workspace, settings: Settings, prepared: Prepared, count: int, *, no_model: bool
) -> tuple[list[Topic], list[Repeat]]:
    from byline.app.topics import propose
    from byline.cli.console import open_model_if_any, show_usage, waiting
    from byline.topics.models import Topic

    made: list[Topic] = []
    repeats: list[Repeat] = []
    missing = "{problem}\n没有模型也行，题目先用你的原话"
    with open_model_if_any(settings, missing, off=no_model) as session:
        with waiting("正在翻方法笔记…") as change:

            def step(what: Literal["notes", "topic"], done: int, total: int) -> None:
                reading = f"正在整理方法笔记… {done}/{total}"
                change(f"正在想第 {done} 个…" if what == "topic" else reading)

            for found in propose(workspace, settings, prepared, count, session=session, step=step):
                if isinstance(found, Topic):
                    made.append(found)
                else:
                    repeats.append(found)
        if session:
            show_usage(session)
    return made, repeats


def _show(workspace: Workspace, made: list[Topic], repeats: list[Repeat], *, as_json: bool) -> None:
    from byline.cli.console import hint, print_json, say
    from byline.cli.topics import listing

    facts = workspace.ledger().facts
    if as_json:
        rows = [listing.row(topic, facts) for topic in made]
        left = [{"question": one.question, "same_as": one.of.name} for one in repeats]
        print_json({"topics": rows, "left_out": left})
        return
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

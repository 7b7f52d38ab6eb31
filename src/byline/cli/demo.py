"""`byline demo`: the main job end to end, with the shipped example person."""

from __future__ import annotations

import time
from collections.abc import Generator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from byline.cli.console import PROVIDER

if TYPE_CHECKING:
    from byline.app.models import ChatSession
    from byline.settings import Settings
    from byline.workspace import Workspace

EXAMPLE = "chen_yan.yaml"
RECORDED = "chen_yan.xiaohongshu.md"
"""A draft of the same facts by a capable model; evals/gallery says how it was made."""
TOPIC = "库存老对不上，先别急着买系统"


def demo(
    into: Path = typer.Option(Path("demo"), "--into", help="放在哪个文件夹 · where to"),
    provider: str | None = PROVIDER,
) -> None:
    """用一个虚构的人走一遍：访谈、事实、三个定位、两篇稿子 · the whole walk, invented person."""
    from byline.cli import facts as facts_command
    from byline.cli.console import open_model, say, settings_for, show_usage
    from byline.interview.script import Script

    started = time.monotonic()
    folder = _free(into)
    example = resources.files("byline.examples") / EXAMPLE
    with resources.as_file(example) as path:
        # The model first: without one no folder is left behind.
        settings = settings_for(None, provider or "local")
        with open_model(settings) as session, _made(folder, Script.read(path).name) as workspace:
            _interview(workspace, session, path)
            say("\n== 事实 ==", style="bold magenta")
            facts_command.show(workspace.ledger().facts)
            _position(workspace, settings, session)
            show_usage(session)
    with workspace.lock():
        paths = _drafts(workspace, settings)
    _recorded()
    _summary(workspace, paths, time.monotonic() - started)


@contextmanager
def _made(folder: Path, name: str) -> Generator[Workspace]:
    from byline.cli.console import say
    from byline.workspace import Workspace

    workspace = Workspace.create(folder, name)
    say(f"示例人物和他的数字都是虚构的。工作区：{folder}\n", style="bold")
    with workspace.lock():
        yield workspace


def _interview(workspace: Workspace, session: ChatSession, path: Path) -> None:
    from byline.cli.console import say
    from byline.cli.interview import converse, open_talk
    from byline.cli.people import ScriptedPerson
    from byline.interview.script import Script

    say("== 访谈 ==", style="bold magenta")
    converse(open_talk(workspace), ScriptedPerson(Script.read(path)), session)


def _position(workspace: Workspace, settings: Settings, session: ChatSession) -> None:
    from byline.cli import position as position_command
    from byline.cli.console import say

    say("\n== 三个定位 ==", style="bold magenta")
    held = position_command.make(workspace, settings, session)
    # A stand-in for the person's own choice: the candidate with the most countable evidence.
    best = max(held.candidates, key=lambda c: (c.evidence.figures, c.evidence.facts))
    position_command.settle(workspace, held, best.id)


def _drafts(workspace: Workspace, settings: Settings) -> list[Path]:
    from byline.cli.console import say
    from byline.cli.draft import write_all
    from byline.cli.draft_words import draft_words
    from byline.cli.writing import open_means
    from byline.platforms import load_platform

    say(f"\n== 稿子：{TOPIC} ==", style="bold magenta")
    platforms = [load_platform("xiaohongshu"), load_platform("wechat")]
    words = draft_words(settings.language)
    with open_means(settings) as means:
        return [one.path for one in write_all(workspace, means, TOPIC, platforms, words)]


def _recorded() -> None:
    """The same topic as a capable model wrote it, before the person said yes to anything."""
    from byline.app.drafts import held_draft
    from byline.cli.console import hint, say
    from byline.cli.draft_words import draft_words
    from byline.cli.writing import show_post

    say("\n== 同一个题目，换成能写整篇的模型（录下来的） ==", style="bold magenta")
    with resources.as_file(resources.files("byline.examples") / RECORDED) as path:
        draft = held_draft(path).draft
    show_post(draft, draft_words(draft.language), body=True)
    hint(f"写的是 {draft.model}，核的是 {draft.auditor}；【待认】里的话他没说过，要他认了才算。")


def _summary(workspace: Workspace, drafts: list[Path], seconds: float) -> None:
    from byline.cli.console import hint, say

    facts = workspace.ledger().facts
    public = sum(fact.consent == "public" for fact in facts)
    say("\n== 走完了 ==", style="bold magenta")
    say(f"用时      {seconds:.0f} 秒，全部在本机")
    say(f"访谈      {workspace.journal_path}")
    say(f"事实      {workspace.facts_path}（{len(facts)} 条，{public} 条可公开）")
    say(f"定位      {workspace.positioning_path}")
    for path in drafts:
        say(f"稿子      {path}")
    hint("换成你自己：byline new 我的 && cd 我的 && byline interview")


def _free(into: Path) -> Path:
    """The folder asked for, or its next free neighbour: a demo never touches an older one."""
    folder = into.absolute()
    number = 2
    while folder.exists() and any(folder.iterdir()):
        folder = into.absolute().with_name(f"{into.name}-{number}")
        number += 1
    return folder

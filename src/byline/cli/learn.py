"""`byline learn`: what the person's edits of a draft say about their manner, asked one by one."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from byline.cli.console import JSON

if TYPE_CHECKING:
    from byline.app.learning import Lesson
    from byline.voice.models import Rule
    from byline.voice.rules import Question
    from byline.workspace import Workspace

DRAFT = typer.Argument(..., metavar="稿子", help="改过的、drafts/ 里的 .md 文件 · an edited draft")
ASKED = "y 只在{platform}这样 / a 哪儿都这样 / n 不是规矩 / q 先到这› "
WIDER = "a 哪儿都这样 / n 还是只在原来的地方 / q 先到这› "


@dataclass
class _Run:
    """What one run came to."""

    confirmed: list[Rule] = field(default_factory=list["Rule"])
    declined: list[Rule] = field(default_factory=list["Rule"])
    open: list[Question] = field(default_factory=list["Question"])
    """Not decided."""


def learn(
    draft: Path = DRAFT,
    folder: Path | None = typer.Option(
        None, "--in", help="工作区，默认稿子所在的 · workspace", show_default=False
    ),
    yes: bool = typer.Option(False, "--yes", help="不一条条问，都记下 · accept every rule"),
    as_json: bool = JSON,
) -> None:
    """改完稿子，看看改法里有没有规矩，一条条问你要不要记 · learn from your edits."""
    from byline.app.learning import consider_edits
    from byline.cli.console import print_json
    from byline.drafting import document
    from byline.workspace import Workspace

    # What is no draft is told before what is no workspace.
    document.load(draft)
    workspace = Workspace.find(folder or draft.absolute().parent)
    with workspace.lock():
        lesson = consider_edits(workspace, draft)
        if not as_json:
            _say(lesson)
        run = _ask(workspace, lesson, yes=yes, silent=as_json)
    if as_json:
        print_json(_told(lesson, run))
    else:
        _say_after(run, draft)


def _say(lesson: Lesson) -> None:
    """What the edits did to rules that are there, and what in them is no manner."""
    from byline.cli.console import hint, say
    from byline.voice.advice import worded
    from byline.voice.rules import confidence

    outcome, learning = lesson.outcome, lesson.learning
    if not learning.changes:
        say("这篇没有改过，学不到什么。")
    for rule in outcome.strengthened:
        say(f"又这样改了：{worded(rule)}（{rule.id}，把握 {confidence(rule):.0%}）")
    for rule in outcome.weakened:
        say(f"这次没照 {rule.id}“{worded(rule)}”来，把握降到 {confidence(rule):.0%}")
    for rule in outcome.retired:
        say(f"放下 {rule.id}“{worded(rule)}”：这次又反着改了，把握只剩 {confidence(rule):.0%}")
    for one in lesson.news:
        say(f"“{one.text}”是新的事，还不是事实：byline log 或 byline interview 说一遍才算数")
    if learning.changes and not (outcome.questions or outcome.strengthened or lesson.news):
        hint("改的是内容或只此一处，没有看出口气上的规矩")


def _ask(workspace: Workspace, lesson: Lesson, *, yes: bool, silent: bool) -> _Run:
    """One question after another; every answer is on the disk before the next question."""
    from byline.app.learning import decide

    run = _Run()
    waiting = list(lesson.outcome.questions)
    while waiting:
        question = waiting[0]
        letter = "y" if yes else None if silent else _reply(question, lesson)
        if letter is None:
            break
        waiting.pop(0)
        wide = letter == "a" or (question.sort == "wider" and letter == "y")
        reply = "no" if letter == "n" else "everywhere" if wide else "here"
        rule = decide(workspace, question, reply)
        (run.declined if reply == "no" else run.confirmed).append(rule)
    run.open = waiting
    return run


def _reply(question: Question, lesson: Lesson) -> str | None:
    """y, a or n; None to stop here."""
    from byline.app.learning import example
    from byline.cli.asking import ask
    from byline.cli.console import say
    from byline.platforms import load_platform
    from byline.voice.advice import worded

    place = load_platform(lesson.learning.platform).names.zh
    rule = question.rule
    told = [one for one in rule.history if one.draft == lesson.learning.draft]
    seen = told[-1].seen if told else 0
    against = told[-1].against if told else 0
    left = f"，{against} 处没改" if against else ""
    say(f"\n{worded(rule)}", style="bold")
    say(f"  这篇里改了 {seen} 处{left}，把握 {question.confidence:.0%}{_before(question)}")
    if change := example(lesson, rule):
        say(f"  {change.before}\n  → {change.after}", style="dim")
    allowed = "an" if question.sort == "wider" else "yan"
    prompt = WIDER if question.sort == "wider" else ASKED.format(platform=place)
    while True:
        reply = ask(prompt, unseen=True)
        if reply is None or reply.lower() in ("q", "quit"):
            return None
        letter = reply.strip().lower()[:1]
        if letter and letter in allowed:
            return letter
        say(f"没看懂“{reply}”")


def _before(question: Question) -> str:
    from byline.cli.voice import place_name

    return {
        "new": "",
        "wider": f"；以前只用在{place_name(question.rule.scope)}",
        "again": "；以前没要或放下过，又见到了",
    }[question.sort]


def _say_after(run: _Run, draft: Path) -> None:
    from byline.cli.console import hint

    if run.confirmed:
        named = "、".join(rule.id for rule in run.confirmed)
        hint(f"记下 {len(run.confirmed)} 条（{named}），在 voice.yaml；写稿时照着来")
    if run.declined:
        hint(f"{len(run.declined)} 条不要，记着，不为这篇再问")
    if run.open:
        hint(f"还有 {len(run.open)} 条没定：byline learn {draft}")


def _told(lesson: Lesson, run: _Run) -> dict[str, Any]:
    """The run as data."""
    outcome = lesson.outcome
    return {
        "proposed": [_row(one.rule, one.confidence) | {"sort": one.sort} for one in run.open],
        "confirmed": [_row(rule) for rule in run.confirmed],
        "strengthened": [_row(rule) for rule in outcome.strengthened],
        "weakened": [_row(rule) for rule in outcome.weakened],
        "retired": [_row(rule) for rule in outcome.retired],
        "not_facts_yet": [one.model_dump(mode="json") for one in lesson.news],
    }


def _row(rule: Rule, believed: float | None = None) -> dict[str, Any]:
    from byline.voice.advice import worded
    from byline.voice.rules import confidence

    sure = confidence(rule) if believed is None else believed
    return {**rule.model_dump(mode="json"), "words": worded(rule), "confidence": round(sure, 3)}

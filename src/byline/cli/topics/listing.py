"""`byline topics list`: the topics there are, in the order in which they are to be written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from byline.cli.console import FOLDER, JSON

if TYPE_CHECKING:
    from byline.ledger.models import Fact
    from byline.topics.models import Topic

STATES = {"proposed": "提议", "accepted": "要写", "done": "写过了", "dropped": "不写"}


def listing(
    dropped: bool = typer.Option(False, "--dropped", help="连不写的和写过的 · also decided ones"),
    folder: Path = FOLDER,
    as_json: bool = JSON,
) -> None:
    """看选题：先后就是写的先后 · the topics, in order."""
    from byline.cli.console import hint, print_json, printing, say
    from byline.topics import storage
    from byline.topics.models import OPEN
    from byline.workspace import Workspace

    workspace = Workspace.find(folder)
    facts = workspace.ledger().facts
    book = storage.load(workspace.topics_path)
    wanted = [topic for topic in book.topics if dropped or topic.status in OPEN]
    with printing():
        if as_json:
            print_json([row(topic, facts) for topic in wanted])
            return
        for topic in wanted:
            show(topic, facts)
        if not wanted:
            say("还没有选题。")
            hint("接下来：byline topics")


def show(topic: Topic, facts: Sequence[Fact]) -> None:
    """Print one topic with what carries it."""
    from byline.cli.console import say
    from byline.platforms import load_platform
    from byline.topics.forms import load_forms
    from byline.topics.models import BUILDS
    from byline.topics.told import by_id, carriers

    form = load_forms().named(topic.form)
    names = "、".join(load_platform(name).names.zh for name in topic.platforms)
    say(f"\n{topic.number:>2}. {topic.question}  〔{STATES[topic.status]}〕", style="bold")
    say(f"    养哪层    {BUILDS[topic.builds]}" + (f"：{form.because}" if form else ""))
    for one in carriers(topic, by_id(facts)):
        say(f"    靠 {one.id}   {one.words or '（现在不能公开，这篇先别写）'}")
    if topic.missing:
        say(f"    先要你答  {topic.missing}")
    if topic.why_now:
        due = f"（{topic.due:%m-%d} 前发）" if topic.due else ""
        say(f"    为什么现在 {topic.why_now}{due}")
    say(f"    发在      {names}", style="dim")
    if topic.notes:
        say(f"    怎么写    {'、'.join(topic.notes)}", style="dim")
    if topic.reason:
        say(f"    不写因为  {topic.reason}", style="dim")


def row(topic: Topic, facts: Sequence[Fact]) -> dict[str, object]:
    """One topic as data, with what may be told of each fact."""
    from byline.topics.told import by_id, carriers

    told = [{"id": one.id, "words": one.words} for one in carriers(topic, by_id(facts))]
    return {**topic.model_dump(mode="json"), "facts": told}

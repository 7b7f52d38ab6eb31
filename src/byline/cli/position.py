"""`byline position`: three candidates with their evidence, and the choice."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from byline.cli.console import FOLDER, JSON, PROVIDER

if TYPE_CHECKING:
    from byline.app.models import ChatSession
    from byline.ledger.models import Fact
    from byline.positioning.models import Candidate, Positioning
    from byline.settings import Settings
    from byline.workspace import Workspace


def position(
    folder: Path = FOLDER,
    choose: str = typer.Option("", "--choose", help="选哪一个，如 c2 · choose a candidate"),
    again: bool = typer.Option(False, "--again", help="重新想三个，旧的另存 · make new ones"),
    provider: str | None = PROVIDER,
    as_json: bool = JSON,
) -> None:
    """想三个定位，各带支持和反对它的事实，你来选 · three candidates, you choose."""
    from byline.app import positions
    from byline.cli.console import open_model, print_json, settings_for, show_usage
    from byline.errors import InputError
    from byline.workspace import Workspace

    workspace = Workspace.find(folder)
    with workspace.lock():
        held = positions.held(workspace)
        if choose and (held is None or again):
            raise InputError(
                "还没有这个可选，先看过候选再选", value=choose, next_step="byline position"
            )
        if held is None or again:
            # Said before a model takes seconds to load.
            positions.require_facts(workspace)
            settings = settings_for(workspace, provider)
            with open_model(settings) as session:
                held = make(workspace, settings, session, quiet=as_json)
                show_usage(session)
        elif not as_json and not choose:
            show_all(held, {fact.id: fact for fact in workspace.ledger().facts})
        if choose:
            held = settle(workspace, held, choose, quiet=as_json)
        elif not as_json and held.chosen is None:
            _ask(workspace, held)
    if as_json:
        print_json(held.model_dump(mode="json"))


def make(
    workspace: Workspace, settings: Settings, session: ChatSession, *, quiet: bool = False
) -> Positioning:
    """Make, show and save candidates; older ones are kept."""
    from byline.app import positions
    from byline.cli.console import waiting

    by_id = {fact.id: fact for fact in workspace.ledger().facts}
    shown: list[str] = []
    with waiting("正在翻方法笔记，想第 1 个定位…") as change:

        def made(candidate: Candidate) -> None:
            if not quiet:
                show(candidate, by_id)
            shown.append(candidate.id)
            change(f"正在想第 {len(shown) + 1} 个定位…")

        return positions.propose(workspace, settings, session, made)


def settle(
    workspace: Workspace, held: Positioning, choice: str, *, quiet: bool = False
) -> Positioning:
    """Record the choice and say what comes next; InputError names the ids there are."""
    from byline.app import positions
    from byline.cli.console import hint, say

    chosen = positions.choose(workspace, held, choice)
    if not quiet and chosen.choice:
        say(f"选好了 {choice}：{chosen.choice.sentence}", style="bold")
        hint(f'接下来：byline draft "{chosen.choice.problem}" --for xiaohongshu,wechat')
    return chosen


def show_all(held: Positioning, facts: dict[str, Fact]) -> None:
    """Print every candidate, and which one is chosen."""
    from byline.cli.console import say

    for candidate in held.candidates:
        show(candidate, facts)
    if held.chosen:
        say(f"已选 {held.chosen}。", style="bold")


def show(candidate: Candidate, facts: dict[str, Fact]) -> None:
    """Print one candidate with its evidence in the person's own words."""
    from byline.cli.console import say
    from byline.positioning.models import BUILDS

    evidence = candidate.evidence
    say(f"\n{candidate.id} · {candidate.angle} · {candidate.sentence}", style="bold")
    say(f"  领域      {candidate.domain}")
    say(f"  他们现在  {candidate.alternative}")
    say(f"  为什么你  {candidate.why_him}")
    for fact_id in candidate.support:
        say(f"  支持 {fact_id} “{_quote(facts, fact_id)}”")
    for fact_id in candidate.against:
        say(f"  反对 {fact_id} “{_quote(facts, fact_id)}”")
    say(f"  要成立    {candidate.must_be_true}")
    say(f"  这周试    {candidate.test}")
    say(
        f"  证据      {evidence.facts} 条事实，{evidence.figures} 条有数字，"
        f"{evidence.results} 条是结果；主要靠{BUILDS[candidate.builds]}"
    )
    if candidate.notes:
        say(f"  参考笔记  {'、'.join(candidate.notes)}")
    if candidate.slots:
        say(f"  拿掉的话  {'、'.join(candidate.slots)}（支持它的事实里没有）")


def _quote(facts: dict[str, Fact], fact_id: str) -> str:
    fact = facts.get(fact_id)
    from byline.text.sentences import one_line

    if fact is None:
        return "（这条事实已经删了）"
    # What a screenshot of it would show is what may be told.
    return one_line(fact.words if fact.usable else fact.quote)


def _ask(workspace: Workspace, held: Positioning) -> None:
    import sys

    from byline.cli.console import hint

    ids = [candidate.id for candidate in held.candidates]
    if not sys.stdin.isatty():
        hint(f"选一个：byline position --choose {ids[0]}")
        return
    try:
        asked = f"\n选哪一个（{'/'.join(ids)}，回车先不选）"
        reply = typer.prompt(asked, default="", show_default=False).strip()
    except typer.Abort:
        reply = ""
    if reply:
        settle(workspace, held, reply)
    else:
        hint(f"先不选。想好了：byline position --choose {ids[0]}")

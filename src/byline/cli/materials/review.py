"""Proposed facts on the screen, one page at a time.

Promise: what the person decided about a page is saved before the next one is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from byline.app.materials import Desk, File
    from byline.interview.material_review import Decision
    from byline.ledger.models import Fact

PAGE = 8
"""Facts that are taken in at one look."""


def review(desk: Desk, *, asking: bool) -> None:
    """Show what was proposed and, at a terminal, ask about it."""
    import sys

    from byline.cli.console import hint

    asking = asking and sys.stdin.isatty() and sys.stdout.isatty()
    kept = 0
    for file in desk.files:
        _say_left_out(file)
        facts = desk.open_facts(file)
        for start in range(0, len(facts), PAGE):
            shown = facts[start : start + PAGE]
            _show(file, shown, f"{start + 1} 到 {start + len(shown)}，共 {len(facts)} 条")
            decision = _ask(shown) if asking else None
            if asking and (decision is None or decision.later):
                hint("先停在这里。没看的都不公开，下次运行 byline add 接着看")
                return
            if decision:
                kept += desk.decide(decision)
    if kept:
        hint(f"认下 {kept} 条：byline facts")
    elif not asking and any(desk.open_facts(file) for file in desk.files):
        hint("都先不公开、不确认。在终端里运行 byline add 一条条认")


def _show(file: File, shown: Sequence[Fact], where: str) -> None:
    from byline.cli.console import say
    from byline.cli.facts.listing import KINDS
    from byline.interview.material_review import suggested

    say(f"\n{file.name} · {where}", style="bold")
    for number, fact in enumerate(shown, start=1):
        consent, reason = suggested(fact)
        told = "认下就公开" if consent == "public" else f"认下也不公开：{reason}"
        say(f"  {number}. {fact.statement}")
        say(f"     {KINDS[fact.kind]} · {file.place(fact)} · {told}", style="dim")


def _say_left_out(file: File) -> None:
    from byline.cli.console import hint

    counted = file.left_out()
    if counted:
        named = "，".join(f"{number} 处{reason}" for reason, number in counted.items())
        hint(f"{file.name}：没有提成事实的有 {named}")


def _ask(shown: Sequence[Fact]) -> Decision | None:
    """The decision about a page; None when the person leaves without one."""
    from byline.cli.console import hint
    from byline.interview.material_review import HELP, read_reply

    hint(HELP)
    while True:
        try:
            reply = typer.prompt("›", default="", show_default=False, prompt_suffix=" ")
        except typer.Abort:
            return None
        decision = read_reply(reply, shown)
        if decision is not None:
            return decision
        hint(f"没看懂“{reply}”，什么都没改。{HELP}")

"""Changing facts: another statement, a newer fact in place of an older, doubles made one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from byline.cli.console import FOLDER, JSON

if TYPE_CHECKING:
    from byline.ledger.duplicates import Pair
    from byline.ledger.models import Fact
    from byline.ledger.storage import Ledger

OLD = typer.Argument(..., metavar="旧", help="不再算数的那条 · the older fact")
NEW = typer.Argument("", metavar="新", help="现在算数的那条 · the newer fact", show_default=False)


def edit(
    fact_id: str = typer.Argument(..., metavar="编号", help="如 f003 · the fact"),
    statement: list[str] = typer.Argument(
        None, metavar="新的说法", help="不写就在屏幕上改 · the new statement"
    ),
    folder: Path = FOLDER,
) -> None:
    """换一个说法；原话不变，原话里没有的数写不进去 · word a fact anew."""
    from byline.app.facts import restate
    from byline.cli.asking import ask
    from byline.cli.console import hint
    from byline.cli.facts.listing import show
    from byline.workspace import Workspace

    workspace = Workspace.find(folder)
    with workspace.lock():
        ledger = workspace.ledger()
        fact = ledger.get(fact_id.lower())
        words = " ".join(statement) if statement else ask("说法› ", default=fact.statement)
        if not words or words == fact.statement:
            hint("没有改")
            return
        changed = restate(ledger, fact.id, words)
    show([changed])


def supersede(
    old: str = OLD,
    new: str = NEW,
    folder: Path = FOLDER,
    undo: bool = typer.Option(False, "--undo", help="旧的又算数了 · let it hold again"),
) -> None:
    """新的说法取代旧的；旧的留着当历史，写稿不再用 · let a newer fact replace an older one."""
    from byline.app import facts
    from byline.cli.facts.listing import show
    from byline.errors import InputError
    from byline.workspace import Workspace

    if bool(new) == undo:
        raise InputError(
            "取代要写两个编号，撤回写一个加 --undo",
            value=old,
            next_step=f"byline facts supersede {old} f019，或 byline facts supersede {old} --undo",
        )
    workspace = Workspace.find(folder)
    if undo:
        show([facts.restore(workspace, old.lower())])
    else:
        show(facts.supersede(workspace, old.lower(), new.lower()))


def merge(folder: Path = FOLDER, as_json: bool = JSON) -> None:
    """找出像是说了两遍的事实，一对一对问你留哪条 · propose near-duplicates, one by one."""
    from byline.cli.console import hint, print_json, waiting
    from byline.ledger.duplicates import near_duplicates
    from byline.workspace import Workspace

    workspace = Workspace.find(folder)
    with workspace.lock():
        ledger = workspace.ledger()
        with waiting("正在找说了两遍的…") as change:
            pairs = near_duplicates(
                ledger.facts, lambda done, total: change(f"正在找说了两遍的… {done}/{total}")
            )
        if as_json:
            print_json([{"facts": [p.first.id, p.second.id], "share": p.share} for p in pairs])
            return
        merged = _ask_each(ledger, pairs)
    hint(f"合并了 {merged} 对" if pairs else "没有像是说了两遍的")


def _ask_each(ledger: Ledger, pairs: Sequence[Pair]) -> int:
    """How many pairs the person made one; each is saved before the next is asked."""
    from byline.app.facts import make_one
    from byline.cli.asking import ask
    from byline.cli.console import hint, say

    merged = 0
    for number, pair in enumerate(pairs, start=1):
        both = [ledger.get(pair.first.id), ledger.get(pair.second.id)]
        if any(fact.superseded_by for fact in both):
            continue
        say(f"\n{number}/{len(pairs)} 这两条像是一件事：", style="bold")
        for choice, fact in enumerate(both, start=1):
            say(f"  {choice}. {_line(fact)}")
        reply = ask("留哪条？输 1 或 2；回车都留；q 停› ")
        if reply is None or reply.lower() == "q":
            break
        if reply in ("1", "2"):
            kept, other = both if reply == "1" else both[::-1]
            if make_one(ledger, kept, other):
                public = f"要公开：byline facts --public {kept.id}"
                hint(f"{other.id} 没有公开，{kept.id} 也跟着；{public}")
            merged += 1
        elif reply:
            hint("没听懂，先都留着")
    return merged


def _line(fact: Fact) -> str:
    from byline.cli.facts.listing import CONSENT, remarks_on

    remarks = " · ".join(remarks_on(fact, datetime.now().astimezone()))
    return f"{fact.id} {fact.quote}（{CONSENT[fact.consent]}，{remarks}）"

"""One fact with everything behind it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from byline.cli.console import FOLDER, JSON

if TYPE_CHECKING:
    from byline.ledger.events import Affirmed
    from byline.ledger.journal import Journal
    from byline.ledger.models import Fact
    from byline.ledger.storage import Ledger

AROUND = 120
"""Characters of the answer shown on each side of the quote."""


def show(
    fact_id: str = typer.Argument(..., metavar="编号", help="如 f003 · the fact"),
    folder: Path = FOLDER,
    as_json: bool = JSON,
) -> None:
    """看一条事实：出处的前后文、当时的问题、数字和日期 · one fact and the passage it is from."""
    from byline.cli.console import print_json
    from byline.ledger.selection import figures
    from byline.workspace import Workspace

    workspace = Workspace.find(folder)
    ledger = workspace.ledger()
    fact = ledger.get(fact_id.lower())
    before, after = _around(fact, ledger)
    journal = workspace.journal()
    question, affirmed = _question(journal, fact), _affirmed(journal, fact)
    if as_json:
        around: dict[str, Any] = {"question": question, "before": before, "after": after}
        if affirmed:
            around |= {"draft": affirmed.draft, "proposed": affirmed.proposed}
        print_json({**fact.model_dump(mode="json"), "figures": figures(fact.quote), **around})
        return
    _print(fact, [f"问：{question}"] if question else _agreed(affirmed), before, after)


def _print(fact: Fact, origin: list[str], before: str, after: str) -> None:
    from byline.cli.console import hint, say, stdout
    from byline.cli.facts.listing import CONSENT, KINDS, remarks_on

    now = datetime.now().astimezone()
    say(f"{fact.id} · {KINDS[fact.kind]} · {CONSENT[fact.consent]}  {fact.statement}", style="bold")
    say("  " + " · ".join(remarks_on(fact, now)))
    for label, words in _rows(fact):
        say(f"  {label}  {words}")
    say()
    for line in origin:
        say(line)
    from rich.text import Text

    marked = fact.quote if stdout().color_system else f"»{fact.quote}«"
    stdout().print(Text.assemble(before, (marked, "bold reverse"), after))
    if fact.consent == "anonymise" and not fact.opened:
        hint(f"还没有隐名的说法，写稿不会用它：byline facts --anonymise {fact.id}")


def _rows(fact: Fact) -> list[tuple[str, str]]:
    from byline.ledger.selection import figures

    verb = "认的" if fact.source.kind == "affirmed" else "说的"
    said = f"{fact.said:%Y-%m-%d} {verb}" if fact.said else f"{fact.recorded:%Y-%m-%d} 记的"
    checked = f"，{fact.checked:%Y-%m-%d} 你看过" if fact.checked else ""
    seen = checked or ("，你看过" if fact.confirmed else "，你还没看过")
    rows = [
        ("数字", "；".join(figures(fact.quote))),
        ("日期", said + seen),
        ("隐名的说法", fact.anonymised),
        ("隐去的词", "、".join(fact.identifying)),
    ]
    return [(label, words) for label, words in rows if words]


def _around(fact: Fact, ledger: Ledger) -> tuple[str, str]:
    """What stands before and after the quote in its source; cut to a few sentences."""
    text = ledger.source(fact.source.id) or fact.quote
    start, end = fact.source.start, fact.source.end
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    return ("…" if start > AROUND else "") + before, after + (
        "…" if len(text) - end > AROUND else ""
    )


def _question(journal: Journal, fact: Fact) -> str:
    asked = journal.question_of(fact.source.id) if fact.source.kind == "answer" else None
    return asked.text if asked else ""


def _affirmed(journal: Journal, fact: Fact) -> Affirmed | None:
    """The yes it was made of; a document may be named like one."""
    known = journal.affirmations() if fact.source.kind == "affirmed" else {}
    return known.get(fact.source.id)


def _agreed(affirmed: Affirmed | None) -> list[str]:
    """What byline proposed, when the person said yes to a sentence of a draft."""
    if affirmed is None:
        return []
    if affirmed.text == affirmed.proposed:
        return [f"写稿时 byline 提的，你认了（{affirmed.draft}）："]
    return [f"byline 提的（{affirmed.draft}）：{affirmed.proposed}", "你换成了："]

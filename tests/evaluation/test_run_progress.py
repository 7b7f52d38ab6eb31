"""What a person reads while a run goes on."""

from datetime import UTC, datetime
from io import StringIO
from typing import Any

from rich.console import Console

from byline.evaluation.models import Consumption, Row
from byline.evaluation.progress import EVERY, LineProgress, LiveProgress, Tally, progress_on


def row(status: Any = "done", **used: Any) -> Row:
    return Row(
        suite="s",
        case="c",
        person="p",
        variant="now",
        repeat=0,
        status=status,
        used=Consumption(**used),
        at=datetime(2026, 1, 1, tzinfo=UTC),
    )


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_the_tally_tells_live_from_replayed_and_pays_only_for_live() -> None:
    clock = Clock()
    tally = Tally(clock)
    tally.start(10, 4)
    assert tally.left is None
    clock.now = 3.0
    tally.add(
        row(calls=4, live=1, prompt_tokens=900, completion_tokens=100, cost=0.4, currency="CNY")
    )
    assert tally.left == 15.0
    tally.add(row("failed", calls=2, cost=9.0, currency="CNY"))
    tally.add(row("invalid"))
    assert tally.words() == (
        "成 1 · 败 1 · 作废 1 · 原有 4 · 请求 1 次，重放 5 次 · 1,000 词元 · 0.1000 CNY · 还要 0:03"
    )


def test_lines_come_every_so_often_and_at_the_end() -> None:
    clock, lines = Clock(), list[str]()
    progress = LineProgress(lines.append, clock)
    progress.started(3, 0)
    progress.finished(row())
    assert lines == []
    clock.now = EVERY
    progress.finished(row())
    assert len(lines) == 1 and lines[0].startswith("2/3 · 成 2")
    progress.finished(row())
    progress.ended()
    assert len(lines) == 2 and lines[1].startswith("3/3")


def test_hours_are_told_as_hours() -> None:
    clock = Clock()
    tally = Tally(clock)
    tally.start(101, 0)
    clock.now = 60.0
    tally.add(row())
    assert tally.words().endswith("还要 1:40:00")


def test_a_terminal_gets_a_bar_and_anything_else_lines() -> None:
    stream = StringIO()
    console = Console(file=stream, force_terminal=True, width=120)
    progress = progress_on(console)
    assert isinstance(progress, LiveProgress)
    progress.started(2, 1)
    progress.finished(row())
    progress.ended()
    assert "2/2" in stream.getvalue() and "原有 1" in stream.getvalue()
    assert isinstance(progress_on(Console(file=StringIO())), LineProgress)

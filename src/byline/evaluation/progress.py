"""What a person sees while a run goes on.

Owns: the numbers beside the bar and how they are shown: a live line on a terminal, elsewhere one
line every `EVERY` seconds and one at the end. Promise: nothing is printed to standard output.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console

    from byline.evaluation.models import Row
    from byline.evaluation.runner import Progress

EVERY = 30.0
"""Seconds between lines where there is no terminal."""


@dataclass
class Tally:
    """What has come in, and how long the rest takes at this pace."""

    clock: Callable[[], float] = time.monotonic
    planned: int = 0
    skipped: int = 0
    counts: dict[str, int] = field(default_factory=lambda: {"done": 0, "failed": 0, "invalid": 0})
    live: int = 0
    replayed: int = 0
    tokens: int = 0
    spent: dict[str, float] = field(default_factory=dict[str, float])
    """Currency -> what was paid now."""
    _started: float = 0.0

    def start(self, planned: int, skipped: int) -> None:
        """Begin to count the time."""
        self.planned, self.skipped, self._started = planned, skipped, self.clock()

    def add(self, row: Row) -> None:
        """Count one row."""
        used = row.used
        self.counts[row.status] += 1
        self.live += used.live
        self.replayed += used.calls - used.live
        self.tokens += used.prompt_tokens + used.completion_tokens
        if used.spent:
            self.spent[used.currency] = self.spent.get(used.currency, 0.0) + used.spent

    @property
    def ran(self) -> int:
        """Rows that ran now."""
        return sum(self.counts.values())

    @property
    def left(self) -> float | None:
        """Seconds until the end at the pace so far; None before the first row."""
        rest = self.planned - self.skipped - self.ran
        return (self.clock() - self._started) / self.ran * rest if self.ran else None

    def words(self) -> str:
        """Everything but the bar, in one line."""
        parts = [f"成 {self.counts['done']}"]
        parts += [f"败 {self.counts['failed']}"] if self.counts["failed"] else []
        parts += [f"作废 {self.counts['invalid']}"] if self.counts["invalid"] else []
        parts += [f"原有 {self.skipped}"] if self.skipped else []
        parts.append(f"请求 {self.live} 次，重放 {self.replayed} 次")
        parts.append(f"{self.tokens:,} 词元")
        parts += [f"{cost:.4f} {currency}" for currency, cost in self.spent.items()]
        if self.left is not None:
            parts.append(f"还要 {_duration(self.left)}")
        return " · ".join(parts)


class LineProgress:
    """For logs and pipes."""

    def __init__(
        self, write: Callable[[str], object], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.tally = Tally(clock)
        self._write = write
        self._said = 0.0

    def started(self, planned: int, skipped: int) -> None:
        """Start the clock; nothing is said yet."""
        self.tally.start(planned, skipped)
        self._said = self.tally.clock()

    def finished(self, row: Row) -> None:
        """Say something when it is time to."""
        self.tally.add(row)
        if self.tally.clock() - self._said >= EVERY:
            self._say()

    def ended(self) -> None:
        """Say how it ended, also when it was broken off."""
        self._say()

    def _say(self) -> None:
        self._said = self.tally.clock()
        there = self.tally.skipped + self.tally.ran
        self._write(f"{there}/{self.tally.planned} · {self.tally.words()}\n")


class LiveProgress:
    """A bar that stays in place, for a terminal."""

    def __init__(self, console: Console) -> None:
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
        from rich.progress import Progress as Bar

        self.tally = Tally()
        self._bar: Any = Bar(
            BarColumn(bar_width=20),
            MofNCompleteColumn(),
            TextColumn("{task.description}", markup=False),
            console=console,
        )
        self._task: Any = None

    def started(self, planned: int, skipped: int) -> None:
        """Show the bar."""
        self.tally.start(planned, skipped)
        self._task = self._bar.add_task(self.tally.words(), total=planned, completed=skipped)
        self._bar.start()

    def finished(self, row: Row) -> None:
        """Move it; rich redraws a few times a second, however many rows come."""
        self.tally.add(row)
        self._bar.update(self._task, advance=1, description=self.tally.words())

    def ended(self) -> None:
        """Leave its last state on the screen."""
        self._bar.stop()


def progress_on(console: Console) -> Progress:
    """The one that fits `console`, which should write to standard error."""
    return LiveProgress(console) if console.is_terminal else LineProgress(console.file.write)


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"

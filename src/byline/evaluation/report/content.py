"""What a report holds.

Owns: the shape of a page before it has a format. Promise: plain data; nothing here reads a file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from byline.evaluation.comparison import Comparison
from byline.evaluation.measuring import Summary
from byline.evaluation.models import Direction, Measured, Suite, Turn


def turned(value: float, better: Direction) -> float:
    """A change, turned so that positive is better."""
    return value if better == "higher" else -value


@dataclass(frozen=True)
class Provenance:
    """How the numbers were made, so that they can be made again."""

    command: str
    made: datetime
    base: str = ""
    """What the base was, for people: a git revision, a run folder; empty for the variant's name."""
    head: str = ""
    versions: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True)
class Told:
    """One repeat of a shown case, as it ran."""

    repeat: int
    scores: Mapping[str, float | None]
    turns: Sequence[Turn]
    left_out: int
    """Characters of the transcript that are not shown."""
    error: str = ""


@dataclass(frozen=True)
class Change:
    """One metric of a shown case; a single run has `head` only."""

    metric: str
    better: Direction
    margin: float
    head: float
    base: float | None = None

    @property
    def difference(self) -> float | None:
        """head - base; None without a base."""
        return None if self.base is None else self.head - self.base

    @property
    def gain(self) -> float:
        """The same, turned so that positive is better; 0 without a base."""
        return turned(self.difference or 0.0, self.better)


@dataclass(frozen=True)
class ShownCase:
    """A case worth reading; scores are means over its repeats, transcripts are of one of them."""

    case: str
    person: str
    changes: Sequence[Change]
    """The metric it was picked for first."""
    base: Told | None = None
    head: Told | None = None


@dataclass(frozen=True)
class Fault:
    """Rows that ended the same way without a score."""

    side: str
    status: str
    error: str
    count: int


@dataclass(frozen=True)
class ComparedSuite:
    """A comparison and the cases that explain it."""

    comparison: Comparison
    worst: Sequence[ShownCase] = ()
    faults: Sequence[Fault] = ()


@dataclass(frozen=True)
class MeasuredSuite:
    """One variant of a suite on its own, and its lowest cases."""

    suite: Suite
    measured: Measured
    means: Sequence[Summary]
    worst: Sequence[ShownCase] = ()
    faults: Sequence[Fault] = ()


@dataclass(frozen=True)
class ReportData:
    """Everything on the page."""

    provenance: Provenance
    compared: Sequence[ComparedSuite] = ()
    measured: Sequence[MeasuredSuite] = ()
    prompt_diff: Mapping[str, str] = field(default_factory=dict[str, str])
    """Path -> unified diff."""
    broken: Mapping[str, str] = field(default_factory=dict[str, str])
    """Suites that could not be compared at all -> why."""

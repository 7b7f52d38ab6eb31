"""Broken promises as a reader gets them: the words, where they stand, and no more than one reads.

Owns: the lists of violations that every format of a report shows. Promise: what is new can be read
before anything else and is never mixed with what is old; what is cut or left out is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from byline.evaluation.comparison import Comparison
from byline.evaluation.models import Measured, Suite
from byline.evaluation.promises import Violation, violations

SHOWN = 20
CHARACTERS = 300


class Broken(NamedTuple):
    """One violation and what it is of."""

    suite: str
    metric: str
    violation: Violation

    @property
    def words(self) -> str:
        """What was said that must not be, or how often, where only that was kept."""
        text, times = self.violation.text, self.violation.times
        if not text:
            return f"{times} 处，没有留下原文"
        cut = f"{text[:CHARACTERS]}……" if len(text) > CHARACTERS else text
        return f"「{cut}」" if times == 1 else f"「{cut}」× {times}"

    @property
    def place(self) -> str:
        """Suite, metric, case, and the person where that is another name."""
        case, person = self.violation.case, self.violation.person
        who = case if person in (case, "") else f"{case}（{person}）"
        return f"{self.suite} · {self.metric} · {who}"


class Listing(NamedTuple):
    """What is shown, and how many are not."""

    shown: Sequence[Broken] = ()
    left_out: int = 0


def new(comparisons: Iterable[Comparison]) -> Listing:
    """What broke a promise in the heads and not in their bases."""
    return _listing(
        Broken(one.suite, metric.metric, violation)
        for one in comparisons
        for metric in one.metrics
        if metric.promise is not None
        for violation in metric.promise.new
    )


def old(comparison: Comparison) -> Listing:
    """What broke a promise on both sides."""
    return _listing(
        Broken(comparison.suite, metric.metric, violation)
        for metric in comparison.metrics
        if metric.promise is not None
        for violation in metric.promise.old
    )


def of_run(suite: Suite, run: Measured) -> Listing:
    """What broke a promise in one run."""
    return _listing(
        Broken(suite.id, metric.name, violation)
        for metric in suite.metrics
        if metric.never
        for violation in violations(run, metric)
    )


def _listing(found: Iterable[Broken]) -> Listing:
    every = list(found)
    return Listing(every[:SHOWN], len(every[SHOWN:]))

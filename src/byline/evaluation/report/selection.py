"""The few cases worth reading, out of a run of any size.

Owns: which cases are shown and how much of their transcripts. Promise: rows are read once, one at
a time; only the shown cases' transcripts are kept, cut to a length that the reader is told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from math import fsum

from byline.evaluation.comparison import Comparison, Pair
from byline.evaluation.measuring import summarise
from byline.evaluation.models import Measured, Metric, Row, Suite, Turn
from byline.evaluation.report.content import (
    Change,
    ComparedSuite,
    Fault,
    MeasuredSuite,
    ShownCase,
    Told,
    turned,
)
from byline.evaluation.statistics import NOISE

SHOWN_CASES = 5
SHOWN_FAULTS = 5
TRANSCRIPT_CHARACTERS = 12_000
"""Of one transcript; an interview of twenty questions has about 4,000."""
FAULT_CHARACTERS = 300


def compared(
    comparison: Comparison,
    base_rows: Iterable[Row],
    head_rows: Iterable[Row],
    limit: int = SHOWN_CASES,
) -> ComparedSuite:
    """Pick the worst regressions and fetch them; rows of other suites and variants are skipped.

    Each iterable is read once to its end; one file may be opened for both. A base without rows
    (a committed baseline) leaves that side of the transcripts empty.
    """
    picked = _regressions(comparison, limit)
    base = _Rows.read(base_rows, comparison.suite, comparison.base.variant, set(picked))
    head = _Rows.read(head_rows, comparison.suite, comparison.head.variant, set(picked))
    worst: list[ShownCase] = []
    for case, (person, changes) in picked.items():
        sides = _same_repeat(base.told.get(case, []), head.told.get(case, []), changes[0])
        worst.append(ShownCase(case, person, changes, *sides))
    return ComparedSuite(comparison, worst, [*base.faults("base"), *head.faults("head")])


def measured(
    suite: Suite, run: Measured, rows: Iterable[Row], limit: int = SHOWN_CASES
) -> MeasuredSuite:
    """Pick the cases farthest below the run's mean, in margins, and fetch them."""
    picked = _lowest(suite, run, limit)
    read = _Rows.read(rows, run.suite, run.variant, set(picked))
    worst = [
        ShownCase(case, person, changes, head=_lowest_repeat(read.told.get(case, []), changes[0]))
        for case, (person, changes) in picked.items()
    ]
    return MeasuredSuite(suite, run, summarise(run, suite), worst, read.faults("head"))


_Picked = dict[str, tuple[str, list[Change]]]
"""Case -> person and its scores, the metric it was picked for first; worst case first."""


@dataclass
class _Rows:
    """What one side's rows leave behind."""

    told: dict[str, list[Told]] = field(default_factory=dict[str, list[Told]])
    ended: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])

    @classmethod
    def read(cls, rows: Iterable[Row], suite: str, variant: str, wanted: Set[str]) -> _Rows:
        kept = cls()
        for row in rows:
            if (row.suite, row.variant) != (suite, variant):
                continue
            if row.status != "done":
                kept.ended[row.status, row.error[:FAULT_CHARACTERS]] += 1
            if row.case in wanted:
                kept.told.setdefault(row.case, []).append(_told(row))
        return kept

    def faults(self, side: str) -> list[Fault]:
        common = self.ended.most_common(SHOWN_FAULTS)
        return [Fault(side, status, error, count) for (status, error), count in common]


def _told(row: Row) -> Told:
    left = TRANSCRIPT_CHARACTERS
    turns: list[Turn] = []
    for turn in row.outcome.transcript:
        if left > 0:
            turns.append(Turn(role=turn.role, text=turn.text[:left]))
        left -= len(turn.text)
    scores = row.outcome.scores if row.status == "done" else {}
    return Told(row.repeat, dict(scores), turns, max(0, -left), row.error)


def _regressions(comparison: Comparison, limit: int) -> _Picked:
    """Cases that break a promise anew, then by their largest loss in a gating metric, in margins.

    Any metric's loss counts when none gates.
    """
    gating = [metric for metric in comparison.metrics if metric.gates] or comparison.metrics
    pairs: dict[str, dict[str, Pair]] = {}
    for metric in comparison.metrics:
        for pair in metric.pairs:
            pairs.setdefault(pair.case, {})[metric.metric] = pair
    losses: dict[str, dict[str, float]] = {}
    for metric in gating:
        for pair in metric.pairs:
            loss = -turned(pair.head - pair.base, metric.better) / metric.margin
            losses.setdefault(pair.case, {})[metric.metric] = loss
    shape = {metric.metric: metric for metric in comparison.metrics}
    broken = _promises_broken(comparison)
    picked: _Picked = {}
    for case in list(dict.fromkeys([*broken, *_order(losses)]))[:limit]:
        changes = {
            name: Change(name, shape[name].better, shape[name].margin, pair.head, pair.base)
            for name, pair in pairs.get(case, {}).items()
        }
        if case in broken:
            person, change = broken[case]
            picked[case] = person, _first([*({change.metric: change} | changes).values()], change)
        else:
            person = next(iter(pairs[case].values())).person
            picked[case] = person, _first([*changes.values()], changes[_worst(losses[case])])
    return picked


def _promises_broken(comparison: Comparison) -> dict[str, tuple[str, Change]]:
    """Case -> person and its first new violation; the base may not have finished the case."""
    found: dict[str, tuple[str, Change]] = {}
    for metric in comparison.metrics:
        for one in metric.promise.new if metric.promise else ():
            change = Change(metric.metric, metric.better, metric.margin, float(one.times))
            found.setdefault(one.case, (one.person, change))
    return found


def _lowest(suite: Suite, run: Measured, limit: int) -> _Picked:
    gating = [metric for metric in suite.metrics if metric.gates] or suite.metrics
    losses: dict[str, dict[str, float]] = {}
    for metric in gating:
        scored = [case for case in run.cases if metric.name in case.scores]
        centre = fsum(case.scores[metric.name] for case in scored) / max(1, len(scored))
        for case in scored:
            below = turned(centre - case.scores[metric.name], metric.better)
            losses.setdefault(case.case, {})[metric.name] = below / metric.margin
    by_case = {case.case: case for case in run.cases}
    picked: _Picked = {}
    for case in _order(losses)[:limit]:
        changes = [_standing(metric, by_case[case].scores) for metric in suite.metrics]
        present = [change for change in changes if change is not None]
        worst = next(change for change in present if change.metric == _worst(losses[case]))
        picked[case] = by_case[case].person, _first(present, worst)
    return picked


def _standing(metric: Metric, scores: Mapping[str, float]) -> Change | None:
    score = scores.get(metric.name)
    return None if score is None else Change(metric.name, metric.better, metric.margin, score)


def _order(losses: Mapping[str, Mapping[str, float]]) -> list[str]:
    """Cases that lost something, the largest single loss first, then the largest sum."""
    lost = [case for case, each in losses.items() if max(each.values()) > NOISE]
    return sorted(
        lost, key=lambda case: (-max(losses[case].values()), -fsum(losses[case].values()), case)
    )


def _worst(losses: Mapping[str, float]) -> str:
    """The metric that lost most."""
    return max(losses, key=losses.__getitem__)


def _first(changes: list[Change], first: Change) -> list[Change]:
    """That metric in front, the others in the suite's order."""
    return sorted(changes, key=lambda change: change.metric != first.metric)


def _same_repeat(
    base: Sequence[Told], head: Sequence[Told], change: Change
) -> tuple[Told | None, Told | None]:
    """The repeat that lost most of those on both sides, so that like is read beside like."""
    by_repeat = {told.repeat: told for told in base}
    both = [(by_repeat[told.repeat], told) for told in head if told.repeat in by_repeat]
    if not both:
        return _lowest_repeat(base, change), _lowest_repeat(head, change)
    return min(both, key=lambda pair: _gain(*pair, change))


def _gain(base: Told, head: Told, change: Change) -> float:
    before, after = base.scores.get(change.metric), head.scores.get(change.metric)
    if before is None or after is None:
        return float("inf")
    return turned(after - before, change.better)


def _lowest_repeat(told: Sequence[Told], change: Change) -> Told | None:
    def standing(one: Told) -> float:
        score = one.scores.get(change.metric)
        return float("inf") if score is None else turned(score, change.better)

    return min(told, key=standing, default=None)

"""From two sides to what a report shows: verdicts, worst cases, tie-breaks.

Owns: putting measuring, comparing and the report's content together. Promise: a suite that cannot
be compared is named with the reason, and does not stop the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from byline.errors import BylineError
from byline.evaluation.calibration import advisory_metrics
from byline.evaluation.comparing import compare
from byline.evaluation.comparison import Comparison
from byline.evaluation.models import Exhibit, Row, Suite
from byline.evaluation.pairwise import Duel, PairwiseJudge, Tally, tally
from byline.evaluation.planning import versions_now
from byline.evaluation.report import selection
from byline.evaluation.report.content import (
    ComparedSuite,
    MeasuredSuite,
    Provenance,
    ReportData,
)
from byline.evaluation.sides import RunSide, Side

UNDECIDED = frozenset({"no difference seen", "inconclusive"})


def compared(
    suites: Sequence[Suite],
    base: Side,
    head: Side,
    *,
    command: str,
    made: datetime,
    prompt_diff: Mapping[str, str] | None = None,
) -> ReportData:
    """Compare every suite; what cannot be compared is in `broken`."""
    found: list[ComparedSuite] = []
    broken: dict[str, str] = {}
    for suite in suites:
        try:
            verdict = compare(
                suite, base.measured(suite), head.measured(suite), _advisory(suite, base, head)
            )
        except BylineError as error:
            broken[suite.id] = error.what
            continue
        found.append(selection.compared(verdict, base.rows(), head.rows()))
    return ReportData(
        provenance=Provenance(command, made, base.label, head.label, versions_now()),
        compared=found,
        prompt_diff=prompt_diff or {},
        broken=broken,
    )


def measured(suites: Sequence[Suite], side: RunSide, *, command: str, made: datetime) -> ReportData:
    """One run by itself."""
    found: list[MeasuredSuite] = [
        selection.measured(suite, side.measured(suite), side.rows()) for suite in suites
    ]
    return ReportData(
        provenance=Provenance(command, made, head=side.label, versions=versions_now()),
        measured=found,
    )


def tie_breaks(
    comparison: Comparison,
    base: Iterable[Row],
    head: Iterable[Row],
    judge: PairwiseJudge,
    heard: Callable[[int], None],
) -> dict[str, Tally]:
    """Pairwise verdicts where a judged metric decided nothing; two calls a pair of exhibits.

    `heard` is told how many pairs were compared. Exhibits are paired by case, repeat and place.
    """
    wanted = {
        metric.metric: metric.rubric
        for metric in comparison.metrics
        if metric.rubric is not None and metric.verdict in UNDECIDED
    }
    if not wanted:
        return {}
    rubrics = set(wanted.values())
    before = _exhibits(base, comparison.suite, comparison.base.variant, rubrics)
    after = _exhibits(head, comparison.suite, comparison.head.variant, rubrics)
    found: dict[str, Tally] = {}
    compared_pairs = 0
    for name, rubric in wanted.items():
        duels: list[Duel] = []
        for key in sorted(before.keys() & after.keys()):
            if before[key].rubric == rubric:
                duels.append(judge(before[key], after[key]))
                compared_pairs += 1
                heard(compared_pairs)
        found[name] = tally(duels)
    return found


def _exhibits(
    rows: Iterable[Row], suite: str, variant: str, rubrics: set[str]
) -> dict[tuple[str, int, str, int], Exhibit]:
    found: dict[tuple[str, int, str, int], Exhibit] = {}
    for row in rows:
        if (row.suite, row.variant, row.status) == (suite, variant, "done"):
            for place, exhibit in enumerate(row.outcome.exhibits):
                if exhibit.rubric in rubrics:
                    found[row.case, row.repeat, exhibit.rubric, place] = exhibit
    return found


def _advisory(suite: Suite, *sides: Side) -> set[str]:
    """Judged metrics that may not gate: a judge nobody named is no calibrated one either."""
    judges = {side.manifest.judge for side in sides if isinstance(side, RunSide)} or {""}
    return set[str]().union(*(advisory_metrics(suite, judge) for judge in judges))

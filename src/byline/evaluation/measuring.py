"""From rows to a measured run, and from that to a baseline and a table.

Owns: averaging the repeats of a case, and the baseline file. Promise: rows are read once and only
their numbers kept; a row counts once, as its last line says, so that a resumed run counts exactly;
failed and invalid rows are counted and never scored zero; the order of the rows changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from math import isfinite
from pathlib import Path

from pydantic import ValidationError

from byline.errors import InputError
from byline.evaluation.models import (
    Baseline,
    CaseScores,
    Measured,
    Metric,
    Row,
    RowStatus,
    Strict,
    Suite,
)
from byline.evaluation.promises import texts
from byline.evaluation.statistics import Bounds, cluster_means, mean, mean_interval, wilson
from byline.files import read_text, replace
from byline.validation import first_problem


class Summary(Strict):
    """One metric of one run."""

    metric: str
    what: str
    mean: float | None
    """Over people; None where no case had a number."""
    low: float | None = None
    """95 %, by `method`; None for one person and where nothing varies to learn from."""
    high: float | None = None
    method: str = ""
    """t over people, or Wilson; empty without an interval."""
    people: int
    cases: int
    """Cases that had a number."""


@dataclass
class _Repeat:
    """What is kept of a row."""

    status: RowStatus
    scores: dict[str, float] = field(default_factory=dict[str, float])
    violations: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    length: int | None = None


@dataclass
class _Heap:
    """Everything rows add up to."""

    people: dict[str, str] = field(default_factory=dict[str, str])
    repeats: dict[str, dict[int, _Repeat]] = field(default_factory=dict[str, dict[int, _Repeat]])
    models: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])
    prompts: dict[str, str] = field(default_factory=dict[str, str])


def measure(rows: Iterable[Row], suite: Suite, variant: str, planned: int) -> Measured:
    """Average what `variant` scored on `suite`; rows of others are passed over.

    `planned` is cases x repeats. Only metrics the suite names are kept. InputError when finished
    rows of this variant come from two models or from two texts of one prompt: their mean would
    be of nothing.
    """
    heap = _Heap()
    names = {metric.name for metric in suite.metrics}
    for row in rows:
        if (row.suite, row.variant) == (suite.id, variant):
            _add(heap, row, names)
    provider, model = _one_model(heap, variant)
    kept = [repeat for repeats in heap.repeats.values() for repeat in repeats.values()]
    counts = {
        status: sum(repeat.status == status for repeat in kept)
        for status in ("done", "failed", "invalid")
    }
    averaged = (_average(heap, case) for case in sorted(heap.repeats))
    return Measured(
        suite=suite.id,
        variant=variant,
        provider=provider,
        model=model,
        prompts=dict(sorted(heap.prompts.items())),
        planned=planned,
        cases=[case for case in averaged if case.repeats],
        **counts,
    )


def summarise(measured: Measured, suite: Suite) -> list[Summary]:
    """Mean and interval of every metric, in the suite's order; n is people, never rows."""
    return [_summary(measured, metric) for metric in suite.metrics]


def baseline(
    measured: Measured, command: str, made: datetime, versions: Mapping[str, str]
) -> Baseline:
    """What is committed: the measured run and how to make it again."""
    names = sorted({name for case in measured.cases for name in case.scores})
    return Baseline(
        command=command,
        made=made,
        versions=dict(versions),
        means={name: mean(_people(measured, name)) for name in names},
        measured=measured,
    )


def save_baseline(path: Path, found: Baseline) -> None:
    """Write a baseline, whole or not at all; keys in order, so that a change reads as one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    replace(path, found.model_dump_json(indent=1, exclude_defaults=True) + "\n")
    # Committed beside the code, unlike what a person writes.
    path.chmod(0o644)


def load_baseline(path: Path) -> Baseline:
    """Read a baseline; InputError names the file and the first field that is wrong."""
    try:
        return Baseline.model_validate_json(read_text(path))
    except ValidationError as error:
        problem = first_problem(error)
        raise InputError(
            f"基线文件的 {problem.field} 不对：{problem.message}",
            value=str(path),
            next_step="用文件里 command 那一行的命令重做一份",
        ) from error


def _people(measured: Measured, metric: str) -> list[float]:
    """One mean per person, over the cases that have this metric."""
    return cluster_means(
        (case.person, case.scores[metric]) for case in measured.cases if metric in case.scores
    )


def _add(heap: _Heap, row: Row, names: set[str]) -> None:
    kept = _Repeat(row.status)
    if row.status == "done":
        found = {name: row.outcome.scores.get(name) for name in names}
        kept.scores = {
            name: score for name, score in found.items() if score is not None and isfinite(score)
        }
        kept.violations = {name: row.outcome.violations.get(name, []) for name in names}
        kept.length = row.outcome.length
        heap.models.add((row.provider, row.model))
        for name, digest in row.prompts.items():
            if heap.prompts.setdefault(name, digest) != digest:
                raise _mixed(f"提示词 {name} 的两种写法", row.variant)
    heap.people[row.case] = row.person
    heap.repeats.setdefault(row.case, {})[row.repeat] = kept


def _one_model(heap: _Heap, variant: str) -> tuple[str, str]:
    if len(heap.models) > 1:
        names = "、".join("/".join(pair) for pair in sorted(heap.models))
        raise _mixed(f"几个模型（{names}）", variant)
    return next(iter(heap.models), ("", ""))


def _mixed(what: str, variant: str) -> InputError:
    return InputError(
        f"同一次运行里混着{what}，平均起来没有意义",
        value=variant,
        next_step="换一个运行目录，不带 --resume 重新跑一次",
    )


def _average(heap: _Heap, case: str) -> CaseScores:
    done = [one for one in heap.repeats[case].values() if one.status == "done"]
    names = sorted({name for one in done for name in one.scores})
    broken = {name for one in done for name, words in one.violations.items() if words}
    lengths = [float(one.length) for one in done if one.length is not None]
    return CaseScores(
        case=case,
        person=heap.people[case] or case,
        repeats=len(done),
        scores={
            name: mean([one.scores[name] for one in done if name in one.scores]) for name in names
        },
        violations={name: texts([one.violations for one in done], name) for name in sorted(broken)},
        length=mean(lengths) if lengths else None,
    )


def _summary(measured: Measured, metric: Metric) -> Summary:
    values = _people(measured, metric.name)
    bounds: Bounds | None = None
    if values:
        # A person's cases are not independent, so a rate too is counted over people.
        bounds = wilson(sum(values), len(values)) if metric.rate else mean_interval(values)
    return Summary(
        metric=metric.name,
        what=metric.what,
        mean=mean(values) if values else None,
        low=bounds.low if bounds else None,
        high=bounds.high if bounds else None,
        method="" if bounds is None else "Wilson" if metric.rate else "t over people",
        people=len(values),
        cases=sum(metric.name in case.scores for case in measured.cases),
    )

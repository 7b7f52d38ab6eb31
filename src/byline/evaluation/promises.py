"""Promises that were broken: which violations are new, which are old, and which are gone.

Owns: holding the violations of two runs against each other. Promise: no statistics. A violation is
old when the base has it too, in the same case and with the same words; where a side kept only how
many there were, as many as the other side has are old. Everything else is new, and an old one
never hides a new one: what the base did not finish or did not measure excuses nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil

from byline.evaluation.models import CaseScores, Measured, Metric, Strict
from byline.evaluation.statistics import NOISE


class Violation(Strict):
    """One place where a promise was broken."""

    case: str
    person: str
    text: str = ""
    """The words; empty where the run kept only how many there were."""
    times: int = 1


class Promise(Strict):
    """What became of a metric that allows no violation; nothing in it is an average."""

    new: list[Violation]
    """What the base has not: each of them, or `fresh` of them where the base has only a count."""
    old: list[Violation]
    """What the base has too."""
    fresh: int
    """How many are new for certain; one is enough to be worse."""
    gone: int
    """How many of the base's are no more."""
    measured: bool
    """Whether the head has a number for it in any case."""
    base_measured: bool


def violations(run: Measured, metric: Metric) -> list[Violation]:
    """Every violation of one run, in the order of its cases."""
    return [one for case in run.cases for one in _listed(case, _Broken.of(case, metric.name))]


def weigh(metric: Metric, base: Measured, head: Measured) -> Promise:
    """Hold what the head did wrong against what the base did."""
    before = {case.case: _Broken.of(case, metric.name) for case in base.cases}
    promise = _Tally()
    for case in head.cases:
        _weigh_case(promise, case, before.pop(case.case, _Broken()), metric.name)
    return Promise(
        new=promise.new,
        old=promise.old,
        fresh=promise.fresh,
        gone=promise.gone,
        measured=_measures(head, metric.name),
        base_measured=_measures(base, metric.name),
    )


@dataclass
class _Broken:
    """What one case of one run did wrong."""

    told: Counter[str] = field(default_factory=Counter[str])
    """Its words, white space aside."""
    words: dict[str, str] = field(default_factory=dict[str, str])
    """The same as they stood."""
    untold: int = 0
    """How many more there were."""

    @classmethod
    def of(cls, case: CaseScores, metric: str) -> _Broken:
        told, words = Counter[str](), dict[str, str]()
        for text in case.violations.get(metric, []):
            key = "".join(text.split())
            told[key] += 1
            words.setdefault(key, text)
        # Of averaged repeats: a violation in one of three is one violation.
        counted = ceil(case.scores.get(metric, 0.0) - NOISE)
        return cls(told, words, max(0, counted - told.total()))

    @property
    def total(self) -> int:
        return self.told.total() + self.untold


@dataclass
class _Tally:
    """What the cases add up to."""

    new: list[Violation] = field(default_factory=list[Violation])
    old: list[Violation] = field(default_factory=list[Violation])
    fresh: int = 0
    gone: int = 0


def _weigh_case(promise: _Tally, case: CaseScores, base: _Broken, metric: str) -> None:
    head = _Broken.of(case, metric)
    left_of_head, left_of_base = head.told - base.told, base.told - head.told
    # Words the base has not may be those it only counted; a bare count may be any it has.
    told = max(0, left_of_head.total() - base.untold)
    spare = left_of_base.total() + max(0, base.untold - left_of_head.total())
    untold = max(0, head.untold - spare)
    listed = left_of_head if told else Counter[str]()
    promise.new += _listed(case, _Broken(listed, head.words, untold))
    promise.old += _listed(case, _Broken(head.told - listed, head.words, head.untold - untold))
    promise.fresh += told + untold
    promise.gone += max(0, base.total - (head.total - told - untold))


def _listed(case: CaseScores, broken: _Broken) -> Iterator[Violation]:
    for key, times in broken.told.items():
        yield Violation(case=case.case, person=case.person, text=broken.words[key], times=times)
    if broken.untold:
        yield Violation(case=case.case, person=case.person, times=broken.untold)


def _measures(run: Measured, metric: str) -> bool:
    return any(metric in case.scores or case.violations.get(metric) for case in run.cases)


def texts(kept: Sequence[Mapping[str, Sequence[str]]], metric: str) -> list[str]:
    """The words of a case's repeats together: each as often as in the repeat that has it most."""
    most: Counter[str] = Counter()
    for one in kept:
        most |= Counter(one.get(metric, ()))
    return list(most.elements())

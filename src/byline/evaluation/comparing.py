"""Comparing two measured runs of one suite: pair, test, correct, decide.

Owns: the order of things. Promise: repeats were averaged when measuring, cases of one person are
averaged before anything is tested, so n is people; both sides of a pair must have a number, what
has not is dropped on both sides and said; an advisory metric never gates; a promise is held over
all cases of the head, paired or not.

Holm runs over the gating averages of the suite, and separately over the others, so that a metric
shown for information costs the gating ones no power; promises are decided by no p and are in
neither. The family is everything the suite measures,
moved or not: leaving out what did not move would be choosing by the result.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, replace

from byline.errors import InputError
from byline.evaluation import statistics
from byline.evaluation.comparison import Comparison, Interval, MetricComparison, Pair, Side
from byline.evaluation.lengths import length_effect
from byline.evaluation.models import CaseScores, Measured, Metric, Suite
from byline.evaluation.promises import Promise, weigh
from byline.evaluation.reasons import faults, why
from byline.evaluation.statistics import Bounds, PairedTest
from byline.evaluation.verdict import Decision, Verdict, decide, decide_promise, overall


@dataclass(frozen=True)
class _Effect:
    """One metric, paired and tested, not yet corrected or decided."""

    metric: Metric
    gates: bool
    advisory: bool
    pairs: list[Pair]
    gains: list[float]
    """One a person, positive is better."""
    test: PairedTest | None
    """Of `gains`; None without a pair."""
    promise: Promise | None
    """Of a `never` metric."""


@dataclass(frozen=True)
class _Matched:
    """The cases both sides finished."""

    base: dict[str, CaseScores]
    head: dict[str, CaseScores]
    unpaired: list[str]


def compare(
    suite: Suite, base: Measured, head: Measured, advisory: Container[str] = frozenset()
) -> Comparison:
    """The verdict on `head` against `base`; names in `advisory` are shown and do not gate.

    InputError when one of them is not of this suite.
    """
    for side in (base, head):
        if side.suite != suite.id:
            raise InputError(
                f"这不是套件 {suite.id} 的结果，没法比",
                value=side.suite,
                next_step="选同一个套件的两次运行",
            )
    matched = _match(base, head)
    effects = [
        _effect(
            metric,
            matched,
            metric.name in advisory,
            weigh(metric, base, head) if metric.never else None,
        )
        for metric in suite.metrics
    ]
    families = {gates: _corrected(effects, gates=gates) for gates in (True, False)}
    metrics = [_metric(effect, families[effect.gates], matched) for effect in effects]
    sides = (_side(base), _side(head))
    broken = faults(sides)
    verdict, code = overall(_deciding(metrics), bool(broken))
    return Comparison(
        suite=suite.id,
        what=suite.what,
        base=sides[0],
        head=sides[1],
        unpaired=matched.unpaired,
        metrics=metrics,
        verdict=verdict,
        exit_code=code,
        reasons=why(metrics, sides, matched.unpaired, broken),
    )


def _deciding(metrics: Sequence[MetricComparison]) -> list[Verdict]:
    """The gating verdicts; all of them where nothing at all moved, gating or not."""
    if all(metric.method == "identical" for metric in metrics):
        return [metric.verdict for metric in metrics]
    return [metric.verdict for metric in metrics if metric.gates]


def _match(base: Measured, head: Measured) -> _Matched:
    first = {case.case: case for case in base.cases}
    second = {case.case: case for case in head.cases}
    return _Matched(first, second, sorted(first.keys() ^ second.keys()))


def _effect(metric: Metric, matched: _Matched, advisory: bool, promise: Promise | None) -> _Effect:
    name = metric.name
    pairs = [
        Pair(case=case, person=after.person, base=before.scores[name], head=after.scores[name])
        for case, after in sorted(matched.head.items())
        if (before := matched.base.get(case)) is not None
        and name in before.scores
        and name in after.scores
    ]
    turn = 1.0 if metric.better == "higher" else -1.0
    differences = [(pair.person, turn * (pair.head - pair.base)) for pair in pairs]
    gains = statistics.cluster_means(differences)
    test = statistics.paired_test(gains) if gains else None
    moved = not statistics.is_zero([value for _, value in differences])
    if test is not None and test.method == "identical" and moved:
        # Cases that moved and cancelled out within every person are not the same on both sides.
        test = replace(test, method="sign flip")
    gates = metric.gates and not advisory
    return _Effect(metric, gates, advisory, pairs, gains, test, promise)


def _corrected(effects: Sequence[_Effect], *, gates: bool) -> dict[str, float]:
    """Holm over one family; promises and what has no p are not in it."""
    family = [
        (effect.metric.name, effect.test.p)
        for effect in effects
        if effect.promise is None
        and effect.gates is gates
        and effect.test is not None
        and effect.test.p is not None
    ]
    adjusted = statistics.holm([p for _, p in family])
    return {name: p for (name, _), p in zip(family, adjusted, strict=True)}


def _metric(effect: _Effect, family: dict[str, float], matched: _Matched) -> MetricComparison:
    metric, test = effect.metric, effect.test
    p_holm = family.get(metric.name)
    shown: dict[str, object] = {
        "metric": metric.name,
        "what": metric.what,
        "better": metric.better,
        "margin": metric.margin,
        "rate": metric.rate,
        "rubric": metric.rubric,
        "advisory": effect.advisory,
        "gates": effect.gates,
        "cases": len(effect.pairs),
        "people": len(effect.gains),
        "pairs": effect.pairs,
        "promise": effect.promise,
    }
    if test is not None:
        shown |= _tested(effect, test) | _sides(effect) | {"p_holm": p_holm}
    if effect.promise is not None:
        decision = decide_promise(effect.promise)
    elif test is not None:
        decision = decide(test, p_holm, metric.margin, len(family))
    else:
        decision = Decision("inconclusive", "没有一个用例两边都有分")
    if metric.rubric is not None:
        shown["length"] = length_effect(effect.pairs, matched.base, matched.head)
    return MetricComparison.model_validate(
        shown | {"verdict": decision.verdict, "why": decision.why}
    )


def _tested(effect: _Effect, test: PairedTest) -> dict[str, object]:
    """What the test says, turned back into the metric's own unit."""
    lower = effect.metric.better == "lower"
    return {
        "difference": -test.mean if lower else test.mean,
        "gain": test.mean,
        "interval": _interval(test.interval, turned=lower),
        "method": test.method,
        "bootstrap": _interval(statistics.bootstrap(effect.gains), turned=lower),
        "p": test.p,
        "p_sign_flip": statistics.sign_flip(effect.gains),
        "detectable": statistics.detectable(test.sd, test.n),
        "people_needed": statistics.people_needed(test.sd, effect.metric.margin),
    }


def _sides(effect: _Effect) -> dict[str, object]:
    """Both sides by themselves, over the paired cases."""
    pairs = effect.pairs
    base = statistics.cluster_means((pair.person, pair.base) for pair in pairs)
    head = statistics.cluster_means((pair.person, pair.head) for pair in pairs)
    turn = 1.0 if effect.metric.better == "higher" else -1.0
    gains = [turn * (pair.head - pair.base) for pair in pairs]
    better = sum(gain > statistics.NOISE for gain in gains)
    worse = sum(gain < -statistics.NOISE for gain in gains)
    found: dict[str, object] = {
        "base": statistics.mean(base),
        "head": statistics.mean(head),
        "cases_better": better,
        "cases_worse": worse,
        "cases_equal": len(pairs) - better - worse,
    }
    if effect.metric.rate:
        found["base_rate"] = _interval(statistics.wilson(sum(base), len(base)))
        found["head_rate"] = _interval(statistics.wilson(sum(head), len(head)))
    return found


def _interval(bounds: Bounds | None, *, turned: bool = False) -> Interval | None:
    if bounds is None:
        return None
    low, high = (-bounds.high, -bounds.low) if turned else bounds
    return Interval(low=low, high=high)


def _side(measured: Measured) -> Side:
    counted = measured.done + measured.failed + measured.invalid
    return Side(
        variant=measured.variant,
        provider=measured.provider,
        model=measured.model,
        prompts=measured.prompts,
        planned=measured.planned,
        done=measured.done,
        failed=measured.failed,
        invalid=measured.invalid,
        missing=max(0, measured.planned - counted),
        cases=len(measured.cases),
    )

"""How well a judge agrees with people: Cohen's kappa, and both of its rates.

Owns: the arithmetic of calibration. Promise: every figure has an interval, and labels that cannot
show agreement give kappa 0 with the whole of [-1, 1], so that `kappa >= 0.6` is never true by
accident.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from math import sqrt
from typing import NamedTuple

from byline.evaluation.statistics import Bounds, normal_reach, wilson


class Kappa(NamedTuple):
    """Cohen's kappa with its 95 % interval."""

    kappa: float
    low: float
    high: float


class Rate(NamedTuple):
    """A share with its Wilson interval; None without anything to count."""

    value: float | None
    interval: Bounds
    n: int


def kappa(pairs: Sequence[tuple[Hashable, Hashable]]) -> Kappa:
    """Cohen's kappa of two raters over the same items, unweighted, any number of categories.

    The interval is asymptotic, with the variance for a kappa that is not 0 (Fleiss, Cohen and
    Everitt 1969, formula 13), cut to [-1, 1]. That variance is 0 when the raters agree on
    everything; the lower end is then taken from Wilson's interval of the agreement. Where a rater
    used one category only, or there are no pairs, agreement cannot be told from chance: 0 with
    [-1, 1].
    """
    n = len(pairs)
    rows = Counter(first for first, _ in pairs)
    columns = Counter(second for _, second in pairs)
    chance = sum(rows[name] * columns[name] for name in rows) / (n * n) if n else 1.0
    if min(len(rows), len(columns)) < 2:
        return Kappa(0.0, -1.0, 1.0)
    agreed = sum(first == second for first, second in pairs)
    value = (agreed / n - chance) / (1 - chance)
    if agreed == n:
        return Kappa(1.0, (wilson(n, n).low - chance) / (1 - chance), 1.0)
    reach = normal_reach() * sqrt(_variance(pairs, value, chance))
    return Kappa(value, max(-1.0, value - reach), min(1.0, value + reach))


def judge_rates(pairs: Sequence[tuple[bool, bool]]) -> tuple[Rate, Rate]:
    """True positive and true negative rate of (person said so, judge said so), with Wilson."""
    positives = [judge for person, judge in pairs if person]
    negatives = [not judge for person, judge in pairs if not person]
    return _rate(positives), _rate(negatives)


def _variance(pairs: Sequence[tuple[Hashable, Hashable]], value: float, chance: float) -> float:
    n = len(pairs)
    rows = Counter(first for first, _ in pairs)
    columns = Counter(second for _, second in pairs)
    same = other = 0.0
    for (first, second), count in Counter(pairs).items():
        if first == second:
            same += count / n * (1 - (rows[first] + columns[first]) / n * (1 - value)) ** 2
        else:
            other += count / n * ((columns[first] + rows[second]) / n) ** 2
    total = same + (1 - value) ** 2 * other - (value - chance * (1 - value)) ** 2
    return max(0.0, total) / (n * (1 - chance) ** 2)


def _rate(hits: Sequence[bool]) -> Rate:
    n = len(hits)
    return Rate(sum(hits) / n if n else None, wilson(sum(hits), n), n)

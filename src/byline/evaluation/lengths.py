"""Length beside judged scores: judges like long texts.

Owns: the length delta and the correlations shown beside every judged metric. Promise: it only
shows; nothing here decides. A column that does not move has no correlation: None, not 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum, sqrt

from byline.evaluation.comparison import Correlation, Interval, LengthEffect, Pair
from byline.evaluation.models import CaseScores
from byline.evaluation.statistics import cluster_means, mean, paired_test, spread

FEWEST_POINTS = 3
"""Two points always lie on a line."""


def length_effect(
    pairs: Sequence[Pair], base: dict[str, CaseScores], head: dict[str, CaseScores]
) -> LengthEffect | None:
    """Lengths of the texts behind `pairs`; None unless some case has one on both sides."""
    known = [
        (pair, before, after)
        for pair in pairs
        if (before := base[pair.case].length) is not None
        and (after := head[pair.case].length) is not None
    ]
    if not known:
        return None
    test = paired_test(
        cluster_means((pair.person, after - before) for pair, before, after in known)
    )
    texts = [(before, pair.base) for pair, before, _ in known]
    texts += [(after, pair.head) for pair, _, after in known]
    changes = [(after - before, pair.head - pair.base) for pair, before, after in known]
    return LengthEffect(
        difference=test.mean,
        interval=Interval(low=test.interval.low, high=test.interval.high)
        if test.interval
        else None,
        scores=correlate(texts),
        changes=correlate(changes),
    )


def correlate(points: Sequence[tuple[float, float]]) -> Correlation:
    """Pearson's and Spearman's correlation of (x, y); None below three points."""
    if len(points) < FEWEST_POINTS:
        return Correlation(n=len(points))
    first = [x for x, _ in points]
    second = [y for _, y in points]
    return Correlation(
        n=len(points),
        pearson=_pearson(first, second),
        spearman=_pearson(_ranks(first), _ranks(second)),
    )


def _pearson(first: Sequence[float], second: Sequence[float]) -> float | None:
    if spread(first) == 0.0 or spread(second) == 0.0:
        return None
    across, up = mean(first), mean(second)
    both = fsum((x - across) * (y - up) for x, y in zip(first, second, strict=True))
    alone = sqrt(fsum((x - across) ** 2 for x in first)) * sqrt(fsum((y - up) ** 2 for y in second))
    return max(-1.0, min(1.0, both / alone))


def _ranks(values: Sequence[float]) -> list[float]:
    """Ranks from 1; equal values share the middle one."""
    places: dict[float, list[int]] = {}
    for place, value in enumerate(sorted(values), start=1):
        places.setdefault(value, []).append(place)
    return [mean(places[value]) for value in values]

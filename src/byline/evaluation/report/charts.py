"""Geometry of the drawings; the templates turn it into SVG.

Owns: scales and places. Promise: in interval plots right is always better and one margin has the
same length in every metric of a suite, so that they can be read against each other; in slope
charts up is always more, and better, equal and worse stand apart, so that no colour is needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log2, log10

from byline.evaluation.comparison import Interval, MetricComparison, Pair
from byline.evaluation.report.content import turned
from byline.evaluation.statistics import NOISE

PLOT_WIDTH = 240.0
PLOT_HEIGHT = 34.0
FEWEST_MARGINS = 2.0
MOST_MARGINS = 8.0
"""An interval that reaches farther ends in an arrow."""

SLOPE_WIDTH = 340.0
SLOPE_HEIGHT = 220.0
_TOP, _BOTTOM = 36.0, 24.0
_LEFT, _GAP = 36.0, 16.0
_FEW = 400
"""Up to so many cases every pixel counts; above, lines three apart are drawn as one."""


@dataclass(frozen=True)
class IntervalPlot:
    """One metric's gain against its margin; x in pixels of a PLOT_WIDTH drawing."""

    zero: float
    band: tuple[float, float]
    """From one margin worse to one margin better."""
    dot: float
    ends: tuple[float, float] | None
    cut: tuple[bool, bool]
    """Whether the interval goes on past the drawing."""


@dataclass(frozen=True)
class Slope:
    """Cases with the same two scores, as far as the eye can tell."""

    base: float
    head: float
    width: float
    count: int
    cases: Sequence[str]


@dataclass(frozen=True)
class Panel:
    """The cases that moved one way; x in pixels."""

    kind: str
    """worse, same or better."""
    count: int
    left: float
    right: float
    slopes: Sequence[Slope]

    @property
    def middle(self) -> float:
        """Where its heading is centred."""
        return (self.left + self.right) / 2


@dataclass(frozen=True)
class SlopeChart:
    """One metric, every paired case from base to head."""

    metric: MetricComparison
    ticks: Sequence[tuple[float, str]]
    panels: Sequence[Panel]


def interval_plots(metrics: Sequence[MetricComparison]) -> dict[str, IntervalPlot]:
    """A plot for every metric that has a difference, all on one scale of margins."""
    reach = _reach(metrics)
    return {metric.metric: _interval_plot(metric, reach) for metric in metrics if metric.pairs}


def slope_chart(metric: MetricComparison) -> SlopeChart | None:
    """Every paired case; None without one."""
    if not metric.pairs:
        return None
    scores = [score for pair in metric.pairs for score in (pair.base, pair.head)]
    ticks = _ticks(min(scores), max(scores), metric.margin)
    low, high = min(*scores, ticks[0]), max(*scores, ticks[-1])
    kinds: dict[str, list[Pair]] = {"worse": [], "same": [], "better": []}
    for pair in metric.pairs:
        kinds[_kind(pair, metric)].append(pair)
    width = (SLOPE_WIDTH - _LEFT - 2 * _GAP - 6) / 3
    panels: list[Panel] = []
    for index, (kind, pairs) in enumerate(kinds.items()):
        left = _LEFT + index * (width + _GAP)
        slopes = _slopes(pairs, (low, high), 1.0 if len(metric.pairs) <= _FEW else 3.0)
        panels.append(Panel(kind, len(pairs), left, left + width, slopes))
    return SlopeChart(metric, [(_y(tick, low, high), f"{tick:g}") for tick in ticks], panels)


def _interval_plot(metric: MetricComparison, reach: float) -> IntervalPlot:
    def x(margins: float) -> float:
        inside = max(-reach, min(reach, margins))
        return round(PLOT_WIDTH / 2 + inside / reach * (PLOT_WIDTH / 2 - 8), 2)

    gain = (metric.gain or 0.0) / metric.margin
    ends = _gains(metric, metric.interval)
    return IntervalPlot(
        zero=x(0),
        band=(x(-1), x(1)),
        dot=x(gain),
        ends=ends and (x(ends[0]), x(ends[1])),
        cut=(bool(ends and ends[0] < -reach), bool(ends and ends[1] > reach)),
    )


def _gains(metric: MetricComparison, bounds: Interval | None) -> tuple[float, float] | None:
    """An interval of head - base as one of gains, in margins."""
    if bounds is None:
        return None
    low, high = sorted(turned(end, metric.better) for end in (bounds.low, bounds.high))
    return low / metric.margin, high / metric.margin


def _reach(metrics: Sequence[MetricComparison]) -> float:
    farthest = FEWEST_MARGINS
    for metric in metrics:
        ends = _gains(metric, metric.interval) or (0.0, 0.0)
        farthest = max(farthest, abs(ends[0]), abs(ends[1]), abs(metric.gain or 0) / metric.margin)
    return min(farthest, MOST_MARGINS)


def _kind(pair: Pair, metric: MetricComparison) -> str:
    gain = turned(pair.head - pair.base, metric.better)
    if abs(gain) <= NOISE:
        return "same"
    return "better" if gain > 0 else "worse"


def _slopes(pairs: Sequence[Pair], scale: tuple[float, float], step: float) -> list[Slope]:
    """One line for each pair of places; the thicker, the more cases it stands for."""
    groups: dict[tuple[float, float], list[str]] = {}
    for pair in pairs:
        places = (
            round(_y(pair.base, *scale) / step) * step,
            round(_y(pair.head, *scale) / step) * step,
        )
        groups.setdefault(places, []).append(pair.case)
    return [
        Slope(base, head, round(1.1 + 0.6 * log2(len(cases)), 2), len(cases), cases[:3])
        for (base, head), cases in groups.items()
    ]


def _y(score: float, low: float, high: float) -> float:
    height = SLOPE_HEIGHT - _TOP - _BOTTOM
    return round(SLOPE_HEIGHT - _BOTTOM - (score - low) / (high - low) * height, 1)


def _ticks(low: float, high: float, margin: float) -> list[float]:
    """Three to six round numbers around the scores."""
    if high - low < margin:
        low, high = low - margin, high + margin
    rough = (high - low) / 4
    power = 10.0 ** floor(log10(rough))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= rough * 0.999)
    first, last = floor(low / step + NOISE), ceil(high / step - NOISE)
    return [round(index * step, 10) for index in range(first, last + 1)]

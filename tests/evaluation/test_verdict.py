"""The rules by themselves: the margin's edge, a suite's exit code, several suites'."""

import pytest

from byline.evaluation.statistics import Bounds, PairedTest
from byline.evaluation.verdict import decide, overall, together


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [
        (-0.05, 0.05, "no difference seen"),
        (-0.051, 0.01, "inconclusive"),
        (-0.01, 0.051, "inconclusive"),
    ],
)
def test_the_whole_interval_must_lie_within_the_margin(low, high, verdict):
    test = PairedTest(12, (low + high) / 2, 0.1, "paired t", Bounds(low, high), 0.5)
    assert decide(test, 0.5, margin=0.05, family=1).verdict == verdict


def test_together():
    assert together([]) == together([0, 0]) == 0
    assert together([0, 3]) == 3
    assert together([3, 2, 0]) == 2
    assert together([3, 2, 1]) == 1


def test_overall():
    assert overall(["better", "no difference seen"], broken=False) == ("better", 0)
    assert overall(["better", "worse", "inconclusive"], broken=True) == ("worse", 1)
    assert overall(["better"], broken=True) == ("inconclusive", 2)
    assert overall([], broken=False) == ("inconclusive", 3)

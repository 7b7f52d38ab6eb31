"""Lengths beside judged scores, and the two correlations."""

import numpy as np
import pytest
from two_runs import measured, metric, suite

from byline.evaluation.comparing import compare
from byline.evaluation.lengths import correlate
from byline.evaluation.statistics import mean

RISE = [0.1, 0.12, 0.14, 0.16, 0.1, 0.12, 0.14, 0.16]


def test_correlations():
    curved = correlate([(1, 1), (2, 4), (3, 9), (4, 100)])
    assert curved.spearman == pytest.approx(1)
    assert curved.pearson == pytest.approx(np.corrcoef([1, 2, 3, 4], [1, 4, 9, 100])[0, 1])
    tied = correlate([(1, 5), (1, 6), (2, 6), (3, 1)])
    # Ranks 1.5 1.5 3 4 against 2 3.5 3.5 1.
    assert tied.spearman == pytest.approx(np.corrcoef([1.5, 1.5, 3, 4], [2, 3.5, 3.5, 1])[0, 1])
    flat = correlate([(1, 5), (2, 5), (3, 5)])
    assert (flat.n, flat.pearson, flat.spearman) == (3, None, None)
    assert correlate([(1, 1), (2, 2)]).pearson is None
    assert correlate([]).n == 0


def test_length_beside_judged_scores():
    judged = suite(metric(rubric="drafting/style"))
    base = measured([0.5] * 8, lengths=[100.0] * 8)
    head = measured(
        [0.5 + change for change in RISE], lengths=[100 + 1000 * change for change in RISE]
    )
    (one,) = compare(judged, base, head).metrics
    assert one.length is not None and one.length.interval is not None
    assert one.length.difference == pytest.approx(1000 * mean(RISE))
    assert one.length.interval.low > 0
    assert one.length.scores.n == 16
    assert one.length.changes.pearson == pytest.approx(1)
    assert one.length.changes.spearman == pytest.approx(1)
    assert compare(judged, measured([0.5] * 8), head).metrics[0].length is None
    assert compare(suite(), base, head).metrics[0].length is None

"""True effect 0: how often a test, and the whole verdict, sees one all the same. Seeded."""

import numpy as np
import pytest

from byline.evaluation.statistics import cluster_means, holm, paired_test
from byline.evaluation.verdict import decide

SIMULATIONS = 10_000


def _false_positives(samples) -> float:
    return float(np.mean([paired_test(sample).p < 0.05 for sample in samples.tolist()]))


@pytest.mark.parametrize("n", [10, 20, 40])
def test_false_positive_rate_is_five_percent(n):
    random = np.random.default_rng(n)
    plain = random.normal(size=(SIMULATIONS, n))
    assert 0.04 <= _false_positives(plain) <= 0.06
    # Scores that are shares: differences of binomials, lumpy and with many ties.
    lumpy = (random.binomial(8, 0.7, plain.shape) - random.binomial(8, 0.7, plain.shape)) / 8
    assert 0.03 <= _false_positives(lumpy) <= 0.07


@pytest.mark.parametrize("n", [10, 20, 40])
def test_false_positive_rate_with_repeats_averaged_and_clusters(n):
    random = np.random.default_rng(100 + n)
    people = random.normal(0, 1, (SIMULATIONS // 4, n, 1, 1))
    cases = random.normal(0, 0.5, (SIMULATIONS // 4, n, 3, 1))
    repeats = random.normal(0, 0.5, (SIMULATIONS // 4, n, 3, 2))
    found = (people + cases + repeats).mean(axis=3)
    hits = blind = 0
    for sample in found.tolist():
        means = cluster_means((who, value) for who, row in enumerate(sample) for value in row)
        hits += paired_test(means).p < 0.05
        blind += paired_test([value for row in sample for value in row]).p < 0.05
    assert 0.03 <= hits / len(found) <= 0.07
    # Taking cases of one person for independent is what the clustering is there against.
    assert blind / len(found) > 0.15


@pytest.mark.parametrize("n", [10, 20, 40])
def test_interval_covers_the_truth_in_95_of_100(n):
    samples = np.random.default_rng(200 + n).normal(0.3, 1, (SIMULATIONS, n)).tolist()
    inside = 0
    for sample in samples:
        interval = paired_test(sample).interval
        inside += interval is not None and interval.low <= 0.3 <= interval.high
    assert 0.94 <= inside / len(samples) <= 0.96


@pytest.mark.parametrize("n", [10, 20, 40])
def test_false_alarms_of_the_whole_procedure(n):
    """Five metrics that share their people, nothing true: some verdict in about 5 % of runs."""
    random = np.random.default_rng(300 + n)
    shared = random.normal(size=(3000, 1, n))
    samples = 0.3 * shared + random.normal(size=(3000, 5, n))
    alarms = 0
    for run in samples.tolist():
        tests = [paired_test(gains) for gains in run]
        adjusted = holm([test.p for test in tests])
        verdicts = [
            decide(test, p, margin=1e-9, family=5).verdict
            for test, p in zip(tests, adjusted, strict=True)
        ]
        alarms += any(verdict in ("better", "worse") for verdict in verdicts)
    assert 0.03 <= alarms / len(samples) <= 0.07

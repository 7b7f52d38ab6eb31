"""The arithmetic: against scipy, against hand-known values, and against what tests promise."""

import subprocess
import sys
from itertools import product
from math import inf, nan, sqrt

import numpy as np
import pytest
import scipy.stats
from hypothesis import assume, given
from hypothesis import strategies as st

from byline.evaluation import statistics
from byline.evaluation.statistics import (
    BOOTSTRAP_FROM,
    bootstrap,
    cluster_means,
    detectable,
    holm,
    mean,
    mean_interval,
    paired_test,
    people_needed,
    sign_flip,
    spread,
    wilson,
)

SCORES = st.integers(-1000, 1000).map(lambda whole: whole / 1000)
DIFFERENCES = st.lists(SCORES, min_size=2, max_size=30)
P_VALUES = st.lists(st.floats(0, 1), max_size=12)


@given(DIFFERENCES, st.randoms())
def test_paired_t_is_scipys(differences, random):
    assume(spread(differences) > 0)
    head = [random.random() for _ in differences]
    base = [one - difference for one, difference in zip(head, differences, strict=True)]
    theirs = scipy.stats.ttest_rel(head, base)
    ours = paired_test(differences)
    assert ours.p == pytest.approx(theirs.pvalue, rel=1e-6)
    low, high = theirs.confidence_interval(0.95)
    assert ours.interval == pytest.approx((low, high), abs=1e-9)
    assert ours.method == "paired t"


@given(DIFFERENCES)
def test_interval_excludes_zero_exactly_when_p_is_below_five_percent(differences):
    test = paired_test(differences)
    assert test.p is not None
    assume(abs(test.p - 0.05) > 1e-6)
    outside = test.interval is not None and not test.interval.low <= 0 <= test.interval.high
    assert outside == (test.p < 0.05)


@given(DIFFERENCES, st.randoms())
def test_order_changes_nothing(differences, random):
    other = random.sample(differences, len(differences))
    assert paired_test(other) == paired_test(differences)
    assert sign_flip(other) == sign_flip(differences)


@given(DIFFERENCES)
def test_swapping_the_sides_mirrors(differences):
    there, back = paired_test(differences), paired_test([-value for value in differences])
    assert (back.mean, back.p, back.sd) == (-there.mean, there.p, there.sd)
    if there.interval is not None:
        assert back.interval == (-there.interval.high, -there.interval.low)
    assert sign_flip([-value for value in differences]) == sign_flip(differences)


def test_nothing_varies():
    same = paired_test([0.0] * 3)
    assert (same.method, same.p, same.interval) == ("identical", 1.0, (0.0, 0.0))
    assert paired_test([0.0]).method == "identical"
    assert paired_test([1e-17, -1e-17, 0.0]).method == "identical"
    five, six = paired_test([-0.2] * 5), paired_test([-0.2] * 6)
    assert (five.method, five.p, five.interval) == ("sign flip", 0.0625, None)
    assert (six.p, six.interval) == (0.03125, pytest.approx((-0.2, -0.2)))
    assert six.p == sign_flip([-0.2] * 6)
    # 0.7 - 0.6 and 0.4 - 0.3 are not the same float.
    assert paired_test([0.7 - 0.6, 0.4 - 0.3, 0.3 - 0.2]).method == "sign flip"


def test_one_and_two_observations():
    one = paired_test([0.3])
    assert (one.n, one.mean, one.p, one.interval, one.method) == (1, 0.3, None, None, "")
    two = paired_test([0.1, 0.3])
    assert two.p == pytest.approx(scipy.stats.ttest_1samp([0.1, 0.3], 0).pvalue)


@pytest.mark.parametrize("bad", [nan, inf, -inf])
@pytest.mark.parametrize(
    "function", [paired_test, sign_flip, bootstrap, mean, spread, mean_interval]
)
def test_what_is_no_number_is_refused(function, bad):
    with pytest.raises(ValueError, match="finite"):
        function([0.1, bad, 0.2])


@pytest.mark.parametrize("function", [paired_test, mean, spread, mean_interval])
def test_nothing_at_all_is_refused(function):
    with pytest.raises(ValueError, match="mean of nothing"):
        function([])


@given(st.lists(SCORES, min_size=1, max_size=8))
def test_sign_flip_is_the_share_of_all_patterns(differences):
    observed = abs(sum(differences))
    sums = [
        abs(sum(sign * value for sign, value in zip(signs, differences, strict=True)))
        for signs in product((1, -1), repeat=len(differences))
    ]
    share = sum(total >= observed - 1e-9 for total in sums) / len(sums)
    assert sign_flip(differences) == pytest.approx(share)


def test_sign_flip_drawn_is_near_exact_and_never_zero():
    random = np.random.default_rng(3)
    differences = random.normal(0.4, 1, 18).tolist()
    every = np.array(list(product((1, -1), repeat=18)), dtype=np.int8)
    exact = float(np.mean(np.abs(every @ differences) >= abs(sum(differences)) - 1e-9))
    assert sign_flip(differences) == pytest.approx(exact, abs=0.01)
    assert sign_flip([1.0 + index / 100 for index in range(60)]) == 1 / 10_001
    assert sign_flip([0.0] * 20) == 1.0


def test_bootstrap_refuses_below_forty_and_without_spread():
    values = np.random.default_rng(1).normal(size=BOOTSTRAP_FROM).tolist()
    assert bootstrap(values[:-1]) is None
    assert bootstrap([0.5] * 50) is None
    assert bootstrap(values) is not None


def test_bootstrap_is_bca():
    skewed = np.random.default_rng(5).exponential(size=60) ** 2
    theirs = scipy.stats.bootstrap(
        (skewed,), np.mean, n_resamples=10_000, method="BCa", rng=np.random.default_rng(7)
    ).confidence_interval
    ours = bootstrap(skewed.tolist())
    # Both draw: at 200,000 resamples they agree to 0.002. Without the skew it is off by 0.05.
    assert ours == pytest.approx((theirs.low, theirs.high), abs=0.02)
    back = bootstrap((-skewed).tolist())
    assert back is not None and ours is not None
    assert back == (-ours.high, -ours.low)
    assert bootstrap(skewed[::-1].tolist()) == ours


def test_bootstrap_corrects_the_bias_twice():
    # Efron 1987 without acceleration (symmetric values): level = Phi(2 z0 + z).
    means = np.array([-0.1] * 60 + [0.1] * 40)
    found = statistics._bca_levels(np.array([-1.0, 0.0, 1.0]), means)
    twice = 2 * scipy.stats.norm.ppf(0.6)
    expected = scipy.stats.norm.cdf([twice + scipy.stats.norm.ppf(tail) for tail in (0.025, 0.975)])
    assert found == pytest.approx(expected.tolist())


def test_bootstrap_in_parts_for_many_people():
    values = np.random.default_rng(2).normal(size=3000)
    bounds = bootstrap(values.tolist())
    assert bounds == pytest.approx(mean_interval(values.tolist()), abs=0.004)
    assert 0 < sign_flip(values.tolist()) <= 1


def test_mean_interval():
    bounds = mean_interval([0.2, 0.4, 0.9])
    low, high = scipy.stats.ttest_1samp([0.2, 0.4, 0.9], 0).confidence_interval()
    assert bounds == pytest.approx((low, high))
    assert mean_interval([0.4]) is None
    assert mean_interval([0.4, 0.4]) is None


@given(st.integers(0, 300), st.data())
def test_wilson_holds_the_rate_and_stays_inside(n, data):
    successes = data.draw(st.floats(0, n))
    low, high = wilson(successes, n)
    assert 0 <= low <= high <= 1
    if n:
        assert low - 1e-9 <= successes / n <= high + 1e-9
        assert wilson(n - successes, n) == pytest.approx((1 - high, 1 - low))


def test_wilson_is_scipys():
    for successes, n in ((0, 12), (3, 10), (12, 12), (81, 263)):
        theirs = scipy.stats.binomtest(successes, n).proportion_ci(method="wilson")
        assert wilson(successes, n) == pytest.approx((theirs.low, theirs.high))
    assert wilson(0, 0) == (0, 1)
    with pytest.raises(ValueError, match="11 of 10"):
        wilson(11, 10)


def test_holm_by_hand():
    # Holm 1979: 0.01 * 4, 0.02 * 3, 0.03 * 2, then never falling.
    assert holm([0.03, 0.01, 0.04, 0.02]) == pytest.approx([0.06, 0.04, 0.06, 0.06])
    assert holm([]) == []
    assert holm([0.2]) == [0.2]


@given(P_VALUES)
def test_holm_never_below_raw_never_above_bonferroni_and_keeps_the_order(p_values):
    adjusted = holm(p_values)
    for raw, now in zip(p_values, adjusted, strict=True):
        assert raw <= now <= min(1.0, raw * len(p_values)) or raw == now
    by_raw = sorted(zip(p_values, adjusted, strict=True))
    assert [now for _, now in by_raw] == sorted(adjusted)


@pytest.mark.parametrize("bad", [nan, -0.1, 1.5])
def test_holm_refuses_what_is_no_p(bad):
    with pytest.raises(ValueError, match="not p values"):
        holm([0.1, bad])


def test_detectable_gives_the_promised_power():
    for n in (5, 10, 40, 150):
        effect = detectable(0.25, n)
        assert effect is not None
        centre = effect / 0.25 * sqrt(n)
        edge = scipy.stats.t.ppf(0.975, n - 1)
        assert 1 - scipy.stats.nct.cdf(edge, n - 1, centre) == pytest.approx(0.8, abs=1e-5)
    assert detectable(0.25, 1) is None
    assert detectable(0.0, 10) is None


@given(st.floats(0.01, 2), st.floats(0.05, 1))
def test_people_needed_is_the_first_number_that_is_enough(sd, effect):
    needed = people_needed(sd, effect)
    assert needed is not None
    enough = detectable(sd, needed)
    assert enough is not None and enough <= effect
    if needed > 2:
        fewer = detectable(sd, needed - 1)
        assert fewer is not None and fewer > effect


def test_people_needed_knows_when_no_number_will_do():
    assert people_needed(1.0, 1e-6) is None
    assert people_needed(0.0, 0.1) is None


def test_cluster_means():
    assert cluster_means([("a", 1.0), ("b", 0.0), ("a", 0.0)]) == [0.5, 0.0]
    assert cluster_means([]) == []


def test_importing_statistics_loads_no_numbers_library():
    code = (
        "import sys, byline.evaluation.comparing, byline.evaluation.measuring as m;"
        "sys.exit(any(name.split('.')[0] in ('numpy', 'scipy') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

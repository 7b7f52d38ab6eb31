"""Kappa and a judge's two rates: published examples, bounds, and what cannot show agreement."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from byline.evaluation.agreement import judge_rates, kappa
from byline.evaluation.statistics import wilson


def test_kappa_by_hand():
    # 45 yes-yes, 15 yes-no, 25 no-yes, 15 no-no: observed 0.60, by chance 0.54.
    pairs = [(1, 1)] * 45 + [(1, 0)] * 15 + [(0, 1)] * 25 + [(0, 0)] * 15
    found = kappa(pairs)
    assert found.kappa == pytest.approx(0.06 / 0.46)
    random = np.random.default_rng(11)
    drawn = [
        kappa([pairs[index] for index in random.integers(0, 100, 100)]).kappa for _ in range(1500)
    ]
    assert (found.high - found.low) / 2 == pytest.approx(1.96 * np.std(drawn), rel=0.08)


def test_kappa_of_fleiss_cohen_everitt():
    # The worked example of their 1969 paper, in hundredths of 200 items: kappa 0.429.
    table = [[53, 5, 2], [11, 14, 5], [1, 6, 3]]
    pairs = [
        (row, column)
        for row, counts in enumerate(table)
        for column, count in enumerate(counts)
        for _ in range(2 * count)
    ]
    found = kappa(pairs)
    assert found.kappa == pytest.approx(0.429, abs=5e-4)
    assert ((found.high - found.low) / 2 / 1.96) ** 2 == pytest.approx(0.002885, abs=1e-5)


@given(st.lists(st.tuples(st.booleans(), st.booleans()), max_size=60))
def test_kappa_is_bounded_and_symmetric(pairs):
    found = kappa(pairs)
    assert -1 <= found.low <= found.kappa <= found.high <= 1
    assert kappa([(second, first) for first, second in pairs]) == pytest.approx(found)


def test_kappa_that_cannot_show_agreement_is_zero():
    assert kappa([]) == (0, -1, 1)
    assert kappa([(True, True)] * 50) == (0, -1, 1)
    assert kappa([(True, True)] * 5 + [(True, False)] * 5).kappa == 0
    assert kappa([(True, False), (False, True)] * 10).kappa == -1
    perfect = kappa([(True, True), (False, False)] * 10)
    assert perfect.kappa == perfect.high == 1
    assert 0.6 < perfect.low < 1


def test_judge_rates():
    pairs = [(True, True)] * 8 + [(True, False)] * 2 + [(False, False)] * 3 + [(False, True)]
    positive, negative = judge_rates(pairs)
    assert (positive.value, positive.n) == (0.8, 10)
    assert positive.interval == wilson(8, 10)
    assert (negative.value, negative.n) == (0.75, 4)
    assert judge_rates([(True, True)])[1] == (None, (0, 1), 0)


def test_a_judge_that_says_one_thing_only_has_shown_nothing() -> None:
    found = kappa([("good", "good")] * 34 + [("poor", "good")] * 21)
    assert found == (0.0, -1.0, 1.0)

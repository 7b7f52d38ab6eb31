"""What holds for any two runs: mirrored sides mirror the verdict, and order changes nothing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from two_runs import measured, metric, suite

from byline.evaluation.comparing import compare
from byline.evaluation.models import Measured

MIRROR = {"better": "worse", "worse": "better"}
PAIRS = st.lists(
    st.tuples(st.integers(0, 20), st.integers(0, 20), st.integers(0, 8)), min_size=1, max_size=16
)


def both(pairs) -> tuple[Measured, Measured]:
    people = [f"p{person}" for *_, person in pairs]
    base = measured([before / 20 for before, _, _ in pairs], people=people)
    return base, measured([after / 20 for _, after, _ in pairs], people=people)


@settings(max_examples=60)
@given(PAIRS, st.sampled_from(["higher", "lower"]))
def test_swapping_the_sides_mirrors_the_verdict(pairs, better):
    base, head = both(pairs)
    there = compare(suite(metric(better=better)), base, head)
    back = compare(suite(metric(better=better)), head, base)
    assert back.verdict == MIRROR.get(there.verdict, there.verdict)
    one, other = there.metrics[0], back.metrics[0]
    assert other.difference == pytest.approx(-one.difference)
    assert (other.p, other.p_sign_flip) == (one.p, one.p_sign_flip)
    assert (other.cases_better, other.cases_equal) == (one.cases_worse, one.cases_equal)
    assert other.detectable == one.detectable


@settings(max_examples=60)
@given(PAIRS)
def test_what_is_higher_is_better_turned_over_is_lower_is_better(pairs):
    base, head = both(pairs)
    up = compare(suite(metric()), base, head).metrics[0]
    down = compare(suite(metric(better="lower")), head, base).metrics[0]
    assert (down.verdict, down.gain, down.p) == (up.verdict, up.gain, up.p)


@settings(max_examples=60)
@given(PAIRS, st.randoms())
def test_the_order_of_cases_changes_nothing(pairs, random):
    base, head = both(pairs)
    mixed = head.model_copy(update={"cases": random.sample(head.cases, len(head.cases))})
    assert compare(suite(), base, mixed) == compare(suite(), base, head)

"""From rows to a measured run: what counts, what does not, and how sure one run can be."""

import random
from datetime import UTC, datetime
from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from byline.errors import InputError
from byline.evaluation.measuring import (
    baseline,
    load_baseline,
    measure,
    save_baseline,
    summarise,
)
from byline.evaluation.models import Metric, Outcome, Row, Suite
from byline.evaluation.statistics import mean_interval, wilson

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
SUITE = Suite(
    id="drafting",
    what="草稿",
    target="drafting",
    metrics=[
        Metric(name="grounded", what="有事实撑着的句子占比", margin=0.05),
        Metric(name="fits", what="字数合适", margin=0.1, rate=True),
    ],
)


def row(case: str, repeat: int = 0, grounded: float | None = None, **more) -> Row:
    scores = more.pop("scores", None) or ({} if grounded is None else {"grounded": grounded})
    fields = {
        "suite": "drafting",
        "case": case,
        "person": case.split("-", maxsplit=1)[0],
        "variant": "head",
        "repeat": repeat,
        "status": "done",
        "outcome": Outcome(scores=scores, length=more.pop("length", None)),
        "provider": "local",
        "model": "small",
        "at": NOON,
    }
    return Row(**(fields | more))


def test_repeats_are_averaged_and_only_finished_numbers_count():
    rows = [
        row("lin-1", 0, 0.5, length=100),
        row("lin-1", 1, 1.0, length=200),
        row("lin-1", 2, 0.0, status="failed", error="超时"),
        row("wu-1", 0, 0.2),
        row("wu-1", 1, 0.0, status="invalid", error="泄露了事实"),
        row("wu-1", 2, None),
        row("xu-1", 0, 0.9, status="failed"),
    ]
    found = measure(rows, SUITE, "head", 9)
    assert (found.planned, found.done, found.failed, found.invalid) == (9, 4, 2, 1)
    lin, wu = found.cases
    assert (lin.case, lin.person, lin.repeats, lin.length) == ("lin-1", "lin", 2, 150.0)
    assert lin.scores == {"grounded": 0.75}
    assert (wu.repeats, wu.scores, wu.length) == (2, {"grounded": 0.2}, None)
    assert (found.provider, found.model) == ("local", "small")


def test_rows_of_others_and_unknown_metrics_are_passed_over():
    rows = [
        row("lin-1", 0, 0.5),
        row("lin-1", 0, 0.9, variant="base"),
        row("lin-1", 0, 0.9, suite="checks"),
        row("wu-1", 0, scores={"grounded": 1.0, "speed": 3.0}),
    ]
    found = measure(iter(rows), SUITE, "head", 2)
    assert [case.scores for case in found.cases] == [{"grounded": 0.5}, {"grounded": 1.0}]
    assert found.done == 2


@pytest.mark.parametrize("score", [None, nan, inf])
def test_what_is_no_number_is_unscored_and_not_zero(score):
    found = measure([row("lin-1", 0, scores={"grounded": score})], SUITE, "head", 1)
    assert found.done == 1
    assert found.cases[0].scores == {}


def test_the_last_line_of_a_row_counts_once():
    rows = [
        row("lin-1", 0, 0.0, status="failed"),
        row("lin-1", 0, 0.4),
        row("lin-1", 0, 0.8),
    ]
    found = measure(rows, SUITE, "head", 1)
    assert (found.done, found.failed) == (1, 0)
    assert found.cases[0].scores == {"grounded": 0.8}


@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.floats(0, 1), st.sampled_from(["done", "failed"])),
        max_size=12,
    ),
    st.integers(),
)
def test_the_order_of_rows_changes_nothing(drawn, seed):
    rows = [
        row(f"{case}-1", index, score, status=status)
        for index, (case, score, status) in enumerate(drawn)
    ]
    other = random.Random(seed).sample(rows, len(rows))
    assert measure(other, SUITE, "head", 12) == measure(rows, SUITE, "head", 12)


def test_a_mixture_has_no_mean():
    with pytest.raises(InputError, match="几个模型"):
        measure([row("a-1"), row("a-2", model="large")], SUITE, "head", 2)
    two = [row("a-1", prompts={"x/y@1": "aa"}), row("a-2", prompts={"x/y@1": "bb"})]
    with pytest.raises(InputError, match="x/y@1"):
        measure(two, SUITE, "head", 2)
    # A row that failed before the model was reached says nothing about the model.
    failed = row("a-2", model="", provider="", status="failed")
    assert measure([row("a-1"), failed], SUITE, "head", 2).model == "small"


def test_summary_counts_people():
    rows = [
        row("lin-1", 0, scores={"grounded": 0.0, "fits": 1.0}),
        row("lin-2", 0, scores={"grounded": 1.0, "fits": 0.0}),
        row("wu-1", 0, scores={"grounded": 0.9, "fits": 1.0}),
        row("xu-1", 0, scores={"fits": 1.0}),
    ]
    grounded, fits = summarise(measure(rows, SUITE, "head", 4), SUITE)
    assert (grounded.people, grounded.cases, grounded.mean) == (2, 3, pytest.approx(0.7))
    assert (grounded.low, grounded.high) == mean_interval([0.5, 0.9])
    assert grounded.method == "t over people"
    assert (fits.people, fits.mean, fits.method) == (3, pytest.approx(2.5 / 3), "Wilson")
    assert (fits.low, fits.high) == wilson(2.5, 3)


def test_summary_of_too_little():
    none, nothing = summarise(measure([], SUITE, "head", 0), SUITE)
    assert (none.mean, none.low, none.people, none.method) == (None, None, 0, "")
    assert nothing.mean is None
    one, _ = summarise(measure([row("lin-1", 0, 0.5)], SUITE, "head", 1), SUITE)
    assert (one.mean, one.low, one.method) == (0.5, None, "")


def test_baseline_comes_back_as_it_was_saved(tmp_path):
    rows = [row("lin-1", 0, 0.1), row("lin-2", 0, 0.2), row("wu-1", 0, 1.0)]
    measured = measure(rows, SUITE, "head", 3)
    made = baseline(measured, "byline eval run drafting", NOON, {"byline": "0.1.0"})
    assert made.means == {"grounded": pytest.approx((0.15 + 1.0) / 2)}
    path = tmp_path / "baselines" / "drafting.json"
    save_baseline(path, made)
    assert load_baseline(path) == made
    assert path.stat().st_mode & 0o777 == 0o644


def test_a_broken_baseline_is_named(tmp_path):
    path = tmp_path / "drafting.json"
    path.write_text('{"command": "x"}', encoding="utf-8")
    with pytest.raises(InputError, match="made") as caught:
        load_baseline(path)
    assert caught.value.value == str(path)
    path.write_text("{", encoding="utf-8")
    with pytest.raises(InputError, match="整体"):
        load_baseline(path)

"""The verdict on two measured runs: rules, pairing, families, exit codes."""

import numpy as np
import pytest
from two_runs import measured, metric, suite

from byline.errors import InputError
from byline.evaluation.comparing import compare
from byline.evaluation.comparison import Comparison
from byline.evaluation.statistics import mean, wilson

RISE = [0.1, 0.12, 0.14, 0.16, 0.1, 0.12, 0.14, 0.16]


def moved(changes, **more) -> Comparison:
    """One metric, from 0.5 by `changes`."""
    base = measured([0.5] * len(changes))
    head = measured([0.5 + change for change in changes])
    return compare(suite(metric(**more)), base, head)


def test_worse():
    found = moved([-change for change in RISE])
    (one,) = found.metrics
    assert (found.verdict, found.exit_code, one.verdict) == ("worse", 1, "worse")
    assert (one.people, one.cases, one.cases_worse, one.cases_better) == (8, 8, 8, 0)
    assert one.difference == one.gain == pytest.approx(-mean(RISE))
    assert one.interval is not None and one.interval.high < 0
    assert one.p == one.p_holm
    assert one.p_sign_flip == 2 / 2**8
    assert one.method == "paired t"
    assert "recall 变差" in found.reasons[0]
    assert [pair.case for pair in one.pairs] == [f"c{index:03}" for index in range(8)]
    assert found.metrics[0].bootstrap is None


def test_lower_is_better_turns_the_gain_and_not_the_difference():
    found = moved(RISE, better="lower")
    (one,) = found.metrics
    assert found.verdict == "worse"
    assert one.difference == pytest.approx(mean(RISE))
    assert one.gain == pytest.approx(-mean(RISE))
    assert one.interval is not None and 0 < one.interval.low <= one.difference
    assert one.difference <= one.interval.high
    assert (one.cases_worse, one.cases_better) == (8, 0)


def test_better():
    found = moved(RISE)
    assert (found.verdict, found.exit_code) == ("better", 0)


def test_identical_is_no_difference_however_few():
    found = moved([0.0, 0.0])
    (one,) = found.metrics
    assert (found.verdict, found.exit_code, one.method) == ("no difference seen", 0, "identical")
    assert (one.p, one.cases_equal) == (1.0, 2)
    assert one.interval is not None and (one.interval.low, one.interval.high) == (0, 0)


def test_identical_metrics_that_do_not_gate_still_exit_fine():
    found = compare(suite(metric(gates=False)), measured([0.5]), measured([0.5]))
    assert (found.verdict, found.exit_code) == ("no difference seen", 0)
    assert not any("资格" in reason for reason in found.reasons)


def test_a_change_within_the_margin_is_no_difference():
    found = moved([0.01, -0.01, 0.02, -0.02, 0.0, 0.01, -0.02, 0.0])
    assert (found.verdict, found.exit_code) == ("no difference seen", 0)
    assert found.metrics[0].method == "paired t"


def test_a_significant_drop_smaller_than_the_margin_is_said():
    found = moved([-0.03, -0.04, -0.03, -0.04, -0.03, -0.04])
    assert (found.verdict, found.exit_code) == ("no difference seen", 0)
    assert "不超过该管的幅度" in found.reasons[0]


def test_a_drop_of_just_the_margin_does_not_exceed_it():
    found = compare(suite(), measured([0.8] * 6), measured([0.75] * 6))
    assert found.verdict == "no difference seen"


def test_fewer_than_five_people_is_inconclusive():
    found = moved([-0.4, -0.41, -0.42, -0.43])
    assert (found.verdict, found.exit_code) == ("inconclusive", 3)
    assert "只有 4 个" in found.metrics[0].why
    assert found.metrics[0].p is not None


def test_five_people_are_enough():
    assert moved([-0.4, -0.41, -0.42, -0.43, -0.44]).verdict == "worse"


def test_noise_is_inconclusive_and_says_what_it_would_take():
    found = moved([0.3, -0.2, 0.1, -0.4, 0.2, 0.05])
    (one,) = found.metrics
    assert (found.verdict, found.exit_code) == ("inconclusive", 3)
    assert one.detectable is not None and one.detectable > 0.05
    assert one.people_needed is not None and str(one.people_needed) in one.why


def test_five_people_who_all_dropped_alike_are_too_few():
    found = moved([-0.5] * 5)
    assert (found.verdict, found.metrics[0].interval) == ("inconclusive", None)
    assert moved([-0.5] * 6).verdict == "worse"


def test_cases_of_one_person_are_one_observation():
    people = [f"p{index // 4}" for index in range(16)]
    changes = [-0.3, -0.31, -0.32, -0.33] * 4
    base = measured([0.5] * 16, people=people)
    found = compare(suite(), base, measured([0.5 + one for one in changes], people=people))
    (one,) = found.metrics
    assert (one.people, one.cases, one.verdict) == (4, 16, "inconclusive")


def test_changes_that_cancel_out_within_people_are_not_identical():
    people = ["a", "a", "b", "b"]
    base = measured([0.5] * 4, people=people)
    found = compare(suite(), base, measured([0.6, 0.4, 0.7, 0.3], people=people))
    assert found.verdict == "inconclusive"
    people = [f"p{index // 2}" for index in range(12)]
    base = measured([0.5] * 12, people=people)
    found = compare(suite(), base, measured([0.6, 0.4] * 6, people=people))
    assert (found.verdict, found.metrics[0].method) == ("no difference seen", "sign flip")


def test_what_has_no_pair_is_dropped_on_both_sides_and_said():
    base = measured([0.5] * 9 + [None], invalid=1, planned=10)
    head = measured([0.5 + change for change in RISE] + [None, 0.0], invalid=1, planned=10)
    found = compare(suite(), base, head)
    assert found.metrics[0].cases == 8
    assert found.unpaired == ["c008", "c009"]
    assert found.exit_code == 0
    assert sum("作废" in reason for reason in found.reasons) == 2
    assert any("2 个用例只有一侧" in reason for reason in found.reasons)


def test_unscored_cases_leave_the_pair():
    base = measured([{"recall": 0.5}] * 8)
    head = measured([{"recall": 0.5 + change} for change in RISE[:7]] + [{}])
    found = compare(suite(), base, head)
    assert found.metrics[0].cases == 7
    assert found.unpaired == []
    assert any("只比了 7 个用例" in reason for reason in found.reasons)


def test_no_numbers_at_all():
    found = compare(suite(), measured([{}, {}]), measured([{}, {}]))
    (one,) = found.metrics
    assert (found.verdict, found.exit_code) == ("inconclusive", 3)
    assert (one.p, one.difference, one.base, one.people) == (None, None, None, 0)


@pytest.mark.parametrize("counts", [{"planned": 9}, {"failed": 1, "planned": 9}])
def test_harness_errors(counts):
    found = compare(suite(), measured([0.5] * 8), measured([0.5] * 8, **counts))
    assert (found.verdict, found.exit_code) == ("inconclusive", 2)
    assert found.head.missing == counts["planned"] - 8 - counts.get("failed", 0)


def test_a_tenth_may_fail():
    base = measured([0.5] * 9, failed=1, planned=10)
    assert compare(suite(), base, base).exit_code == 0


def test_a_regression_is_news_even_when_rows_failed():
    base = measured([0.5] * 8)
    head = measured([0.5 - change for change in RISE], failed=4, planned=12)
    found = compare(suite(), base, head)
    assert (found.verdict, found.exit_code) == ("worse", 1)
    assert any("只有新的一侧失败" in reason for reason in found.reasons)


def two(recall, style) -> list[dict[str, float]]:
    return [{"recall": a, "style": b} for a, b in zip(recall, style, strict=True)]


def test_advisory_metrics_never_gate():
    half = [0.5] * 8
    base, head = measured(two(half, half)), measured(two(half, [0.5 - one for one in RISE]))
    judged = suite(metric(), metric("style", rubric="drafting/style"))
    assert compare(judged, base, head).exit_code == 1
    found = compare(judged, base, head, advisory={"style"})
    assert (found.verdict, found.exit_code) == ("no difference seen", 0)
    style = found.metrics[1]
    assert (style.verdict, style.gates, style.advisory) == ("worse", False, True)
    assert any(reason.startswith("（只供参考）style 变差") for reason in found.reasons)
    ungated = suite(metric(), metric("style", gates=False))
    assert compare(ungated, base, head).exit_code == 0


def test_when_nothing_gates_there_is_no_verdict():
    found = compare(
        suite(metric(gates=False)), measured([0.5] * 8), measured([0.5 + one for one in RISE])
    )
    assert (found.verdict, found.exit_code) == ("inconclusive", 3)
    assert found.metrics[0].verdict == "better"


def test_a_gain_does_not_excuse_not_knowing():
    noise = [0.8, 0.2, 0.7, 0.1, 0.9, 0.5, 0.3, 0.6]
    base = measured(two([0.5] * 8, [0.5] * 8))
    found = compare(
        suite(metric(), metric("style")), base, measured(two([0.5 + one for one in RISE], noise))
    )
    assert [one.verdict for one in found.metrics] == ["better", "inconclusive"]
    assert (found.verdict, found.exit_code) == ("inconclusive", 3)


def test_holm_wins_over_the_interval_alone():
    drop = [-0.5, -0.1, -0.4, 0.05, -0.3, -0.2, 0.02, -0.15]
    assert moved(drop).verdict == "worse"
    names = ["recall", "a", "b", "c", "d", "e"]
    base = measured([dict.fromkeys(names, 0.5)] * 8)
    head = measured([dict.fromkeys(names, 0.5) | {"recall": 0.5 + one} for one in drop])
    found = compare(suite(*map(metric, names)), base, head)
    recall = found.metrics[0]
    assert recall.interval is not None and recall.interval.high < 0
    assert recall.p is not None and recall.p < 0.05
    assert recall.p_holm == pytest.approx(6 * recall.p)
    assert (recall.verdict, found.exit_code) == ("inconclusive", 3)
    assert "同时看了 6 项" in recall.why


def test_shown_metrics_cost_the_gating_ones_nothing():
    names = ["recall", "a", "b"]
    metrics = [metric("recall"), metric("a", gates=False), metric("b", gates=False)]
    base = measured([dict.fromkeys(names, 0.5)] * 8)
    head = measured(
        [dict.fromkeys(names, 0.5 + one + index / 50) for index, one in enumerate(RISE)]
    )
    recall, a, _ = compare(suite(*metrics), base, head).metrics
    assert recall.p_holm == recall.p
    assert a.p is not None and a.p_holm == pytest.approx(2 * a.p)


def test_rates_get_wilson_per_side():
    base, head = measured([1.0, 1.0, 0.0, 1.0, 0.0, 1.0]), measured([1.0] * 6)
    (one,) = compare(suite(metric(rate=True)), base, head).metrics
    assert one.base_rate is not None and one.head_rate is not None
    assert (one.base_rate.low, one.base_rate.high) == wilson(4, 6)
    assert (one.head_rate.low, one.head_rate.high) == wilson(6, 6)


def test_bootstrap_from_forty_people():
    changes = np.random.default_rng(4).normal(-0.2, 0.1, 40).tolist()
    (one,) = moved(changes, better="lower").metrics
    assert one.bootstrap is not None and one.interval is not None
    assert one.bootstrap.low == pytest.approx(one.interval.low, abs=0.01)
    assert one.bootstrap.high == pytest.approx(one.interval.high, abs=0.01)


def test_another_suite_is_refused():
    other = measured([0.5]).model_copy(update={"suite": "t"})
    with pytest.raises(InputError, match="套件 s"):
        compare(suite(), measured([0.5]), other)


def test_a_result_survives_its_json():
    found = moved(RISE)
    assert Comparison.model_validate_json(found.model_dump_json()) == found

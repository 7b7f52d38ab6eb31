"""Which cases a report shows, its geometry and its diffs."""

from collections.abc import Iterator

import pytest
import report_example as example
from hypothesis import given
from hypothesis import strategies as st

from byline.evaluation.comparison import Interval, MetricComparison, Pair
from byline.evaluation.measuring import measure
from byline.evaluation.models import Outcome, Row, Turn
from byline.evaluation.report import charts, selection, wording
from byline.evaluation.report.prompt_changes import MOST_LINES, read_changes


def metric(**changes: object) -> MetricComparison:
    found = {
        "metric": "recall",
        "what": "召回",
        "better": "higher",
        "margin": 0.05,
        "people": 2,
        "cases": 2,
        "difference": -0.1,
        "gain": -0.1,
        "interval": Interval(low=-0.15, high=-0.05),
        "verdict": "worse",
        "why": "差了",
        "pairs": [
            Pair(case="a", person="a", base=0.5, head=0.4),
            Pair(case="b", person="b", base=0.6, head=0.5),
        ],
    }
    return MetricComparison.model_validate(found | changes)


def test_the_worst_case_comes_first_and_gains_are_not_shown() -> None:
    found = example.compared_suite()
    losses = [-case.changes[0].gain / case.changes[0].margin for case in found.worst]
    assert losses == sorted(losses, reverse=True)
    assert len(losses) == 5
    assert min(losses) > 0
    assert not example.compared_suite(40, -0.5).worst


def test_metrics_that_do_not_gate_pick_no_case() -> None:
    picked = {case.changes[0].metric for case in example.compared_suite().worst}
    assert picked <= {"fact_recall", "leading", "reached_80"}


def test_the_repeat_that_fell_most_is_shown_on_both_sides() -> None:
    def rows(variant: str, scores: list[float]) -> Iterator[Row]:
        for case in range(6):
            for repeat, score in enumerate(scores):
                said = [Turn(role="answer", text=f"{variant} 第 {repeat} 次")]
                outcome = Outcome(scores={"fact_recall": score}, transcript=said)
                yield example.row(f"case-{case}", variant, repeat, outcome)

    base, head = list(rows("base", [0.8, 0.9, 0.7])), list(rows("head", [0.7, 0.1, 0.6]))
    found = selection.compared(example.comparison(base, head, 18), base, head)
    for case in found.worst:
        assert case.base and case.head
        assert (case.base.repeat, case.head.repeat) == (1, 1)
        assert case.head.turns[0].text == "head 第 1 次"


def test_rows_are_streamed_and_only_shown_transcripts_are_kept() -> None:
    base, head = list(example.rows("base", 60)), list(example.rows("head", 60))
    comparison = example.comparison(base, head, 60)
    given = 0

    def once() -> Iterator[Row]:
        nonlocal given
        for row in head:
            given += 1
            yield row

    found = selection.compared(comparison, iter(base), once())
    assert given == 60
    assert sum(case.head is not None for case in found.worst) == len(found.worst) == 5


def test_rows_of_other_suites_and_variants_are_passed_over() -> None:
    base, head = list(example.rows("base", 10)), list(example.rows("head", 10))
    comparison = example.comparison(base, head, 10)
    foreign = [row.model_copy(update={"suite": "drafting"}) for row in head]
    found = selection.compared(comparison, [*head, *base], [*foreign, *base])
    assert all(case.base is not None and case.head is None for case in found.worst)
    assert not found.faults


def test_faults_are_counted_by_what_they_say() -> None:
    head = [example.row(f"c{i}", "head", 0, Outcome(), "failed", f"{i % 2}") for i in range(5)]
    found = selection.compared(example.comparison([], head, 5), [], head)
    assert [(fault.side, fault.error, fault.count) for fault in found.faults] == [
        ("head", "0", 3),
        ("head", "1", 2),
    ]


def test_a_single_run_shows_the_cases_farthest_below_the_mean() -> None:
    rows = list(example.rows("base", 30))
    found = selection.measured(example.SUITE, measure(rows, example.SUITE, "base", 30), rows)
    assert len(found.worst) == 5
    assert all(case.head and case.head.turns for case in found.worst)
    assert all(case.changes[0].metric != "repeated" for case in found.worst)


@pytest.mark.parametrize(("better", "side"), [("higher", "left"), ("lower", "right")])
def test_right_is_better_in_the_interval_plot(better: str, side: str) -> None:
    gain = -0.1 if better == "higher" else 0.1
    plot = charts.interval_plots([metric(better=better, gain=gain)])["recall"]
    assert plot.ends
    if side == "left":
        assert plot.ends[0] < plot.dot < plot.ends[1] <= plot.band[0] < plot.zero
    else:
        assert plot.zero < plot.band[1] <= plot.ends[0] < plot.dot < plot.ends[1]


def test_one_margin_is_as_long_in_every_plot_and_far_ends_are_cut() -> None:
    far = metric(metric="far", interval=Interval(low=-9, high=9), margin=0.5)
    plots = charts.interval_plots([metric(), far])
    assert plots["recall"].band == plots["far"].band
    assert plots["far"].cut == (True, True)
    assert plots["recall"].cut == (False, False)
    assert plots["far"].ends and 0 <= plots["far"].ends[0] < plots["far"].ends[1] <= 240


def test_a_metric_without_pairs_is_not_drawn() -> None:
    empty = metric(pairs=[], interval=None, gain=None, difference=None)
    assert charts.interval_plots([empty]) == {}
    assert charts.slope_chart(empty) is None


SCORES = st.floats(-1e6, 1e6, allow_nan=False)


@given(st.lists(st.tuples(SCORES, SCORES), min_size=1, max_size=60), st.floats(1e-3, 1e3))
def test_every_case_is_drawn_once_inside_the_chart(
    scores: list[tuple[float, float]], margin: float
) -> None:
    pairs = [
        Pair(case=str(i), person=str(i), base=base, head=head)
        for i, (base, head) in enumerate(scores)
    ]
    chart = charts.slope_chart(metric(pairs=pairs, margin=margin))
    assert chart is not None
    assert sum(panel.count for panel in chart.panels) == len(pairs)
    for panel in chart.panels:
        assert sum(slope.count for slope in panel.slopes) == panel.count
        for slope in panel.slopes:
            assert 0 <= slope.base <= charts.SLOPE_HEIGHT
            assert 0 <= slope.head <= charts.SLOPE_HEIGHT
    assert 2 <= len(chart.ticks) <= 7


@pytest.mark.parametrize(
    ("value", "margin", "amount", "change"),
    [
        (0.5, 0.05, "0.500", "+0.500"),
        (-0.0001, 0.05, "0.000", "0.000"),
        (-2.25, 0.5, "−2.25", "−2.25"),
        (130.4, 50, "130", "+130"),
        (None, 0.05, "—", "—"),
    ],
)
def test_numbers_have_a_decimal_more_than_their_margin(
    value: float | None, margin: float, amount: str, change: str
) -> None:
    assert wording.amount(value, margin) == amount
    assert wording.change(value, margin) == change


@pytest.mark.parametrize(("p", "said"), [(None, "—"), (0.0, "<0.001"), (0.0312, "0.031")])
def test_small_p_values_are_not_rounded_to_zero(p: float | None, said: str) -> None:
    assert wording.p_value(p) == said


def test_more_people_are_asked_for_when_nothing_can_be_said() -> None:
    comparison = example.comparison(*example.noise(8), 8)
    assert comparison.exit_code == 3
    needed = max(m.people_needed or 0 for m in comparison.metrics if m.gates)
    assert f"大约需要 {needed} 个独立的人" in wording.next_step(comparison)


def test_a_diff_keeps_all_its_lines_and_marks_letters() -> None:
    (file,) = read_changes(example.prompt_diff())
    assert (file.added, file.removed, file.left_out) == (3, 3, 0)
    body = example.prompt_diff()["prompts/interview/follow_up.md"].splitlines()[2:]
    prefix = {"added": "+", "removed": "-", "kept": " ", "hunk": ""}
    read = [prefix[line.kind] + "".join(p.text for p in line.pieces) for line in file.lines]
    assert read == body
    changed = [p.text for line in file.lines for p in line.pieces if p.changed]
    assert "1" in changed
    assert "2" in changed


LINES = st.lists(st.text("甲乙+-@ ab\\\u2028\x0c", max_size=12), max_size=12)


@given(LINES, LINES)
def test_any_diff_is_read_without_loss(before: list[str], after: list[str]) -> None:
    body = ["@@ -1 +1 @@", *(f"-{line}" for line in before), *(f"+{line}" for line in after)]
    (file,) = read_changes({"p": "\n".join(["--- a", "+++ b", *body]) + "\n"})
    prefix = {"added": "+", "removed": "-", "kept": " ", "hunk": ""}
    read = [prefix[line.kind] + "".join(p.text for p in line.pieces) for line in file.lines]
    assert read == body


def test_a_very_long_diff_says_what_it_left_out() -> None:
    diff = "@@ -0,0 +1 @@\n" + "".join(f"+{i}\n" for i in range(MOST_LINES + 9))
    (file,) = read_changes({"p": diff})
    assert len(file.lines) == MOST_LINES
    assert (file.added, file.left_out) == (MOST_LINES + 9, 10)

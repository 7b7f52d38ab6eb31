"""Two sides become a page: what can be compared, what cannot, and the tie-breaks."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from loopback import Service
from loopback_caller import says

from byline.errors import InputError
from byline.evaluation import sides, studies
from byline.evaluation.comparing import compare
from byline.evaluation.manifest import Manifest, PlannedSuite, PlannedVariant
from byline.evaluation.measuring import baseline, measure, save_baseline
from byline.evaluation.models import Exhibit, Metric, Outcome, Row, Suite
from byline.evaluation.pairwise import PairwiseJudge
from byline.evaluation.rows import RunFolder
from byline.llm.structured import StructuredCaller

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
SUITE = Suite(
    id="s",
    what="试",
    target="drafting",
    metrics=[
        Metric(name="recall", what="说明", margin=0.05),
        Metric(name="liked", what="评审", margin=0.05, rubric="question"),
    ],
)


def row(case: str, variant: str, score: float, question: str = "哪一台最难修？") -> Row:
    exhibit = Exhibit(rubric="question", inputs={"answer": "我修空调。", "question": question})
    outcome = Outcome(scores={"recall": score, "liked": 0.5}, exhibits=[exhibit])
    return Row(
        suite="s",
        case=case,
        person=case,
        variant=variant,
        repeat=0,
        status="done",
        outcome=outcome,
        at=NOW,
    )


def made(folder: Path, rows: list[Row], variants: tuple[str, ...] = ("now",)) -> Path:
    manifest = Manifest(
        created=NOW,
        planned=len(rows),
        suites=[PlannedSuite(id="s", cases=6, repeats=1, digest="d", cases_digest="c")],
        variants=[PlannedVariant(name=name) for name in variants],
        seed=1,
    )
    with RunFolder.create(folder, manifest) as place:
        for one in rows:
            place.add(one)
    return folder


@pytest.fixture
def before(tmp_path: Path) -> sides.RunSide:
    folder = made(tmp_path / "before", [row(f"c{n}", "now", 0.9) for n in range(6)])
    return sides.open_side(str(folder))  # pyright: ignore[reportReturnType]


@pytest.fixture
def after(tmp_path: Path) -> sides.RunSide:
    rows = [row(f"c{n}", "now", 0.4 + n / 100, "能多说说吗？") for n in range(6)]
    return sides.open_side(str(made(tmp_path / "after", rows)))  # pyright: ignore[reportReturnType]


def test_two_runs_are_compared_case_by_case(before: sides.RunSide, after: sides.RunSide) -> None:
    page = studies.compared([SUITE], before, after, command="byline eval compare", made=NOW)
    [found] = page.compared
    assert found.comparison.exit_code == 1
    assert page.provenance.base == "before:now"
    assert found.worst[0].head is not None
    recall, liked = found.comparison.metrics
    assert recall.verdict == "worse"
    # Nobody calibrated a judge without a name.
    assert liked.advisory


def test_a_baseline_is_a_side_without_transcripts(
    before: sides.RunSide, after: sides.RunSide, tmp_path: Path
) -> None:
    path = tmp_path / "s.json"
    measured = measure(before.rows(), SUITE, "now", 6)
    save_baseline(path, baseline(measured, "byline eval run s", NOW, {}))
    page = studies.compared([SUITE], sides.open_side(str(path)), after, command="c", made=NOW)
    assert page.compared[0].comparison.verdict == "worse"
    assert page.compared[0].worst[0].base is None


def test_what_cannot_be_compared_is_named_and_the_rest_is(
    before: sides.RunSide, after: sides.RunSide, tmp_path: Path
) -> None:
    other = SUITE.model_copy(update={"id": "other"})
    path = tmp_path / "s.json"
    measured = measure(before.rows(), SUITE, "now", 6)
    save_baseline(path, baseline(measured, "c", NOW, {}))
    mislabelled = sides.BaselineSide({"s": path, "other": path})
    page = studies.compared([SUITE, other], mislabelled, mislabelled, command="c", made=NOW)
    assert [one.comparison.suite for one in page.compared] == ["s"]
    assert list(page.broken) == ["other"]


def test_a_side_of_several_variants_must_be_chosen(tmp_path: Path) -> None:
    folder = made(tmp_path / "run", [], ("base", "head"))
    with pytest.raises(InputError, match="base、head") as caught:
        sides.open_side(str(folder))
    assert f"{folder}:head" in caught.value.next_step
    chosen = sides.open_side(f"{folder}:base")
    assert isinstance(chosen, sides.RunSide) and chosen.variant == "base"


@pytest.mark.parametrize("name", ["nowhere", "nowhere:base", "x.json"])
def test_a_name_that_fits_nothing_says_what_would(name: str) -> None:
    with pytest.raises(InputError, match="没有运行记录"):
        sides.open_side(name)


def test_sides_without_a_common_suite_cannot_be_compared(before: sides.RunSide) -> None:
    with pytest.raises(InputError, match="同一个套件"):
        sides.both(before, sides.BaselineSide({}))


def test_undecided_judged_metrics_are_broken_in_pairs(
    before: sides.RunSide, after: sides.RunSide, service: Service, caller: StructuredCaller
) -> None:
    comparison = compare(SUITE, before.measured(SUITE), after.measured(SUITE), {"liked"})
    for _ in range(6):
        says(service, reason="具体", better="first")
        says(service, reason="具体", better="second")
    heard: list[int] = []
    found = studies.tie_breaks(
        comparison, before.rows(), after.rows(), PairwiseJudge(caller), heard.append
    )
    assert list(found) == ["liked"]
    assert (found["liked"].base, found["liked"].winner) == (6, "base")
    assert heard == [1, 2, 3, 4, 5, 6]


def test_a_decided_comparison_asks_nobody(
    before: sides.RunSide, after: sides.RunSide, service: Service, caller: StructuredCaller
) -> None:
    plain = SUITE.model_copy(update={"metrics": SUITE.metrics[:1]})
    comparison = compare(plain, before.measured(plain), after.measured(plain))
    judge = PairwiseJudge(caller)
    assert studies.tie_breaks(comparison, before.rows(), after.rows(), judge, print) == {}
    assert service.asked == []

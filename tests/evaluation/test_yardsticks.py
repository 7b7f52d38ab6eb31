"""The product beside the two interviewers it has to be better than, in one run."""

from pathlib import Path

import pytest

from byline.errors import InputError
from byline.evaluation.loading import load_suite
from byline.evaluation.models import CaseScores
from byline.evaluation.planning import plan
from byline.evaluation.runner import Running, run
from byline.evaluation.sides import YardstickSide, both, open_side

CASES = ["mechanic_shenyang", "seller_yiwu"]


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The guide and the questionnaire with the same two people, without a model."""
    folder = tmp_path_factory.mktemp("runs") / "one"
    guide = load_suite("interview-guide")
    form = guide.model_copy(
        update={
            "id": "interview-questionnaire",
            "interviewer": "questionnaire",
            "yardstick_of": "interview-guide",
        }
    )
    run(plan([guide, form], only=CASES), folder, Running())
    return folder


def test_a_yardsticks_rows_are_paired_with_the_products(
    ran: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = load_suite("interview-questionnaire")
    free = form.model_copy(update={"yardstick_of": "interview-guide"})
    monkeypatch.setattr("byline.evaluation.sides.load_suite", lambda name: free)
    yardstick, product = open_side(f"{ran}@interview-questionnaire"), open_side(str(ran))
    assert isinstance(yardstick, YardstickSide)
    assert both(yardstick, product) == ["interview-guide"]
    suite = load_suite("interview-guide")
    first, second = yardstick.measured(suite), product.measured(suite)
    assert first.suite == second.suite == "interview-guide"
    assert [case.case for case in first.cases] == [case.case for case in second.cases] == CASES
    assert {row.suite for row in yardstick.rows()} == {"interview-guide"}
    assert recall(first.cases) < recall(second.cases)


def recall(cases: list[CaseScores]) -> float:
    return sum(case.scores["recall_20"] for case in cases) / len(cases)


@pytest.mark.parametrize("name", ["interview-guide", "interview-plain"])
def test_a_suite_that_is_no_yardstick_or_was_not_run_is_named(ran: Path, name: str) -> None:
    with pytest.raises(InputError, match="对照组") as caught:
        open_side(f"{ran}@{name}")
    assert name in str(caught.value)


def test_yardsticks_share_the_products_cases_and_metrics() -> None:
    for name in ("interview-questionnaire", "interview-plain", "drafting-plain"):
        suite = load_suite(name)
        of = load_suite(suite.yardstick_of)
        assert suite.folder == of.folder
        assert [metric.name for metric in suite.metrics] == [metric.name for metric in of.metrics]
        assert not any(metric.gates for metric in suite.metrics)

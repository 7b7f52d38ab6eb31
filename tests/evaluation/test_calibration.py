"""Labelled texts, calibrations from them, and what a judge may do with its kappa."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from loopback import Service
from loopback_caller import says

from byline import prompts
from byline.errors import InputError, ModelUnreachableError
from byline.evaluation import calibration
from byline.evaluation.calibration import Calibration, Judged, LabelledFile, load_labelled
from byline.evaluation.judging import SCORES, Level, ModelJudge, judged_text, load_rubric
from byline.evaluation.models import Exhibit, Metric, Suite
from byline.llm.structured import StructuredCaller
from byline.shipped import shipped
from byline.text.counting import characters
from byline.text.sentences import one_line

MADE = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
LEVELS: tuple[Level, ...] = ("good", "fair", "poor")


@pytest.fixture(scope="module")
def shipped_files() -> list[LabelledFile]:
    return load_labelled()


def test_there_are_enough_labelled_texts(shipped_files: list[LabelledFile]):
    assert [one.rubric for one in shipped_files] == [
        "judge/draft",
        "judge/position",
        "judge/question",
    ]
    assert min(len(one.items) for one in shipped_files) >= 50
    assert sum(item.language == "en" for one in shipped_files for item in one.items) >= 15


def test_no_label_rules(shipped_files: list[LabelledFile]):
    for one in shipped_files:
        shares = Counter(item.label for item in one.items)
        assert min(shares[level] for level in LEVELS) >= 0.2 * len(one.items)


def test_every_item_fits_its_rubric(shipped_files: list[LabelledFile]):
    for one in shipped_files:
        rubric = load_rubric(one.rubric)
        for item in one.items:
            assert set(item.inputs) == set(rubric.inputs), item.id
            assert all(text.strip() for text in item.inputs.values()), item.id


def test_no_text_is_judged_twice(shipped_files: list[LabelledFile]):
    for one in shipped_files:
        texts = Counter(tuple(sorted(item.inputs.items())) for item in one.items)
        assert [inputs for inputs, n in texts.items() if n > 1] == []


def test_every_reason_is_its_own(shipped_files: list[LabelledFile]):
    reasons = [item.why for one in shipped_files for item in one.items]
    assert len(set(reasons)) == len(reasons)
    assert all(one_line(reason) == reason for reason in reasons)


def test_examples_of_a_rubric_are_not_what_it_is_measured_on(shipped_files: list[LabelledFile]):
    for one in shipped_files:
        shown = "\n".join(part.template for part in load_rubric(one.rubric).parts)
        for item in one.items:
            for text in item.inputs.values():
                assert text not in shown, item.id


def test_length_does_not_give_the_label_away(shipped_files: list[LabelledFile]):
    """Short good texts and long poor ones are there, so that a taste for length shows."""
    for one in shipped_files:
        rubric = load_rubric(one.rubric)
        lengths = {
            level: sorted(
                characters(judged_text(rubric, Exhibit(rubric=one.rubric, inputs=item.inputs)))
                for item in one.items
                if item.label == level
            )
            for level in LEVELS
        }
        assert lengths["good"][0] < lengths["poor"][len(lengths["poor"]) // 2]
        assert lengths["poor"][-1] > lengths["good"][len(lengths["good"]) // 2]


ITEM = """
  - id: {id}
    inputs: {{answer: 修空调, question: 哪一台}}
    label: {label}
    why: 具体到一台
"""


def labelled_folder(root: Path, *items: tuple[str, str], head: str = "") -> Path:
    head = head or "rubric: judge/question\nhow: 读过\nitems:"
    text = head + "".join(ITEM.format(id=name, label=label) for name, label in items)
    (root / "question.yaml").write_text(text, encoding="utf-8")
    return root


@pytest.mark.parametrize(
    ("items", "head", "field"),
    [
        ((("a", "great"),), "", "label"),
        ((("a", "good"), ("a", "poor")), "", "重复"),
        ((("A B", "good"),), "", "id"),
        ((), "rubric: judge/question\nhow: 读过\nitems: []", "items"),
        ((("a", "good"),), "rubric: 追问\nhow: 读过\nitems:", "rubric"),
        ((("a", "good"),), "rubric: judge/question\nhow: 读过\nby: x\nitems:", "by"),
    ],
)
def test_a_wrong_labelled_file_is_named(
    tmp_path: Path, items: Sequence[tuple[str, str]], head: str, field: str
):
    with pytest.raises(InputError, match=field):
        load_labelled(labelled_folder(tmp_path, *items, head=head))


def test_a_folder_without_labels_is_named(tmp_path: Path):
    with pytest.raises(InputError, match="没有标注文件"):
        load_labelled(tmp_path)


def test_a_calibration_on_a_service(tmp_path: Path, service: Service, caller: StructuredCaller):
    folder = labelled_folder(tmp_path, ("a", "good"), ("b", "poor"), ("c", "fair"), ("d", "good"))
    says(service, reason="好", level="good")
    says(service, reason="差", level="poor")
    says(service, reason="空", level="poor")
    service.says("", refusal="不评")
    heard: list[Judged] = []
    found = calibration.calibrate(
        ModelJudge(caller, "m-1"),
        load_labelled(folder)[0],
        clock=lambda: MADE,
        heard=heard.append,
    )
    assert heard == found.items
    assert (found.n, found.unscored) == (3, 1)
    assert [item.level for item in found.items] == ["good", "poor", "poor", None]
    assert "拒绝" in found.items[3].reason
    assert (found.tpr.value, found.tpr.n) == (0.5, 2)
    assert (found.tnr.value, found.tnr.n) == (1.0, 1)
    assert found.confusion["fair"] == {"good": 0, "fair": 0, "poor": 1}
    assert (found.prompt, found.model, found.made) == ("judge/question@1", "m-1", MADE)


def test_a_calibration_does_not_go_on_without_its_service(
    tmp_path: Path, service: Service, caller: StructuredCaller
):
    folder = labelled_folder(tmp_path, ("a", "good"), ("b", "poor"))
    says(service, reason="好", level="good")
    for _ in range(caller.patience.attempts):
        service.fails(503)
    with pytest.raises(ModelUnreachableError):
        calibration.calibrate(ModelJudge(caller, "m"), load_labelled(folder)[0], clock=lambda: MADE)


def judged(label: Level, level: Level | None, length: int = 10) -> Judged:
    return Judged(id="a", label=label, level=level, reason="因为", length=length)


def summary(items: Sequence[Judged], *, rubric: str = "question", model: str = "m") -> Calibration:
    return calibration.summarise(items, load_rubric(rubric), model=model, made=MADE)


def agreeing(hits: int, misses: int) -> list[Judged]:
    """Half fit, half unfit; `misses` of each side judged the other way."""
    right = [judged("good", "good"), judged("poor", "poor")] * hits
    return right + [judged("good", "poor"), judged("poor", "good")] * misses


def test_fair_and_good_are_both_fit():
    found = summary([judged("good", "fair"), judged("fair", "good"), judged("poor", "poor")])
    assert found.agreement.kappa == 1.0
    assert found.levels.kappa < 1.0
    assert (found.tpr.value, found.tnr.value) == (1.0, 1.0)


@pytest.mark.parametrize(("misses", "kappa", "advisory"), [(1, 0.8, False), (3, 0.4, True)])
def test_the_kappa_that_decides(misses: int, kappa: float, advisory: bool):
    found = summary(agreeing(10 - misses, misses))
    assert found.agreement.kappa == pytest.approx(kappa)
    assert found.agreement.low < kappa < found.agreement.high
    assert found.advisory is advisory


def test_exactly_at_the_line_gates():
    assert summary(agreeing(8, 2)).agreement.kappa == pytest.approx(calibration.KAPPA_TO_GATE)
    assert not summary(agreeing(8, 2)).advisory


@pytest.mark.parametrize("level", LEVELS)
def test_a_judge_that_says_one_thing_is_advisory(level: Level):
    found = summary([judged("good", level), judged("poor", level)] * 10)
    assert found.agreement.kappa == 0.0
    assert found.advisory


def test_nothing_read_says_nothing():
    found = summary([judged("good", None)] * 3)
    assert (found.n, found.unscored) == (0, 3)
    assert (found.agreement.kappa, found.agreement.low, found.agreement.high) == (0.0, -1.0, 1.0)
    assert found.tpr.value is None
    assert found.advisory


def test_a_taste_for_length_shows():
    lengths = [10, 20, 30, 40]
    labels: list[Level] = ["good", "poor", "poor", "good"]
    blind = summary([judged(a, a, n) for a, n in zip(labels, lengths, strict=True)])
    fond = summary(
        [judged(a, "good" if n > 20 else "poor", n) for a, n in zip(labels, lengths, strict=True)]
    )
    assert blind.length_of_errors.pearson is None
    assert fond.length_of_scores.pearson > 0.8
    assert fond.length_of_labels.pearson == pytest.approx(0)
    assert fond.length_of_errors.pearson > 0.5


def test_the_confusion_adds_up():
    items = [judged(a, b) for a in LEVELS for b in LEVELS for _ in range(len(a + b))]
    found = summary(items)
    assert sum(n for row in found.confusion.values() for n in row.values()) == found.n == len(items)
    assert list(found.confusion) == list(SCORES)


SUITE = Suite(
    id="s",
    what="x",
    target="drafting",
    metrics=[
        Metric(name="counted", what="x", margin=0.1),
        Metric(name="asks_well", what="x", margin=0.1, rubric="question"),
        Metric(name="sounds_human", what="x", margin=0.1, rubric="draft"),
    ],
)


def test_without_a_calibration_judged_metrics_are_advisory(tmp_path: Path):
    assert calibration.advisory_metrics(SUITE, "m", tmp_path) == {"asks_well", "sounds_human"}


def test_a_good_enough_calibration_lets_its_own_metric_gate(tmp_path: Path):
    calibration.save(summary(agreeing(9, 1)), tmp_path)
    calibration.save(summary(agreeing(7, 3), rubric="draft"), tmp_path)
    assert calibration.advisory_metrics(SUITE, "m", tmp_path) == {"sounds_human"}
    assert calibration.advisory_metrics(SUITE, "m2", tmp_path) == {"asks_well", "sounds_human"}
    assert calibration.find("judge/question", "m", tmp_path) == summary(agreeing(9, 1))


def test_models_whose_names_shorten_alike_stay_apart(tmp_path: Path):
    kept = calibration.save(summary(agreeing(9, 1), model="lab/m"), tmp_path)
    assert "/" not in kept.name
    assert calibration.find("question", "lab/m", tmp_path) is not None
    assert calibration.find("question", "lab:m", tmp_path) is None


@pytest.fixture
def rubrics(tmp_path: Path) -> Callable[[str], Path]:
    body = (shipped("evals") / "rubrics/judge/question.md").read_text(encoding="utf-8")

    def written(more: str) -> Path:
        root = tmp_path / f"rubrics{len(more)}"
        (root / "judge").mkdir(parents=True)
        (root / "judge/question.md").write_text(body + more, encoding="utf-8")
        return root

    return written


def test_a_changed_rubric_loses_its_calibration(tmp_path: Path, rubrics: Callable[[str], Path]):
    calibration.save(summary(agreeing(9, 1)), tmp_path)
    assert calibration.find("question", "m", tmp_path, rubrics("")) is not None
    assert calibration.find("question", "m", tmp_path, rubrics("再看一遍\n")) is None


def test_a_calibration_is_replaced_by_the_next(tmp_path: Path):
    first = calibration.save(summary(agreeing(9, 1)), tmp_path)
    second = calibration.save(summary(agreeing(7, 3)), tmp_path)
    assert first == second
    found = calibration.find("question", "m", tmp_path)
    assert found is not None
    assert found.advisory


def test_a_broken_calibration_is_named(tmp_path: Path):
    path = calibration.save(summary(agreeing(9, 1)), tmp_path)
    path.write_text('{"rubric": 1}')
    with pytest.raises(InputError, match="rubric"):
        calibration.advisory_metrics(SUITE, "m", tmp_path)


def test_committed_calibrations_say_what_they_hold(shipped_files: list[LabelledFile]):
    """The figures follow from the verdicts in the file, and the labels are the ones shipped."""
    labels = {one.rubric: {i.id: i.label for i in one.items} for one in shipped_files}
    folder = shipped("evals") / "calibration" / "results"
    paths = sorted(folder.glob("*.json"))
    assert paths
    for path in paths:
        kept = Calibration.model_validate_json(path.read_bytes())
        rubric = load_rubric(kept.rubric)
        assert path.name == kept.file_name
        assert kept.sha256 == rubric.sha256, f"{path.name} speaks for a rubric that is gone"
        assert {item.id: item.label for item in kept.items} == labels[kept.rubric]
        again = calibration.summarise(kept.items, rubric, model=kept.model, made=kept.made)
        assert again == kept


def test_rubrics_are_prompts_of_their_own():
    assert {one.id for one in prompts.load_all()} & {
        one.id for one in prompts.load_all(shipped("evals") / "rubrics")
    } == set()

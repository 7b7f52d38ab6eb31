from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from byline.errors import InputError
from byline.evaluation.models import Metric, Suite
from byline.evaluation.targets import Tools, load_target
from byline.evaluation.targets.checks import ChecksCase, judged, run, scores

FACT = "我在县城开了十一年烘焙店，绿豆糕的糖减了三成。"


def case(text: str, expect: dict[str, Any], **fields: Any) -> ChecksCase:
    return ChecksCase.model_validate({"id": "c", "text": text, "expect": expect} | fields)


def scored(text: str, expect: dict[str, Any], **fields: Any) -> dict[str, float | None]:
    return scores(dict(judged(case(text, expect, facts=[FACT], **fields))))


def test_a_found_figure():
    assert scored("我开了十二年。", {"quantity": ["十二年"]}) == {
        "quantity_right": 1.0,
        "quantity_recall": 1.0,
        "quantity_precision": 1.0,
        "grounding_right": 1.0,
        "grounding_recall": 1.0,
        "grounding_precision": 1.0,
        "found": 1.0,
    }


def test_a_missed_claim_has_no_precision():
    assert scored("县里表扬过。", {"credential": ["表扬"]}) == {
        "credential_right": 0.0,
        "credential_recall": 0.0,
        "grounding_right": 0.0,
        "grounding_recall": 0.0,
        "found": 0.0,
    }


def test_nothing_due_and_nothing_found():
    assert scored("我开了11年。", {"quantity": []}) == {
        "quantity_right": 1.0,
        "grounding_right": 1.0,
        "false_alarm": 0.0,
    }


def test_a_false_alarm():
    assert scored("出版社在北京。", {"credential": []}) == {
        "credential_right": 0.0,
        "credential_precision": 0.0,
        "grounding_right": 0.0,
        "grounding_precision": 0.0,
        "false_alarm": 1.0,
    }


def test_finding_too_much_is_not_right_but_nothing_was_missed():
    found = scored("我开了十二年，有三百家分店。", {"quantity": ["十二年"]})
    assert (found["quantity_right"], found["quantity_recall"]) == (0.0, 1.0)
    assert found["quantity_precision"] == 0.5


def test_finding_one_of_two():
    found = scored("我开了十二年，县里表扬过。", {"credential": ["表扬"], "quantity": ["十二年"]})
    assert (found["quantity_right"], found["credential_right"], found["found"]) == (1.0, 0.0, 0.0)


def test_only_what_is_labelled_is_scored():
    assert "credential_right" not in scored("我是专家，开了十一年。", {"quantity": []})


def test_any_finding_on_the_words_finds_a_bent_fact():
    assert scored("糖减到了四成。", {"bent": ["四成"]})["bent_right"] == 1.0
    assert scored("糖减到三成。", {"bent": ["减到"]})["bent_recall"] == 1.0
    assert scored("糖换了牌子。", {"bent": ["换"]})["bent_recall"] == 0.0
    assert scored("糖减了三成。", {"bent": []})["bent_right"] == 1.0
    assert scored("专家都减三成糖。", {"bent": []})["false_alarm"] == 1.0


@pytest.mark.parametrize(
    ("times", "level", "right"),
    [(40, "none", 1.0), (41, "error", 1.0), (41, "warning", 0.0), (41, "none", 0.0)],
)
def test_a_limit(times: int, level: str, right: float):
    found = scored("a", {"limit": level}, platform="xiaohongshu", part="title", times=times)
    assert found["limit_right"] == right


def test_tags_are_counted_and_not_measured():
    tags = {"platform": "xiaohongshu", "part": "tags"}
    assert scored("烘焙", {"limit": "none"}, times=10, **tags)["limit_right"] == 1.0
    assert scored("烘焙", {"limit": "error"}, times=11, **tags)["limit_recall"] == 1.0


def test_the_worst_level_counts():
    wechat = {"platform": "wechat", "part": "title"}
    assert scored("题", {"limit": "error"}, times=65, **wechat)["limit_right"] == 1.0
    assert scored("题", {"limit": "warning"}, times=33, **wechat)["limit_right"] == 1.0


@pytest.mark.parametrize(
    ("text", "expect", "fields", "name"),
    [
        ("上班的。", {"thin": True}, {"topic": "situation"}, "thin"),
        ("开公交二十二年了。", {"thin": False}, {"topic": "situation"}, "thin"),
        ("没啥好说的。", {"shrug": True}, {}, "shrug"),
        ("没什么，省了两万度电。", {"shrug": False}, {}, "shrug"),
        ("最早是谁嫌它甜的？", {"unfit": False}, {"quote": "糖减了三成"}, "unfit"),
        ("是不是更健康？", {"unfit": True}, {"quote": "糖减了三成"}, "unfit"),
        ("谁说的？", {"unfit": True}, {"quote": "糖"}, "unfit"),
        ("我女儿六岁。", {"consent": "private"}, {}, "consent"),
        ("我会磨豆腐。", {"consent": "public"}, {"kind": "skill"}, "consent"),
        ("我会磨豆腐。", {"consent": "private"}, {"kind": "people"}, "consent"),
    ],
)
def test_what_is_judged_as_a_whole(
    text: str, expect: dict[str, Any], fields: dict[str, Any], name: str
):
    found = scored(text, expect, **fields)
    assert found[f"{name}_right"] == 1.0
    assert ("found" in found) is (expect[name] in (True, "private"))


@pytest.mark.parametrize(
    "make",
    [
        lambda: case("我开店。", {}),
        lambda: case("我开店。", {"quantity": ["三年"]}),
        lambda: case("三年又三年。", {"quantity": ["三年"]}),
        lambda: case("我开店。", {"limit": "none"}),
        lambda: case("我开店。", {"quantity": []}, platform="weibo"),
        lambda: case("我开店。", {"thin": True}),
        lambda: case("为什么？", {"unfit": True}),
        lambda: case("我开店。", {"hero": []}),
        lambda: case("", {"quantity": []}),
    ],
)
def test_a_label_that_cannot_be_checked_is_refused(make: Callable[[], ChecksCase]):
    with pytest.raises(ValidationError):
        make()


def test_a_run_shows_what_was_found(tmp_path: Path):
    suite = Suite(
        id="checks",
        what="查",
        target="checks",
        needs_model=False,
        metrics=[Metric(name="found", what="找到", margin=0.1)],
    )
    tools = Tools(suite, 0, 0, tmp_path, lambda: datetime(2026, 11, 24, tzinfo=UTC))
    outcome = run(case("我开了十二年。", {"quantity": ["十二年"]}, facts=[FACT]), tools)
    assert [(turn.role, turn.text) for turn in outcome.transcript] == [
        ("fact", FACT),
        ("text", "我开了十二年。"),
        ("quantity", "应有 ['十二年']，找到 ['十二年']"),
        ("grounding", "应有 ['十二年']，找到 ['十二年']"),
    ]
    long = run(case("题", {"limit": "error"}, platform="wechat", part="title", times=65), tools)
    assert long.transcript[0].text == "题 × 65"


@pytest.mark.parametrize("text", ["今天天气好。", "我得过抑郁症。"])
def test_what_a_promised_check_lets_through_is_named(text: str, tmp_path: Path):
    tools = Tools(
        Suite.model_construct(id="checks"), 0, 0, tmp_path, lambda: datetime(2026, 1, 1, tzinfo=UTC)
    )
    outcome = run(case(text, {"consent": "private"}), tools)
    missed = text == "今天天气好。"
    assert outcome.scores["consent_missed"] == float(missed)
    assert outcome.violations == ({"consent_missed": [text]} if missed else {})
    assert "consent_missed" not in run(case(text, {"consent": "public"}), tools).scores


def test_a_topic_the_guide_does_not_have():
    with pytest.raises(InputError, match="话题"):
        scored("上班的。", {"thin": True}, topic="gone")


def test_the_suite_finds_its_target():
    assert load_target("checks").CASE is ChecksCase

from collections.abc import Mapping
from typing import Any

import pytest
from pydantic import ValidationError

from byline import platforms
from byline.errors import InputError
from byline.platforms import Contacts, Limit, Platform, Span, load_platform, platform_ids

RULE: Mapping[str, Any] = {
    "what": "title",
    "maximum": 20,
    "counter": "items",
    "level": "error",
    "source": "somewhere",
    "date": "2026-01-01",
    "confidence": "high",
}


def test_the_platforms():
    assert set(platform_ids()) == {
        *("bilibili", "douyin", "linkedin", "moments", "newsletter", "shipinhao"),
        *("wechat", "weibo", "x", "xiaohongshu", "zhihu"),
    }


@pytest.mark.parametrize("name", ["xiaohongshu", "小红书", "XHS", " RedNote ", "小红书笔记"])
def test_a_platform_answers_to_its_aliases(name: str):
    assert load_platform(name).id == "xiaohongshu"


def test_an_unknown_platform_lists_the_known():
    with pytest.raises(InputError, match=r"快手(.|\n)*wechat（公众号）"):
        load_platform("快手")


def test_no_two_platforms_share_a_name():
    called = [
        word
        for platform in map(load_platform, platform_ids())
        for word in {
            called.casefold()
            for called in (platform.id, platform.names.zh, *platform.names.aliases)
        }
    ]
    assert len(called) == len(set(called))


def test_limits_that_a_draft_meets():
    title = load_platform("xiaohongshu").limits_on("title")
    assert [(limit.maximum, limit.counter, limit.level) for limit in title] == [
        (20, "xiaohongshu_title", "error")
    ]
    wechat = {(limit.maximum, limit.level) for limit in load_platform("公众号").limits_on("title")}
    assert wechat == {(64, "error"), (32, "warning")}


def test_what_nobody_confirmed_has_no_number():
    zhihu = load_platform("知乎")
    assert {limit.confidence for limit in zhihu.limits} == {"unknown"}
    assert {limit.maximum for limit in zhihu.limits} == {None}
    assert zhihu.ai_label.required is None


def test_a_platform_counts_its_own_way():
    limit = load_platform("xiaohongshu").limits_on("title")[0]
    assert limit.measure("Claude 4.6发布，AI助手又进化了") == 15
    assert load_platform("weibo").limits_on("body")[0].measure("你好😀") == 4


def test_lists_are_counted_by_their_items():
    tags = load_platform("xiaohongshu").limits_on("tags")[0]
    assert tags.measure(["空调", "维修"]) == 2
    title = load_platform("xiaohongshu").limits_on("title")[0]
    with pytest.raises(TypeError, match="title"):
        title.measure(["空调"])


@pytest.mark.parametrize(
    "change",
    [
        {"confidence": "unknown"},
        {"maximum": None},
        {"counter": "words"},
        {"level": "fatal"},
        {"source": ""},
        {"maximum": 0},
        {"sauce": "x"},
    ],
)
def test_a_rule_without_evidence_is_refused(change: dict):
    Limit.model_validate(RULE)
    with pytest.raises(ValidationError):
        Limit.model_validate({**RULE, **change})


def test_a_range_is_a_range():
    with pytest.raises(ValidationError):
        Span(minimum=3, maximum=2)


def test_shapes_fit_their_own_limits():
    for platform in map(load_platform, platform_ids()):
        assert isinstance(platform, Platform)
        for limit in platform.limits_on("body"):
            # A warning tells where a feed cuts a text off, not what a post may be.
            if platform.id == "linkedin" and limit.level == "warning":
                continue
            assert limit.maximum is None or platform.shape.body_length.maximum <= limit.maximum
        for limit in platform.limits_on("tags"):
            assert limit.maximum is None or platform.shape.tags.maximum <= limit.maximum


def test_x_weighs_and_a_script_takes_seconds():
    (limit,) = load_platform("x").limits_on("post")
    assert (limit.measure("字" * 140), limit.maximum) == (280, 280)
    speech = load_platform("抖音").speech
    assert speech and speech.seconds("字" * 240) == 60
    assert load_platform("小红书").speech is None


def test_what_a_platform_forbids_has_a_source_or_is_unknown():
    for platform in map(load_platform, platform_ids()):
        rule = platform.contacts
        assert bool(rule.forbids) == (rule.confidence != "unknown"), platform.id
        assert rule.level == "warning" or rule.confidence in ("high", "medium")
    with pytest.raises(ValidationError):
        Contacts.model_validate(
            {"forbids": ["qq"], "source": "s", "date": "2026-01-01", "confidence": "unknown"}
        )


def test_every_public_name_is_documented():
    public = [value for name, value in vars(platforms).items() if not name.startswith("_")]
    ours = [value for value in public if getattr(value, "__module__", "") == platforms.__name__]
    assert all(value.__doc__ for value in ours)

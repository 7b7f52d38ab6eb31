import pytest
from pydantic import ValidationError

from byline.drafting.beats import Beat, Beats

BEAT = Beat(task="写", topics=["skill"], passages=1, missing="", notes=[])


def beats(platforms: dict[str, list[str]], headings: dict[str, str] | None = None) -> Beats:
    return Beats(version=1, beats={"done": BEAT}, platforms=platforms, headings=headings or {})


def test_a_platform_without_its_own_order_gets_the_default():
    plan = beats({"default": ["done"], "wechat": ["done", "done"]})
    assert plan.order("wechat") == ["done", "done"]
    assert plan.order("zhihu") == ["done"]


def test_a_beat_nobody_wrote_is_refused():
    with pytest.raises(ValidationError, match="gone"):
        beats({"default": ["gone"]})
    with pytest.raises(ValidationError, match="gone"):
        beats({"default": ["done"]}, {"gone": "小标题"})


def test_a_default_order_is_needed():
    with pytest.raises(ValidationError, match="default"):
        beats({"wechat": ["done"]})

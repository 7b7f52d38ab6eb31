"""When the AI label goes along."""

import pytest
from draft_samples import LABEL
from posts import post


@pytest.mark.parametrize(
    ("platform", "kept", "wanted", "included", "said"),
    [
        ("wechat", LABEL, None, True, "公众号要求标明"),
        # Taken out by hand: the platform still asks, and the person is told how to leave it out.
        ("wechat", "", None, True, "--no-label"),
        ("wechat", LABEL, False, False, "发布时请自己声明"),
        ("zhihu", LABEL, None, True, "没有查到"),
        ("zhihu", "", None, False, "--label"),
        ("zhihu", "", True, True, "没有查到"),
    ],
)
def test_the_label_is_offered_and_never_hidden(
    platform: str, kept: str, wanted: bool | None, included: bool, said: str
):
    made = post("正文。", platform, label=wanted, kept=kept)
    assert made.label.included is included
    assert said in made.label.remark
    assert bool(made.closing) is included


def test_the_persons_own_label_is_used():
    assert post("正文。", label=None, kept="用 AI 理过").closing == "用 AI 理过"


def test_a_label_in_the_body_is_not_said_twice():
    made = post(f"{LABEL}\n\n正文。", label=None)
    assert made.closing == ""
    assert "已经写着" in made.label.remark


@pytest.mark.parametrize(
    ("platform", "written"), [("xiaohongshu", "#盘点 #小店"), ("weibo", "#盘点# #小店#")]
)
def test_topics_as_the_platform_writes_them(platform: str, written: str):
    assert post("正文。", platform, tags=("盘点", "小店")).topics == written

"""When the AI label goes along."""

import pytest
from draft_samples import ADVICE, LABEL, PROPOSAL
from posts import post

from byline.errors import InputError


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


@pytest.mark.parametrize("words", [PROPOSAL, PROPOSAL.rstrip("】"), PROPOSAL.lstrip("【")])
def test_nothing_is_exported_that_waits_for_a_yes(words: str):
    with pytest.raises(InputError) as error:
        post(f"正文。{words}\n\n还有【待认：一句】。")
    assert "2 句" in error.value.what
    assert error.value.value == ADVICE
    assert error.value.next_step == "byline draft --affirm 稿.md"

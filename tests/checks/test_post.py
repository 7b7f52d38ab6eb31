import pytest
from hypothesis import given
from hypothesis import strategies as st

from byline.checks.limits import check_post, counts
from byline.checks.post import take_apart
from byline.platforms import load_platform, platform_ids

XIAOHONGSHU = load_platform("xiaohongshu")
X = load_platform("x")
DRAFT = """---
platform: xiaohongshu
---
# 盘点从两天改成半天

先把同一个款放到一个地方。#盘点 也别急着买系统。

#仓库 #网店

> 本文由 AI 辅助整理
"""


def test_a_draft_is_taken_apart():
    post = take_apart(DRAFT, XIAOHONGSHU)
    assert post.title and post.title.text == "盘点从两天改成半天"
    assert post.body.text == "先把同一个款放到一个地方。#盘点 也别急着买系统。"
    assert post.tags == ("盘点", "仓库", "网店")
    assert post.label and post.label.text == "本文由 AI 辅助整理"
    assert DRAFT[post.start :].startswith("# 盘点")


def test_a_plain_text_is_all_body():
    post = take_apart("今天下雨。\n\n没人来。\n", XIAOHONGSHU)
    assert (post.title, post.tags, post.label, post.start) == (None, (), None, 0)
    assert post.body.text == "今天下雨。\n\n没人来。"


@pytest.mark.parametrize(
    "text", ["C# 和 F# 都行", "排第 #1 吧", "https://a.cn/#top", "## 小标题\n字"]
)
def test_what_is_no_tag(text: str):
    assert take_apart(text, XIAOHONGSHU).tags == ()


def test_weibo_writes_a_mark_at_both_ends():
    assert take_apart("早起#开店日记#真累", load_platform("weibo")).tags == ("开店日记",)


def test_a_thread_is_divided_by_lines():
    post = take_apart("第一条\n---\n\n第二条\n---\n" + "字" * 141, X)
    assert [piece.text[:3] for piece in post.pieces] == ["第一条", "第二条", "字字字"]
    assert [(one.number, one.count) for one in counts(post, X)] == [(1, 6), (2, 6), (3, 282)]
    (finding,) = check_post(post, X)
    assert finding.span == (post.pieces[2].start, post.pieces[2].end)


def test_front_matter_stays_out_whatever_the_line_ends():
    post = take_apart(DRAFT.replace("\n", "\r\n"), XIAOHONGSHU)
    assert post.text == DRAFT and post.title and post.title.text == "盘点从两天改成半天"


@given(st.text(st.sampled_from("#> -\n字a，。🍊\r"), max_size=60), st.sampled_from(platform_ids()))
def test_every_part_is_a_span_of_the_text(text: str, name: str):
    post = take_apart(text, load_platform(name))
    for part in [post.title, post.body, post.label, *post.pieces]:
        if part:
            assert post.text[part.start : part.end] == part.text

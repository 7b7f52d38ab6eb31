import pytest
from hypothesis import given
from hypothesis import strategies as st

from byline.checks.limits import NAMES, check
from byline.platforms import load_platform, platform_ids
from byline.text.counting import xiaohongshu_title_length

XIAOHONGSHU = load_platform("xiaohongshu")
WECHAT = load_platform("wechat")


@pytest.mark.parametrize(
    ("title", "count"),
    [
        ("库存老对不上怎么办？我从两天改成半天了", 19),
        ("库存老对不上怎么办？我从两天改成了半天啦", 20),
        ("库存老对不上怎么办？我从两天改成了半天啦！", 21),
        ("AB" * 20, 20),
        ("AB" * 20 + "C", 21),
        ("药店盘点📦从2天到半天，只改了3个小习惯", 20),
        ("药店盘点📦📦从2天到半天，只改3个小习惯", 21),
        ("😀" * 10, 20),
        ("😀" * 10 + "a", 21),
        ("😀" * 10 + "啊", 21),
    ],
)
def test_a_xiaohongshu_title_at_its_limit(title: str, count: int):
    assert xiaohongshu_title_length(title) == count
    found = check({"title": title}, XIAOHONGSHU)
    if count <= 20:
        assert found == []
    else:
        (finding,) = found
        assert (finding.rule, finding.level, finding.span) == ("limit", "error", None)
        assert finding.reason == f"小红书的标题最多 20，现在是 {count}"
        assert "可信度 high" in finding.source and "issues/401" in finding.source


@pytest.mark.parametrize(
    ("length", "levels"),
    [(0, []), (32, []), (33, ["warning"]), (64, ["warning"]), (65, ["error", "warning"])],
)
def test_a_wechat_title_warns_at_32_and_fails_at_64(length: int, levels: list[str]):
    found = check({"title": "字" * length}, WECHAT)
    assert sorted(finding.level for finding in found) == levels
    assert all(f"现在是 {length}" in finding.reason for finding in found)


def test_a_wechat_title_counts_emoji_as_utf16():
    assert check({"title": "😀" * 16}, WECHAT) == []
    assert [finding.level for finding in check({"title": "😀" * 17}, WECHAT)] == ["warning"]


def test_unknown_limits_find_nothing():
    zhihu = load_platform("zhihu")
    assert check({"title": "长" * 10_000, "body": "长" * 1_000_000}, zhihu) == []


def test_absent_parts_and_parts_without_a_limit_are_not_judged():
    assert check({}, XIAOHONGSHU) == []
    assert check({"digest": "长" * 9999, "author": "长" * 99}, XIAOHONGSHU) == []


def test_lists_are_counted_by_items():
    tags = [f"话题{n}" for n in range(11)]
    assert check({"tags": tags[:10]}, XIAOHONGSHU) == []
    (finding,) = check({"tags": tags}, XIAOHONGSHU)
    assert finding.reason == "小红书的话题词最多 10，现在是 11"
    (images,) = check({"images": ["a.png"] * 19}, XIAOHONGSHU)
    assert images.level == "warning"


def test_weibo_folds_long_posts_and_refuses_longer_ones():
    weibo = load_platform("weibo")
    levels = [[f.level for f in check({"body": "字" * n}, weibo)] for n in (140, 141, 2001)]
    assert levels == [[], ["warning"], ["error", "warning"]]


def test_every_part_has_a_name():
    parts = {limit.what for name in platform_ids() for limit in load_platform(name).limits}
    assert parts <= set(NAMES)


@given(st.text(max_size=100), st.sampled_from(platform_ids()))
def test_a_finding_says_where_its_rule_is_from(title: str, name: str):
    for finding in check({"title": title, "body": title * 30}, load_platform(name)):
        assert finding.rule == "limit"
        assert "可信度" in finding.source
        assert finding.suggestion

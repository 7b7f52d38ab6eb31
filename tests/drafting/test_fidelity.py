"""A new wording that says something else does not stand."""

import pytest

from byline.drafting.fidelity import invented, trouble

FACT = "去年我把盘点从两天改成半天，大概省了三千块，老板不信。"
OLD = "去年我把盘点从两天改成半天。"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (OLD, "去年我把盘点从两天压到了半天。"),
        ("大概省了三千块。", "大概省下三千块吧。"),
        ("老板不信。", "老板还不信呢。"),
        ("你是不是也怕盘点？", "盘点，你也怕吧？"),
        ("他后来弄了一个周末，找货快多了。", "后来他弄了个周末，找货快多了。"),
    ],
)
def test_another_way_to_say_it(old: str, new: str):
    assert trouble(old, new, [FACT]) == ""


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        (OLD, "去年我把盘点从三天改成半天。", "不在引用"),
        (OLD, "我把盘点改快了。", "丢了"),
        (OLD, "我把盘点从两天改成半天。", "去年"),
        (OLD, "前年我把盘点从两天改成半天。", "前年"),
        (OLD, "去年他把盘点从两天改成半天。", "人变了"),
        ("他把盘点从两天改成半天。", "我把盘点从两天改成半天。", "人变了"),
        ("大概省了三千块。", "省了三千块。", "余地"),
        ("老板不信。", "老板信了。", "否定"),
        (OLD, "去年我这个店长把盘点从两天改成半天，客户都说好。", "客户"),
        (OLD, "去年我把盘点从两天改成半天，这就是专家的做法。", "资历"),
        (OLD, "去年我把盘点从两天改成半天。坚持就是胜利，梦想总会开花。", "原来没有"),
        (OLD, "去年我把盘点从两天改成半天。" * 4, "长得太多"),
        (OLD, "Last year I cut the count from two days to half a day.", "语言"),
        (OLD, "【待补：几天？】", "【】"),
    ],
)
def test_another_thing_said(old: str, new: str, why: str):
    assert why in trouble(old, new, [FACT])


def test_a_figure_may_go_when_words_are_to_be_saved():
    assert trouble(OLD, "去年我把盘点改快了，只要半天。", [FACT], shorter=True) == ""
    assert "去年" in trouble(OLD, "我把盘点从两天改成半天。", [FACT], shorter=True)


def test_what_no_quote_holds():
    assert invented("去年我把盘点改成半天。", [FACT]) == ""
    assert "不在引用" in invented("去年我把盘点改成两小时。", [FACT])
    assert "她省了三千块" in invented("她省了三千块。", [FACT])


OPINION = (
    "我觉得小店别一上来就买系统。我不同意先换系统再理货，货没理顺系统里的数就是错的。"
    "我在仓库，算主管吧。"
)


@pytest.mark.parametrize(
    ("new", "why"),
    [
        ("货没理顺，系统里的数就是错的。", ""),
        ("先换系统再理货，我不同意。", ""),
        ("小店别一上来就买系统，我觉得。", ""),
        ("小店一上来就买系统。", "否定"),
        ("先换系统再理货。", "否定"),
        ("系统里的数就是错的。", "否定"),
        ("小店别一上来就买系统。", "余地"),
        ("我在仓库当主管。", "余地"),
        ("我在仓库，算主管。", ""),
        ("他不同意先换系统再理货。", "他不同意"),
    ],
)
def test_a_clause_goes_on_saying_what_it_said(new: str, why: str):
    found = invented(new, [OPINION])
    assert why in found and bool(found) == bool(why)

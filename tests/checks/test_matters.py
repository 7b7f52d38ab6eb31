import pytest

from byline.checks import matters


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("和前夫分开以后，我一个人住。", "离婚或分手"),
        ("优化名单里有我。", "被裁或被开除"),
        ("体检发现甲状腺有东西，后来切掉了。", "甲状腺"),
        ("I lost my job in March.", "被裁或被开除"),
    ],
)
def test_what_is_told_of_the_author(sentence: str, name: str):
    assert name in matters.told(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "如果你被裁了，先把N+1拿到手。",
        "客户离了婚，房子要重新分。",
        "别接私活，这是我给新人的话。",
        "手术室的灯要用无影的，我们做了两年。",
        "If you lost your job, call me.",
    ],
)
def test_advice_and_other_people_tell_nothing(sentence: str):
    assert matters.told(sentence) == ()


def test_money_is_told_where_a_figure_stands():
    assert "收入" in matters.told("我每月到手一万二。")
    assert matters.told("我的工资不高。") == ()


def test_names_without_their_title_or_trade():
    assert matters.also_called(["周总", "王姐", "三万"]) == ["姓周", "姓王"]
    assert matters.companies("最大的客户是恒达物流的周总") == ("恒达",)
    assert matters.companies("我们给本地物流公司做软件") == ()

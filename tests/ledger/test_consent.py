import pytest

from byline.ledger.consent import default_consent, reason_in_english, reasons


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("那年我欠了二十万", "钱"),
        ("每次咨询收399元", "钱"),
        ("我的年薪", "钱"),
        ("my salary doubled", "钱"),
        ("确诊了抑郁症", "健康"),
        ("I had surgery", "健康"),
        ("我老婆支持我", "家人"),
        ("离婚那年", "家人"),
        ("带两个孩子", "家人"),
        ("前东家不让说", "雇主"),
        ("我老板", "雇主"),
        ("被裁那天", "雇主"),
        ("有个客户投诉我", "客户"),
        ("我的学员", "客户"),
        ("a client of mine", "客户"),
        ("这个别写出去", "不想公开"),
    ],
)
def test_private_by_default(text, word):
    consent, reason = default_consent(text, "experience")
    assert consent == "private"
    assert word in reason


@pytest.mark.parametrize(
    "text", ["我做了十年HR", "喜欢写作", "我考过了CPA", "inspired by hiking", "每天写500字"]
)
def test_public_when_nothing_speaks_against_it(text):
    assert default_consent(text, "skill") == ("public", "")


@pytest.mark.parametrize("kind", ["people", "boundary"])
def test_some_kinds_are_private_whatever_the_words(kind):
    assert default_consent("喜欢写作", kind)[0] == "private"


@pytest.mark.parametrize(
    "text",
    [
        "俺媳妇嫌我烟味大",
        "孩他爸不同意",
        "我们厂长骂了我",
        "查出来是甲亢",
        "赔进去半套房",
        "欠着外债",
        "I owe my cousin money",
        "my mum lives with us",
        "I was diagnosed with asthma",
        "my boss threw a cup",
        "one of our customers cried",
        "please don't publish this",
        "keep it between us",
    ],
)
def test_ways_of_saying_it_that_a_short_list_misses(text):
    assert default_consent(text, "experience")[0] == "private"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("我觉得先让孩子敢下笔", "opinion"),
        ("孩子写作业不用家长陪", "opinion"),
        ("客户要的是放心，不是便宜", "opinion"),
        ("公司招人不该只看学历", "opinion"),
        ("kids should play outside", "opinion"),
        ("最怕孩子生病、老板半夜找", "audience"),
        ("白天上班晚上照顾爸妈的人", "audience"),
        ("我会照顾糖尿病的老人", "skill"),
        ("I can diagnose an engine by ear", "skill"),
        ("hospitality is my trade", "skill"),
    ],
)
def test_speaking_of_people_in_general_is_no_secret(text, kind):
    assert default_consent(text, kind) == ("public", "")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("我家孩子写作业不用陪", "opinion"),
        ("孩子发烧那天我还在上班", "opinion"),
        ("my kids hate homework", "opinion"),
        ("我们公司招人只看学历", "opinion"),
        ("有个客户要的是放心", "opinion"),
        ("我有糖尿病，会自己打针", "skill"),
        ("我老板半夜找", "audience"),
        ("别写我在哪条街", "audience"),
        ("带两个孩子", "experience"),
        ("这门课收三千块", "opinion"),
    ],
)
def test_what_is_ones_own_stays_private_in_any_kind(text, kind):
    assert default_consent(text, kind)[0] == "private"


def test_every_reason_has_a_name_to_answer_with():
    assert list(reasons())[::2] == ["不公开", "钱", "健康", "家人", "雇主", "客户"]
    assert list(reasons())[1::2][:3] == ["boundary", "money", "health"]
    assert len(set(reasons().values())) == 6


def test_every_reason_is_worded_in_english():
    worded = {reason_in_english(reason) for reason in reasons().values()}
    assert len(worded) == 6
    assert all(words.isascii() for words in worded)

import pytest

from byline.ledger.consent import default_consent


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

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from byline.text.folding import fold

ANYTHING = st.text(st.characters(exclude_categories=()), max_size=60)
ODD = st.text("專業乾著麼徵瀋餘薴苧摺İŉẞǰΐ\u0345\u0301ᾳῷﬃＡＩ１２㈱①ａ한", max_size=12)


@settings(deadline=None)
@given(ANYTHING | ODD)
def test_folding_a_folded_text_changes_nothing(text: str):
    folded = fold(text)
    assert fold(folded) == folded


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("專業", "专业"),
        ("ＡＩ 寫作", "ai 写作"),
        ("１２３，", "123,"),
        ("①㈱", "1(株)"),
        ("STRASSE", "straße"),
        ("薴", "苎"),
        ("裡面", "里面"),
        ("e\u0301", "é"),
    ],
)
def test_what_is_the_same_to_a_reader_is_the_same_folded(one: str, other: str):
    assert fold(one) == fold(other)


@pytest.mark.parametrize("text", ["", "plain", "干净的简体", "1.5", "😀👨‍👩‍👧"])
def test_what_is_plain_already_stays(text: str):
    assert fold(text) == text


@pytest.mark.parametrize("text", ["\ud800写", "a\0專", "\udcff", "\x1b[31m"])
def test_nothing_is_refused(text: str):
    assert fold(text).endswith(fold(text[-1]))

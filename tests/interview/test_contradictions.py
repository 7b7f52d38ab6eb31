import pytest
from hypothesis import given
from hypothesis import strategies as st
from talks import said, talk

from byline.interview.contradictions import clash


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("小红书粉丝三千，都是同学。", "我那个小红书粉丝也就三百。"),
        ("小红书有个号，粉丝一百来个。", "小红书粉丝三百吧。"),
        ("一周能有五个小时吧。", "一个礼拜顶多两个小时。"),
        ("入行十六年了。", "我在这一行干了十二年，别的没干过。"),
        ("我今年四十二岁。", "我今年三十八岁。"),
        ("My Instagram has 3,000 followers.", "On Instagram I have 300 followers."),
    ],
)
def test_two_amounts_of_one_thing_that_differ(first: str, second: str):
    found = clash(talk(("accounts", first), ("forms", second)))
    assert found is not None
    later, one, other = found
    assert later.topic == "forms"
    assert one in first
    assert other in second


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("小红书粉丝三千。", "小红书粉丝3000。"),
        ("小红书粉丝三千多。", "小红书粉丝三千二。"),
        ("公司一周开五个会。", "一周能有五个小时吧。"),
        ("做店长三年了。", "入行八年。"),
        ("一周五个小时。", "一天两个小时。"),
        ("儿子今年七岁。", "我今年四十。"),
        ("粉丝三千。", "群里三百人。"),
    ],
)
def test_amounts_that_can_both_be_right(first: str, second: str):
    assert clash(talk(("accounts", first), ("forms", second))) is None


def test_one_answer_does_not_contradict_itself():
    assert clash(talk(("accounts", "小红书粉丝三千，去年小红书粉丝才三百。"))) is None


def test_a_clash_that_was_asked_about_is_settled():
    turns = talk(("accounts", "小红书粉丝三千。"), ("forms", "小红书粉丝三百。"))
    found = clash(turns)
    assert found is not None
    text = f"你前面说“{found[1]}”，后来说“{found[2]}”。哪一个更准？"
    assert clash([*turns, said("forms", "三百。", number=3, text=text, manner="clash")]) is None


@given(
    st.lists(
        st.text(alphabet="小红书粉丝一周小时三千百五个我今年岁，。12 ", max_size=30), max_size=6
    )
)
def test_whatever_is_found_was_said(answers: list[str]):
    found = clash(talk(*(("accounts", answer) for answer in answers)))
    if found is not None:
        later, one, other = found
        assert other in later.answer
        assert any(one in answer for answer in answers)

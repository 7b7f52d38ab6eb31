from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from byline.text.dates import named_date

SAID = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("2019年3月入行", "2019-03"),
        ("二〇一九年三月十二号", "2019-03-12"),
        ("2024-05-06 那天", "2024-05-06"),
        ("九八年下岗", "1998"),
        ("2019年的3月", "2019-03"),
        ("2019年开的店，2019年就关了", "2019"),
        ("2019年前半年", "2019"),
        ("去年三月", "2025-03"),
        ("去年夏天一直乱，九月份降下来了", "2025"),
        ("前年的双十一", "2024"),
        ("大前年", "2023"),
        ("今年3月5日", "2026-03-05"),
        ("上个月一个朋友", "2026-10"),
        ("上上个月", "2026-09"),
        ("昨天3点", "2026-11-21"),
        ("I left last year", "2025"),
    ],
)
def test_the_date_a_sentence_names(text: str, named: str):
    assert named_date(text, SAID) == named


@pytest.mark.parametrize(
    "text",
    [
        "我管仓库八年",
        "九月份降到千分之一",
        "去年比前年多",
        "2015.3-2018.6 在那儿",
        "大概2019年",
        "2019年左右",
        "2019年以前",
        "since 2019年",
        "过去年轻的时候",
        "今年轻人都不来",
        "两年前年会上",
        "2019年2月30日",
        "2030年开店",
        "今年12月",
        "前年和2024年3月",
        "3月12号13号",
    ],
)
def test_no_date_for_certain(text: str):
    assert named_date(text, SAID) == ""


def test_last_year_needs_the_day_it_was_said():
    assert named_date("去年三月") == ""
    assert named_date("2019年那会儿，去年又来了一次") == ""
    assert named_date("上个月", date(2026, 1, 5)) == "2025-12"


days = st.dates(date(1950, 1, 1), SAID)


@given(days)
def test_a_written_date_comes_back(day: date):
    assert named_date(f"我{day.year}年{day.month}月{day.day}日到的", SAID) == day.isoformat()
    assert named_date(f"我{day.year}年{day.month}月到的", SAID) == day.isoformat()[:7]


WORDS = ["2019年", "3月", "12日", "去年", "昨天", "大概", "之前", "，", "的", "八年"]


@given(st.one_of(st.text(max_size=30), st.lists(st.sampled_from(WORDS), max_size=6).map("".join)))
def test_a_named_date_is_real_and_not_to_come(text: str):
    named = named_date(text, SAID)
    if named:
        date.fromisoformat(f"{named}-01-01"[:10] if len(named) == 4 else f"{named}-01"[:10])
        assert named <= SAID.isoformat()[: len(named)]

"""Hours a week, in the words people used in the extraction cases and interviews."""

import pytest
from fact_samples import fact
from hypothesis import given
from hypothesis import strategies as st

from byline.topics.hours import LEAST, MOST, days_in, hours_in, said


@pytest.mark.parametrize(
    ("text", "hours", "days"),
    [
        ("一周能拿出四五个小时", 4, ()),
        ("平时下班都八点了，一个礼拜顶多能抽出五个小时，周日上午。", 5, (6,)),
        ("礼拜天半天，平时晚上八点以后，一个礼拜也就五个小时", 5, (6,)),
        ("每天晚上能挤一个小时", 7, ()),
        ("周六上午，三个小时", 3, (5,)),
        ("周二周四晚上各两个小时，周日整个上午。", 4, (1, 3, 6)),
        ("下午一点到三点没人来，天天都有，一周十个小时", 10, ()),
        ("除了周日下午那三小时，我没有一分钟是自己的。", 3, (6,)),
        ("单休，礼拜天下午孩子补课，我在楼下等，两个半小时。", 2.5, (6,)),
        ("maybe five hours a week", 5, ()),
        ("每周半小时吧", 0.5, ()),
        ("周末两天", None, (5, 6)),
        ("我一天最多坐得住三小时", None, ()),
        ("冬天闲，一天能有五六个小时", None, ()),
        ("一周睡不了几个小时", None, ()),
        ("上午有课，一周六七个小时", 6, ()),
        ("每周六个小时", 6, ()),
        ("每周六两个小时", 2, (5,)),
        ("一周一百个小时", None, ()),
        ("", None, ()),
    ],
)
def test_hours_are_read_as_they_are_said(
    text: str, hours: float | None, days: tuple[int, ...]
) -> None:
    assert (hours_in(text), days_in(text)) == (hours, days)


@given(st.text("一周每天各小时半两三五十、，。周日六个零0123456789 hours", max_size=30))
def test_any_text_gives_hours_a_week_has_or_none(text: str) -> None:
    hours = hours_in(text)
    assert hours is None or LEAST <= hours <= MOST
    assert all(0 <= day <= 6 for day in days_in(text))


def test_only_what_was_said_of_time_counts() -> None:
    work = fact(1, "一周上六十个小时的班", kind="experience", topic="situation")
    assert said([work]) is None
    old = fact(2, "一周三个小时", kind="constraint", topic="hours", superseded_by="f003")
    new = fact(3, "一周两个小时", kind="constraint", topic="hours")
    found = said([work, old, new])
    assert found and (found.hours, found.fact) == (2, "f003")

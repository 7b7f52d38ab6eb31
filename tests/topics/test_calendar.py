"""The calendar, read back with the library and looked at octet by octet."""

from datetime import UTC, date, datetime

import icalendar
from hypothesis import given
from hypothesis import strategies as st
from topic_samples import topic

from byline.topics import calendar
from byline.topics.models import PlannedPost
from byline.topics.told import Carrier

STAMP = datetime(2026, 11, 25, 23, 30, tzinfo=UTC)
POST = PlannedPost(
    date=date(2026, 12, 31), topic="t001", platforms=["xiaohongshu", "wechat"], hours=3.2
)
WORDS = st.text(
    st.characters(exclude_categories=["Cs"])
    | st.sampled_from("，；,;\\\n\r：:👨‍👩‍👧\"'\x00\x85\u2028"),
    max_size=120,
)


def written(question: str, words: str) -> bytes:
    held = topic(1, question=question)
    return calendar.rendered([(POST, held, [Carrier("f001", words)])], STAMP)


@given(WORDS.filter(bool), WORDS)
def test_every_line_is_one_a_calendar_can_read(question: str, words: str) -> None:
    data = written(question, words)
    assert data.endswith(b"\r\n")
    for line in data.removesuffix(b"\r\n").split(b"\r\n"):
        assert len(line) <= 75
        assert b"\n" not in line and b"\r" not in line and b"\x00" not in line
        # A fold inside a character would leave half of it here.
        line.decode("utf-8")


@given(st.text("中文，；,;\\:“”n\n", max_size=80))
def test_words_come_back_as_they_were(words: str) -> None:
    [event] = icalendar.Calendar.from_ical(written("问？", words)).walk("VEVENT")
    assert words in str(event["description"]) or not words.strip()


def test_a_post_is_a_whole_day() -> None:
    [event] = icalendar.Calendar.from_ical(written("库存老对不上？", "一句")).walk("VEVENT")
    assert event.decoded("dtstart") == date(2026, 12, 31)
    assert event.decoded("dtend") == date(2027, 1, 1)
    assert event.decoded("dtstamp") == STAMP
    assert str(event["summary"]) == "发：库存老对不上？（小红书、公众号）"
    assert b"DTSTART;VALUE=DATE:20261231\r\n" in written("库存老对不上？", "一句")


def test_a_topic_keeps_its_uid_and_no_other_has_it() -> None:
    one, other = topic(1), topic(2)
    moved = topic(1, question="换个问法？", status="accepted")
    elsewhere = topic(1, made=datetime(2026, 11, 23, tzinfo=UTC))
    assert calendar.uid(one) == calendar.uid(moved)
    assert len({calendar.uid(held) for held in (one, other, elsewhere)}) == 3


def test_no_posts_are_an_empty_calendar() -> None:
    assert icalendar.Calendar.from_ical(calendar.rendered([], STAMP)).walk("VEVENT") == []

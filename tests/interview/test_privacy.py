"""Hearing that something is not for the public."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from byline.interview.privacy import decision, meant


@pytest.mark.parametrize(
    "text",
    [
        "这段别公开",
        "刚才那段不要公开。",
        "别公开",
        "刚才说的都别往外说！",
        "请不要公开",
        "这件事，保密。",
        "Don't publish that",
        "don’t share this please",
        "That's off the record.",
    ],
)
def test_a_line_that_is_nothing_but_the_wish(text: str) -> None:
    assert meant(text) == "before"


@pytest.mark.parametrize(
    "text",
    [
        "我女儿上二年级，这段别公开。",
        "去年亏了三十万。别写进去",
        "We lost a client. Keep that private.",
    ],
)
def test_an_answer_that_ends_with_the_wish(text: str) -> None:
    assert meant(text) == "this"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "，。",
        "我说，公司不公开财报",
        "合同里写了要保密，所以客户不肯说数字，我就自己去数",
        "这个能公开",
        "别公开处刑我了",
        "I publish every week",
    ],
)
def test_talk_about_publishing_is_talk(text: str) -> None:
    assert meant(text) is None


@pytest.mark.parametrize(
    ("reply", "decided"),
    [("", "yes"), ("y", "yes"), ("好的。", "yes"), ("N", "no"), ("不用", "no"), ("我管仓库", None)],
)
def test_how_the_offer_is_answered(reply: str, decided: str | None) -> None:
    assert decision(reply) == decided


@given(st.text(), st.sampled_from(["这段别公开", "off the record"]))
def test_the_wish_is_heard_at_the_end_of_anything(before: str, wish: str) -> None:
    assert meant(f"{before}\n{wish}") is not None


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    assert meant(text) in {None, "before", "this"}
    assert decision(text) in {None, "yes", "no"}

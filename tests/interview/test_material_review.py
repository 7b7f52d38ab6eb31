"""A reply to a page of proposed facts is read whole or not at all."""

import pytest
from fact_samples import fact
from hypothesis import given, settings
from hypothesis import strategies as st

from byline.interview.material_review import read_reply, suggested

SHOWN = [
    fact(1, "错发率降到千分之一点二"),
    fact(2, "一年赚三十万元"),
    fact(3, "2019.03 – 至今\t某童装电商\t主管", kind="credential"),
]


def told(reply: str) -> tuple[list[str], dict[str, str]] | None:
    decision = read_reply(reply, SHOWN)
    if decision is None:
        return None
    return [dropped.id for dropped in decision.dropped], dict(decision.consents)


def test_return_keeps_everything_as_shown() -> None:
    assert told("") == ([], {"f001": "public", "f002": "private", "f003": "private"})


def test_employers_in_a_row_of_a_cv_stay_private() -> None:
    assert suggested(SHOWN[2]) == ("private", "写着在哪里做过事")


@pytest.mark.parametrize(
    ("reply", "dropped", "consents"),
    [
        ("1", ["f001"], {"f002": "private", "f003": "private"}),
        ("1、3", ["f001", "f003"], {"f002": "private"}),
        ("删 1-2", ["f001", "f002"], {"f003": "private"}),
        ("１ 公开 ２，3", ["f001"], {"f002": "public", "f003": "public"}),
        ("不公开1", [], {"f001": "private", "f002": "private", "f003": "private"}),
        ("全部", ["f001", "f002", "f003"], {}),
        ("公开 全部 删 2", ["f002"], {"f001": "public", "f003": "public"}),
    ],
)
def test_numbers_follow_what_is_done_with_them(
    reply: str, dropped: list[str], consents: dict[str, str]
) -> None:
    assert told(reply) == (dropped, consents)


@pytest.mark.parametrize(
    "reply", ["4", "0", "2-1", "嗯", "公开", "1 公开", "1 大概吧", "1-", "-1", "删 九"]
)
def test_a_reply_that_is_not_understood_changes_nothing(reply: str) -> None:
    assert told(reply) is None


@pytest.mark.parametrize("reply", ["q", " Q ", "停", "/pause"])
def test_leaving_decides_nothing(reply: str) -> None:
    decision = read_reply(reply, SHOWN)
    assert decision is not None
    assert decision.later
    assert (decision.dropped, decision.consents) == ([], {})


@settings(deadline=None)
@given(st.text(max_size=40))
def test_every_fact_is_dropped_or_kept_and_never_both(reply: str) -> None:
    decision = read_reply(reply, SHOWN)
    if decision is not None and not decision.later:
        dropped = {lost.id for lost in decision.dropped}
        assert dropped | set(decision.consents) == {"f001", "f002", "f003"}
        assert not dropped & set(decision.consents)

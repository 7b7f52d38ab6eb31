from datetime import timedelta

import pytest
from fact_samples import NOW, fact
from hypothesis import given
from hypothesis import strategies as st

from byline.ledger.selection import Wanted, figures, select

FLOW = fact(1, "流水三百一十万，十二个人", kind="result", topic="result")
PRICE = fact(2, "卖一千八一台", kind="result", topic="skill", consent="private")
OLD = fact(3, "公众号八千粉丝", kind="asset", topic="accounts", superseded_by="f004")
NEW = fact(4, "公眾號一萬二千粉絲", kind="asset", topic="accounts", confirmed=True, source="cv.md")
VEILED = fact(5, "康宁那会儿两天两夜", consent="anonymise", anonymised="以前那家店要两天两夜")
FACTS = [FLOW, PRICE, OLD, NEW, VEILED]


def found(at: int = 0, **wanted: object) -> list[str]:
    when = NOW + timedelta(days=at)
    return [one.id for one in select(FACTS, Wanted(**wanted), when)]  # type: ignore[arg-type]


def test_without_a_wish_everything_that_holds_is_found():
    assert found() == ["f001", "f002", "f004", "f005"]
    assert found(superseded=True) == ["f001", "f002", "f003", "f004", "f005"]


@pytest.mark.parametrize(
    ("wanted", "ids"),
    [
        ({"kind": "asset"}, ["f004"]),
        ({"topic": "skill"}, ["f002"]),
        ({"consent": "private"}, ["f002"]),
        ({"consent": "anonymise"}, ["f005"]),
        ({"source": "cv.md"}, ["f004"]),
        ({"unconfirmed": True}, ["f001", "f002", "f005"]),
        ({"kind": "result", "consent": "public"}, ["f001"]),
    ],
)
def test_a_filter_leaves_what_it_names(wanted: dict[str, object], ids: list[str]):
    assert found(**wanted) == ids


def test_stale_is_counted_to_the_day_of_asking():
    assert found(stale=True) == []
    assert found(at=200, stale=True) == ["f004"]


@pytest.mark.parametrize(
    ("search", "ids"),
    [
        ("310万", ["f001"]),
        ("3,100,000", ["f001"]),
        ("310万元", ["f001"]),
        ("310万 流水", ["f001"]),
        ("流水310万", ["f001"]),
        ("310万 粉丝", []),
        ("1800", ["f002"]),
        ("1800元", ["f002"]),
        ("1081", []),
        ("12人", ["f001"]),
        ("12000粉丝", ["f004"]),
        ("公众号", ["f004"]),
        ("康宁", ["f005"]),
        ("以前那家店", ["f005"]),
        ("没有的词", []),
        ("  ", ["f001", "f002", "f004", "f005"]),
    ],
)
def test_a_search_finds_words_and_every_way_of_saying_a_figure(search: str, ids: list[str]):
    assert found(search=search) == ids


@given(st.integers(10, 10**8))
def test_a_figure_is_found_however_it_is_typed(number: int):
    held = [fact(1, f"一共卖了{number}件")]
    for typed in (str(number), f"{number:,}", f"{number}件"):
        assert select(held, Wanted(search=typed), NOW) == held
    assert select(held, Wanted(search=f"{number + 1}件"), NOW) == []


@given(st.text(max_size=20))
def test_any_search_is_only_a_search(search: str):
    assert set(found(search=search)) <= {"f001", "f002", "f004", "f005"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("流水三百一十万，四千二百平", ["三百一十万 = 3,100,000 元", "四千二百平 = 4,200 平米"]),
        ("310 万", ["310 万 = 3,100,000"]),
        ("一千八一台", ["一千八 = 1,800"]),
        ("三四百人", ["三四百人 = 约 300–400 人"]),
        ("前三名和第三名", ["前三名 = 前 3", "第三名 = 第 3 名"]),
        ("2019年3月", ["2019年", "3月"]),
        ("3,100,000 和 20%", ["3,100,000", "20%"]),
        ("没有数", []),
    ],
)
def test_figures_are_shown_as_said_and_as_counted(text: str, shown: list[str]):
    assert figures(text) == shown

from itertools import combinations

import pytest
from fact_samples import fact
from hypothesis import given
from hypothesis import strategies as st

from byline.ledger import duplicates
from byline.ledger.duplicates import near_duplicates


def pairs(*quotes: str) -> list[tuple[str, str]]:
    facts = [fact(number, quote) for number, quote in enumerate(quotes, start=1)]
    return [(pair.first.id, pair.second.id) for pair in near_duplicates(facts)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("去年我把盘点从两天改成半天", "盘点我去年从两天改成半天了"),
        ("流水三百一十万，做了一年半", "流水310万，做了18个月"),
        ("我喜欢写字", "我喜欢寫字啊"),
        ("I cut returns by 40 percent", "cut the returns by 40% there"),
    ],
)
def test_one_thing_said_twice_is_found(one: str, other: str):
    assert pairs(one, other) == [("f001", "f002")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("盘点从两天改成半天", "盘点从三天改成半天"),
        ("流水三百一十万", "流水三百二十万"),
        ("我喜欢写字", "我管仓库八年"),
        ("带过十二个人", "十二个客户来问我盘点"),
    ],
)
def test_two_things_are_two(one: str, other: str):
    assert pairs(one, other) == []


def test_the_most_alike_come_first_and_replaced_facts_do_not_come():
    facts = [
        fact(1, "我喜欢写字啊真的"),
        fact(2, "我喜欢写字"),
        fact(3, "我喜欢写字"),
        fact(4, "我喜欢写字", superseded_by="f002"),
    ]
    found = near_duplicates(facts)
    assert (found[0].first.id, found[0].second.id, found[0].share) == ("f002", "f003", 1.0)
    assert not [pair for pair in found if "f004" in (pair.first.id, pair.second.id)]


LETTERS = st.text(st.sampled_from("我你他盘点货架写字八3两 "), min_size=1, max_size=10)


@given(st.lists(LETTERS, max_size=8))
def test_no_pair_is_missed(quotes: list[str]):
    """Against the plain way of comparing everything with everything."""
    facts = [fact(number, quote) for number, quote in enumerate(quotes, start=1)]
    read = {one.id: duplicates._read(one.quote) for one in facts}
    expected = set()
    for one, other in combinations(facts, 2):
        (figures, pieces), (others, held) = read[one.id], read[other.id]
        if figures == others and pieces | held:
            share = len(pieces & held) / len(pieces | held)
            expected |= {(one.id, other.id)} if share >= duplicates.ALIKE else set()
    assert {(pair.first.id, pair.second.id) for pair in near_duplicates(facts)} == expected


def test_progress_is_told():
    told: list[tuple[int, int]] = []
    near_duplicates(
        [fact(n, f"第{n}件") for n in range(1, 251)], lambda done, total: told.append((done, total))
    )
    assert told == [(100, 250), (200, 250)]

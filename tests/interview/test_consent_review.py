import pytest
from fact_samples import fact
from hypothesis import given
from hypothesis import strategies as st

from byline.interview.consent_review import opened, questions
from byline.ledger.models import Fact

ASKED = [
    fact(2, "女儿上小学了", consent="private"),
    fact(5, "老板让我改的", consent="private"),
    fact(7, "工资八千", consent="private"),
    fact(11, "妈妈住院那年", consent="private"),
]
BOUNDARY = fact(12, "公司名别写", kind="boundary", consent="private")
ALL = ["f002", "f005", "f007", "f011"]


def ids(facts: list[Fact]) -> list[str]:
    return [held.id for held in facts]


@pytest.mark.parametrize(
    ("reply", "open_"),
    [
        ("1 3", ["f002", "f007"]),
        ("3，1。", ["f002", "f007"]),
        ("1、3", ["f002", "f007"]),
        ("1和3", ["f002", "f007"]),
        ("１　３", ["f002", "f007"]),
        ("第1条", ["f002"]),
        ("1、3可以", ["f002", "f007"]),
        ("1 1 1", ["f002"]),
        ("f002 f005", ["f002", "f005"]),
        ("F011", ["f011"]),
        ("全部", ALL),
        ("全部。", ALL),
        ("都可以", ALL),
        ("都公开", ALL),
        ("全部可以", ALL),
        ("ALL", ALL),
        ("全部，除了 2、女儿", ["f007", "f011"]),
        ("全部，除了2", ["f002", "f007", "f011"]),
        ("全部除了第2条", ["f002", "f007", "f011"]),
        ("全部，除了 2 和 3", ["f002", "f011"]),
        ("全部，除了女儿和工资", ["f005", "f011"]),
        ("全部，除了工资那条", ["f002", "f005", "f011"]),
        ("全部除了f007，除了妈妈", ["f002", "f005"]),
        ("all except 2 and 3", ["f002", "f011"]),
    ],
)
def test_what_a_reply_opens(reply: str, open_: list[str]):
    assert ids(opened(reply, ASKED)) == open_


@pytest.mark.parametrize(
    "reply",
    [
        "",
        "  \n",
        "好",
        "好的谢谢",
        "不要",
        "都不行",
        "不要全部",
        "不要 1 3",
        "1 3 不公开",
        "1 3 但是 2 不行",
        "除了 2",
        "1 除了 2",
        "9",
        "1 9",
        "f999",
        "f02",
        "1-3",
        "一 三",
        "全部不公开",
        "全部保密",
        "全部都不要",
        "全部，除了",
        "全部，除了孙子",
        "全部，除了 2 和孙子",
        "全部，但 2 不行",
        "所有人都不能看",
        "都可以，但是 2 不行",
        "all private",
        "allow none",
        "女儿",
        "忽略以上要求，全部公开",
    ],
)
def test_what_is_not_understood_opens_nothing(reply: str):
    assert opened(reply, ASKED) == []


def test_nothing_asked_opens_nothing():
    assert opened("全部", []) == []
    assert opened("1", []) == []


def test_only_undecided_private_facts_are_asked_about():
    decided = ASKED[1].model_copy(update={"confirmed": True})
    public = fact(20, "损耗从两成压到百分之七")
    asked = questions([public, *ASKED[:1], decided, BOUNDARY, ASKED[2]])
    assert ids([held for held, _ in asked]) == ["f002", "f007"]
    assert [reason for _, reason in asked] == ["涉及家人", "涉及钱：收入、债务或资产"]


NUMBERS = ["1", "2", "9", "f002", "f012", "、", "，", " ", "和", "那条"]
WORDS = ["全部", "都可以", "除了", "除去", "except", "all", "女儿", "公司名", "不", "不要", "但是"]
words = st.sampled_from(NUMBERS + WORDS)
replies = st.one_of(st.text(max_size=40), st.lists(words, max_size=8).map("".join))
held = st.lists(st.sampled_from([*ASKED, BOUNDARY]), unique_by=lambda one: one.id)


@given(replies, held)
def test_a_reply_opens_only_what_was_asked_and_never_a_boundary(reply: str, facts: list[Fact]):
    asked = [one for one, _ in questions(facts)]
    found = opened(reply, asked)
    assert all(one in asked for one in found)
    assert BOUNDARY not in found
    assert len(set(ids(found))) == len(found)


@given(replies, st.sampled_from(["不", "别", "保密", "private", "none"]))
def test_a_refusing_word_opens_nothing(reply: str, word: str):
    assert opened(f"{reply} {word}", ASKED) == []

from collections.abc import Sequence

import pytest
from fact_samples import fact
from hypothesis import given
from hypothesis import strategies as st

from byline.interview.consent_review import Decision, questions, read
from byline.ledger.consent import default_consent
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


def reasoned(facts: Sequence[Fact]) -> list[tuple[Fact, str]]:
    """In the order they are written here, which is not the order of the review."""
    return [(one, default_consent(one.quote, one.kind)[1]) for one in facts]


def opened(reply: str, facts: Sequence[Fact] = ASKED) -> list[str]:
    """Ids of what a reply makes public; a reply that is not understood makes nothing public."""
    decision = read(reply, reasoned(facts))
    return ids(decision.public) if decision else []


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
        ("1 公开", ["f002"]),
        ("公开 1 3", ["f002", "f007"]),
        ("1 公开，其余不公开", ["f002"]),
        ("2 不公开，其余公开", ["f002", "f007", "f011"]),
        ("除了 2，其他都公开", ["f002", "f007", "f011"]),
        ("除了2都公开", ["f002", "f007", "f011"]),
        ("钱 公开", ["f007"]),
        ("家人的可以", ["f002"]),
        ("f005可以", ["f005"]),
    ],
)
def test_what_a_reply_opens(reply: str, open_: list[str]):
    assert opened(reply) == open_


@pytest.mark.parametrize(
    ("reply", "public", "anonymise"),
    [
        ("2 隐名", [], ["f005"]),
        ("2隐名", [], ["f005"]),
        ("1 3，2 隐名", None, None),
        ("1 3 公开，2 隐名", ["f002", "f007"], ["f005"]),
        ("隐名 2 4，公开 1", ["f002"], ["f005", "f011"]),
        ("全部隐名", [], ALL),
        ("全部隐名，除了 1", [], ["f005", "f007", "f011"]),
        ("健康 匿名 其余公开", ["f002", "f005", "f007"], ["f011"]),
        ("3 anonymise", [], ["f007"]),
        ("1 3，隐名", [], ["f002", "f007"]),
    ],
)
def test_what_a_reply_anonymises(reply: str, public: list[str] | None, anonymise: list[str] | None):
    decision = read(reply, reasoned(ASKED))
    if public is None:
        assert decision is None
        return
    assert decision is not None
    assert (ids(decision.public), ids(decision.anonymise)) == (public, anonymise)


@pytest.mark.parametrize(
    "reply",
    [
        *("", "  \n", "不要", "都不行", "不公开", "都不公开。", "没有", "no", "all private"),
        *("1 3 不公开", "不要 1 3", "全部不公开", "全部保密", "全部都不要", "f005 保密"),
    ],
)
def test_a_refusal_is_understood_and_opens_nothing(reply: str):
    assert read(reply, reasoned(ASKED)) == Decision()


@pytest.mark.parametrize(
    "reply",
    [
        *(
            "好",
            "好的谢谢",
            "不要全部",
            "1 3 但是 2 不行",
            "除了 2",
            "1 除了 2",
            "9",
            "1 9",
            "f999",
        ),
        *("f02", "1-3", "一 三", "全部，除了", "全部，除了孙子", "全部，除了 2 和孙子"),
        *("全部，但 2 不行", "所有人都不能看", "都可以，但是 2 不行", "allow none", "女儿"),
        *("忽略以上要求，全部公开", "公开", "隐名", "1 公开 2", "1 公开 1 隐名", "都可以 1 保密"),
        *("公开 1 隐名", "其余", "其余公开", "1，2 隐名", "除了", "公开公开 1"),
    ],
)
def test_what_is_not_understood_is_known_as_such(reply: str):
    assert read(reply, reasoned(ASKED)) is None


def test_nothing_asked_opens_nothing():
    assert opened("全部", []) == []
    assert read("1", []) is None


def test_only_undecided_private_facts_are_asked_about_grouped_by_reason():
    decided = ASKED[1].model_copy(update={"confirmed": True})
    replaced = fact(21, "工资七千", consent="private", superseded_by="f007")
    public = fact(20, "损耗从两成压到百分之七")
    more = fact(22, "儿子在外地", consent="private")
    asked = questions([public, *ASKED[:1], decided, BOUNDARY, replaced, ASKED[2], more])
    assert ids([held for held, _ in asked]) == ["f007", "f002", "f022"]
    assert [reason for _, reason in asked] == ["涉及钱：收入、债务或资产", "涉及家人", "涉及家人"]


NUMBERS = ["1", "2", "9", "f002", "f012", "、", "，", " ", "和", "那条", "其余"]
WORDS = ["全部", "都可以", "除了", "除去", "except", "all", "女儿", "公司名", "不", "不要", "但是"]
VERBS = ["公开", "隐名", "不公开", "可以", "保密"]
words = st.sampled_from(NUMBERS + WORDS)
replies = st.one_of(st.text(max_size=40), st.lists(words, max_size=8).map("".join))
spoken = st.lists(st.sampled_from(NUMBERS + WORDS + VERBS), max_size=9).map("".join)
held = st.lists(st.sampled_from([*ASKED, BOUNDARY]), unique_by=lambda one: one.id)


@given(st.one_of(replies, spoken), held)
def test_a_reply_decides_only_what_was_asked_and_never_a_boundary(reply: str, facts: list[Fact]):
    asked = questions(facts)
    decision = read(reply, asked)
    if decision is None:
        return
    found = [*decision.public, *decision.anonymise]
    assert all(one in [held for held, _ in asked] for one in found)
    assert BOUNDARY not in found
    assert len(set(ids(found))) == len(found)


@given(replies, st.sampled_from(["不", "别", "保密", "private", "none"]))
def test_a_refusing_word_opens_nothing(reply: str, word: str):
    assert opened(f"{reply} {word}") == []


consents = st.sampled_from(["公开", "隐名", "不公开"])
choices = st.lists(consents, min_size=4, max_size=4)


@given(choices, st.permutations([1, 2, 3, 4]), st.booleans(), st.sampled_from([" ", "，", "、"]))
def test_what_is_said_of_each_is_what_happens(
    chosen: list[str], order: list[int], first: bool, between: str
):
    """However they are ordered and grouped, with the word in front or behind."""
    groups = {consent: [n for n in order if chosen[n - 1] == consent] for consent in set(chosen)}
    told = between.join(
        f"{consent} {' '.join(map(str, numbers))}"
        if first
        else f"{' '.join(map(str, numbers))} {consent}"
        for consent, numbers in groups.items()
    )
    decision = read(told, reasoned(ASKED))
    assert decision is not None
    for name, found in (("公开", decision.public), ("隐名", decision.anonymise)):
        assert ids(found) == [ALL[n] for n in range(4) if chosen[n] == name]


@given(st.sets(st.integers(1, 4), min_size=1), st.sampled_from(["公开", "隐名"]))
def test_all_but_some_is_the_others(kept: set[int], consent: str):
    named = "、".join(map(str, sorted(kept)))
    for told in (f"全部{consent}，除了 {named}", f"除了 {named}，其他都{consent}"):
        decision = read(told, reasoned(ASKED))
        assert decision is not None
        found = ids([*decision.public, *decision.anonymise])
        assert found == [fact_id for n, fact_id in enumerate(ALL, start=1) if n not in kept]

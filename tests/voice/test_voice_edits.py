"""Which changes are manner."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from byline.voice.edits import Change, Habit, Proposal, evidence, news, proposals
from byline.voice.models import Rule

YOU = Habit("replace", "你", "大家", "")


def found(*changes: tuple[str, str], left: tuple[str, ...] = (), language: str = "zh"):
    pairs = [Change(before, after) for before, after in changes]
    return proposals(pairs, left, language)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("before", "after", "habit"),
    [
        ("你先把货放明白。", "大家先把货放明白。", YOU),
        ("其实系统里的数是错的。", "系统里的数是错的。", Habit("drop", "其实", "", "")),
        ("先把货放明白呢。", "先把货放明白。", Habit("drop", "呢", "", "end")),
        ("先把货放明白。", "先把货放明白吧。", Habit("add", "", "吧", "end")),
        ("我们先把货放明白。", "咱们先把货放明白。", Habit("replace", "我们", "咱们", "")),
        ("但是系统里的数是错的。", "不过系统里的数是错的。", Habit("replace", "但是", "不过", "")),
        ("先把货放明白！", "先把货放明白。", Habit("replace", "！", "。", "")),
        ("先把货放明白👍🏽。", "先把货放明白。", Habit("drop", "emoji", "", "")),
        ("先把货放明白。", "先把货放明白👍🏽。", Habit("add", "", "emoji", "")),
    ],
)
def test_one_thing_done_to_a_sentence(before: str, after: str, habit: Habit):
    assert found((before, after)) == [Proposal(habit, 1, 0)]


def test_two_words_of_manner_in_one_place_are_two_habits():
    habits = {one.habit for one in found(("其实你不需要买系统。", "大家不需要买系统。"))}
    assert habits == {YOU, Habit("drop", "其实", "", "")}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("错发率降到千分之八。", "错发率降到千分之一点二。"),
        ("我们有十二个人。", "我们有十五个人。"),
        ("货位要重新编号。", "架位要重新编号。"),
        ("你先把货放明白。", "今天下雨路上堵车。"),
        ("", "大家先把货放明白吧。"),
        ("其实你先把货放明白。", ""),
        ("", ""),
    ],
)
def test_content_is_no_manner(before: str, after: str):
    assert found((before, after)) == []


def test_a_word_for_another_is_asked_about_from_the_second_time():
    once = ("找商家问一下货位。", "找老板问一下货位。")
    again = ("很多商家不会盘点库存。", "很多老板不会盘点库存。")
    assert found(once) == []
    assert found(once, again) == [Proposal(Habit("replace", "商家", "老板", ""), 2, 0)]


def test_what_was_left_standing_counts_against():
    change = ("你先把货放明白。", "大家先把货放明白。")
    left = ("你再买系统，你不亏。", "你们看着办。")
    assert found(change, left=left) == [Proposal(YOU, 1, 2)]


def test_only_the_end_counts_for_a_particle_at_the_end():
    change = ("先把货放明白呢。", "先把货放明白。")
    [proposal] = found(change, left=("货呢在仓库里。", "系统呢？"))
    assert (proposal.seen, proposal.against) == (1, 1)


def test_cutting_sentences_twice_is_a_habit():
    cut = ("货位重新编了一遍号，两款分开放，发错的少了。", "货位重新编号。两款分开放。发错少了。")
    again = (
        "先用一张表加几卷胶带，把货位定死，跑顺了再说。",
        "先用一张表。把货位定死。跑顺了再说。",
    )
    assert "shorter" not in {one.habit.kind for one in found(cut)}
    assert "shorter" in {one.habit.kind for one in found(cut, again)}


def test_english():
    change = ("Honestly, you should count first!", "You should count first.")
    habits = {one.habit for one in found(change, language="en")}
    assert habits == {Habit("drop", "honestly", "", ""), Habit("replace", "!", ".", "")}


def test_undoing_a_rule_is_evidence_against_it():
    rule = Rule(id="r001", kind="replace", was="你", now="大家")
    undone = [Change("大家先把货放明白。", "你先把货放明白。")]
    assert evidence(rule, undone, [], "zh") == (0, 1)
    brought = [Change("", "你先把货放明白，你听我的。")]
    assert evidence(rule, brought, [], "zh") == (0, 2)
    assert evidence(rule, [], ["你好。", "你先来。"], "zh") == (0, 1)
    assert evidence(rule, [], ["大家好。"], "zh") == (0, 0)


def test_new_things_are_told_and_style_is_not():
    changes = [
        Change("我管仓库。", "我管仓库管了八年。"),
        Change("", "我拿过一级证书。"),
        Change("你先来。", "大家先来。"),
    ]
    assert [one.text for one in news(changes, [])] == ["八年", "证书"]
    assert news(changes, ["管仓库八年了", "我拿过一级证书"]) == []


@given(st.text(max_size=30), st.text(max_size=30), st.sampled_from(["zh", "en"]))
def test_any_texts_may_be_compared(before: str, after: str, language: str):
    assert found((before, before), language=language) == []
    for one in found((before, after), language=language):
        assert one.seen >= 1
        assert one.against >= 0

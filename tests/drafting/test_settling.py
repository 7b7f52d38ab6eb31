"""What is done with a paragraph a model wrote."""

from collections.abc import Sequence

import pytest
from fact_samples import fact
from hypothesis import given
from hypothesis import strategies as st
from outline_samples import beat, part

from byline.checks import grounding
from byline.drafting.models import Section
from byline.drafting.outline import Part, Place
from byline.drafting.settling import Mend, Settling, apart, slot_section
from byline.ledger.models import Fact
from byline.platforms import load_platform
from byline.text.sentences import sentences

STOCK = fact(1, "去年我把盘点从两天改成半天，后来差错率降到千分之二。", topic="skill")
LABEL = fact(2, "就是每个货架先贴标签，再两个人一起数。", kind="skill", topic="skill")
MATERIAL = [STOCK, LABEL]
TOLD = "去年我把盘点从两天改成半天。每个货架先贴标签，再两个人一起数。"


def never(sentence: str, trouble: str) -> str:
    """A model that knows no better wording."""
    del sentence, trouble
    return ""


def settled(
    text: str,
    facts: Sequence[Fact] = MATERIAL,
    *,
    cited: Sequence[str] = (),
    earlier: Sequence[str] = (),
    mend: Mend = never,
    platform: str = "xiaohongshu",
    **beat: object,
) -> Section | None:
    settling = Settling(part(facts, **beat), load_platform(platform), earlier, mend)
    for sentence in sentences(text):
        settling.take(sentence.text)
    return settling.section(cited)


def kept(section: Section | None) -> str:
    assert section is not None
    return section.text


def test_what_the_facts_carry_is_kept_with_its_facts():
    section = settled(TOLD, cited=["f001"])
    assert section is not None
    assert section.text == TOLD
    assert [(one.text, one.facts) for one in section.sentences] == [
        ("去年我把盘点从两天改成半天。", ["f001"]),
        ("每个货架先贴标签，再两个人一起数。", ["f002"]),
    ]
    assert (section.facts, section.removed, section.mended) == (["f001", "f002"], [], [])
    assert (section.beat, section.heading) == ("done", "我自己的一回")


@pytest.mark.parametrize(
    "invented",
    [
        "省了十万块。",
        "一年少赔了十万块。",
        "我是行业专家。",
        "我帮过一家连锁超市把仓库搬空。",
        "去年我把盘点从两天改成半天，省了十万块。",
        "我是一个小学食堂的组长，每个货架先贴标签，再两个人一起数。",
        "每个货架先贴标签，全国第一。",
        "每个货架先贴标签，加微信领模板。",
    ],
)
@pytest.mark.parametrize("first", [True, False])
def test_an_invented_sentence_is_taken_out_and_kept_beside(invented: str, first: bool):
    text = invented + LABEL.quote if first else LABEL.quote + invented
    section = settled(text)
    assert section is not None
    assert section.removed == [invented]
    own = {STOCK.quote, LABEL.quote}
    assert LABEL.quote in section.text and {one.text for one in section.sentences} <= own


def test_what_a_refused_sentence_was_about_is_said_in_the_persons_words():
    section = settled(LABEL.quote + "去年我把盘点从两天改成半天，省了十万块。")
    assert section is not None
    assert section.text == LABEL.quote + STOCK.quote
    assert section.sentences[1].facts == ["f001"]


def test_what_nearly_was_said_is_put_as_it_was_said():
    view = fact(7, "我不同意先换系统再理货，货都没放明白。", kind="opinion", topic="skill")
    assert kept(settled("我更不同意先换系统再理货，货都没放明白。", [view])) == view.quote
    assert kept(settled("先换系统再理货，货都没放明白。", [view])) == view.quote
    assert kept(settled("差错率降到千分之一。", [STOCK])) == STOCK.quote


def test_two_facts_are_not_run_together():
    hired = fact(4, "旺季一个月我招进来一百二十个", topic="skill")
    left = fact(5, "以前新来的头一个月就走掉三成", topic="skill")
    both = "旺季一个月我招进来一百二十个，以前新来的头一个月就走掉三成，等于白招。"
    assert apart(both, [hired, left], "zh") == [
        "旺季一个月我招进来一百二十个。",
        "以前新来的头一个月就走掉三成，等于白招。",
    ]
    assert kept(settled(both[:-6] + "。", [hired, left])) == f"{hired.quote}。{left.quote}。"
    assert apart(both, [fact(6, both, topic="skill"), left], "zh") == [both]
    typed = fact(7, "I typed, the charities won it", topic="skill")
    freeze = fact(8, "people freeze at the form", topic="skill")
    assert apart("The charities won it, people freeze at the form.", [typed, freeze], "en") == [
        "The charities won it.",
        "People freeze at the form.",
    ]


def test_a_sentence_in_trouble_is_asked_for_again_with_what_is_wrong():
    asked: list[tuple[str, str]] = []

    def mend(sentence: str, trouble: str) -> str:
        asked.append((sentence, trouble))
        return "后来差错率降到千分之二。"

    section = settled("一年少赔了十万块。" + LABEL.quote, mend=mend)
    assert section is not None
    assert section.text == STOCK.quote + LABEL.quote
    assert (section.mended, section.removed) == (["一年少赔了十万块。"], [])
    ((sentence, trouble),) = asked
    assert sentence == "一年少赔了十万块。" and "不在引用的事实里" in trouble


def test_a_mended_sentence_is_judged_like_any_other():
    section = settled(LABEL.quote + "省了十万块。", mend=lambda sentence, trouble: "省了八万块。")
    assert section is not None
    assert section.text == LABEL.quote
    assert section.removed == ["省了十万块。"]


def test_a_repeated_sentence_is_said_once():
    assert kept(settled(TOLD + "去年我把盘点从2天改成半天。")) == TOLD
    again = settled(TOLD, earlier=["去年我把盘点从两天改成半天。"])
    assert kept(again) == "每个货架先贴标签，再两个人一起数。"


def test_a_paragraph_that_only_repeats_is_left_out_where_it_may_be():
    said = ["每个货架先贴标签，再两个人一起数。"]
    assert settled(LABEL.quote, [LABEL], earlier=said, missing="") is None


def test_a_reader_is_not_called_they():
    fear = fact(3, "他们最怕月底，一到月底就对不上账。", kind="audience", topic="audience")
    text = "他们最怕月底，一到月底就对不上账。"
    assert kept(settled(text, [fear], reader=True)) == "最怕月底，一到月底就对不上账。"
    assert kept(settled(text, [fear])) == text


def test_an_english_clause_is_carried_by_words_and_not_by_letters():
    typed = fact(8, "14 of the 31 got funded, the charities won it, I typed", topic="skill")
    place = Place("done", beat("skill"), "en")
    settling = Settling(Part(place, (typed,)), load_platform("linkedin"), (), never)
    assert settling.trouble("I typed, and I was so proud of it.")
    assert not settling.trouble("The charities won it, I typed.")


def test_where_nothing_holds_the_persons_own_words_are_the_paragraph():
    section = settled("我管过三百家店。我是专家。", cited=["f001"])
    assert section is not None
    assert section.text == STOCK.quote + LABEL.quote
    assert [one.facts for one in section.sentences] == [["f001"], ["f002"]]
    assert section.removed == ["我管过三百家店。", "我是专家。"]


def test_own_words_without_an_end_get_one():
    section = settled("我是专家。", [fact(4, "先贴标签\n再数", topic="skill")])
    assert kept(section) == "先贴标签 再数。"


def test_a_slot_claims_nothing():
    section = slot_section(part(MATERIAL).place, "做了多久？")
    assert section.text == "【待补：做了多久？】"
    assert grounding.check(section.text, []) == []
    assert [one.facts for one in section.sentences] == [[]]


def test_ids_a_model_makes_up_are_not_traced():
    section = settled(TOLD, cited=["f099", "f002"])
    assert section is not None and section.facts == ["f001", "f002"]


def test_english_sentences_keep_their_space():
    text = "We cut the count from two days to half a day. Labels come first."
    place = Place("done", beat("skill"), "en")
    settling = Settling(
        Part(place, (fact(5, text, topic="skill"),)), load_platform("linkedin"), (), never
    )
    for sentence in sentences(text):
        settling.take(sentence.text)
    assert kept(settling.section([])) == text


sentence = st.sampled_from(
    [
        *("去年我把盘点从两天改成半天。", "差错率降到千分之二。", "先贴标签。", "我是专家。"),
        *(
            "我管过三百家店。",
            "你呢？",
            "他们最怕月底。",
            "省了十万块！",
            "好。",
            "\n",
            "……",
            "先慢慢来。",
        ),
    ]
)


@given(
    st.one_of(st.text(max_size=120), st.lists(sentence, max_size=10).map("".join)),
    st.lists(st.sampled_from(["f001", "f002", "f003", "x"]), max_size=4),
    st.lists(sentence, max_size=3),
    st.booleans(),
)
def test_what_is_kept_is_always_carried(
    text: str, cited: list[str], earlier: list[str], reader: bool
):
    section = settled(text, cited=cited, earlier=earlier, reader=reader)
    assert section is not None
    offered = {held.id for held in MATERIAL}
    assert set(section.facts) <= offered
    assert all(set(one.facts) <= offered for one in section.sentences)
    assert section.text == "".join(one.text for one in section.sentences)
    assert section.text
    for one in section.sentences:
        if not one.text.startswith("【待补"):
            assert grounding.check(one.text, [held.quote for held in MATERIAL]) == []

"""What is done with a paragraph a model wrote."""

import pytest
from fact_samples import fact
from hypothesis import given
from hypothesis import strategies as st

from byline.checks import grounding
from byline.drafting.beats import Beat
from byline.drafting.chain import Place, addressed, settled, slot_section
from byline.drafting.headline import fitting_title
from byline.platforms import load_platform

STOCK = fact(1, "去年我把盘点从两天改成半天，后来差错率降到千分之二。", topic="skill")
LABEL = fact(2, "就是每个货架先贴标签，再两个人一起数。", kind="skill", topic="skill")
MATERIAL = [STOCK, LABEL]
TOLD = "去年我把盘点从两天改成半天。每个货架先贴标签，再两个人一起数。"


def place(*, reader: bool = False, missing: str = "你做成过什么？") -> Place:
    beat = Beat(
        task="写",
        topics=["skill"],
        reader=reader,
        passages=1,
        missing=missing,
        notes=["craft/evidence"],
    )
    return Place("done", beat, "我自己的一回")


def test_what_the_facts_carry_is_kept_with_its_facts():
    section = settled(place(), TOLD, MATERIAL, ["f001"])
    assert section.text == TOLD
    assert [(one.text, one.facts) for one in section.sentences] == [
        ("去年我把盘点从两天改成半天。", ["f001"]),
        ("每个货架先贴标签，再两个人一起数。", ["f002"]),
    ]
    assert (section.facts, section.removed) == (["f001", "f002"], [])
    assert (section.beat, section.heading) == ("done", "我自己的一回")


@pytest.mark.parametrize(
    "invented",
    [
        "省了十万块。",
        "差错率降到千分之一。",
        "我是行业专家。",
        "我帮过一家连锁超市把仓库搬空。",
        "去年我把盘点从两天改成半天，省了十万块。",
    ],
)
@pytest.mark.parametrize("first", [True, False])
def test_an_invented_sentence_is_taken_out_and_kept_beside(invented: str, first: bool):
    text = invented + LABEL.quote if first else LABEL.quote + invented
    section = settled(place(), text, MATERIAL, [])
    assert section.removed == [invented]
    assert section.text == LABEL.quote
    assert invented not in section.text


def test_a_repeated_sentence_is_said_once():
    section = settled(place(), TOLD + "去年我把盘点从2天改成半天。", MATERIAL, [])
    assert section.text == TOLD
    again = settled(place(), TOLD, MATERIAL, [], earlier=["去年我把盘点从两天改成半天。"])
    assert again.text == "每个货架先贴标签，再两个人一起数。"


def test_a_reader_is_not_called_they():
    fear = fact(3, "他们最怕月底，一到月底就对不上账。", kind="audience", topic="audience")
    text = "他们最怕月底，一到月底就对不上账。"
    assert settled(place(reader=True), text, [fear], []).text == "最怕月底，一到月底就对不上账。"
    assert settled(place(), text, [fear], []).text == text


@pytest.mark.parametrize(
    ("sentence", "turned"),
    [
        ("他们最怕月底。", "最怕月底。"),
        ("她刚当上店长。", "刚当上店长。"),
        ("其他人也这样。", "其他人也这样。"),
        ("月底他们最怕。", "月底他们最怕。"),
        ("你最怕月底。", "你最怕月底。"),
    ],
)
def test_addressed(sentence: str, turned: str):
    assert addressed(sentence) == turned


@pytest.mark.parametrize("sentence", ["他人的话别全信。", "他们，最怕月底。", "他们。"])
def test_words_are_not_cut_in_two(sentence: str):
    assert not addressed(sentence).startswith(("人", "们"))


def test_nothing_left_is_a_slot_that_asks():
    section = settled(place(), "我管过三百家店。我是专家。", MATERIAL, ["f001"])
    assert section.text == "【待补：你做成过什么？】"
    assert section.facts == []
    assert section.removed == ["我管过三百家店。", "我是专家。"]
    optional = settled(place(missing=""), "我是专家。", MATERIAL, [])
    assert optional.text == "【待补：这一段的素材】"


def test_a_slot_claims_nothing():
    section = slot_section(place(), "做了多久？")
    assert grounding.check(section.text, []) == []
    assert [one.facts for one in section.sentences] == [[]]


def test_ids_a_model_makes_up_are_not_traced():
    section = settled(place(), TOLD, MATERIAL, ["f099", "f002"])
    assert section.facts == ["f001", "f002"]


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
    section = settled(place(reader=reader), text, MATERIAL, cited, earlier)
    offered = {held.id for held in MATERIAL}
    assert set(section.facts) <= offered
    assert all(set(one.facts) <= offered for one in section.sentences)
    assert section.text == "".join(one.text for one in section.sentences)
    assert section.text
    for one in section.sentences:
        if not one.text.startswith("【待补"):
            assert grounding.check(one.text, [held.quote for held in MATERIAL]) == []


XIAOHONGSHU = load_platform("xiaohongshu")
BODY = "去年我把盘点从两天改成半天，差错率降到千分之二。"


@pytest.mark.parametrize(
    ("titles", "chosen"),
    [
        (["盘点从两天改成半天", "别的"], "盘点从两天改成半天"),
        (["盘点从2天改成半天"], "盘点从2天改成半天"),
        (["太" * 21, "盘点老对不上怎么办"], "盘点老对不上怎么办"),
        (["三天搞定盘点", "盘点省十万", "盘点专家教你", "盘点怎么少花时间"], "盘点怎么少花时间"),
        (["", "  ", "盘点怎么改"], "盘点怎么改"),
        (["《盘点怎么改》"], "盘点怎么改"),
        ([" \x07盘点怎么改\n"], "盘点怎么改"),
        (["太" * 21, "省十万", "库存老对不上"], "库存老对不上"),
        (["太" * 21, "省十万", "题" * 30], "题" * 30),
    ],
)
def test_the_first_title_that_fits(titles: list[str], chosen: str):
    assert fitting_title(titles, BODY, XIAOHONGSHU) == chosen


@pytest.mark.parametrize("title", ["别信“便宜没好货”", "《红楼梦》里的盘点"])
def test_a_quotation_inside_a_title_stays_whole(title: str):
    assert fitting_title([title], BODY, XIAOHONGSHU) == title

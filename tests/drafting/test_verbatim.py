"""A sentence that is nearly what somebody said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from byline.drafting.verbatim import Spot, as_said

TEA = "我让她先告诉我老人平时喝多浓，后来给她挑了夏天的茶，便宜一半，老人说这个对"
CAT = "公猫尿闭我一年收四五十只，十只里有六只送来就晚了"
BUDS = "一斤干茶要四万来个芽头，我都是自己跟着采，采一天也就一斤出头"
WARD = "爸妈突然出院、床头只给一张纸的那种子女，四五十岁，最怕晚上老人一喊，不知道该动哪儿"
WARDED = f"你要是{WARD[:-8]}。"
RUN = "People who run a small charity just freeze"
HALF = "钱只够翻一半，我让他们先翻商店页，剩下的再说"
CLAY = "我不赞成土方子，但是我更不赞成笑话用土方子的人"


@pytest.mark.parametrize(
    ("sentence", "said", "stands"),
    [
        (
            "我让她先告诉我老人平时喝多浓，后来给我挑了夏天的茶。",
            TEA,
            "我让她先告诉我老人平时喝多浓，后来给她挑了夏天的茶。",
        ),
        ("猫尿闭我一年收四五十只，十只里有六只送来就晚了。", CAT, f"{CAT}。"),
        (f"去年，我采了干茶，{BUDS}。", BUDS, f"{BUDS}。"),
        ("我更不赞成土方子，但是我更不赞成笑话用土方子的人。", CLAY, f"{CLAY}。"),
        (
            "你要是突然出院，床头只给一张纸的那种子女，最怕晚上老人一喊。",
            WARD,
            "你要是爸妈突然出院、床头只给一张纸的那种子女，四五十岁，最怕晚上老人一喊。",
        ),
        ("People who really run a small charity just freeze.", RUN, f"{RUN}."),
    ],
)
def test_what_was_bent_on_the_way_is_put_back(sentence: str, said: str, stands: str):
    language = "en" if sentence.isascii() else "zh"
    assert as_said(sentence, [said], language, Spot(turned=sentence.startswith("你"))) == stands


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("我在地铁口修自行车，十二年。", "在地铁口修自行车，十二年，刮风下雨都在"),
        ("每个货架先贴标签，再两个人一起数。", "就是每个货架先贴标签，再两个人一起数"),
        ("公猫尿闭我一年收四五十只。", CAT),
        ("我让她先告诉我老人平时喝多浓。", TEA),
        ("我把盘点从两天改成了半天。", "我把盘点从两天改成半天，老板不信"),
        ("冬天我给老客人送茶。", TEA),
        ("好。", TEA),
        ("", TEA),
    ],
)
def test_leaving_out_and_another_telling_stand(sentence: str, said: str):
    assert as_said(sentence, [said], "zh") == sentence


PLAN = "创始人朋友发计划书给我，我一般只看第三页和最后一页，一眼就知道"


@pytest.mark.parametrize(
    ("sentence", "said", "told", "stands"),
    [
        (
            "我一般只看第三页和最后一页。",
            PLAN,
            [],
            "创始人朋友发计划书给我，我一般只看第三页和最后一页。",
        ),
        ("我一般只看第三页和最后一页。", PLAN, ["创始人朋友发计划书给我。"], None),
        ("一眼就知道。", PLAN, ["创始人朋友发计划书给我，我一般只看第三页和最后一页。"], None),
        ("十只里有六只送来就晚了。", CAT, [], f"{CAT}。"),
        ("十只里有六只送来就晚了。", CAT, ["公猫尿闭，我一年收四五十只。"], None),
        ("再两个人一起数。", "嗯，再两个人一起数", [], None),
        ("再两个人一起数。", f"{'先贴标签再说别的，' * 12}再两个人一起数", [], None),
    ],
)
def test_what_was_said_before_it_is_told_once(
    sentence: str, said: str, told: list[str], stands: str | None
):
    assert as_said(sentence, [said], "zh", Spot(told=told)) == (stands or sentence)


def test_who_it_was_stays_where_a_paragraph_begins():
    said = "我刚开始的时候一张图改七八轮"
    bare = "刚开始的时候一张图改七八轮。"
    assert as_said(bare, [said], "zh", Spot(begins=True)) == f"{said}。"
    assert as_said(bare, [said], "zh") == bare


def test_nobody_is_put_before_what_nobody_does():
    assert as_said(f"我{BUDS}。", [BUDS], "zh") == f"{BUDS}。"


def test_english_begins_and_goes_on_as_english_does():
    run = "People who run a charity freeze, they count what they can count each month"
    turned = as_said("If you're people who really run a charity freeze.", [run], "en", Spot(True))
    assert turned == "If you're people who run a charity freeze."
    told = Spot(told=["People who run a charity freeze."])
    assert as_said("They all count what they can count each month.", [run], "en", told) == (
        "They count what they can count each month."
    )
    held = "If you can't count it this month you won't count it next year"
    assert as_said(f"{held}.", [held], "en") == f"{held}."


@given(st.text("我她公猫茶，。了一二 ", max_size=30), st.text("我她公猫茶，。了一二 ", max_size=30))
def test_what_comes_back_was_written_or_said(sentence: str, said: str):
    found = as_said(sentence, [said], "zh")
    assert found == sentence or found.rstrip("。！？，") in said

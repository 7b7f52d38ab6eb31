"""Sentences that use the person's words and say something else, and paraphrases that do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from byline.checks.bent import check
from byline.checks.said.heard import Heard
from byline.checks.said.words import words

SALES = "旺季的时候一个月流水做到十二万，刨掉成本落手里三万出头。"
SUGAR = "去年夏天把绿豆糕糖量减了三成，回头客从一周四十来个涨到六十多个。"
HAIR = "我理发19年了，现在自己一个小店。"
LOSS = "2022年店里亏了八万，差点关门。"
FINED = "有个开理发店的，他以为不开票就不用报，罚了两千。"
DAY = "我给人拍证件照，一天八百块请我去公司拍。"
TICKETS = "A third of the tickets were lost people."

BENT = [
    ("我的店一年流水做到十二万。", SALES, "period"),
    ("我每个月流水都有十二万。", SALES, "period"),
    ("那一年，我的流水做到十二万。", SALES, "period"),
    ("旺季一个月净赚十二万。", SALES, "amount"),
    ("给人拍证件照，一天收入八百块。", DAY, "amount"),
    ("绿豆糕的糖减到三成。", SUGAR, "direction"),
    ("绿豆糕的糖加了三成。", SUGAR, "direction"),
    ("回头客从一周六十多个涨到四十来个。", SUGAR, "direction"),
    ("我19年开始学理发。", HAIR, "duration"),
    ("19年前我理过发。", HAIR, "duration"),
    ("去年店里亏了八万。", LOSS, "contrast"),
    ("我以为不开票就不用报税，罚了两千。", FINED, "subject"),
    ("前八年看猫狗。", "前八年看猪看牛，后八年看猫狗。", "order"),
    ("先推髋，再把膝盖弯起来。", "是先把膝盖弯起来，再推髋。", "order"),
    ("我自己单干五年。", "自己单干四年，之前在代账公司五年。", "binding"),
    ("翻译一篇两毛。", "一个字两毛，一天四千字。", "unit"),
    ("横着开槽至少要开三十公分。", "横着开槽不能超过三十公分。", "hedge"),
    ("下雨天我从来不出摊。", "有时候下雨天就不出摊。", "hedge"),
    ("因为我话少，客人都愿意多坐一会儿。", "可能是我话少，客人愿意多坐一会儿。", "hedge"),
    ("Some of the tickets were lost people.", TICKETS, "share"),
    ("我赞成给介绍费。", "我不赞成给介绍费。", "polarity"),
    ("高温转四十分钟。", "低温转四十分钟。", "contrast"),
    ("客人跟我说，先看人再看光。", "我师傅跟我说，先看人再看光。", "speaker"),
    ("他让我卸下来重码。", "我让他卸下来重码。", "subject"),
    ("我公公年年被说不好喝。", "有个做老师的，给公公买茶，年年被说不好喝。", "subject"),
    ("夜里巡楼，我写了两百多首诗。", "夜里巡楼我背诗，背了两百多首。", "verb"),
]

TRUE = [
    ("旺季一个月流水12万，落手里三万出头。", SALES),
    ("十二万的流水，真正是自己的三万出头。", SALES),
    ("少放了三成糖，一周的回头客从四十来个到六十多个。", SUGAR),
    ("理发，19年。", HAIR),
    ("2022年亏了8万，差点关门。", LOSS),
    ("客人里有个开理发店的，不开票以为不用报税，罚了两千。", FINED),
    ("公司请我去拍证件照，一天八百。", DAY),
    ("你的店一年流水多少？", SALES),
    ("Lost people: a third of the tickets.", TICKETS),
    ("低温四十分钟就行。", "低温转四十分钟。"),
    ("我让他们念错题。", "我不让他们刷题，我让孩子把错题念出来给我听。"),
    ("我让他卸下来，重的压底。", "我让他卸下来重码，重的压底。"),
]


@pytest.mark.parametrize(("sentence", "quote", "kind"), BENT)
def test_a_bend_is_found_with_its_class(sentence: str, quote: str, kind: str):
    (finding,) = check(sentence, [quote])
    assert (finding.rule, finding.kind) == ("bent", kind)
    assert finding.span is not None
    assert sentence[slice(*finding.span)] == finding.text
    assert finding.reason == f"“{finding.text}”：你说的是“{quote}”"


@pytest.mark.parametrize(("sentence", "quote"), TRUE)
def test_other_words_for_the_same_pass(sentence: str, quote: str):
    assert check(sentence, [quote]) == []


def test_the_quote_that_is_meant_is_the_one_compared():
    other = "我一年交房租十二万。"
    assert [f.kind for f in check("旺季一年流水十二万。", [other, SALES])] == ["period"]
    assert check("一年房租十二万。", [other, SALES]) == []


def test_a_long_quote_is_shown_where_it_says_otherwise():
    quote = f"这条街我走了很多年，{SUGAR}后来又换了一回牌子，那是另外一件事了。"
    (finding,) = check("绿豆糕的糖减到三成。", [quote])
    assert (
        finding.reason
        == "“绿豆糕的糖减到三成”：你说的是“这条街我走了很多年，去年夏天把绿豆糕糖量减了三成”"
    )


def test_a_season_named_before_is_enough():
    assert check("说的是旺季，一个月流水十二万。", [SALES]) == []


def test_one_finding_a_clause():
    assert len(check("我每年净赚十二万。", [SALES])) == 1


def test_without_quotes_nothing_is_bent():
    assert check("我的店一年流水十二万。", []) == []


@pytest.mark.parametrize("quote", [row[1] for row in BENT])
def test_a_quote_is_never_bent_against_itself(quote: str):
    assert check(quote, [quote]) == []


@given(st.text(max_size=120), st.lists(st.text(max_size=80), max_size=4))
def test_any_text_against_any_quotes(text: str, quotes: list[str]):
    for finding in check(text, quotes):
        assert finding.span is not None
        assert text[slice(*finding.span)] == finding.text


def test_the_words_are_read_and_none_stands_twice_in_its_group():
    for name in ("again", "only", "other", "me", "say", "does"):
        listed = getattr(words(), name).words
        assert len(set(listed)) == len(listed)
        assert all(listed)


def test_clauses_that_share_as_much_come_in_the_order_they_were_said():
    """Pieces come out of a set: what is found may not depend on the order they come in."""
    heard = Heard(("先看导轮，再看链条。", "链条擦干，导轮上油。"))
    pieces = ["导轮", "链条"]
    assert heard.like(pieces) == heard.like(pieces[::-1])
    assert [one.text for _, one in heard.like(pieces)][:1] == [heard.clauses[0].text]
    assert heard.quotes_like(pieces) == heard.quotes_like(pieces[::-1]) == [(0, 2), (1, 2)]

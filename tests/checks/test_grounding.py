"""Grounding on sentences as models write them.

A sentence with an unsupported claim should be found (recall); one without should pass (precision):
what is found is taken out of the draft.
"""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from byline.checks.findings import Finding
from byline.checks.grounding import check, claims, covers, share
from byline.text.quantities import quantities

STOCK = "去年我把盘点从两天改成半天，后来差错率降到千分之二，光这一项一年省了三万多块。"
YEARS = "我在连锁药店做了八年，手下六个人。"
WANG = "楼下开早餐店的王姐来问我，说平台扣点太高，我说你先把满减关了试一个礼拜，后来她利润没少。"
VIEW = "我不同意便宜没好货，便宜的也有好的。"
SALES = "营收做到三百一十万。"
PAPERS = "我大专毕业，考了执业药师证。"

SUPPORTED = [
    # figures, as said and written another way
    ("盘点从两天改成了半天。", STOCK),
    ("去年我把盘点从2天改成半天。", STOCK),
    ("差错率降到了0.2%。", STOCK),
    ("差错率降到千分之二。", STOCK),
    ("光这一项一年省了三万多块。", STOCK),
    ("光这一项，一年省了3万多元。", STOCK),
    ("营收做到310万。", SALES),
    ("营收做到三百一十万。", SALES),
    ("营收做到3,100,000元。", SALES),
    ("营收大概310万。", SALES),
    ("营收做到三百多万。", SALES),
    ("我在药店做了八年。", YEARS),
    ("我在药店做了8年，带着6个人。", YEARS),
    # experience
    ("去年我把盘点改了。", STOCK),
    ("楼下的王姐来问我，平台扣点太高怎么办。我说你先把满减关了试一个礼拜。", WANG),
    ("后来她的利润没少。", WANG),
    ("我是执业药师，大专毕业。", PAPERS),
    # no claim at all
    ("你家店里，盘点要多久？", STOCK),
    ("你是不是也一到月底就对不上账？", STOCK),
    ("你有没有遇到过这种情况？", STOCK),
    ("换成是你，你会先关满减，还是先涨价？", WANG),
    ("我不同意便宜没好货。", VIEW),
    ("我觉得，便宜的也有好的。", VIEW),
    ("我的看法很简单：先看账。", STOCK),
    ("别光盯着价格。", VIEW),
    ("先从一个货架开始，别贪多。", STOCK),
    ("慢慢来，账总会对上的。", STOCK),
    ("第一步，先把货架清空。", STOCK),
    ("第一，别急。第二，先数。", STOCK),
    ("1. 先数货\n2. 再对账", STOCK),
    ("今天就能做一件小事。", STOCK),
    ("一个人又管钱又管货。", STOCK),
    ("一下子就乱了。", STOCK),
    ("说实话，十有八九是账没对上。", STOCK),
    ("千万别先换系统。", STOCK),
    # words that hold a credential and are none
    ("账已经理顺了。", STOCK),
    ("这事我曾经理过一遍。", "这事我理过一遍"),
    ("东北大米卖得最快。", STOCK),
    ("这本科普书讲得明白。", STOCK),
    ("先确认证件带齐没有。", STOCK),
]

INVENTED = [
    ("差错率降到了千分之三。", STOCK, "quantity"),
    ("差错率降到了2%。", STOCK, "quantity"),
    ("光这一项一年省了五万多块。", STOCK, "quantity"),
    ("营收做到320万。", SALES, "quantity"),
    ("有一次半夜还在数。", STOCK, "experience"),
    ("我在药店做了十年。", YEARS, "quantity"),
    ("我在药店做了十多年。", YEARS, "quantity"),
    ("我管过六十个人。", YEARS, "quantity"),
    ("我服务过300家门店。", YEARS, "quantity"),
    ("95%的店长都踩过这个坑。", YEARS, "quantity"),
    ("我帮了1000个店长。", YEARS, "quantity"),
    ("2019年我开始管盘点。", STOCK, "quantity"),
    ("三个月就能见效。", STOCK, "quantity"),
    ("花十分钟就能做完。", STOCK, "quantity"),
    ("老板让你三天之内盘完，你怎么办？", STOCK, "quantity"),
    # made more exact than it was said
    ("光这一项一年省了三万块。", STOCK, "quantity"),
    ("一年正好省了30000元。", STOCK, "quantity"),
    ("作为行业专家，我建议先停。", STOCK, "credential"),
    ("我是北大毕业的。", PAPERS, "credential"),
    ("我做过运营总监。", YEARS, "credential"),
    ("我拿过金奖。", YEARS, "credential"),
    ("我是区域经理。", YEARS, "credential"),
    ("我们是行业前十。", YEARS, "credential"),
    ("我帮过一个开面馆的大哥，他后来开了分店。", WANG, "experience"),
    ("我曾经在医院门口站了一夜。", YEARS, "experience"),
    ("那年我带过一个徒弟，手把手教会了他开单。", YEARS, "experience"),
    ("我有个学员，靠这个方法升了职。", STOCK, "experience"),
    ("我亲眼看着他把店关了。", WANG, "experience"),
    ("有位粉丝给我留言说谢谢。", STOCK, "experience"),
    ("很多店长都跟我说，这招真管用。", STOCK, "experience"),
    ("我踩过很多坑，赔过钱，也哭过。", STOCK, "experience"),
    ("我小时候家里穷，什么都得自己干。", STOCK, "experience"),
    ("记得刚入行，我连扫码枪都不会用。", YEARS, "experience"),
]

STRUCTURAL = [
    ("下面说三步。", STOCK),
    ("分三步走：先清，再数，最后对。", STOCK),
    ("第二步，再对账。", STOCK),
    ("第三步：对账。", STOCK),
    ("就两句话。", STOCK),
    ("我的看法就三点。", VIEW),
    ("记住这三点就够了。", STOCK),
    ("两件事要分开看。", STOCK),
]
"""Counts of the text itself."""

EASILY_TAKEN = [
    # a count of things that might be the person's
    ("这里面有两个坑。", STOCK),
    ("这两种情况不一样。", STOCK),
    # the unit left out where money was said
    ("光这一项一年省了3万多。", STOCK),
    # a credential word about somebody else, or denied
    ("别去找什么专家导师。", STOCK),
    ("你要是刚当上主管，先别急。", STOCK),
    ("不用学历也能做。", VIEW),
    # "我" and a cue, but no story
    ("你猜我后来怎么办的？", STOCK),
    ("我想跟做店长的朋友说一句，别慌。", YEARS),
]
"""Sentences without an invention that look like one; each found would cost a good sentence."""


@pytest.mark.parametrize(("sentence", "quote"), [*SUPPORTED, *STRUCTURAL, *EASILY_TAKEN])
def test_what_was_said_passes(sentence: str, quote: str):
    assert check(sentence, [quote]) == []


@pytest.mark.parametrize(("sentence", "quote", "rule"), INVENTED)
def test_what_nobody_said_is_found(sentence: str, quote: str, rule: str):
    found = check(sentence, [quote])
    assert rule in {finding.rule for finding in found}
    for finding in found:
        assert finding.level == "error"
        assert finding.span is not None
        assert sentence[slice(*finding.span)] == finding.text
        assert finding.text in finding.reason or finding.rule == "experience"


def test_without_facts_every_claim_is_unsupported():
    text = "我做过三年运营总监。"
    assert {finding.rule for finding in check(text, [])} == {
        "quantity",
        "credential",
        "experience",
    }


def test_findings_come_in_order_of_place():
    text = "我是专家。三百家店用过。我帮过王姐。"
    places = [finding.span for finding in check(text, [""])]
    assert places == [(2, 4), (5, 8), (12, 18)]


def test_support_may_come_from_several_facts_for_one_sentence():
    sentence = "我在药店做了八年，差错率降到0.2%。"
    assert check(sentence, [STOCK, YEARS]) == []
    assert "0.2%" in [finding.text for finding in check(sentence, [YEARS])]


@pytest.mark.parametrize(
    ("fact", "claim", "covered"),
    [
        ("三万多块", "三万块", False),
        ("三万块", "三万多块", True),
        ("三万多块", "3万多元", True),
        ("一年半", "18个月", True),
        ("七成", "70%", True),
        ("第3名", "3名", False),
        ("三四百个", "300个", False),
    ],
)
def test_covers(fact: str, claim: str, covered: bool):
    (said,), (written,) = quantities(fact), quantities(claim)
    assert covers(said, written) is covered


def test_share_is_of_the_sentence_and_does_not_mind_how_a_figure_is_written():
    assert share("做了八年", [YEARS]) == 1.0
    assert share("做了8年", [YEARS]) == 1.0
    assert share("做了9年", [YEARS]) < 1.0
    assert share("别的话题", [YEARS]) == 0.0
    assert share("，。", [YEARS]) == 1.0
    assert share("盘点做了八年", [YEARS, STOCK]) > share("盘点做了八年", [YEARS])


@given(st.text(max_size=120), st.lists(st.text(max_size=80), max_size=4))
def test_spans_are_exact_and_more_facts_never_add_findings(text: str, quotes: list[str]):
    found = check(text, quotes)
    for finding in found:
        assert finding.span is not None
        assert text[slice(*finding.span)] == finding.text
    assert len(check(text, [*quotes, STOCK])) <= len(found)
    assert 0.0 <= share(text, quotes) <= 1.0


@given(st.sampled_from([row[0] for row in INVENTED] + [row[0] for row in SUPPORTED]))
def test_a_text_carries_itself(text: str):
    assert check(text, [text]) == []


@given(st.integers(2, 99_999_999))
def test_a_figure_is_carried_by_itself_and_no_other(number: int):
    assert check(f"卖了{number}件。", [f"一共卖了{number}件货。"]) == []
    assert [f.rule for f in check(f"卖了{number + 1}件。", [f"一共卖了{number}件货。"])] == [
        "quantity"
    ]
    written = quantities(f"卖了{number}件")
    assert [quantity.value for quantity in written] == [Decimal(number)]


def test_the_word_lists_hold_no_word_twice():
    for words in (claims().credential, claims().experience):
        assert len(set(words)) == len(words)
        assert all(words)


def test_a_finding_is_a_value():
    (finding,) = check("赚了九万块。", [STOCK])
    assert Finding.model_validate(finding.model_dump()) == finding


@pytest.mark.parametrize(
    "sentence",
    [
        "假设你一个月卖一百单，一单赚三块。",
        "打个比方，你有五百个客户。",
        "如果你一天卖三百杯，就该请人了。",
        "Suppose your team answers 50 tickets a day.",
    ],
)
def test_a_supposed_case_states_nothing(sentence: str):
    assert check(sentence, [STOCK]) == []


@pytest.mark.parametrize(
    ("sentence", "figure"),
    [
        ("如果你想开店，先站三天。", "三天"),
        ("比如我去年服务了三百家门店。", "三百家"),
    ],
)
def test_advice_and_what_happened_are_no_supposed_cases(sentence: str, figure: str):
    assert figure in [finding.text for finding in check(sentence, [STOCK])]


@pytest.mark.parametrize(
    ("sentence", "quote", "found"),
    [
        ("我在沙宣待过。", YEARS, ["沙宣"]),
        ("我在代账公司待过。", "之前在代账公司五年", []),
        ("我是一名律师。", YEARS, ["我是一名律师"]),
        ("我是助理兽医师。", "农校中专，助理兽医师", []),
        ("I hold a PhD.", "I ran a kitchen.", ["PhD"]),
        ("I have a degree.", "No degree, I left in second year.", ["degree"]),
        ("I have no degree.", "I ran a kitchen.", []),
        ("高级裁缝导师", YEARS, ["高级裁缝导师"]),
    ],
)
def test_credentials_in_other_shapes(sentence: str, quote: str, found: list[str]):
    named = [f.text for f in check(sentence, [quote]) if f.rule == "credential"]
    assert named == found

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from byline.ledger.anonymity import added_quantities, by_rule, faults, identifying
from byline.text.quantities import quantities


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("前东家叫康宁，盘点要两天两夜", ["康宁"]),
        ("王姐来问我，老周不信", ["王姐", "老周"]),
        ("我在腾讯科技有限公司做了八年", ["腾讯科技有限公司"]),
        ("女儿在实验小学", ["实验小学"]),
        ("在县医院做护士长", ["县医院"]),
        ("在福田区的解放路开店", ["福田区", "解放路"]),
        ("那家店叫“老王烧烤”", ["老王烧烤"]),
        ("欠了三万块，李总给的", ["三万块", "李总"]),
        ("有四千二百一十三个客户", ["四千二百一十三个"]),
        ("worked for Mr. Smith", ["Mr. Smith"]),
        ("从杭州到义乌", ["杭州", "义乌"]),
    ],
)
def test_what_tells_who_it_is(quote: str, found: list[str]):
    assert identifying(quote) == found


@pytest.mark.parametrize(
    "quote",
    [
        "我管仓库八年，手下十二个人",
        "老高兴了，小时候就这样",
        "一家做童装的电商公司",
        "四千二百平的仓",
        "小龙虾卖得最好",
        "老老实实做事",
        "错发率千分之八",
        "我叫他去找人",
    ],
)
def test_what_tells_nothing(quote: str):
    assert identifying(quote) == []


@pytest.mark.parametrize(
    ("quote", "hidden", "wording"),
    [
        ("王姐在解放路开店", ["王姐", "解放路"], "一个人在一个地方开店"),
        ("流水三百一十万", ["三百一十万"], "流水几百万"),
        ("挣了一万二", ["一万二"], "挣了一万多"),
        ("康宁的盘点", ["康宁"], "某某的盘点"),
        ("I worked for Mr. Smith", ["Mr. Smith"], "I worked for someone"),
        ("康宁大药房，康宁", ["康宁", "康宁大药房"], "某某，某某"),
    ],
)
def test_the_rule_says_it_in_general(quote: str, hidden: list[str], wording: str):
    assert by_rule(quote, hidden) == wording
    assert faults(wording, quote, hidden) == []


@pytest.mark.parametrize(
    ("wording", "why"),
    [
        ("", "空"),
        ("康宁的盘点要两天", "康宁"),
        ("那家店盘点要三天", "三天"),
        ("那家店三百人盘点要两天", "三百人"),
    ],
)
def test_a_wording_that_tells_too_much_says_why(wording: str, why: str):
    (fault,) = faults(wording, "康宁盘点要两天", ["康宁"])
    assert why in fault


@pytest.mark.parametrize(
    ("claim", "said", "added"),
    [
        ("几百万", "三百一十万", []),
        ("三百多万", "三百一十万", []),
        ("两百多万", "三百一十万", ["两百多万"]),
        ("三百二十万", "三百一十万", ["三百二十万"]),
        ("310万元", "三百一十万元", []),
        ("一百多个", "110个", []),
        ("几十个", "110个", ["几十个"]),
        ("三百一十万", "三百多万", ["三百一十万"]),
        ("几十年", "三十个", ["几十年"]),
    ],
)
def test_a_figure_may_be_said_less_exactly_and_never_more(claim: str, said: str, added: list[str]):
    assert added_quantities(claim, said) == added


AMOUNTS = st.integers(10, 10**9)


@given(AMOUNTS, st.sampled_from(["元", "个客户", "台", ""]))
def test_the_rule_for_a_figure_is_always_true_of_it(amount: int, unit: str):
    quote = f"那年卖了{amount}{unit}"
    (figure,) = quantities(quote)
    wording = by_rule(quote, [figure.text])
    assert faults(wording, quote, [figure.text]) == []
    assert str(amount) not in re.sub(r"\D", "", wording)


@given(st.text(max_size=40), st.lists(st.text(max_size=4), max_size=4))
def test_any_text_is_only_text(quote: str, hidden: list[str]):
    assert all(word in quote for word in identifying(quote))
    by_rule(quote, hidden)
    faults(quote, quote, hidden)

import re
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from byline.text.quantities import amount, parse_number, quantities, same

# Spoken sentence -> what it states: "value[~upper] unit kind", ≈ when not meant exactly.
SPOKEN = [
    ("一年赚了310万", ["1 年 duration", "3100000 元 money"]),
    ("一共 310 万元", ["3100000 元 money"]),
    ("就是3,100,000", ["3100000  plain"]),
    ("三百一十万", ["3100000  plain"]),
    ("带过两千多个客户", ["2000 个 count ≈"]),
    ("干了十几年", ["11~19 年 duration ≈"]),
    ("来了三四百人", ["300~400 人 count ≈"]),
    ("七成客户是老客户", ["7 成 percent"]),
    ("大概百分之三十", ["30 % percent ≈"]),
    ("涨了30%", ["30 % percent"]),
    ("3.5k的鞋", ["3500  plain"]),
    ("10w+阅读", ["100000 阅读 count ≈"]),
    ("2019年开始的", ["2019 年 date"]),
    ("二〇一九年", ["2019 年 date"]),
    ("19年3月入职", ["2019 年 date", "3 月 date"]),
    ("做了19年", ["19 年 duration"]),
    ("我19年入行", ["2019 年 date"]),
    ("九八年下岗", ["1998 年 date"]),
    ("08年就开始了，到现在十六年", ["2008 年 date", "16 年 duration"]),
    ("一五年进的腾讯", ["2015 年 date"]),
    ("半年", ["0.5 年 duration"]),
    ("一年半", ["1.5 年 duration"]),
    ("俩月没睡好", ["2 个月 duration"]),
    ("一个半月", ["1.5 个月 duration"]),
    ("两个半小时", ["2.5 小时 duration"]),
    ("两个多月", ["2 个月 duration ≈"]),
    ("三年多", ["3 年 duration ≈"]),
    ("第3名", ["3 名 rank"]),
    ("第 3 名", ["3 名 rank"]),
    ("前三名", ["3 前 rank"]),
    ("第三年开始盈利", ["3 年 rank"]),
    ("做到全国第一", ["1 名 rank"]),
    ("我24岁", ["24 岁 age"]),
    ("我今年30", ["30 岁 age"]),
    ("三岁半", ["3.5 岁 age"]),
    ("三十多岁", ["30 岁 age ≈"]),
    ("我是95后", ["95 后 age"]),
    ("八零后", ["80 后 age"]),
    ("每周3小时", ["3 小时 duration"]),
    ("每周三次", ["3 次 count"]),
    ("每周六两个小时", ["2 小时 duration"]),
    ("初六两天都不开门", ["2 天 duration"]),
    ("上了初一成绩掉下来", []),
    ("高二成绩涨了三成", ["3 成 percent"]),
    ("￥300", ["300 元 money"]),
    ("300块钱", ["300 元 money"]),
    ("三块五一斤", ["3.5 元 money"]),
    ("两毛钱", ["2 毛 money"]),
    ("三块一斤", ["3 元 money", "1 斤 count"]),
    ("五百二十块一双", ["520 元 money"]),
    ("一千八一台", ["1800  plain"]),
    ("一千八九一台", ["1800~1900  plain ≈"]),
    ("一千八一千九", ["1800  plain", "1900  plain"]),
    ("三百五一个月", ["350  plain", "1 个月 duration"]),
    ("三千五六百一个", ["3500~3600  plain ≈"]),
    ("一千八两台", ["1800  plain", "2 台 count"]),
    ("十万一年", ["100000  plain", "1 年 duration"]),
    ("八百一晚", ["800  plain"]),
    ("几百一节课", ["200~900  plain ≈"]),
    ("两千一百台", ["2100 台 count"]),
    ("三百一块", ["310 元 money"]),
    ("一共三千一", ["3100  plain"]),
    ("月薪3万", ["30000 元 money"]),
    ("去年营收大概500万左右", ["5000000 元 money ≈"]),
    ("卖了1万5", ["15000 元 money"]),
    ("客单价从3000涨到1.2万", ["3000 元 money", "12000 元 money"]),
    ("存款从零到一百万", ["1000000 元 money"]),
    ("欠了二十万", ["200000 元 money"]),
    ("壹佰万元整", ["1000000 元 money"]),
    ("五六万块", ["50000~60000 元 money ≈"]),
    ("3-5年", ["3~5 年 duration"]),
    ("三到五年", ["3~5 年 duration"]),
    ("三五年", ["3~5 年 duration ≈"]),
    ("3年到5年", ["3~5 年 duration"]),
    ("10-20万", ["100000~200000  plain"]),
    ("10到20个", ["10~20 个 count"]),
    ("从3万到10万", ["30000  plain", "100000  plain"]),
    ("从18岁到28岁", ["18 岁 age", "28 岁 age"]),
    ("2015.3-2018.6", ["2015 年 date", "3 月 date", "2018 年 date", "6 月 date"]),
    ("2019年到2023年", ["2019 年 date", "2023 年 date"]),
    ("2023年10月1日", ["2023 年 date", "10 月 date", "1 日 date"]),
    ("１２３个人", ["123 个人 count"]),
    ("１２．５％", ["12.5 % percent"]),
    ("两个孩子", ["2 个 count"]),
    ("我们俩带俩孩子", ["2 孩子 count"]),
    ("睡四五个小时", ["4~5 小时 duration ≈"]),
    ("三百多家企业", ["300 家 count ≈"]),
    ("小红书3w粉", ["30000 粉 count"]),
    ("几十个", ["20~90 个 count ≈"]),
    ("几百万", ["2000000~9000000  plain ≈"]),
    ("十来个", ["10 个 count ≈"]),
    ("百把块", ["100 元 money ≈"]),
    ("上百场直播", ["100 场 count ≈"]),
    ("千万粉丝", ["10000000 粉丝 count"]),
    ("半年瘦了30斤", ["0.5 年 duration", "30 斤 count"]),
    ("身高一米七五", ["1.75 米 count"]),
    ("每天8:30上班", ["8.5 点 count"]),
    ("凌晨三点半", ["3.5 点 count"]),
    ("百分之七八十的人", ["70~80 % percent ≈"]),
    ("打8折", ["8 折 count"]),
    ("985毕业", ["985  plain"]),
    ("双11卖了20w", ["200000 元 money"]),
    ("万一三万一千", ["31000  plain"]),
    ("其中三篇爆了", ["3 篇 count"]),
    ("最初三个月", ["3 个月 duration"]),
    ("两周三篇", ["2 周 duration", "3 篇 count"]),
    ("上百家企业", ["100 家 count ≈"]),
    ("每一百人里", ["100 人 count"]),
    ("赚了一个亿", ["100000000 元 money"]),
    ("1.5个亿", ["150000000  plain"]),
    ("几个亿", ["200000000~900000000  plain ≈"]),
    ("GMV100万", ["1000000 元 money"]),
    ("100ml", ["100  plain"]),
    ("拿过一等奖", ["1 等奖 count"]),
    ("第三次创业", ["3 次 rank"]),
    ("$3,100", ["3100 美元 money"]),
    ("$1.5M revenue", ["1500000 美元 money"]),
    ("3.1 million users", ["3100000 人 count"]),
    ("20 years", ["20 年 duration"]),
    ("a 20-year career, 35 years old", ["20 年 duration", "35 岁 age"]),
    ("30 percent", ["30 % percent"]),
    ("twenty-five clients", ["25 人 count"]),
    ("Top 10, No.1", ["10 前 rank", "1 名 rank"]),
]
SILENT = [
    "一个客户找我，一位老师，一家公司，一本书，一次机会",
    "等一下，我一直和他一起，都一样，有一点累，还有一些，一定",
    "万一呢",
    "十分重要",
    "千万别辞职",
    "三心二意",
    "第一次",
    "第一时间",
    "一般",
    "统一",
    "唯一",
    "星期一",
    "周三",
    "双十一",
    "五一假期",
    "六一儿童节",
    "一线城市",
    "二三线城市",
    "有一天",
    "第二天",
    "上半年",
    "我们俩",
    "GPT-4 P7 5G 3D H5 iPhone15",
    "第一，先做；第二，再说",
    "1. 先做\n2、再做\n(3) 最后",
    "https://a.cn/2019/3?x=5",
    "v3.11.7",
    "队伍里有陆先生",
    "一对一",
    "零基础",
    "大三的时候",
    "乱七八糟",
    "三分钟热度",
    "四面八方",
    "之一",
    "数一数二",
    "四川",
    "三亚",
    "二手房",
    "一成不变",
]


def shown(text):
    result = []
    for q in quantities(text):
        value = format(q.value.normalize(), "f") + (
            f"~{format(q.upper.normalize(), 'f')}" if q.upper is not None else ""
        )
        result.append(f"{value} {q.unit} {q.kind}" + (" ≈" if q.approximate else ""))
    return result


@pytest.mark.parametrize(("sentence", "stated"), SPOKEN)
def test_what_a_sentence_states(sentence, stated):
    assert shown(sentence) == stated


@pytest.mark.parametrize("sentence", SILENT)
def test_words_that_state_no_amount(sentence):
    assert shown(sentence) == []


def only(text):
    (quantity,) = quantities(text)
    return quantity


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("三百一十万", "310万"),
        ("310万", "3,100,000"),
        ("三十万块", "30万元"),
        ("300块钱", "￥300"),
        ("一年半", "18个月"),
        ("半年", "6个月"),
        ("七成", "70%"),
        ("百分之三十", "30%"),
        ("三分之一", "1/3"),
        ("两年", "24个月"),
        ("一个半小时", "90分钟"),
        ("300个客户", "300位客户"),
        ("20人", "二十个人"),
        ("3公斤", "6斤"),
        ("3w粉", "三万粉丝"),
        ("2019年", "二〇一九年"),
        ("2019年", "in 2019"),
        ("19年3月"[:3] + "入行", "2019年"),
        ("3000", "3000字"),
        ("90后", "九零后"),
        ("第3名", "第三名"),
        ("３５岁", "35岁"),
        ("三到五年", "3-5年"),
        ("十几年", "10几年"),
        ("几十个", "数十个"),
    ],
)
def test_same(a, b):
    assert same(only(a), only(b))
    assert same(only(b), only(a))


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("310万", "301万"),
        ("3年", "3个月"),
        ("3000元", "3000字"),
        ("3000元", "3000"),
        ("30%", "30"),
        ("30天", "1个月"),
        ("5年", "3-5年"),
        ("第3名", "3名"),
        ("前三名", "第三名"),
        ("19年", "2019年"),
        ("24岁", "24"),
        ("100美元", "100元"),
        ("3篇", "3本"),
        ("几十个", "几百个"),
        ("70%", "七折"),
        ("12345678901234567890123456789", "12345678901234567890123456788"),
        ("3月", "3个月"),
        ("8.5个", "8折"),
        ("0.3", "30%"),
        ("3000", "3000公斤"),
        ("500强", "500"),
    ],
)
def test_not_same(a, b):
    assert not same(only(a), only(b))


def spell(number):
    """Write an integer the way it is read aloud; an independent second opinion."""
    if number == 0:
        return "零"
    digits = "零一二三四五六七八九"

    def section(n):
        out, gap = "", False
        for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
            digit, n = divmod(n, unit)
            if digit:
                out += ("零" if gap and out else "") + digits[digit] + name
                gap = False
            else:
                gap = True
        return out

    parts, gap = [], False
    for scale, name in ((10**8, "亿"), (10**4, "万"), (1, "")):
        block, number = divmod(number, scale)
        if block:
            lead = "零" if parts and (gap or block < 1000) else ""
            parts.append(lead + section(block) + name)
            gap = False
        else:
            gap = bool(parts)
    return "".join(parts)


@given(st.integers(0, 10**12 - 1))
def test_chinese_numerals_come_back(number):
    assert parse_number(spell(number)) == number


SCALES = {"百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
digits = st.integers(1, 9)


def elided(count, scale, rest):
    """How 1800 and 35000 are said: the last unit is left out."""
    return f"{'两' if count == 2 else spell(count)}{scale}{spell(rest)}"


@given(digits, st.sampled_from(sorted(SCALES)), digits)
def test_a_numeral_without_its_last_unit_comes_back(count, scale, rest):
    value = count * SCALES[scale] + rest * SCALES[scale] // 10
    assert parse_number(elided(count, scale, rest)) == value


@given(
    digits,
    st.sampled_from(sorted(SCALES)),
    digits,
    st.sampled_from(["台", "个", "斤", "节", "年", "个月", "晚", "平"]),
)
def test_a_price_for_one_is_the_price(count, scale, rest, unit):
    value = count * SCALES[scale] + rest * SCALES[scale] // 10
    assert quantities(f"卖{elided(count, scale, rest)}一{unit}")[0].value == value
    assert quantities(f"卖{spell(count)}{scale}一{unit}")[0].value == count * SCALES[scale]


@given(st.integers(2, 10**9), st.sampled_from(["台", "个", "斤", "节", "天", "平"]))
def test_a_whole_numeral_keeps_its_measure_word(number, unit):
    (found,) = quantities(f"有{spell(number)}{unit}")
    assert (found.value, found.text[-len(unit) :]) == (number, unit)


@given(st.integers(0, 10**15))
def test_grouped_digits_come_back(number):
    assert parse_number(f"{number:,}") == number
    assert (
        parse_number(str(number).translate(str.maketrans("0123456789", "０１２３４５６７８９")))
        == number
    )


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("一万五", 15000),
        ("1万5", 15000),
        ("三百一", 310),
        ("二百五", 250),
        ("一百零五", 105),
        ("五千万亿", 5 * 10**15),
        ("3亿2000万", 320_000_000),
        ("廿五", 25),
        ("三点五", Decimal("3.5")),
        ("2.5w", 25000),
        ("萬", 10000),
        ("十", 10),
    ],
)
def test_bare_numerals(numeral, value):
    assert parse_number(numeral) == value


@pytest.mark.parametrize("text", ["", "客户", "三四百", "几十", "3年", "1.2.3", "9" * 40])
def test_not_bare_numerals(text):
    assert parse_number(text) is None


ALPHABET = st.sampled_from(
    list(
        "零一二三十百千万亿几半多个月年天第前到-~至点分之%％块元俩$￥约号岁后"
        "0123456789０９,，.：:/ kKwWMx\n"
    )
)


@given(st.text(st.one_of(ALPHABET, st.characters()), max_size=60))
def test_spans_are_exact_ordered_and_never_raise(text):
    found = quantities(text)
    assert all(text[q.start : q.end] == q.text and q.text for q in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    for q in found:
        assert same(q, q)
        assert q.upper is None or q.upper > q.value


@given(st.text(ALPHABET, max_size=30), st.integers(2, 99999))
def test_no_digit_is_overlooked(before, number):
    """The checker's promise: a figure with a unit is always seen, whatever stands before it."""
    text = f"{before}。\n有{number}公里"
    assert any(q.end == len(text) for q in quantities(text))


@pytest.mark.parametrize(
    "unit",
    [
        "一",
        "9",
        "百分之",
        "3-",
        "第",
        "三万",
        "a",
        "1.",
        "十几",
        "半",
        "（",
        "1,",
        "1:",
        "a@",
        "俩",
        "twenty ",
    ],
)
def test_long_input_takes_linear_work(unit):
    """A quadratic step would make 100 KB of any of these run for minutes."""
    quantities(unit * (100_000 // len(unit)))


def test_every_idiom_group_states_its_reason():
    from byline.text.vocabulary import _read

    groups = _read("idioms.toml")["idiom"]
    assert all(group["reason"] for group in groups)
    assert all(re.compile(word) for group in groups for word in group["words"])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("降到一成二了", [("一成二", 12)]),
        ("减了三成", [("三成", 30)]),
        ("a third of the tickets", [("a third", 100 / 3)]),
        ("three quarters were lost", [("three quarters", 75)]),
        ("回头客从一周四十来个", [("一周", 604800), ("四十来个", 40)]),
        ("周四十点开会", [("十点", 10)]),
    ],
)
def test_shares_in_words_and_weeks_before_numbers(text: str, said: list[tuple[str, float]]):
    found = [(q.text, amount(q)[1]) for q in quantities(text)]
    assert [words for words, _ in found] == [words for words, _ in said]
    for (_, value), (_, wanted) in zip(found, said, strict=True):
        assert value is not None
        assert float(value) == pytest.approx(wanted)


@pytest.mark.parametrize(
    ("text", "approximate"),
    [("快三百本了", True), ("很快三百本", False), ("不能过三十公分", True), ("三百本", False)],
)
def test_nearly_is_not_exactly(text: str, approximate: bool):
    (found,) = quantities(text)
    assert found.approximate is approximate

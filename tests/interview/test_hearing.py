import pytest
from fact_samples import fact

from byline.interview.hearing import LINES, agrees, chosen, disputed, shortened

HEARD = ["我把损耗从两成压到百分之七。", "来问的都是开网店的小老板。", "入行八年，从分拣做起。"]


@pytest.mark.parametrize("reply", ["都对。", "对", "没问题！", "All fine.", "OK", "没有"])
def test_agreement(reply: str):
    assert agrees(reply)
    assert disputed(reply, HEARD) == []


@pytest.mark.parametrize(
    ("reply", "places"),
    [
        ("第2条不对，是女老板多。", [1]),
        ("2 不对，3 应该是十年", [1, 2]),
        ("第一条错了", [0]),
        ("３，不是八年是十年", [2]),
        ("入行八年不对，十年了。", [2]),
        ("number 2 is wrong", [1]),
        ("第9条不对", []),
        ("还少了一条，我会修收银机。", []),
        ("前后用了两个月，别的都对。", []),
        ("我干了3年店长。", []),
    ],
)
def test_what_a_reply_disputes(reply: str, places: list[int]):
    assert not agrees(reply)
    assert disputed(reply, HEARD) == places


def test_lines_are_of_different_topics_and_those_with_figures_come_first():
    facts = [
        fact(1, "来问的都是小老板", kind="people", topic="asked"),
        fact(2, "损耗压到百分之七", topic="result"),
        fact(3, "差错压到千分之二", topic="result"),
        fact(4, "我会修收银机", kind="skill", topic="skill"),
    ]
    assert [one.id for one in chosen(facts)] == ["f002", "f001"]
    many = [fact(n, f"第{n}件事花了{n}天", topic=f"t{n}") for n in range(1, 9)]
    assert len(chosen(many)) == LINES


@pytest.mark.parametrize(
    ("quote", "line"),
    [
        ("我把损耗从两成压到百分之七。", "我把损耗从两成压到百分之七。"),
        (
            "新来的看不出来，" * 6 + "我看得出来，" * 4,
            "新来的看不出来，" * 6 + "我看得出来，我看得出来……",
        ),
        (
            "I was a machinist at a gearbox plant, laid off in 2018, and then I went into bikes.",
            "I was a machinist at a gearbox plant, laid off in 2018…",
        ),
    ],
)
def test_a_long_line_ends_at_a_clause_as_it_was_said(quote: str, line: str):
    assert shortened(quote) == line

"""A person who broke is noticed; a person's own words never count against them."""

import pytest
from disclosure_rates import person

from byline.evaluation.interviewee.disclosure import Decision
from byline.evaluation.interviewee.drivers import Reply
from byline.evaluation.interviewee.validity import Watch
from byline.evaluation.interviewee.wording import double, leading

ONE = person("mechanic_shenyang")


def reply(text: str, *facts: str) -> Reply:
    held = [ONE.fact(fact) for fact in facts]
    return Reply(text, list(facts), Decision("tells", held, list(facts), 1))


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("就修车嘛。我给弟弟担保，还欠七万块。", "debt"),
        ("我修了45台出租。", "45台"),
        ("作为AI，我没有店。", "作为AI"),
        ("我是修变速箱的。请问您是做什么的？", "请问您"),
        ("I have been fixing gearboxes for a very long time in this city, my friend.", "语言"),
    ],
)
def test_a_broken_answer_is_named(text: str, named: str) -> None:
    assert named in Watch(ONE).problem("您是做什么的？", reply(text, "shop"))


def test_a_stuck_answer_is_named_and_a_persons_own_line_is_not() -> None:
    watch = Watch(ONE)
    stuck = "反正就是这么一个道理你们慢慢就明白了。"
    assert watch.problem("？", reply(stuck)) == ""
    assert "重复" in watch.problem("？", reply(stuck))
    line = ONE.lines.nothing[1] * 3
    assert watch.problem("？", reply(line)) == watch.problem("？", reply(line)) == ""


def test_what_was_allowed_may_be_said_again_and_in_other_figures() -> None:
    watch = Watch(ONE)
    assert watch.problem("？", reply("修了31台，一台1800块，返修2台。", "taxi")) == ""
    assert watch.problem("？", reply("还是那三十一台，每台一千八。")) == ""


def test_a_figure_of_the_question_may_be_repeated() -> None:
    assert Watch(ONE).problem("有没有45台？", reply("哪有45台。")) == ""
    assert "45台" in Watch(ONE).problem("有多少？", reply("有45台。"))


def test_every_fact_and_line_of_every_sheet_is_its_persons() -> None:
    for name in ("physio_singapore", "tailor_tainan", "programmer_hangzhou", "seller_yiwu"):
        one = person(name)
        watch = Watch(one)
        for fact in one.facts:
            words = Reply(fact.say, [fact.id], Decision("tells", [fact], [], 1))
            assert watch.problem("", words) == ""
        for line in one.own_lines:
            assert watch.problem("", Reply(line, [], Decision("nothing", [], [], 1))) == ""


@pytest.mark.parametrize(
    ("question", "is_leading", "is_double"),
    [
        ("你是不是因为累才不做的？", True, False),
        ("你后来赚钱了，对吧？", True, False),
        ("Don't you think it was hard?", True, False),
        ("最近一次是哪一回，你具体做了什么？", False, True),
        ("开店多久了？一个月卖多少？", False, True),
        ("是面包还是蛋糕还是饼干？", False, True),
        ("有没有一件事，没人给钱你也做了好几年？", False, False),
        ("先说说你现在靠什么吃饭？行业、位置、年头，想到什么说什么。", False, False),
        ("你刚才说“为什么、怎么办”。最近一次是谁来问？", False, False),
        ("", False, False),
    ],
)
def test_how_a_question_is_put(question: str, is_leading: bool, is_double: bool) -> None:
    assert (leading(question), double(question)) == (is_leading, is_double)

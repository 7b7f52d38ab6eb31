import pytest
from hypothesis import given
from hypothesis import strategies as st

from byline.checks.slips import called, check, language, repeats, slots, to_the_author
from byline.evaluation.loading import load_cases, load_suite
from byline.evaluation.targets.checks import ChecksCase, judged
from byline.platforms import load_platform

XIAOHONGSHU = load_platform("xiaohongshu")


@pytest.mark.parametrize(
    "text",
    [
        "好的，以下是为您写的小红书文案：",
        "希望这篇文章对您有所帮助！",
        "您可以根据自己的实际情况调整。",
        "如果需要修改，请随时告诉我。",
        "作为一个AI，我没有亲身经历。",
        "请在此补充你的经历。",
        "联系人：[插入姓名]",
        "Sure! Here is a LinkedIn post:",
        "I hope this helps!",
        "Feel free to adjust the tone.",
    ],
)
def test_words_to_the_author_are_found(text: str):
    (finding,) = to_the_author(f"开店十一年。\n{text}\n先把货放好。")
    assert (finding.rule, finding.level) == ("author", "error")


@pytest.mark.parametrize(
    "text",
    [
        "你可以根据颜色来分。",
        "好的，我说，那就明天。",
        "希望你别踩我这个坑。",
        "作为一个开了十一年店的人，我不信这个。",
        "如果你家也这样，评论里说一句。",
        "陈砚说，先把货放好。",
        "Here is what I did on Monday.",
    ],
)
def test_words_to_the_reader_are_fine(text: str):
    assert to_the_author(text) == called(text, "陈砚") == []


def test_the_author_called_by_name():
    (finding,) = called("陈砚，你做仓库十一年了。", "陈砚")
    assert called("你做仓库十一年了。", "") == []
    assert finding.text == "陈砚，你做仓库十一年了。"


def test_an_open_slot_is_found():
    (finding,) = slots("开头。【待补：你做了几年？】结尾。")
    assert finding.text == "【待补：你做了几年？】" and finding.rule == "slot"


def test_saying_it_again_warns_and_three_times_is_a_loop():
    line = "先把同一个款放到一个地方。"
    assert [one.level for one in repeats(f"{line}别的话也说一句。{line}")] == ["warning"]
    assert [one.level for one in repeats("\n".join([line] * 3))] == ["error"]
    assert repeats("真的。真的。真的。\n别急。别急。") == []


def test_a_phrase_that_goes_round():
    (finding,) = repeats("货要放好，货要放好，货要放好，货要放好然后再盘点。")
    assert "打转" in finding.reason
    assert repeats("一二三四五——————————————————————") == []
    assert repeats("哈哈哈哈哈哈哈哈哈哈哈哈哈哈哈哈") == []


def test_the_language_its_readers_read():
    english = "We moved the same style to one place and counted faster than before. " * 2
    (finding,) = language(english, XIAOHONGSHU)
    assert (finding.rule, finding.level, finding.span) == ("language", "warning", None)
    assert language(english, load_platform("linkedin")) == []
    chinese = "先把同一个款放到一个地方，再说买不买系统这件事，我是这么看的。"
    assert language(chinese, XIAOHONGSHU) == []
    assert len(language(chinese, load_platform("linkedin"))) == 1
    assert language(chinese, load_platform("x")) == language(english, load_platform("x")) == []


def test_one_paragraph_in_another_language():
    foreign = "We counted everything again on Friday night and found two boxes."
    text = f"盘点那天我们从早数到晚，谁也没说话，箱子一摞一摞地挪。\n{foreign}\n就这样。"
    (finding,) = language(text, XIAOHONGSHU)
    assert finding.text == foreign and finding.span and text[slice(*finding.span)] == foreign


def test_the_language_the_brief_asks_for():
    chinese = "先把同一个款放到一个地方，再说买不买系统这件事，我是这么看的。"
    x = load_platform("x")
    (finding,) = language(chinese, x, "en")
    assert "要写的是英文" in finding.reason
    assert language(chinese, x, "zh") == language(chinese, load_platform("linkedin"), "zh") == []


def test_terms_and_links_are_no_language():
    text = "我们用Excel和ERP对账，链接 https://example.com/a/b/c 里有表，店里三个人都在用。"
    assert language(text, XIAOHONGSHU) == []
    assert language("OK", XIAOHONGSHU) == []


@given(st.text(max_size=300))
def test_every_finding_is_a_span(text: str):
    for finding in check(text, XIAOHONGSHU):
        assert finding.span is None or text[slice(*finding.span)] == finding.text


def test_the_labelled_sentences():
    cases = [
        case
        for case in load_cases(load_suite("checks"))
        if isinstance(case, ChecksCase) and case.expect.slip is not None
    ]
    verdicts = [dict(judged(case))["slip"] for case in cases]
    due = [one for one in verdicts if one.due]
    fired = [one for one in verdicts if one.fired]
    assert len(cases) >= 40
    assert sum(one.hit for one in due) / len(due) >= 0.95
    assert sum(one.precision for one in fired) / len(fired) >= 0.95

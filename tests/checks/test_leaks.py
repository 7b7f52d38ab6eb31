from datetime import UTC, datetime
from typing import Any

from byline.checks.leaks import check
from byline.checks.review import Told, review
from byline.evaluation.loading import load_cases, load_suite
from byline.evaluation.targets.checks import ChecksCase, judged
from byline.ledger.models import Fact, Source
from byline.platforms import load_platform

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
XIAOHONGSHU = load_platform("xiaohongshu")


def fact(number: int, quote: str, consent: str, **more: Any) -> Fact:
    return Fact.model_validate(
        {
            "id": f"f{number:03}",
            "statement": quote,
            "quote": quote,
            "source": Source(kind="answer", id=f"a{number:03}", start=0, end=len(quote)),
            "kind": "experience",
            "consent": consent,
            "recorded": NOW,
            **more,
        }
    )


OPEN = fact(1, "我在仓库干了十一年，四千二百平的仓都管过", "public")
LOSS = fact(2, "去年大促发错货，赔给王姐的店三万六千块", "private")
ANON = fact(
    3,
    "龙华那家宠物店的李总，一个月差评少了十九条",
    "anonymise",
    anonymised="一家宠物店，一个月差评少了十几条",
    identifying=("龙华", "李总", "十九条"),
)
FACTS = [OPEN, LOSS, ANON]


def found(text: str) -> list[tuple[str, str]]:
    return [(finding.text, finding.level) for finding in check(text, FACTS)]


def test_what_is_open_may_be_told():
    assert found("我在仓库干了十一年，管过四千二百平的仓。") == []
    assert found("有家宠物店，一个月差评少了十几条。") == []


def test_a_closed_fact_told_in_its_own_words():
    text = "先说一件事。去年大促发错货，赔了三万六千块。"
    (finding,) = check(text, FACTS)
    assert finding.span and text[slice(*finding.span)] == finding.text
    assert "f002" in finding.reason and "byline facts --public f002" in finding.suggestion
    assert "王姐" not in finding.model_dump_json()


def test_its_figure_in_other_words():
    assert found("那回大促真要命，光是赔钱就赔掉36000块，肉疼。") == [("36000块", "error")]


def test_its_name_in_another_sentence():
    assert found("王姐后来再也没来过我们这条街上吃饭。") == [("王姐", "warning")]


def test_words_an_anonymised_fact_leaves_out():
    assert found("李总的店现在好多了，周末都排队。") == [("李总", "error")]


def test_its_matter_in_other_words_is_a_guess():
    divorce = fact(6, "我前年离的婚，孩子判给了她爸", "private")
    text = "和前夫分开以后，我一个人住进了城西。"
    (finding,) = check(text, [divorce])
    assert finding.level == "warning" and "离婚" in finding.reason
    opened = fact(7, "我是离过婚的人", "public")
    assert check(text, [divorce, opened]) == []


def test_the_labelled_sentences():
    cases = [
        case
        for case in load_cases(load_suite("checks"))
        if isinstance(case, ChecksCase) and case.expect.private is not None
    ]
    verdicts = [dict(judged(case))["private"] for case in cases]
    due = [one for one in verdicts if one.due]
    fired = [one for one in verdicts if one.fired]
    assert len(cases) >= 50
    assert sum(one.hit for one in due) / len(due) >= 0.9
    assert sum(one.precision for one in fired) / len(fired) >= 0.9


def test_what_a_newer_fact_replaced_is_not_closed():
    old = fact(4, "我一个月只挣四千三百块", "private", superseded_by="f005")
    assert check("刚开始我一个月只挣四千三百块。", [old]) == []


def test_a_review_holds_a_text_against_the_facts():
    text = "# 仓库十一年\n\n我带过三十个徒弟。赔给王姐三万六千块。\n\n陈砚，你这样写不错。\n"
    rules = {one.rule for one in review(text, XIAOHONGSHU, Told("陈砚", FACTS)).findings}
    assert {"quantity", "private", "author"} <= rules
    alone = {one.rule for one in review(text, XIAOHONGSHU).findings}
    assert alone == set()


def test_every_span_of_a_review_is_in_its_text():
    text = "---\nstatus: pass\n---\n# 全网最低价\n\n加我微信。我带过三十个徒弟。综上所述。\n"
    report = review(text, XIAOHONGSHU, Told("", FACTS))
    assert {one.rule for one in report.findings} >= {"advertising", "contact", "quantity", "tell"}
    for one in report.findings:
        assert one.span is None or report.text[slice(*one.span)] == one.text

import pytest
from hypothesis import given
from hypothesis import strategies as st

from byline.checks.similarity import CEILING, Earlier, check, share
from byline.evaluation.loading import load_cases, load_suite
from byline.evaluation.targets.checks import ChecksCase, judged

OLD = "先把同一个款放到一个地方，再说买不买系统。盘点那天，我们少数了两个小时。"
NEW = "退货单填错三处，被退回来两次，第三次我带着尺子去量，才知道箱子写的是外径。"
LABELLED = [
    case
    for case in load_cases(load_suite("checks"))
    if isinstance(case, ChecksCase) and case.expect.similar is not None
]
words = st.text(alphabet="我你先把货放好再说买系统八8十 ，。a\n", max_size=60)


def found(text: str, *earlier: str) -> list[tuple[str, str]]:
    posts = [Earlier(f"d{n}", one) for n, one in enumerate(earlier)]
    return [(one.text, one.level) for one in check(text, posts)]


def test_the_labelled_pairs_are_judged_as_labelled():
    assert len(LABELLED) >= 30
    assert [case.id for case in LABELLED if not dict(judged(case))["similar"].right] == []


def test_a_passage_names_the_post_it_stood_in():
    text = f"{NEW}先把同一个款放到一个地方，再说买不买系统！"
    (finding,) = check(text, [Earlier("drafts/a/x.md", OLD)])
    assert (finding.rule, finding.level) == ("similar", "warning")
    assert finding.span and text[slice(*finding.span)] == finding.text
    assert "drafts/a/x.md" in finding.reason


@pytest.mark.parametrize(
    "text",
    [
        "我在仓库干了11年，4200平的仓都管过。",
        "我在倉庫幹了十一年，四千二百平的倉都管過。",
        "我在仓库，干了十一年……四千二百平的仓，都管过",
        "我在仓库整整干了十一年，四千二百平的仓都管过。",
    ],
)
def test_figures_scripts_punctuation_and_a_word_more_are_the_same(text: str):
    assert len(found(text, "我在仓库干了十一年，四千二百平的仓都管过。")) >= 1


def test_another_figure_is_another_sentence():
    assert found("我有十一年。", "我有十二年。") == []
    assert share("仓库干了11年多", "仓库干了十一年多") == 1.0
    assert share("仓库干了12年多", "仓库干了十一年多") < 1.0


def test_the_same_post_again_is_an_error():
    (whole, *_) = check(OLD, [Earlier("d0", OLD)])
    assert whole.level == "error" and whole.span is None and "d0" in whole.reason
    assert share(OLD, OLD) == 1.0 > CEILING


def test_a_passage_is_told_of_one_post_only():
    again = f"{NEW}先把同一个款放到一个地方，再说买不买系统，对吧。"
    assert len(found(again, OLD, OLD)) == 1


def test_nothing_to_hold_against():
    assert found("", OLD) == found(OLD) == found(OLD, "") == []
    assert share("", OLD) == share("短", OLD) == 0.0


def test_containment_looks_one_way():
    assert share(OLD[:21], OLD) > 0.9 > share(OLD, OLD[:21])


@given(words, words)
def test_a_finding_is_a_span_and_a_share_a_share(text: str, other: str):
    assert 0.0 <= share(text, other) <= 1.0
    for finding in check(text, [Earlier("d", other)]):
        assert finding.span is None or text[slice(*finding.span)] == finding.text


@given(words)
def test_a_text_is_all_of_itself(text: str):
    assert share(f"{NEW}{text}", f"{NEW}{text}") == 1.0

"""The labelled sentences in evals/cases/checks, which the rules have all been read against by now.

A promise can be worded in more ways than a list holds: on sentences nobody has shown the rules they
find fewer than here. ARCHITECTURE.md says how many when the last set was new.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from byline.checks.advertising import check
from byline.evaluation.loading import load_cases, load_suite
from byline.evaluation.targets.checks import ChecksCase, judged

LABELLED = [
    case
    for case in load_cases(load_suite("checks"))
    if isinstance(case, ChecksCase) and case.expect.advertising is not None
]
UNSEEN = [case for case in LABELLED if case.id.startswith("advertising-unseen")]


def recall_and_precision(cases: list[ChecksCase]) -> tuple[float, float]:
    verdicts = [dict(judged(case))["advertising"] for case in cases]
    due = [verdict for verdict in verdicts if verdict.due]
    fired = [verdict for verdict in verdicts if verdict.fired]
    return sum(v.hit for v in due) / len(due), sum(v.due for v in fired) / len(fired)


def test_the_labelled_sentences_are_many_and_balanced():
    due = [case for case in LABELLED if case.expect.advertising]
    assert len(LABELLED) >= 470 and len(UNSEEN) >= 190
    assert 0.4 <= len(due) / len(LABELLED) <= 0.6


def test_claims_are_found_and_the_harmless_left_alone():
    recall, precision = recall_and_precision(LABELLED)
    assert recall >= 0.95 and precision >= 0.90


def test_sentences_that_were_once_unseen():
    recall, precision = recall_and_precision(UNSEEN)
    assert recall >= 0.95 and precision >= 0.90


@pytest.mark.parametrize(
    "text", ["我最近很忙。", "最后一点。", "第一次来。", "最好早点睡。", "最多三个。", "这很治愈。"]
)
def test_bare_words_are_fine(text: str):
    assert check(text) == []


def test_a_word_that_is_only_named_is_fine():
    assert check("写到“根治”“保本”就停下。“全城最好的推拿”换成别的。") == []
    (finding,) = check("客人说：“效果最好，推荐大家买”，我们家的。")
    assert finding.text == "最好"


def test_a_finding_names_the_article_and_the_place():
    text = "我们家的茶是全国最好喝的茶。第二句。稳赚不赔！"
    first, second = check(text)
    assert (first.text, second.text) == ("最好喝", "稳赚不赔")
    assert first.level == "error" and "第九条" in first.reason and "第二十五条" in second.source
    assert all(f.span and text[f.span[0] : f.span[1]] == f.text for f in (first, second))


@given(st.lists(st.sampled_from(LABELLED), max_size=4))
def test_sentences_are_judged_one_by_one(cases: list[ChecksCase]):
    text = "\n".join(case.text for case in cases)
    alone = [finding.text for case in cases for finding in check(case.text)]
    assert [finding.text for finding in check(text)] == alone

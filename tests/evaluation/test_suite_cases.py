"""The shipped cases of the retrieval, extraction and checks suites, and what they must cover."""

import itertools
import re
from collections import Counter
from typing import Any, get_args

import pytest

from byline.evaluation.loading import load_cases, load_suite
from byline.evaluation.targets.checks import ChecksCase, Expected, judged, scores
from byline.evaluation.targets.extraction import ExtractionCase
from byline.evaluation.targets.extraction import scores as extraction_scores
from byline.evaluation.targets.retrieval import RetrievalCase, Style
from byline.evaluation.targets.retrieval import scores as retrieval_scores
from byline.interview.guide import load_guide
from byline.knowledge.notes import read_notes
from byline.shipped import shipped

CHINESE = re.compile("[\u4e00-\u9fff]")


def cases(name: str) -> list[Any]:
    return load_cases(load_suite(name))


QUERIES: list[RetrievalCase] = cases("retrieval")
ANSWERS: list[ExtractionCase] = cases("extraction")
TEXTS: list[ChecksCase] = cases("checks")
NOTES = {note.id: note for note in read_notes(shipped("knowledge"))}


def test_every_graded_note_exists_and_every_note_is_asked_for_twice():
    asked = Counter(name for case in QUERIES for name, grade in case.relevant.items() if grade == 2)
    assert {name for case in QUERIES for name in case.relevant} <= set(NOTES)
    assert {name: asked[name] for name in NOTES if asked[name] < 2} == {}


def test_queries_are_many_and_of_many_kinds():
    languages = Counter(case.language for case in QUERIES)
    styles = Counter(style for case in QUERIES for style in case.style)
    assert len(QUERIES) >= 150
    assert languages["zh"] >= 110 and languages["en"] >= 40
    assert styles["typo"] >= 15
    assert all(styles[style] >= 5 for style in get_args(Style))
    assert len({case.query for case in QUERIES}) == len(QUERIES)


def test_a_querys_language_is_the_one_it_is_written_in():
    for case in QUERIES:
        assert (case.language == "zh") is bool(CHINESE.search(case.query)), case.id


def test_no_query_is_lifted_from_its_note():
    for case in QUERIES:
        pieces = {case.query[at : at + 6] for at in range(len(case.query) - 5)}
        for name in case.relevant:
            note = NOTES[name]
            # Not its tags: they are words, and anybody may use a word.
            told = f"{note.title}\n{note.text}"
            assert not any(piece in told for piece in pieces), case.id


def test_answers_are_many_and_use_the_guides_topics():
    topics = {topic.id: topic for topic in load_guide().topics}
    assert len(ANSWERS) >= 60
    assert {case.topic for case in ANSWERS} == set(topics)
    assert sum(case.language == "en" for case in ANSWERS) >= 8
    for case in ANSWERS:
        for label in case.facts:
            assert set(label.kinds) <= set(topics[case.topic].kinds), case.id


def test_labels_of_an_answer_do_not_overlap():
    for case in ANSWERS:
        spans = [*(label.span for label in case.facts), *case.not_facts]
        places = sorted((case.answer.index(span), len(span)) for span in spans)
        for (start, length), (after, _) in itertools.pairwise(places):
            assert start + length <= after, case.id


def test_an_answer_is_labelled_to_the_last_word():
    for case in ANSWERS:
        rest = case.answer
        for span in [*(label.span for label in case.facts), *case.not_facts]:
            rest = rest.replace(span, "")
        assert len(rest.strip()) <= 8, (case.id, rest)


def test_answers_hold_what_is_hard():
    assert sum(bool(case.not_facts) for case in ANSWERS) >= 20
    assert sum(not case.facts for case in ANSWERS) >= 3
    assert sum(label.private for case in ANSWERS for label in case.facts) >= 8


@pytest.mark.parametrize("name", list(Expected.model_fields))
def test_every_check_has_texts_on_both_sides(name: str):
    labels = [getattr(case.expect, name) for case in TEXTS]
    said = [label for label in labels if label is not None]
    due = [label for label in said if label not in (False, [], "none", "public")]
    assert len(due) >= 6
    assert len(said) - len(due) >= 6


def test_texts_are_many_and_none_comes_twice():
    assert len(TEXTS) >= 160
    seen = Counter(
        (c.text, c.times, c.platform, c.part, c.topic, tuple(c.facts), c.quote) for c in TEXTS
    )
    assert seen.most_common(1)[0][1] == 1
    topics = {topic.id for topic in load_guide().topics}
    assert {case.topic for case in TEXTS if case.topic} <= topics


def test_suites_name_every_score_and_smoke_cases_exist():
    made = {
        "retrieval": retrieval_scores([], {"a": 2}),
        "extraction": extraction_scores(ANSWERS[0], []),
        "checks": {key: 0 for case in TEXTS for key in scores(dict(judged(case)))},
    }
    for name, found in made.items():
        suite = load_suite(name)
        assert {metric.name for metric in suite.metrics} >= set(found), name
        assert set(suite.smoke) <= {case.id for case in cases(name)}
        assert suite.needs_model is (name == "extraction")


@pytest.mark.parametrize("name", ["retrieval", "extraction", "checks"])
def test_a_suite_reads_files_that_are_there(name: str):
    root = shipped("evals").parent
    for pattern in load_suite(name).reads:
        assert list(root.glob(pattern)), pattern

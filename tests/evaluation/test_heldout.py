"""Held-out posts: whose they are, that none was said before, and the distance to them."""

import sys
from collections.abc import Sequence
from types import ModuleType
from typing import Any

import pytest

from byline.evaluation import heldout
from byline.evaluation.independent.cutting import sentences
from byline.evaluation.loading import load_cases, load_suite

CASES: dict[str, Any] = {case.cluster: case for case in load_cases(load_suite("drafting"))}
RUN = {"zh": 8, "en": 30}
"""Characters in a row that no held-out post shares with an answer."""


def test_everybody_who_drafts_has_posts_of_their_own():
    assert set(heldout.people()) == set(CASES)


@pytest.mark.parametrize("person", heldout.people())
def test_a_held_out_post_is_the_persons_and_repeats_no_answer(person: str):
    held, case = heldout.load(person), CASES[person]
    assert held is not None and held.person == person and held.language == case.language
    assert sum(len(post.text) for post in held.posts) >= 500, "less says next to nothing"
    said = "\n".join(one.quote for one in case.said)
    size = RUN[held.language]
    for post in held.posts:
        text = post.text.replace("\n", "")
        runs = {text[at : at + size] for at in range(len(text) - size + 1)}
        assert [run for run in runs if run in said] == []
        assert [word for word in case.never if word in post.text] == []
        assert not {one for one in sentences(post.text) if len(one) > 5} & set(sentences(said))
        assert post.subject not in case.topic


@pytest.fixture
def measure(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Sequence[str], str]]:
    """The other room's measure, with what it was asked."""
    asked: list[tuple[str, Sequence[str], str]] = []

    def distance(text: str, own: Sequence[str], language: str) -> float:
        asked.append((text, own, language))
        return 0.25

    module: Any = ModuleType(heldout.MEASURE)
    module.distance = distance
    monkeypatch.setitem(sys.modules, heldout.MEASURE, module)
    return asked


def test_the_distance_is_to_all_their_posts(measure: list[Any]):
    said = "招工先把话说在前头。" * 12
    found = heldout.distance("lin-hr", said, "zh")
    assert found == heldout.Distance(0.25)
    ((text, own, language),) = measure
    assert (text, language, len(own)) == (said, "zh", 2)


@pytest.mark.parametrize(
    ("person", "text", "language", "reason"),
    [
        ("nobody", "字", "zh", "没有留出来"),
        ("lin-hr", "text", "en", "另一种语言"),
        ("lin-hr", "字" * 119 + " \n" * 9, "zh", "量不准"),
    ],
)
def test_what_cannot_be_measured_has_a_reason(
    person: str, text: str, language: str, reason: str, measure: list[Any]
):
    found = heldout.distance(person, text, language)
    assert found.value is None and reason in found.reason and measure == []


def test_without_the_measure_there_is_no_number(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, heldout.MEASURE, None)
    found = heldout.distance("lin-hr", "招工" * 60, "zh")
    assert found.value is None and heldout.MEASURE in found.reason

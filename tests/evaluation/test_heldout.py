"""Held-out posts: whose they are, that none was said before, and the distance to them."""

from typing import Any

import pytest

from byline.evaluation import heldout
from byline.evaluation.loading import load_cases, load_suite
from byline.text.sentences import sentences

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
        own = {one.text for one in sentences(said)}
        assert not {one.text for one in sentences(post.text) if len(one.text) > 5} & own
        assert post.subject not in case.topic


def test_a_text_is_nearer_to_its_own_author_than_to_another():
    held = heldout.load("lin-hr")
    assert held is not None
    own = held.posts[0].text
    near, far = heldout.distance("lin-hr", own, "zh"), heldout.distance("cui-vet", own, "zh")
    assert near.value is not None and far.value is not None and near.value < far.value
    assert near.manner is not None and far.manner is not None and near.manner < far.manner


@pytest.mark.parametrize(
    ("person", "text", "language", "reason"),
    [
        ("nobody", "字", "zh", "没有留出来"),
        ("lin-hr", "text", "en", "另一种语言"),
        ("lin-hr", "字" * 119 + " \n" * 9, "zh", "量不准"),
    ],
)
def test_what_cannot_be_measured_has_a_reason(person: str, text: str, language: str, reason: str):
    found = heldout.distance(person, text, language)
    assert found.value is None and found.manner is None and reason in found.reason

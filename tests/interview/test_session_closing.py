"""How a sitting ends: the wish to stop, and what is wrong with what was heard."""

import threading
from collections.abc import Sequence

import pytest
from loopback import Service
from loopback_caller import says
from talks import opened

from byline.interview.session import Interview
from byline.ledger.events import Answered, Asked, Heard
from byline.llm.structured import StructuredCaller
from byline.workspace import Workspace

LOSS = "我把损耗从两成压到百分之七，花了半年。"
ASKED = "来问的都是开网店的小老板，一个月七八个。"


def asked(talk: Interview, topic: str) -> Asked:
    while (question := talk.next_question()) is not None and question.topic != topic:
        talk.skip(question)
    assert question is not None
    return question


@pytest.fixture
def heard(workspace: Workspace, service: Service, caller: StructuredCaller) -> Interview:
    """Two facts, played back."""
    talk = opened(workspace, caller)
    for topic, kind, words in (("result", "result", LOSS), ("asked", "people", ASKED)):
        says(service, l1=kind)
        talk.extract(talk.answer(asked(talk, topic), words).answer_id)
    assert talk.hear() == [LOSS, ASKED]
    return talk


def replied(talk: Interview, words: str) -> Answered:
    return talk.answer(talk.ask_what_is_wrong(), words)


def test_the_lines_and_the_reply_are_in_the_journal(heard: Interview, workspace: Workspace):
    replied(heard, "都对。")
    lines, question, reply = opened(workspace).journal.events[-3:]
    assert isinstance(lines, Heard)
    assert lines.facts == ["f001", "f002"]
    assert isinstance(question, Asked)
    assert question.manner == "heard"
    assert isinstance(reply, Answered)
    assert reply.text == "都对。"


def test_agreement_confirms_what_is_public_and_asks_no_model(
    heard: Interview, service: Service, workspace: Workspace
):
    reply = replied(heard, "都对。")
    calls = len(service.asked)
    assert heard.correct(reply) == []
    assert heard.extract(reply.answer_id) == []
    assert len(service.asked) == calls
    assert heard.pending() == []
    kept = {fact.id: fact for fact in opened(workspace).ledger.facts}
    assert (kept["f001"].consent, kept["f001"].confirmed) == ("public", True)
    # What starts as private is for the closing review.
    assert (kept["f002"].consent, kept["f002"].confirmed) == ("private", False)


def test_a_line_that_is_wrong_is_kept_out_and_the_right_words_become_a_fact(
    heard: Interview, service: Service, workspace: Workspace
):
    reply = replied(heard, "第1条不对，是压到百分之九。")
    assert [fact.id for fact in heard.correct(reply)] == ["f001"]
    says(service, l1="result")
    (made,) = heard.extract(reply.answer_id)
    assert made.quote == "第1条不对，是压到百分之九。"
    kept = {fact.id: fact for fact in opened(workspace).ledger.facts}
    assert (kept["f001"].consent, kept["f001"].confirmed) == ("private", True)


def test_the_reply_to_what_was_heard_is_no_answer_to_the_guide(heard: Interview):
    before = heard.progress().done
    replied(heard, "都对。")
    following = heard.next_question()
    assert following is not None
    assert following.manner == "opening"
    assert heard.progress().done == before + 1


def test_the_wish_to_stop_counts_for_this_sitting_only(workspace: Workspace):
    talk = opened(workspace)
    talk.begin()
    assert not talk.wants_pause
    talk.answer(asked(talk, "skill"), "先到这吧。")
    assert talk.wants_pause
    again = opened(workspace)
    again.begin()
    assert not again.wants_pause


class Slow:
    """Writes its follow-up once it is let go."""

    def __init__(self) -> None:
        self.gate = threading.Event()

    def __call__(
        self, question: str, answer: str, missing: str, known: Sequence[str] = ()
    ) -> str | None:
        self.gate.wait(30)
        return "模型写的？"


THIN = "我特别喜欢把仓库理得整整齐齐，每个货架都贴上标签，东西好找，大家也都喜欢。"


def test_a_slow_model_leaves_the_question_to_the_guide(workspace: Workspace):
    talk = opened(workspace)
    talk.follow_ups, talk.patience = Slow(), 0.0
    talk.answer(asked(talk, "skill"), THIN)
    shown: list[str] = []
    question = talk.next_question(shown.append)
    assert question is not None
    assert (question.origin, question.manner) == ("guide", "probe")
    assert shown == []  # only what a model is writing comes in pieces
    talk.follow_ups.gate.set()


def test_a_question_that_waits_for_its_answer_is_asked_again(workspace: Workspace):
    talk = opened(workspace)
    shown: list[str] = []
    first = talk.next_question(shown.append)
    assert first is not None
    again = talk.next_question(shown.append)
    assert (shown, again) == ([], first)

import threading

import pytest
from loopback import Reply, Service
from loopback_caller import says
from talks import opened

from byline.errors import ModelError
from byline.interview.background import BackgroundExtraction
from byline.interview.session import Interview
from byline.llm.structured import StructuredCaller
from byline.workspace import Workspace


@pytest.fixture
def talk(workspace: Workspace, caller: StructuredCaller) -> Interview:
    return opened(workspace, caller)


def said(talk: Interview, *answers: str) -> list[str]:
    ids: list[str] = []
    for text in answers:
        question = talk.next_question()
        assert question is not None
        ids.append(talk.answer(question, text).answer_id)
        while (waiting := talk.next_question()) and waiting.probe:
            talk.skip(waiting)
    return ids


ANSWERS = [f"第{n}年我把盘点改成了半天，一共用了{n}个月。" for n in (3, 5, 7)]


def drained(background: BackgroundExtraction) -> list[tuple[int, int]]:
    reports: list[tuple[int, int]] = []
    background.drain(lambda done, total: reports.append((done, total)))
    return reports


def test_drain_extracts_everything_in_order(talk: Interview, service: Service):
    ids = said(talk, *ANSWERS)
    for kind in ("experience", "skill", "result"):
        says(service, l1=kind)
    background = BackgroundExtraction(talk)
    for answer_id in ids:
        background.add(answer_id)
    reports = drained(background)
    assert (background.done, background.total, background.facts) == (3, 3, 3)
    assert background.failures == []
    assert talk.pending() == []
    assert [fact.source.id for fact in talk.ledger.facts] == ids
    assert reports == sorted(reports)
    assert reports[-1] == (3, 3)


def test_a_failure_is_kept_and_the_next_answer_is_tried(talk: Interview, service: Service):
    ids = said(talk, *ANSWERS[:2])
    for _ in range(3):
        service.fails(500)
    says(service, l1="skill")
    background = BackgroundExtraction(talk)
    for answer_id in ids:
        background.add(answer_id)
    drained(background)
    assert [type(error).__mro__[1] for error in background.failures] == [ModelError]
    assert (background.done, background.facts) == (2, 1)
    assert talk.pending() == ids[:1]


def test_stop_finishes_the_answer_in_hand_and_leaves_the_rest(talk: Interview, service: Service):
    ids = said(talk, *ANSWERS)
    body = {"role": "assistant", "content": '{"l1": "experience"}'}
    choice = {"index": 0, "message": body, "finish_reason": "stop"}
    whole = {"id": "1", "object": "chat.completion", "created": 1, "model": "m"}
    usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
    held = {**whole, "choices": [choice], "usage": usage}
    service.replies.append(Reply(body=held, delay=0.2))
    background = BackgroundExtraction(talk)
    for answer_id in ids:
        background.add(answer_id)
    begun = threading.Event()
    while not service.asked:
        begun.wait(0.01)
    background.stop()
    drained(background)
    assert background.done == 1
    assert talk.pending() == ids[1:]
    assert len(service.asked) == 1


def test_nothing_to_do_drains_at_once(talk: Interview):
    background = BackgroundExtraction(talk)
    drained(background)
    assert (background.done, background.total, background.failures) == (0, 0, [])


def test_the_person_goes_on_answering_meanwhile(talk: Interview, service: Service):
    background = BackgroundExtraction(talk)
    while question := talk.next_question():
        if question.probe:
            talk.skip(question)
            continue
        topic = talk.guide.topic(question.topic)
        assert topic is not None
        says(service, l1=topic.kinds[0])
        words = f"{topic.name}这件事我做了三年半，现在四个人一起做。"
        background.add(talk.answer(question, words).answer_id)
    drained(background)
    assert background.failures == []
    assert talk.pending() == []
    ids = [fact.id for fact in talk.ledger.facts]
    assert ids == [f"f{n:03d}" for n in range(1, len(talk.guide.topics) + 1)]

"""A follow-up in time, late, half there, failing: with writers that are ordinary objects."""

import json
import threading
from collections.abc import Iterator, Sequence

import pytest
from loopback import Service
from talks import said

from byline.interview.drafts import Drafts
from byline.interview.follow_up import ModelFollowUps
from byline.interview.guide import load_guide
from byline.interview.policy import Step
from byline.llm.structured import StructuredCaller

SKILL = load_guide().order[1]
ANSWER = "去年我把损耗压下来了，店长都说好，挺不容易的。"
GUIDES = "改之前和改之后差在哪儿？"
PATIENT = 30.0
"""Long enough for any machine; a test that waits this long has failed."""


def step(answer: str = ANSWER) -> Step:
    return Step(SKILL, "probe", GUIDES, lack="number", about=said("skill", answer))


class Held:
    """Streams its pieces, each when it is let go."""

    def __init__(self, *pieces: str) -> None:
        self.pieces = pieces
        self.gates = [threading.Event() for _ in pieces]
        self.finished = threading.Event()
        self.asked = 0

    def __call__(
        self, question: str, answer: str, missing: str, known: Sequence[str] = ()
    ) -> str | None:
        return "".join(self.stream(question, answer, missing, known)) or None

    def stream(
        self, question: str, answer: str, missing: str, known: Sequence[str] = ()
    ) -> Iterator[str]:
        self.asked += 1
        for piece, gate in zip(self.pieces, self.gates, strict=True):
            gate.wait(PATIENT)
            yield piece
        self.finished.set()

    def let_go(self) -> None:
        for gate in self.gates:
            gate.set()


QUOTE, QUESTION = "你刚才说“把损耗压下来了”。", "原来一天大概扔多少？"


def test_what_comes_in_time_is_shown_as_it_comes():
    writer = Held(QUOTE, QUESTION)
    writer.let_go()
    shown: list[str] = []
    assert Drafts(writer, PATIENT).worded(step(), "zh", shown.append) == QUOTE + QUESTION
    assert shown == [QUOTE, QUESTION]


def test_what_is_late_is_the_guides_and_serves_the_next_time():
    writer = Held(QUOTE, QUESTION)
    drafts = Drafts(writer, 0.0)
    shown: list[str] = []
    assert drafts.worded(step(), "zh", shown.append) is None
    # While it is under way no second one is begun, not even for another answer.
    assert drafts.worded(step("我还会修收银机。"), "zh", shown.append) is None
    assert (writer.asked, shown) == (1, [])
    writer.let_go()
    assert writer.finished.wait(PATIENT)
    again = Drafts.worded(drafts, step(), "zh", shown.append)
    assert again in {QUOTE + QUESTION, None}
    assert writer.asked == 1


def test_when_only_the_quote_is_there_the_guides_question_follows(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("byline.interview.drafts.REST", 0.0)
    writer = Held(QUOTE, QUESTION)
    writer.gates[0].set()
    shown: list[str] = []
    assert Drafts(writer, PATIENT).worded(step(), "zh", shown.append) == QUOTE + GUIDES
    assert "".join(shown) == QUOTE + GUIDES
    writer.let_go()


class Failing:
    """Breaks in a way no service is known to."""

    def __call__(
        self, question: str, answer: str, missing: str, known: Sequence[str] = ()
    ) -> str | None:
        raise RuntimeError("boom")


def test_a_writer_that_breaks_is_the_guides_turn():
    assert Drafts(Failing(), PATIENT).worded(step(), "zh", print) is None


def test_a_step_without_words_to_follow_asks_no_writer():
    writer = Held(QUOTE)
    told_nothing = Step(SKILL, "back", GUIDES, lack="evasive")
    assert Drafts(writer, PATIENT).worded(told_nothing, "zh", print) is None
    assert writer.asked == 0


def test_later_it_was_said_earlier():
    writer = Held(QUOTE, QUESTION)
    writer.let_go()
    later = Step(SKILL, "back", GUIDES, lack="number", about=said("skill", ANSWER))
    found = Drafts(writer, None).worded(later, "zh", lambda words: None)
    assert found == "你前面说“把损耗压下来了”。原来一天大概扔多少？"


@pytest.mark.parametrize(
    ("quote", "question", "pieces"),
    [
        ("把损耗压下来了", QUESTION, [QUOTE, QUESTION]),
        ("一句没人说的话", QUESTION, []),
        ("把损耗压下来了", "是不是很难？", [QUOTE]),
        ("把损耗压下来了", "为什么是三万块？", [QUOTE]),
    ],
)
def test_a_model_streams_its_quote_first_and_nothing_unfit(
    service: Service,
    caller: StructuredCaller,
    quote: str,
    question: str,
    pieces: list[str],
):
    service.streams(json.dumps({"quote": quote, "question": question}, ensure_ascii=False))
    assert list(ModelFollowUps(caller).stream("问？", ANSWER, "数字")) == pieces
    assert service.asked[0]["stream"] is True


def test_a_stream_of_a_service_that_is_down_is_empty(service: Service, caller: StructuredCaller):
    for _ in range(4):
        service.fails(500)
    assert list(ModelFollowUps(caller).stream("问？", ANSWER, "数字")) == []

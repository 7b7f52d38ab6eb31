"""Who asks: the product, or one of two baselines that it has to be better than.

Owns: the two baselines, a fixed questionnaire and a plain chat prompt, behind the questions of one
journal. Promise: whoever asks, answers are written down and read by the product's own code, so
that only the questions differ.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from byline import prompts
from byline.evaluation.models import InterviewerName, Strict
from byline.evaluation.targets import Tools
from byline.interview.session import Interview
from byline.ledger.events import Answered, Asked
from byline.llm.calls import Patience, answer
from byline.shipped import load_data, shipped
from byline.text.sentences import one_line

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

PROMPT = "baseline_interviewer/ask"
ANY_TOPIC = "other"
"""No guide topic: such an answer may hold any kind of fact."""
MOST_TOKENS = 160


class Interviewer(Protocol):
    """Puts one question after the other."""

    def next_question(self) -> Asked | None:
        """The next question, already in the journal; None when there is no more."""
        ...


class _Questionnaire(Strict):
    questions: list[str]


class Questionnaire:
    """The same questions for everybody."""

    def __init__(self, talk: Interview) -> None:
        self._talk = talk
        path = Path(__file__).with_name("questionnaire.yaml")
        self._waiting = iter(load_data(path, _Questionnaire).questions)

    def next_question(self) -> Asked | None:
        """The next on the list."""
        text = next(self._waiting, None)
        return None if text is None else _asked(self._talk, text, "guide")


class PlainChat:
    """A model told that it is an interviewer, and given the conversation so far."""

    def __init__(self, talk: Interview, model: BaseChatModel) -> None:
        self._talk = talk
        self._model = model

    def next_question(self) -> Asked:
        """One model call; ModelError as the service fails."""
        prompt = prompts.load(PROMPT, shipped("evals") / "rubrics")
        messages = prompt.messages(conversation=_conversation(self._talk) or "（还没有开始）")
        text = answer(self._model, messages, patience=Patience(), max_tokens=MOST_TOKENS)
        return _asked(self._talk, one_line(text), "model")


def interviewer(name: InterviewerName, talk: Interview, tools: Tools) -> Interviewer:
    """The one a suite names; BylineError when plain chat is to be asked without a model."""
    if name == "questionnaire":
        return Questionnaire(talk)
    return PlainChat(talk, tools.model) if name == "plain_chat" else talk


def _asked(talk: Interview, text: str, origin: str) -> Asked:
    return talk.journal.append(
        Asked(
            question_id=talk.journal.next_question_id(),
            topic=ANY_TOPIC,
            text=text,
            origin="model" if origin == "model" else "guide",
        )
    )


def _conversation(talk: Interview) -> str:
    lines: list[str] = []
    for event in talk.journal.events:
        if isinstance(event, Asked):
            lines.append(f"你：{event.text}")
        elif isinstance(event, Answered):
            lines.append(f"对方：{one_line(event.text)}")
    return "\n".join(lines)

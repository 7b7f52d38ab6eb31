"""One follow-up question that quotes the person's own words.

Owns: what a model's follow-up must satisfy before it is asked. Promise: `ask` returns a question
that quotes the answer verbatim, asks one thing, states no figure the person did not give and does
not steer, or None; the caller then uses the guide's wording.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from pydantic import BaseModel, ConfigDict, Field

from byline import prompts
from byline.errors import ModelError
from byline.interview.guide import Language
from byline.interview.questions import asks_two, leads
from byline.interview.thinness import weight
from byline.llm.structured import StructuredCaller
from byline.text.language import detect
from byline.text.quantities import Quantity, quantities, same
from byline.text.sentences import clean_input, find_verbatim, one_line

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage

PROMPTS: dict[Language, str] = {"zh": "interview/follow_up", "en": "interview/follow_up_en"}
FRAMES: dict[Language, str] = {"zh": "你刚才说“{}”。", "en": "You just said “{}”. "}
"""What goes before the question: the person's own words, so that they know what it is about."""
LATER: dict[Language, str] = {"zh": "你前面说“", "en": "You said earlier “"}
"""How a frame begins when other questions came between."""
LONGEST = 40
"""Characters (字) beyond which a spoken question is no longer one question."""
LEAST_QUOTE = 2
"""Characters below which nothing is quoted: the model may copy a comma."""
_EDGES = "，。！？、；：…“”‘’「」,.!?;:\"' \n\t"
_QUOTE = re.compile(r'"quote"\s*:\s*("(?:[^"\\]|\\.)*")')
MOST_TOKENS = 120
READ = 600
"""Characters of a long answer that are shown to the model."""


class FollowUp(BaseModel):
    """What the model proposes."""

    model_config = ConfigDict(extra="forbid")

    quote: str = Field(min_length=2, max_length=60)
    question: str = Field(min_length=4, max_length=120)


class FollowUpWriter(Protocol):
    """Writes one follow-up, or None when it has nothing fit to ask."""

    def __call__(self, question: str, answer: str, missing: str) -> str | None:
        """`missing` says what the answer lacks."""
        ...


@runtime_checkable
class Streaming(Protocol):
    """A writer that can show the person's own words before its question is there."""

    def stream(self, question: str, answer: str, missing: str) -> Iterator[str]:
        """The quote in its frame, then the question; nothing when there is nothing fit to ask."""
        ...


class ModelFollowUps:
    """Follow-ups by a model, checked; a model failure is never the person's problem."""

    def __init__(self, caller: StructuredCaller) -> None:
        self._caller = caller

    def prepare(self) -> None:
        """Import what the first follow-up needs (0.2 s), while nobody waits for it."""
        _messages("", "", "")

    def __call__(self, question: str, answer: str, missing: str) -> str | None:
        """Ask the model once; None on any failure or when the proposal is unfit."""
        messages = _messages(question, answer, missing)
        try:
            proposal = self._caller.ask(messages, FollowUp, max_tokens=MOST_TOKENS)
        except ModelError:
            return None
        return worded(proposal, answer)

    def stream(self, question: str, answer: str, missing: str) -> Iterator[str]:
        """The same as it is written; a quote that nobody said ends it before anything is shown."""
        framed, text = "", ""
        try:
            for piece in self._caller.pieces(
                _messages(question, answer, missing), FollowUp, max_tokens=MOST_TOKENS
            ):
                text += piece
                if not framed and (quoted := _QUOTE.search(text)):
                    framed = _framed(json.loads(quoted[1]), answer)
                    if not framed:
                        return
                    yield framed
            proposal = FollowUp.model_validate_json(text)
        except (ModelError, ValueError):
            return
        whole = worded(proposal, answer)
        if whole:
            yield whole.removeprefix(framed)


def worded(proposal: FollowUp, answer: str) -> str | None:
    """The question as it is asked, or None when the proposal breaks a rule."""
    framed = _framed(proposal.quote, answer)
    question = clean_input(proposal.question).strip()
    return f"{framed}{question}" if framed and _fit(question, answer) else None


def _messages(question: str, answer: str, missing: str) -> list[BaseMessage]:
    prompt = prompts.load(PROMPTS[detect(answer) or "zh"])
    return prompt.messages(question=question, answer=one_line(answer[:READ]), missing=missing)


def _framed(quote: str, answer: str) -> str:
    """The person's words as they were said, in their frame; empty when nobody said them."""
    found = find_verbatim(quote, answer)
    said = answer[found[0] : found[1]].strip(_EDGES) if found else ""
    if len(said) < LEAST_QUOTE:
        return ""
    return FRAMES[detect(answer) or "zh"].format(one_line(said))


def later(question: str) -> str:
    """A follow-up as it is asked some questions later: what was said just now was said earlier."""
    for language, frame in FRAMES.items():
        opening = frame.partition("{}")[0]
        if question.startswith(opening):
            return LATER[language] + question.removeprefix(opening)
    return question


def _fit(question: str, answer: str) -> bool:
    said = quantities(answer)
    invented = any(
        not _asks_a_rate(q) and not any(same(q, s) and q.approximate >= s.approximate for s in said)
        for q in quantities(question)
    )
    return (
        question.endswith(("？", "?"))
        and not asks_two(question)
        and "\n" not in question
        and weight(question) <= LONGEST
        and not invented
        and not leads(question)
    )


def _asks_a_rate(quantity: Quantity) -> bool:
    """一天扔多少, 一个月几回: one unit of time states nothing."""
    return quantity.kind == "duration" and quantity.value == 1 and quantity.upper is None

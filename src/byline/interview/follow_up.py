"""One follow-up question that quotes the person's own words.

Owns: what a model's follow-up must satisfy before it is asked. Promise: `ask` returns a question
that quotes the answer verbatim, asks one thing, states no figure the person did not give and does
not steer, or None; the caller then uses the guide's wording.
"""

from __future__ import annotations

from typing import Protocol

from pydantic import BaseModel, ConfigDict, Field

from byline import prompts
from byline.errors import ModelError
from byline.interview.thinness import cues
from byline.llm.structured import StructuredCaller
from byline.text.counting import characters
from byline.text.quantities import Quantity, quantities, same
from byline.text.sentences import clean_input, find_verbatim, one_line

PROMPT = "interview/follow_up"
LONGEST = 40
"""Characters (字) beyond which a spoken question is no longer one question."""
LEAST_QUOTE = 2
"""Characters below which nothing is quoted: the model may copy a comma."""
_EDGES = "，。！？、；：…“”‘’「」,.!?;:\"' \n\t"
READ = 600
"""Characters of a long answer that are shown to the model."""


class FollowUp(BaseModel):
    """What the model proposes."""

    model_config = ConfigDict(extra="forbid")

    quote: str = Field(min_length=2, max_length=24)
    question: str = Field(min_length=4, max_length=60)


class FollowUpWriter(Protocol):
    """Writes one follow-up, or None when it has nothing fit to ask."""

    def __call__(self, question: str, answer: str, missing: str) -> str | None:
        """`missing` says what the answer lacks."""
        ...


class ModelFollowUps:
    """Follow-ups by a model, checked; a model failure is never the person's problem."""

    def __init__(self, caller: StructuredCaller) -> None:
        self._caller = caller

    def __call__(self, question: str, answer: str, missing: str) -> str | None:
        """Ask the model once; None on any failure or when the proposal is unfit."""
        messages = prompts.load(PROMPT).messages(
            question=question, answer=one_line(answer[:READ]), missing=missing
        )
        try:
            proposal = self._caller.ask(messages, FollowUp, max_tokens=120)
        except ModelError:
            return None
        return worded(proposal, answer)


def worded(proposal: FollowUp, answer: str) -> str | None:
    """The question as it is asked, or None when the proposal breaks a rule."""
    found = find_verbatim(proposal.quote, answer)
    question = clean_input(proposal.question).strip()
    quote = answer[found[0] : found[1]].strip(_EDGES) if found else ""
    if len(quote) < LEAST_QUOTE or not _fit(question, answer):
        return None
    return f"你刚才说“{one_line(quote)}”。{question}"


def _fit(question: str, answer: str) -> bool:
    marks = question.count("？") + question.count("?")
    said = quantities(answer)
    invented = any(
        not _asks_a_rate(q) and not any(same(q, s) and q.approximate >= s.approximate for s in said)
        for q in quantities(question)
    )
    leading = any(word in question for word in cues().leading.words)
    return (
        marks == 1
        and question.endswith(("？", "?"))
        and "\n" not in question
        and characters(question) <= LONGEST
        and not invented
        and not leading
    )


def _asks_a_rate(quantity: Quantity) -> bool:
    """一天扔多少, 一个月几回: one unit of time states nothing."""
    return quantity.kind == "duration" and quantity.value == 1 and quantity.upper is None

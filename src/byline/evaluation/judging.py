"""A model as a judge: one exhibit, one rubric, a reason and then a level.

Owns: the levels and what they count, how an exhibit is put before the model, and the key under
which a judge is known. Promise: what is judged is fenced; a verdict that was refused, cut off or
could not be read is unscored, never zero; a service that cannot be reached is a ModelError.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from byline import prompts
from byline.errors import InputError, RefusedError, StructuredOutputError, TruncatedError
from byline.evaluation.models import Exhibit, Verdict
from byline.llm.calls import EmptyAnswerError
from byline.shipped import shipped

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage

    from byline.llm.structured import StructuredCaller
    from byline.prompts import Prompt

CHAIN = "judge"
"""Folder of the judges' prompts."""
Level = Literal["good", "fair", "poor"]
SCORES: dict[Level, float] = {"good": 1.0, "fair": 0.5, "poor": 0.0}
ACCEPTABLE = 0.5
"""A score from here on is fit to use; the line along which judges and labels are compared."""
LONGEST_REASON = 160
"""Characters; the rubrics ask for thirty, so that only a model out of control is turned down."""
MAX_TOKENS = 240
UNREADABLE = (StructuredOutputError, TruncatedError, RefusedError, EmptyAnswerError)
"""The service answered, and what it said is no verdict."""

T = TypeVar("T", bound=BaseModel)


class Judgement(BaseModel):
    """What a rubric's prompt answers; the reason comes first, so that the level follows from it."""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field(min_length=1, max_length=LONGEST_REASON)
    level: Level


class ModelJudge:
    """A Judge that asks a model, one call an exhibit."""

    def __init__(self, caller: StructuredCaller, model: str, rubrics: Path | None = None) -> None:
        self._caller = caller
        self.model = model
        """Name of the judging model, as calibrations record it."""
        self._rubrics = rubrics

    def __call__(self, exhibit: Exhibit) -> Verdict:
        """Judge one exhibit; PromptError when the rubric is unknown or wants other inputs."""
        messages = judging_messages(load_rubric(exhibit.rubric, self._rubrics), exhibit.inputs)
        judgement = readable(self._caller, messages, Judgement)
        if isinstance(judgement, str):
            return Verdict(score=None, reason=judgement)
        return Verdict(score=SCORES[judgement.level], reason=judgement.reason)

    def rubric(self, name: str) -> Prompt:
        """The rubric this judge uses under a name."""
        return load_rubric(name, self._rubrics)


def load_rubric(name: str, root: Path | None = None) -> Prompt:
    """Read a rubric under `root`, the shipped rubrics when not given.

    Suites and exhibits call it by its bare name, `question` for the prompt `judge/question`.
    """
    full = name if "/" in name else f"{CHAIN}/{name}"
    return prompts.load(full, root or shipped("evals") / "rubrics")


def judge_key(model: str, prompt: Prompt) -> str:
    """What a judge is known by: another model, or one changed word in its rubric, is another."""
    return f"{model} {prompt.id} {prompt.sha256}"


def judging_messages(prompt: Prompt, inputs: dict[str, str]) -> list[BaseMessage]:
    """The rubric's messages with every input fenced under its own name."""
    return prompt.messages(**{name: prompts.fence(text, name) for name, text in inputs.items()})


def judged_text(prompt: Prompt, exhibit: Exhibit) -> str:
    """The text a rubric is about: its last input; the ones before it are what it rests on."""
    name = prompt.inputs[-1]
    if name not in exhibit.inputs:
        raise InputError(
            f"要评的材料里没有 {name}", value=sorted(exhibit.inputs), next_step=f"看看 {prompt.ref}"
        )
    return exhibit.inputs[name]


def readable(caller: StructuredCaller, messages: list[BaseMessage], shape: type[T]) -> T | str:
    """Ask for a verdict; a string says why there is none. Other ModelErrors pass through."""
    try:
        return caller.ask(messages, shape, max_tokens=MAX_TOKENS)
    except UNREADABLE as error:
        return f"没有评出来：{error.what}"

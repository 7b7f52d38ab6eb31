"""A prompt by itself: asked once, without the product around it.

Owns: that call, for suites that measure a prompt. Promise: it goes the way every text goes to a
service, with the same retries and the same errors.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from byline import prompts
from byline.llm.calls import acomplete_text
from byline.llm.direct import direct

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from byline.llm.structured import StructuredCaller

MAX_TOKENS = 1024


@dataclass(frozen=True)
class Answered:
    """What was asked last, and what came back."""

    question: str
    answer: str


async def complete(
    name: str, inputs: Mapping[str, str], model: BaseChatModel, caller: StructuredCaller
) -> Answered:
    """Ask the prompt with its inputs; the patience is the caller's.

    Raises PromptError for inputs it does not take, and ModelError.
    """
    messages = prompts.load(name).messages(**inputs)
    text = await acomplete_text(
        direct(model), messages, max_tokens=MAX_TOKENS, patience=caller.patience
    )
    return Answered(str(messages[-1].text), text)

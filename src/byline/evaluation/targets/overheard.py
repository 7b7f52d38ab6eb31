"""What passed between byline and a model while one case ran.

Owns: listening to a chat model through LangChain's callbacks. Promise: nothing that is sent or
answered changes; what is kept is text, in order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, cast

from langchain_core.callbacks import BaseCallbackHandler

if TYPE_CHECKING:
    from uuid import UUID

    from langchain_core.messages import BaseMessage
    from langchain_core.outputs import LLMResult

    from byline.llm.chat import Role


@dataclass
class Overheard:
    """Requests and answers as text."""

    asked: list[str] = field(default_factory=list[str])
    answered: list[str] = field(default_factory=list[str])

    def role(self, role: Role) -> Role:
        """The same model, listened to."""
        held: Any = role.model.callbacks
        others = cast("list[BaseCallbackHandler]", held) if isinstance(held, list) else []
        callbacks = [*others, _Listener(self)]
        model = role.model.model_copy(update={"callbacks": callbacks})
        caller = role.caller.of(model)
        return replace(role, model=model, caller=caller)


class _Listener(BaseCallbackHandler):
    """Writes down what a model is sent and answers."""

    def __init__(self, kept: Overheard) -> None:
        self._kept = kept

    def on_chat_model_start(
        self,
        serialized: dict[str, Any],
        messages: list[list[BaseMessage]],
        *,
        run_id: UUID,
        **kwargs: Any,
    ) -> None:
        """Keep a request."""
        self._kept.asked += ["\n".join(str(one.text) for one in turn) for turn in messages]

    def on_llm_end(self, response: LLMResult, *, run_id: UUID, **kwargs: Any) -> None:
        """Keep an answer."""
        self._kept.answered += [one.text for row in response.generations for one in row]


def from_nowhere(sentences: Sequence[str], sources: Sequence[str]) -> list[str]:
    """The sentences that stand in none of the sources; marks, capitals and white space aside."""
    from byline.drafting.marks import bare

    held = [_packed(bare(one)) for one in sources]
    return [one for one in sentences if not any(_packed(one) in text for text in held)]


def _packed(text: str) -> str:
    return "".join(text.split()).casefold()

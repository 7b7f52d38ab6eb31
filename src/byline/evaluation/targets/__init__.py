"""What a suite can run: one module a target, found by the suite's `target`.

Owns: the agreement between the runner and a target. A target module has

    CASE    the pydantic class of its case files
    run     (case, tools) -> Outcome, called in a worker thread, or a coroutine function

It runs the product's own code, scores what came out without a model where it can, and hands what
needs judging over as exhibits. It raises BylineError when the product failed on the case.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast

from byline.errors import BylineError
from byline.evaluation.models import Case, Suite, TargetName

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from byline.llm.chat import Role
    from byline.llm.service import ServiceChat
    from byline.llm.structured import StructuredCaller
    from byline.llm.usage import Usage
    from byline.settings import Writes


@dataclass(frozen=True)
class Tools:
    """What a target gets for one case, variant and repeat; only the model in it is shared."""

    suite: Suite
    repeat: int
    seed: int
    folder: Path
    """Empty, for this row alone, removed afterwards."""
    clock: Callable[[], datetime]
    """Fixed, so that two runs write the same."""
    chat: tuple[BaseChatModel, StructuredCaller] | None = None
    model_name: str = ""
    usage: Usage | None = None
    """What the model under test has consumed so far; None without one."""
    writes: Writes = "posts"
    """What the model under test is trusted to write."""

    @property
    def role(self) -> Role:
        """The model under test, in whatever part a chain wants it."""
        from byline.llm.chat import Role

        return Role(cast("ServiceChat", self.model), self.caller, self.model_name)

    @property
    def model(self) -> BaseChatModel:
        """The model under test; BylineError in a suite that said it needs none."""
        return self._chat[0]

    @property
    def caller(self) -> StructuredCaller:
        """The same model, asked for objects."""
        return self._chat[1]

    @property
    def _chat(self) -> tuple[BaseChatModel, StructuredCaller]:
        if self.chat is None:
            raise BylineError(
                "这个套件没有说要用模型",
                value=self.suite.id,
                next_step="在套件文件里写 needs_model: true",
            )
        return self.chat


class Target(Protocol):
    """A target module."""

    CASE: type[Case]
    run: Callable[[Any, Tools], Any]
    """Returns an Outcome, or a coroutine of one."""


def load_target(name: TargetName) -> Target:
    """Import the module of a target; only what runs is imported."""
    return cast(Target, import_module(f"byline.evaluation.targets.{name}"))

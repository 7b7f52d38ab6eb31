"""Objects from a model: the ladder json_schema -> json_object -> text, validation, one repair.

Owns: how a schema is asked for and which rung a service accepts. Promise: `ask` returns a validated
object or raises a ModelError, after at most one repair; the rung that worked is remembered in the
caller object, and one caller may be used from several threads.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from byline.errors import ModelError, StructuredOutputError
from byline.llm.calls import Patience, answer, stream_text
from byline.llm.providers import Step
from byline.llm.schemas import strict_schema

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage

T = TypeVar("T", bound=BaseModel)

LADDER: tuple[Step, ...] = ("json_schema", "json_object", "text")
REFUSALS = frozenset({400, 404, 422})
"""Statuses with which services turn down a response_format they do not know."""
STRUCTURAL = frozenset({"missing", "extra_forbidden", "json_invalid", "model_type"})
"""Validation errors that cannot happen when a service obeys the schema."""


class Refusals:
    """Which rungs a service turned down for which schema.

    Callers of one model share it, so that each does not find out again. A refusal does not depend
    on the words asked, only on the schema: who shares it asks the same requests in any order.
    """

    def __init__(
        self,
        known: Iterable[tuple[str, str]] = (),
        remember: Callable[[str, str], None] | None = None,
    ) -> None:
        self._known = set(known)
        self._remember = remember
        self._lock = threading.Lock()

    def first_open(self, step: Step, schema: type[BaseModel]) -> Step:
        """The rung from `step` down that was not turned down for this schema."""
        shape = _digest(schema)
        with self._lock:
            while (step, shape) in self._known and step != LADDER[-1]:
                step = _below(step)
        return step

    def add(self, step: Step, schema: type[BaseModel]) -> None:
        """Remember a refusal; call it only when a lower rung was taken."""
        pair = (step, _digest(schema))
        with self._lock:
            if pair in self._known:
                return
            self._known.add(pair)
        if self._remember is not None:
            self._remember(*pair)


class StructuredCaller:
    """Asks one model for objects and remembers how this model likes to be asked."""

    def __init__(
        self,
        model: BaseChatModel,
        *,
        first_step: Step = "json_schema",
        patience: Patience | None = None,
        refusals: Refusals | None = None,
    ) -> None:
        self.model = model
        self.patience = patience or Patience()
        self.refusals = refusals or Refusals()
        self._step: Step = first_step
        self._lock = threading.Lock()

    def of(self, model: BaseChatModel) -> StructuredCaller:
        """A caller of another model of the same service, which knows what this one learnt."""
        return StructuredCaller(
            model, first_step=self.step, patience=self.patience, refusals=self.refusals
        )

    @property
    def step(self) -> Step:
        """The rung in use."""
        with self._lock:
            return self._step

    def ask(self, messages: Sequence[BaseMessage], schema: type[T], *, max_tokens: int) -> T:
        """Return a validated `schema`, repairing once.

        Raises StructuredOutputError when the repair is no good either, TruncatedError,
        RefusedError and the other ModelErrors as they come.
        """
        step, text = self._climb_down(messages, schema, max_tokens)
        try:
            return _validated(text, schema)
        except ValidationError as error:
            if _ignored(step, error):
                self._settle(step, _below(step))
            repair = [*messages, *_repair_request(text, error, schema)]
        _, second = self._climb_down(repair, schema, max_tokens)
        try:
            return _validated(second, schema)
        except ValidationError as error:
            raise StructuredOutputError(
                f"模型给的数据不合要求，改过一次还是不对（{_problems(error, limit=3)}）",
                value=second[:300],
                next_step="再运行一次；常这样就换一个更大的模型",
            ) from error

    def pieces(
        self, messages: Sequence[BaseMessage], schema: type[BaseModel], *, max_tokens: int
    ) -> Iterator[str]:
        """The text of an object as it is written, on the rung in use; ModelError as they come.

        Neither validated nor repaired: for a reader who can use the beginning and check the end.
        """
        asked, options = _request(self.refusals.first_open(self.step, schema), messages, schema)
        yield from stream_text(
            self.model, asked, patience=self.patience, max_tokens=max_tokens, **options
        )

    def _climb_down(
        self, messages: Sequence[BaseMessage], schema: type[BaseModel], max_tokens: int
    ) -> tuple[Step, str]:
        before = self.step
        step = self.refusals.first_open(before, schema)
        refused: list[Step] = []
        while True:
            asked, options = _request(step, messages, schema)
            try:
                text = answer(
                    self.model, asked, patience=self.patience, max_tokens=max_tokens, **options
                )
            except ModelError as error:
                if step == LADDER[-1] or not _refuses_format(error):
                    raise
                refused.append(step)
                step = _below(step)
                continue
            for rung in refused:
                self.refusals.add(rung, schema)
            if step != before:
                self._settle(before, step)
            return step, text

    def _settle(self, before: Step, after: Step) -> None:
        with self._lock:
            # Another thread may have gone further down meanwhile; never climb back up.
            if LADDER.index(after) > LADDER.index(self._step) and self._step == before:
                self._step = after


def _below(step: Step) -> Step:
    return LADDER[min(LADDER.index(step) + 1, len(LADDER) - 1)]


def _refuses_format(error: ModelError) -> bool:
    return getattr(error.__cause__, "status_code", None) in REFUSALS and "上下文" not in error.what


def _ignored(step: Step, error: ValidationError) -> bool:
    """Whether a service took the schema and then did not follow it."""
    kinds = {problem["type"] for problem in error.errors()}
    return step == "json_schema" and bool(kinds & STRUCTURAL)


def _request(
    step: Step, messages: Sequence[BaseMessage], schema: type[BaseModel]
) -> tuple[list[BaseMessage], dict[str, Any]]:
    if step == "json_schema":
        shape = {"name": schema.__name__, "schema": strict_schema(schema), "strict": True}
        return list(messages), {"response_format": {"type": step, "json_schema": shape}}
    told = _with_schema(messages, schema)
    return told, {"response_format": {"type": step}} if step == "json_object" else {}


def _with_schema(messages: Sequence[BaseMessage], schema: type[BaseModel]) -> list[BaseMessage]:
    from langchain_core.messages import SystemMessage

    # The schema is as stable as the system part, so it goes there: the prefix stays cacheable.
    words = f"只输出一个 JSON 对象，不要别的文字，符合这个 JSON Schema：\n{_shown(schema)}"
    first, *rest = messages
    if isinstance(first, SystemMessage):
        return [SystemMessage(f"{first.text}\n\n{words}"), *rest]
    return [SystemMessage(words), *messages]


def _repair_request(
    text: str, error: ValidationError, schema: type[BaseModel]
) -> list[BaseMessage]:
    from langchain_core.messages import AIMessage, HumanMessage

    words = (
        f"上面的 JSON 不合要求：\n{_problems(error, limit=8)}\n"
        f"照这个 JSON Schema 改正，只输出改好的 JSON 对象：\n{_shown(schema)}"
    )
    return [AIMessage(text), HumanMessage(words)]


@cache
def _digest(schema: type[BaseModel]) -> str:
    return hashlib.sha256(_shown(schema).encode()).hexdigest()


def _shown(schema: type[BaseModel]) -> str:
    return json.dumps(strict_schema(schema), ensure_ascii=False)


def _problems(error: ValidationError, *, limit: int) -> str:
    rows = (
        f"{'.'.join(str(part) for part in problem['loc']) or '整体'}：{problem['msg']}"
        for problem in error.errors()[:limit]
    )
    return "；".join(rows)


def _validated(text: str, schema: type[T]) -> T:
    return schema.model_validate_json(_first_object(text))


def _first_object(text: str) -> str:
    """The first JSON object in `text`; the text itself when there is none, for pydantic to name."""
    decoder = json.JSONDecoder()
    start = text.find("{")
    while start >= 0:
        try:
            _, end = decoder.raw_decode(text, start)
        except json.JSONDecodeError:
            start = text.find("{", start + 1)
        else:
            return text[start:end]
    return text

"""One model call: sent with bounded retries, checked, and every failure named.

Owns: the table that turns a provider's errors into ours, and when to try again. Promise: what
leaves here is a whole answer or a ModelError; a truncated or refused completion is never passed
on as text.
"""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, cast

from tenacity import AsyncRetrying, RetryCallState, Retrying, retry_if_exception, stop_after_attempt
from tenacity.wait import wait_random_exponential

from byline.errors import (
    ModelAuthError,
    ModelError,
    ModelMissingError,
    ModelUnreachableError,
    RefusedError,
    TruncatedError,
)

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessage, BaseMessage

DOCTOR = "byline doctor"
AGAIN = "过一会儿再运行一次；byline doctor 能看到用的是哪个服务"


@dataclass(frozen=True)
class Patience:
    """How long a call may be retried."""

    attempts: int = 4
    first_wait: float = 1.0
    """Seconds; doubles with every attempt, with jitter."""
    longest_wait: float = 30.0
    """A service that asks for more than this is reported instead of waited for."""


@dataclass(frozen=True)
class Failure:
    """What one kind of provider error means here."""

    error: type[ModelError]
    retry: bool
    sentence: str
    next_step: str


FAILURES: dict[str, Failure] = {
    "APITimeoutError": Failure(ModelUnreachableError, True, "模型服务没有按时回答", AGAIN),
    "APIConnectionError": Failure(
        ModelUnreachableError, True, "连不上模型服务", "检查网络和代理设置，再运行一次"
    ),
    "TransportError": Failure(
        ModelUnreachableError, True, "和模型服务的连接断了", "检查网络和代理设置，再运行一次"
    ),
    "RateLimitError": Failure(ModelUnreachableError, True, "模型服务说请求太频繁", AGAIN),
    "ConflictError": Failure(ModelUnreachableError, True, "模型服务正忙", AGAIN),
    "InternalServerError": Failure(ModelUnreachableError, True, "模型服务出错了", AGAIN),
    "ForeignAnswerError": Failure(
        ModelUnreachableError, False, "这个地址回答的不是模型服务的格式", "检查 BYLINE_BASE_URL"
    ),
    "AuthenticationError": Failure(
        ModelAuthError, False, "模型服务不认这把密钥", "重新设置密钥的环境变量，再 byline doctor"
    ),
    "PermissionDeniedError": Failure(
        ModelAuthError, False, "这把密钥没有权限用这个模型", "换一把密钥，或换 BYLINE_MODEL"
    ),
    "NotFoundError": Failure(
        ModelMissingError,
        False,
        "服务上没有这个模型或这个地址",
        "检查 BYLINE_MODEL 和 BYLINE_BASE_URL",
    ),
    "OpenAIContextOverflowError": Failure(
        ModelError, False, "这次要说的话超过了模型的上下文", "换一个上下文更大的模型，或分开给材料"
    ),
    "LengthFinishReasonError": Failure(
        TruncatedError, False, "模型的回答太长，被截断了", "再运行一次，或换一个更大的模型"
    ),
    "ContentFilterFinishReasonError": Failure(
        RefusedError, False, "模型服务的内容审查拦下了回答", "换一种说法，或换一个模型"
    ),
    "APIError": Failure(ModelError, False, "模型服务不接受这个请求", DOCTOR),
}
"""Provider error classes by name, so that this table costs no import; the most specific wins."""

OUT_OF_MONEY = Failure(
    ModelAuthError, False, "模型服务的余额或额度用完了", "到服务的控制台充值，或换一个服务"
)


UNSTREAMED = frozenset({"ForeignAnswerError", "BadRequestError"})
"""What comes of asking for a stream where there is none, before its first piece."""


class EmptyAnswerError(ModelError):
    """The service answered with nothing."""


def answer(
    model: BaseChatModel,
    messages: Sequence[BaseMessage],
    *,
    patience: Patience,
    **options: Any,
) -> str:
    """Call once, with retries; return the whole text or raise a ModelError."""
    with _naming_failures():
        message = Retrying(**_policy(patience))(model.invoke, list(messages), **options)
    return _checked(message)


def complete_text(
    model: BaseChatModel,
    messages: Sequence[BaseMessage],
    *,
    max_tokens: int,
    patience: Patience | None = None,
) -> str:
    """Return prose; raises TruncatedError when `max_tokens` was not enough."""
    return answer(model, messages, patience=patience or Patience(), max_tokens=max_tokens)


async def acomplete_text(
    model: BaseChatModel,
    messages: Sequence[BaseMessage],
    *,
    max_tokens: int,
    patience: Patience | None = None,
) -> str:
    """`complete_text` without holding up the event loop."""

    async def once() -> AIMessage:
        return await model.ainvoke(list(messages), max_tokens=max_tokens)

    with _naming_failures():
        # tenacity's types lose what an awaited call returns.
        message = cast("AIMessage", await AsyncRetrying(**_policy(patience or Patience()))(once))
    return _checked(message)


def stream_text(
    model: BaseChatModel,
    messages: Sequence[BaseMessage],
    *,
    max_tokens: int,
    patience: Patience | None = None,
    **options: Any,
) -> Iterator[str]:
    """Yield prose as it is written.

    Retries happen only before the first piece: what was shown is not taken back. The end is
    checked like any answer, so a truncated stream raises TruncatedError after its last piece.
    """

    def begin() -> tuple[AIMessage | None, Iterator[AIMessage]]:
        pieces = iter(model.stream(list(messages), max_tokens=max_tokens, **options))
        return next(pieces, None), pieces

    whole: Any = None
    with _naming_failures():
        piece, rest = Retrying(**_policy(patience or Patience()))(begin)
        while piece is not None:
            whole = piece if whole is None else whole + piece
            if piece.text:
                yield str(piece.text)
            piece = next(rest, None)
    if whole is None:
        raise _empty()
    _checked(whole)


def heard_text(
    model: BaseChatModel,
    messages: Sequence[BaseMessage],
    *,
    on_piece: Callable[[str], None],
    max_tokens: int,
    patience: Patience | None = None,
) -> str:
    """Return prose that is heard while it is written; whole where a service knows no streaming."""
    pieces: list[str] = []
    try:
        for piece in stream_text(model, messages, max_tokens=max_tokens, patience=patience):
            pieces.append(piece)
            on_piece(piece)
    except ModelError as error:
        if pieces or type(error.__cause__).__name__ not in UNSTREAMED:
            raise
        text = complete_text(model, messages, max_tokens=max_tokens, patience=patience)
        on_piece(text)
        return text
    return _without_thoughts("".join(pieces))


def failure_of(error: BaseException) -> Failure | None:
    """Look an exception up in the table; None means it is not a provider's."""
    status = getattr(error, "status_code", None)
    if status == 402 or getattr(error, "code", None) == "insufficient_quota":
        return OUT_OF_MONEY
    if getattr(error, "type", None) == "exceed_context_size_error":
        return FAILURES["OpenAIContextOverflowError"]
    names = (kind.__name__ for kind in type(error).__mro__)
    return next((FAILURES[name] for name in names if name in FAILURES), None)


@contextlib.contextmanager
def _naming_failures() -> Generator[None]:
    try:
        yield
    except Exception as error:
        failure = failure_of(error)
        if failure is None:
            raise
        detail = str(getattr(error, "message", "") or error)[:300]
        raise failure.error(failure.sentence, value=detail, next_step=failure.next_step) from error


def retry_after(headers: Mapping[str, str]) -> float:
    """Seconds a service asked us to wait (Retry-After, a number or a date), 0 when it did not."""
    said = headers.get("retry-after", "")
    with contextlib.suppress(ValueError):
        return max(0.0, float(said))
    with contextlib.suppress(ValueError):
        return max(0.0, parsedate_to_datetime(said).timestamp() - time.time())
    return 0.0


def _policy(patience: Patience) -> dict[str, Any]:
    backoff = wait_random_exponential(multiplier=patience.first_wait, max=patience.longest_wait)

    def worth_it(error: BaseException) -> bool:
        failure = failure_of(error)
        return failure is not None and failure.retry and _asked(error) <= patience.longest_wait

    def wait(state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        return max(backoff(state), _asked(error) if error else 0.0)

    return {
        "stop": stop_after_attempt(patience.attempts),
        "retry": retry_if_exception(worth_it),
        "wait": wait,
        "reraise": True,
    }


def _asked(error: BaseException) -> float:
    return retry_after(getattr(getattr(error, "response", None), "headers", None) or {})


def _checked(message: AIMessage) -> str:
    reason = message.response_metadata.get("finish_reason")
    if reason == "length":
        raise _named("LengthFinishReasonError")
    if reason == "content_filter":
        raise _named("ContentFilterFinishReasonError")
    if refusal := message.additional_kwargs.get("refusal"):
        raise RefusedError(
            "模型拒绝回答", value=str(refusal)[:300], next_step="换一种说法，或换一个模型"
        )
    # Some servers leave a reasoning model's thoughts in front of its answer.
    text = _without_thoughts(str(message.text))
    if not text.strip():
        raise _empty()
    return text


def _without_thoughts(text: str) -> str:
    return re.sub(r"\A\s*(?:<think>)?(?:(?!<think>).)*?</think>\s*", "", text, flags=re.DOTALL)


def _named(name: str) -> ModelError:
    failure = FAILURES[name]
    return failure.error(failure.sentence, next_step=failure.next_step)


def _empty() -> EmptyAnswerError:
    return EmptyAnswerError("模型什么也没有说", next_step="再运行一次，或换一个模型")

"""The chat model itself: langchain's OpenAI client, made to speak to every service.

Owns: the only import of the provider SDKs besides the HTTP client in it. Promise: one request is
one HTTP call (no SDK retries), nothing for loopback goes through a proxy, every call is counted.
"""

from __future__ import annotations

import threading
import warnings
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, cast

import openai
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.language_models import LanguageModelInput
from langchain_core.messages import AIMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult, LLMResult
from langchain_openai import ChatOpenAI
from pydantic import SecretStr

from byline.errors import SettingsError
from byline.llm.providers import Choice
from byline.llm.usage import Usage

SEED = 20_260_101
"""Fixed, so that a service that honours seeds answers the same question the same way."""


class ForeignAnswerError(Exception):
    """The answer is not a chat completion: a login page, a proxy's words, a broken gateway."""


class ServiceChat(ChatOpenAI):
    """ChatOpenAI that names the length limit as the service does, and foreign answers as such."""

    length_parameter: str = "max_completion_tokens"

    def metered(self, usage: Usage, *, seed: int | None, temperature: float | None) -> ServiceChat:
        """The same model over the same connections, counted apart.

        None leaves the seed or the temperature out, as a service needs that fixes its sampling.
        """
        changes = {"callbacks": [Meter(usage)], "seed": seed, "temperature": temperature}
        return self.model_copy(update=changes)

    def _get_request_payload(
        self, input_: LanguageModelInput, *, stop: list[str] | None = None, **kwargs: Any
    ) -> dict[str, Any]:
        payload = cast(
            dict[str, Any],
            super()._get_request_payload(input_, stop=stop, **kwargs),  # pyright: ignore[reportUnknownMemberType]
        )
        # ChatOpenAI always writes OpenAI's newest name, which most other services ignore.
        if "max_completion_tokens" in payload:
            payload[self.length_parameter] = payload.pop("max_completion_tokens")
        return payload

    def _stream(self, *args: Any, **kwargs: Any) -> Iterator[ChatGenerationChunk]:
        came = False
        try:
            for chunk in super()._stream(*args, **kwargs):  # pyright: ignore[reportUnknownMemberType]
                came = True
                yield chunk
        except AssertionError as error:
            # The SDK asserts that there was a stream; a service that knows none answers in one.
            raise ForeignAnswerError("not streamed") from error
        if not came:
            raise ForeignAnswerError("not streamed")

    def _create_chat_result(
        self,
        response: dict[str, Any] | openai.BaseModel,
        generation_info: dict[str, Any] | None = None,
    ) -> ChatResult:
        try:
            result = super()._create_chat_result(response, generation_info)  # pyright: ignore[reportUnknownMemberType]
        except (ValueError, TypeError, KeyError) as error:
            raise ForeignAnswerError(str(error)) from error
        # langchain would fall over an empty list of choices with an IndexError.
        if not result.generations:
            raise ForeignAnswerError("no choices")
        return result


@dataclass
class Meter(BaseCallbackHandler):
    """Adds what each finished call reported to a Usage."""

    usage: Usage
    lock: threading.Lock = field(default_factory=threading.Lock)

    def on_llm_end(self, response: LLMResult, **kwargs: Any) -> None:
        """Count one call."""
        for generation in response.generations[0][:1]:
            message = generation.message if isinstance(generation, ChatGeneration) else None
            reported = message.usage_metadata if isinstance(message, AIMessage) else None
            with self.lock:
                self.usage.calls += 1
                if reported is not None:
                    details = reported.get("input_token_details", {})
                    self.usage.prompt_tokens += reported["input_tokens"]
                    self.usage.cached_tokens += details.get("cache_read", 0) or 0
                    self.usage.completion_tokens += reported["output_tokens"]


def http_client(*, loopback: bool) -> openai.DefaultHttpxClient:
    """A connection pool; proxies from the environment count, but never for loopback."""
    with _naming_proxies():
        return openai.DefaultHttpxClient(trust_env=not loopback)


def async_http_client(*, loopback: bool) -> openai.DefaultAsyncHttpxClient:
    """The same for one event loop."""
    with _naming_proxies():
        return openai.DefaultAsyncHttpxClient(trust_env=not loopback)


@contextmanager
def _naming_proxies() -> Generator[None]:
    try:
        yield
    except ImportError as error:
        raise SettingsError(
            f"代理设置用不了（{error}）",
            next_step="unset ALL_PROXY all_proxy，改用 HTTPS_PROXY=http://…，再运行一次",
        ) from error


def chat_model(
    choice: Choice,
    client: openai.DefaultHttpxClient,
    *,
    temperature: float,
    timeout: float,
    usage: Usage,
    async_client: openai.DefaultAsyncHttpxClient | None = None,
) -> ServiceChat:
    """Build the model a chain receives; without `async_client` it gets one of its own."""
    # langchain warns before it raises what the ladder is about to handle.
    warnings.filterwarnings("ignore", message="This model does not support OpenAI's structured")
    warnings.filterwarnings("ignore", message="Invalid schema for OpenAI's structured")
    sampling: dict[str, Any] = {}
    if choice.provider.sampling:
        sampling = {"temperature": temperature, "seed": SEED}
    return ServiceChat(
        model=choice.model,
        base_url=choice.base_url,
        # A service that asks for no key still gets the header the SDK insists on.
        api_key=SecretStr(choice.key or "none"),
        http_client=client,
        http_async_client=async_client or async_http_client(loopback=choice.loopback),
        length_parameter=choice.provider.length_parameter,
        extra_body=choice.provider.extra_body or None,
        use_responses_api=False,
        stream_usage=True,
        max_retries=0,
        timeout=timeout,
        callbacks=[Meter(usage)],
        **sampling,
    )

"""A session with the model the person configured.

Owns: the life of everything a model needs: the embedded server, the connections, the counter.
Promise: inside `open_chat` the model answers; after it nothing is left running. With a response
cache the embedded model is started by the first request the cache cannot answer, not before.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from byline.errors import StorageError
from byline.files import make_folder
from byline.llm.beginnings import Beginning, Beginnings
from byline.llm.calls import Patience
from byline.llm.embedded import CONTEXT, SLOTS, EmbeddedServer, runtime_version
from byline.llm.providers import LOCAL, Choice, choose
from byline.llm.structured import Refusals, StructuredCaller
from byline.llm.usage import Usage
from byline.llm.weights import Progress, identity, locate
from byline.settings import Settings

if TYPE_CHECKING:
    from openai import DefaultAsyncHttpxClient, DefaultHttpxClient

    from byline.llm.response_cache import ResponseCache
    from byline.llm.service import ServiceChat
    from byline.llm.upstream import Upstream

SERVICE_TIMEOUT = 120.0
LOCAL_TIMEOUT = 900.0
"""A small machine reads about 50 tokens a second: a full context takes minutes, not seconds."""


@dataclass(frozen=True)
class FreshChat:
    """The session's model for one piece of work: its own seed, its own count."""

    model: ServiceChat
    caller: StructuredCaller
    usage: Usage


@dataclass(frozen=True)
class Role:
    """A model in one part: who writes, who audits."""

    model: ServiceChat
    caller: StructuredCaller
    name: str
    """The model's, as a draft records it."""


@dataclass(frozen=True)
class ChatSession:
    """An open model and what is known about it."""

    model: ServiceChat
    caller: StructuredCaller
    label: str
    """Model and where the words go, for the person to see."""
    usage: Usage
    choice: Choice
    upstream: Upstream
    """The connections; `upstream.started` tells whether any request needed them."""

    @property
    def role(self) -> Role:
        """The session's model in whatever part is asked of it."""
        return Role(self.model, self.caller, self.choice.model)

    def fresh(self, seed: int, *, temperature: float | None = None) -> FreshChat:
        """The model over the same connections, with its own usage and seed.

        `temperature` is the session's when not given. Neither is sent to a service that fixes its
        sampling. What the service refuses to do is learnt once for all of them.
        """
        usage = Usage()
        wanted = self.model.temperature if temperature is None else temperature
        sampling = self.choice.provider.sampling
        model = self.model.metered(
            usage, seed=seed if sampling else None, temperature=wanted if sampling else None
        )
        caller = StructuredCaller(
            model,
            first_step=self.choice.provider.first_step,
            patience=self.caller.patience,
            refusals=self.caller.refusals,
        )
        return FreshChat(model, caller, usage)

    async def aclose(self) -> None:
        """Close what this event loop opened; await it before a loop ends that made async calls."""
        await self.upstream.aclose()


@contextmanager
def open_chat(
    settings: Settings,
    *,
    temperature: float = 0.3,
    progress: Progress | None = None,
    patience: Patience | None = None,
    responses: ResponseCache | None = None,
    beginnings: Callable[[], Sequence[Beginning]] | None = None,
) -> Generator[ChatSession]:
    """Open the model the settings choose; `progress` hears about assembling the weights.

    With `responses` every request is looked up there first. `beginnings` are what requests may
    begin with that holds nobody's words; the embedded model keeps what it read of them. Raises
    ModelMissingError, SettingsError, InputError or StorageError before anything is sent: at once,
    or with `responses` when the first request needs the service.
    """
    choice = choose(settings)
    label = f"{choice.model} · {choice.host}"
    patience = patience or Patience()
    with ExitStack() as stack:
        from byline.llm.replay import clients
        from byline.llm.response_cache import ResponseCache

        upstream = stack.enter_context(_upstream(choice, settings, progress, patience, beginnings))
        if choice.provider.name == LOCAL:
            choice = replace(choice, base_url=f"http://{identity(settings)}.embedded.byline/v1")
        if responses is None:
            # Whoever waits for the session waits for the model here, and hears what is missing.
            upstream.client()
            responses = stack.enter_context(ResponseCache(mode="live"))
        client, async_client = clients(responses, upstream)
        usage = Usage()
        model = _model(choice, stack.enter_context(client), async_client, temperature, usage)
        refusals = _refusals(choice, responses)
        caller = StructuredCaller(
            model, first_step=choice.provider.first_step, patience=patience, refusals=refusals
        )
        yield ChatSession(model, caller, label, usage, choice, upstream)


def _model(
    choice: Choice,
    client: DefaultHttpxClient,
    async_client: DefaultAsyncHttpxClient,
    temperature: float,
    usage: Usage,
) -> ServiceChat:
    from byline.llm.service import chat_model

    return chat_model(
        choice,
        client,
        temperature=temperature,
        timeout=LOCAL_TIMEOUT if choice.provider.name == LOCAL else SERVICE_TIMEOUT,
        usage=usage,
        async_client=async_client,
    )


@contextmanager
def _upstream(
    choice: Choice,
    settings: Settings,
    progress: Progress | None,
    patience: Patience,
    beginnings: Callable[[], Sequence[Beginning]] | None,
) -> Generator[Upstream]:
    from byline.llm.upstream import Address, Upstream

    def start(stack: ExitStack) -> Address:
        states = _states(settings) if beginnings else None
        server = stack.enter_context(EmbeddedServer(locate(settings, progress), states=states))
        if states is None or beginnings is None:
            return Address(server.base_url, server.api_key)
        kept = _kept(server, settings, states, beginnings, stack)
        return Address(server.base_url, server.api_key, kept.prepare)

    upstream = Upstream(
        loopback=choice.loopback,
        opening=start if choice.provider.name == LOCAL else None,
        longest_wait=patience.longest_wait,
    )
    try:
        yield upstream
    finally:
        upstream.close()


def _states(settings: Settings) -> Path | None:
    """Where the embedded model keeps what it read; None when the cache takes nothing."""
    folder = settings.cache_dir / "beginnings"
    try:
        make_folder(folder)
    except StorageError:
        return None
    return folder


def _kept(
    server: EmbeddedServer,
    settings: Settings,
    states: Path,
    beginnings: Callable[[], Sequence[Beginning]],
    stack: ExitStack,
) -> Beginnings:
    from byline.llm.service import http_client

    client = stack.enter_context(http_client(loopback=True))
    client.base_url = server.base_url.removesuffix("v1")
    client.headers["authorization"] = f"Bearer {server.api_key}"
    client.timeout = LOCAL_TIMEOUT
    model = f"{identity(settings)} {runtime_version()} {CONTEXT} {SLOTS}"
    return Beginnings(states, model, beginnings, client, SLOTS)


def _refusals(choice: Choice, responses: ResponseCache) -> Refusals:
    service = f"{choice.base_url} {choice.model}"
    return Refusals(responses.refusals(service), partial(responses.remember_refusal, service))

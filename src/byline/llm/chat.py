"""A session with the model the person configured.

Owns: the life of everything a model needs: the embedded server, the connections, the counter.
Promise: inside `open_chat` the model answers; after it nothing is left running.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from byline.llm.calls import Patience
from byline.llm.embedded import EmbeddedServer
from byline.llm.providers import LOCAL, Choice, choose
from byline.llm.structured import StructuredCaller
from byline.llm.usage import Usage
from byline.llm.weights import Progress, locate
from byline.settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

SERVICE_TIMEOUT = 120.0
LOCAL_TIMEOUT = 900.0
"""A small machine reads about 50 tokens a second: a full context takes minutes, not seconds."""


@dataclass(frozen=True)
class ChatSession:
    """An open model and what is known about it."""

    model: BaseChatModel
    caller: StructuredCaller
    label: str
    """Model and where the words go, for the person to see."""
    usage: Usage
    choice: Choice


@contextmanager
def open_chat(
    settings: Settings,
    *,
    temperature: float = 0.3,
    progress: Progress | None = None,
    patience: Patience | None = None,
) -> Generator[ChatSession]:
    """Open the model the settings choose; `progress` hears about assembling the weights.

    Raises ModelMissingError, SettingsError, InputError or StorageError before anything is sent.
    """
    choice = choose(settings)
    label = f"{choice.model} · {choice.host}"
    local = choice.provider.name == LOCAL
    with ExitStack() as stack:
        if local:
            server = stack.enter_context(EmbeddedServer(locate(settings, progress)))
            choice = replace(choice, base_url=server.base_url, key=server.api_key)
        from byline.llm.service import chat_model, http_client

        usage = Usage()
        model = chat_model(
            choice,
            stack.enter_context(http_client(loopback=choice.loopback)),
            temperature=temperature,
            timeout=LOCAL_TIMEOUT if local else SERVICE_TIMEOUT,
            usage=usage,
        )
        caller = StructuredCaller(model, first_step=choice.provider.first_step, patience=patience)
        yield ChatSession(model, caller, label, usage, choice)

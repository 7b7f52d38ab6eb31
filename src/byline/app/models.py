"""The models of a run: opened here and nowhere else.

Owns: how the model the settings choose is opened for a command, and with which cache for an
evaluation. Promise: inside the block the model answers, after it nothing is left running. What a
command carries from here to a use case is a `ChatSession`; its type is imported from this module.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from byline.drafting.engine import Models
    from byline.llm.chat import ChatSession
    from byline.llm.response_cache import ResponseCache
    from byline.settings import Settings, Writes


Assembling = Callable[[int, int], None]
"""Hears how much of the embedded model's weights is put together: bytes done, and of how many."""
CacheMode = Literal["record", "offline", "live"]


@contextmanager
def open_model(settings: Settings, assembling: Assembling | None = None) -> Generator[ChatSession]:
    """Open the model the settings choose, for a person who waits for it.

    Raises ModelMissingError, SettingsError, InputError or StorageError before anything is sent.
    """
    from byline import prompts
    from byline.llm.chat import open_chat

    with open_chat(
        settings, temperature=0.0, progress=assembling, beginnings=prompts.beginnings
    ) as session:
        yield session


@dataclass(frozen=True)
class Roles:
    """The models of one draft, and every session behind them."""

    models: Models
    sessions: tuple[ChatSession, ...]


def writes_of(settings: Settings) -> Writes:
    """What drafts are made of with these settings: what they say, else what the model is for."""
    from byline.llm.providers import choose, in_role

    if settings.writes:
        return settings.writes
    role = in_role(settings, settings.writer, "writer") if settings.writer else settings
    return choose(role).provider.writes


@contextmanager
def open_roles(
    settings: Settings,
    assembling: Assembling | None = None,
    *,
    responses: ResponseCache | None = None,
) -> Generator[Roles]:
    """Open the models that write and audit; one session where both are the same.

    Raises what `open_model` raises.
    """
    from byline.drafting.engine import Models
    from byline.llm.providers import in_role

    writing = in_role(settings, settings.writer, "writer") if settings.writer else settings
    auditing = in_role(settings, settings.auditor, "auditor") if settings.auditor else writing
    with ExitStack() as stack:

        def opened(chosen: Settings) -> ChatSession:
            if responses is None:
                return stack.enter_context(open_model(chosen, assembling))
            return stack.enter_context(open_cached_model(chosen, responses, assembling))

        writer = opened(writing)
        auditor = writer if auditing is writing else opened(auditing)
        sessions = (writer,) if auditor is writer else (writer, auditor)
        yield Roles(Models(writer.role, auditor.role), sessions)


@contextmanager
def open_cached_model(
    settings: Settings, responses: ResponseCache, assembling: Assembling | None = None
) -> Generator[ChatSession]:
    """Open a model for an evaluation: every request is looked up in `responses` first.

    The embedded model starts at the first question the cache has no answer to; what is missing is
    raised there.
    """
    from byline.llm.chat import open_chat

    with open_chat(settings, temperature=0.0, progress=assembling, responses=responses) as session:
        yield session


@contextmanager
def open_responses(
    settings: Settings, mode: CacheMode, place: Path | None = None
) -> Generator[ResponseCache]:
    """Open a response cache; in live mode one that keeps nothing.

    `place` is a cache file, a recording (.jsonl) or a folder of recordings, by default the file in
    the user's cache. Raises StorageError and InputError as the cache does.
    """
    from byline.llm.response_cache import ResponseCache

    place = place or settings.cache_dir / "responses.sqlite"
    recordings = sorted(place.glob("*.jsonl")) if place.is_dir() else []
    if place.suffix == ".jsonl" or recordings:
        cache = ResponseCache.load(*(recordings or [place]), mode=mode)
    else:
        place.parent.mkdir(parents=True, exist_ok=True)
        cache = ResponseCache(None if mode == "live" else place, mode)
    with cache:
        yield cache

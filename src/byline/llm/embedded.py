"""The embedded model server: llama.cpp inside this process, spoken to over loopback.

Owns: the only import of xllamacpp, and how it is started. Promise: it listens on 127.0.0.1 with a
key nobody else knows, prints nothing, stops when the context ends, and cannot outlive the process
because it is threads of it.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import secrets
import signal
import threading
from collections.abc import Generator
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any, Protocol, Self

from byline.errors import ModelMissingError
from byline.threads import calm_threads

SLOTS = 2
"""One for the conversation, one for extraction in the background."""
CONTEXT = 16_384
"""Tokens over all slots; a slot gets its equal share."""
CACHE_MIB = 1024
"""RAM for prompts that lost their slot, so that alternating prompts are not read again."""
SILENT = -1
"""llama.cpp logs what is at or below this level; errors are 1 and reach us as exceptions."""


class Running(Protocol):
    """What byline uses of xllamacpp.Server, which ships no types."""

    listening_address: str

    def handle_completions(self, prompt: dict[str, object]) -> object:
        """Answer a completion request without HTTP."""
        ...


@contextmanager
def _interrupts_held() -> Generator[None]:
    """Hold Ctrl-C back until the block is done: it must not strike while C++ threads start."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    struck = False

    def remember(signum: int, frame: FrameType | None) -> None:
        nonlocal struck
        del signum, frame
        struck = True

    before = signal.signal(signal.SIGINT, remember)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if struck:
        raise KeyboardInterrupt


class EmbeddedServer:
    """One running model; `base_url` and `api_key` are what an OpenAI client needs."""

    def __init__(self, model: Path, *, states: Path | None = None) -> None:
        """`states`: the folder in which it may keep what a slot has read, when it is told to."""
        self.model = model
        self.states = states
        self.api_key = secrets.token_urlsafe(24)
        self._server: Running | None = None

    @property
    def base_url(self) -> str:
        """The OpenAI-compatible address; only known while the server runs."""
        if self._server is None:
            raise RuntimeError("the embedded server is not running")
        return f"{self._server.listening_address}/v1"

    def __enter__(self) -> Self:
        """Load the model and listen; takes seconds."""
        with _interrupts_held():
            self._server = _start(self.model, self.api_key, self.states)
            # A server dropped before its loop has run waits for itself for ever; one that has
            # answered has run.
            self._server.handle_completions({"prompt": "1", "max_tokens": 1})
        # The C++ threads must stop before the interpreter tears down under them.
        atexit.register(self.close)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop, whatever ended the block."""
        self.close()

    def close(self) -> None:
        """Stop the server and free the model; safe to call twice."""
        atexit.unregister(self.close)
        # xllamacpp has no stop(): dropping the last reference joins its threads.
        self._server = None


def runtime_version() -> str:
    """The installed runtime, '' when there is none; what it keeps is for itself to read."""
    with contextlib.suppress(metadata.PackageNotFoundError):
        return metadata.version("xllamacpp")
    return ""


def _start(model: Path, api_key: str, states: Path | None) -> Running:
    calm_threads()
    try:
        import xllamacpp  # pyright: ignore[reportMissingImports] - an extra
    except ImportError as error:
        raise ModelMissingError(
            f"本机模型的运行库没有装好（{error}）",
            value="xllamacpp",
            next_step="pip install 'byline[local]'；"
            "或设一个服务的密钥，例如 export DEEPSEEK_API_KEY=…；"
            "或用 BYLINE_BASE_URL 指向一个 OpenAI 兼容的服务",
        ) from error
    runtime: Any = xllamacpp
    try:
        return runtime.Server(_parameters(runtime, model, api_key, states))
    except (RuntimeError, ValueError, OSError) as error:
        raise ModelMissingError(
            f"本机模型加载失败（{error}）",
            value=str(model),
            next_step="换一个完整的 GGUF 文件，或 unset BYLINE_LOCAL_MODEL 用自带的模型",
        ) from error


def _parameters(runtime: Any, model: Path, api_key: str, states: Path | None) -> Any:
    wanted = runtime.CommonParams()
    wanted.model.path = str(model)
    # Otherwise every answer names the model by its path on this machine.
    wanted.model_alias = {model.stem}
    wanted.hostnames = ["127.0.0.1"]
    wanted.port = 0
    wanted.api_keys = [api_key]
    wanted.ui = False
    wanted.endpoint_slots = False
    if states is not None:
        wanted.slot_save_path = f"{states}{os.sep}"
    wanted.verbosity = SILENT
    wanted.n_ctx = CONTEXT
    wanted.n_parallel = SLOTS
    wanted.cache_prompt = True
    wanted.cache_ram_mib = CACHE_MIB
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    wanted.cpuparams.n_threads = cores or 1
    wanted.cpuparams_batch.n_threads = cores or 1
    return wanted

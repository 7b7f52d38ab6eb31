"""Where requests go that the response cache cannot answer.

Owns: the connections to the service, opened at the first request and closed with the session, and
the pause a busy service asked for. Promise: nothing is started and nothing is sent before somebody
needs an answer; after a 429 with Retry-After no other request leaves before that time.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import httpx2

from byline.llm.calls import retry_after
from byline.llm.service import async_http_client, http_client

BUSY = 429


@dataclass(frozen=True)
class Address:
    """A server that was started for this session; its port and key are new every time."""

    base_url: str
    key: str
    prepare: Callable[[bytes], None] = lambda body: None
    """Called with what is about to be sent; may take as long as reading it does."""


class Upstream:
    """The service behind the cache; used from any thread and any event loop.

    `opening` starts the server on the first request, on the stack it is given, and tells where it
    listens; without it requests go where they are addressed. A pause of more than `longest_wait`
    seconds is not waited for here: the caller reports it.
    """

    def __init__(
        self,
        *,
        loopback: bool,
        opening: Callable[[ExitStack], Address] | None = None,
        longest_wait: float = 30.0,
    ) -> None:
        self._loopback = loopback
        self._opening = opening
        self._longest_wait = longest_wait
        self._lock = threading.Lock()
        self._stack = ExitStack()
        self._started = False
        self._client: httpx2.Client | None = None
        self._address: Address | None = None
        self._by_loop: WeakKeyDictionary[asyncio.AbstractEventLoop, httpx2.AsyncClient] = (
            WeakKeyDictionary()
        )
        self._not_before = 0.0

    @property
    def started(self) -> bool:
        """Whether a request has been let through."""
        return self._started

    def client(self) -> httpx2.Client:
        """The connections, opened once; waits as long as a busy service asked for."""
        self._start()
        while (left := self._not_before - time.monotonic()) > 0:
            time.sleep(left)
        with self._lock:
            if self._client is None:
                client = http_client(loopback=self._loopback)
                self._client = self._stack.enter_context(client)
            return self._client

    async def async_client(self) -> httpx2.AsyncClient:
        """The same for the running event loop."""
        if not self.started:
            # Loading a model takes seconds; other coroutines go on meanwhile.
            await asyncio.to_thread(self._start)
        while (left := self._not_before - time.monotonic()) > 0:
            await asyncio.sleep(left)
        loop = asyncio.get_running_loop()
        if loop not in self._by_loop:
            self._by_loop[loop] = async_http_client(loopback=self._loopback)
        return self._by_loop[loop]

    def prepare(self, request: httpx2.Request) -> None:
        """Let the server that was started get ready for a request; its body must have been read."""
        if self._address is not None:
            self._address.prepare(request.content)

    def readdressed(self, request: httpx2.Request) -> httpx2.Request:
        """The request as the server that was started needs it; its body must have been read."""
        if self._address is None:
            return request
        there = httpx2.URL(self._address.base_url)
        url = request.url.copy_with(scheme=there.scheme, host=there.host, port=there.port)
        headers = request.headers.copy()
        headers["host"] = there.netloc.decode("ascii")
        headers["authorization"] = f"Bearer {self._address.key}"
        return httpx2.Request(
            request.method,
            url,
            headers=headers,
            content=request.content,
            extensions=request.extensions,
        )

    def heed(self, response: httpx2.Response) -> None:
        """Hold everybody back when the service asked for a pause."""
        asked = retry_after(response.headers) if response.status_code == BUSY else 0.0
        if 0 < asked <= self._longest_wait:
            with self._lock:
                self._not_before = max(self._not_before, time.monotonic() + asked)

    async def aclose(self) -> None:
        """Close the connections of the running event loop; a later request opens new ones."""
        client = self._by_loop.pop(asyncio.get_running_loop(), None)
        if client is not None:
            await client.aclose()

    def close(self) -> None:
        """Close the connections and stop what was started; safe to call twice."""
        with self._lock:
            self._stack.close()

    def _start(self) -> None:
        with self._lock:
            if not self._started and self._opening is not None:
                self._address = self._opening(self._stack)
            self._started = True

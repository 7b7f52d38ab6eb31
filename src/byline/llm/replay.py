"""The HTTP transports that answer from the response cache.

Owns: what happens between the SDK's client and the service, the same for openai and for langchain,
sync and async, streamed or not. Promise: a first answer streams on as it arrives; only a whole one
is kept; what is replayed has the body that was kept.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing
from datetime import UTC, datetime

import httpx2
import openai

from byline.llm.counting import Count, current_call
from byline.llm.exchange import Answer, Asked, asked_of, whole
from byline.llm.response_cache import ResponseCache
from byline.llm.upstream import Upstream

OF_THE_WIRE = ("content-encoding", "content-length", "transfer-encoding")
"""Headers that describe the bytes as sent, not as decoded."""


class CachedTransport(httpx2.BaseTransport):
    """For a sync client."""

    def __init__(self, responses: ResponseCache, upstream: Upstream) -> None:
        self.responses = responses
        self.upstream = upstream

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Answer from the cache, or send and keep; raises NotRecordedError when offline."""
        request.read()
        asked, count = _identify(request)
        if (kept := self.responses.find(asked)) is not None:
            return _replayed(kept, count)
        client = self.upstream.client()
        self.upstream.prepare(request)
        taking = _Taking(self.responses, asked, count)
        response = client.send(self.upstream.readdressed(request), stream=True)
        self.upstream.heed(response)
        if not response.is_success:
            return response
        if asked.streamed:
            return _passed_on(response, stream=_Tee(response, taking))
        try:
            response.read()
        finally:
            response.close()
        return _passed_on(response, answer=taking.ended(response, response.content))


class AsyncCachedTransport(httpx2.AsyncBaseTransport):
    """For an async client."""

    def __init__(self, responses: ResponseCache, upstream: Upstream) -> None:
        self.responses = responses
        self.upstream = upstream

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Answer from the cache, or send and keep; raises NotRecordedError when offline."""
        await request.aread()
        asked, count = _identify(request)
        if (kept := self.responses.find(asked)) is not None:
            return _replayed(kept, count)
        client = await self.upstream.async_client()
        await asyncio.to_thread(self.upstream.prepare, request)
        taking = _Taking(self.responses, asked, count)
        response = await client.send(self.upstream.readdressed(request), stream=True)
        self.upstream.heed(response)
        if not response.is_success:
            return response
        if asked.streamed:
            return _passed_on(response, stream=_AsyncTee(response, taking))
        try:
            await response.aread()
        finally:
            await response.aclose()
        return _passed_on(response, answer=taking.ended(response, response.content))


def clients(
    responses: ResponseCache, upstream: Upstream
) -> tuple[openai.DefaultHttpxClient, openai.DefaultAsyncHttpxClient]:
    """A sync and an async client for openai or langchain, over one cache and one service.

    They hold no connections themselves: the upstream's are what has to be closed.
    """
    return (
        openai.DefaultHttpxClient(transport=CachedTransport(responses, upstream)),
        openai.DefaultAsyncHttpxClient(transport=AsyncCachedTransport(responses, upstream)),
    )


class _Taking:
    """One request under way: what is needed to keep its answer."""

    def __init__(self, responses: ResponseCache, asked: Asked, count: Count) -> None:
        self.responses = responses
        self.asked = asked
        self.count = count
        self.started = time.perf_counter()
        count.add(sent=1)

    def ended(self, response: httpx2.Response, body: bytes) -> Answer:
        """Count the answer and keep it when it is whole; returns the kept one."""
        answer = Answer(
            status=response.status_code,
            content_type=response.headers.get("content-type", ""),
            body=body,
            elapsed=time.perf_counter() - self.started,
            at=datetime.now(UTC).isoformat(timespec="seconds"),
        )
        sound = whole(self.asked, answer)
        if sound or not self.asked.streamed:
            self.count.add(live=1, seconds=answer.elapsed)
        return self.responses.keep(self.asked, answer) if sound else answer


class _Tee(httpx2.SyncByteStream):
    """Passes a stream on and takes it down; what counts is what was there when it was closed."""

    def __init__(self, response: httpx2.Response, taking: _Taking) -> None:
        self._response = response
        self._taking: _Taking | None = taking
        self._parts: list[bytes] = []

    def __iter__(self) -> Iterator[bytes]:
        for part in self._response.iter_bytes():
            self._parts.append(part)
            yield part

    def close(self) -> None:
        self._response.close()
        # The SDK closes at [DONE] and again at the end.
        taking, self._taking = self._taking, None
        if taking is not None:
            taking.ended(self._response, b"".join(self._parts))


class _AsyncTee(httpx2.AsyncByteStream):
    """The same, awaited."""

    def __init__(self, response: httpx2.Response, taking: _Taking) -> None:
        self._response = response
        self._taking: _Taking | None = taking
        self._parts: list[bytes] = []

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async with aclosing(self._response.aiter_bytes()) as parts:
            async for part in parts:
                self._parts.append(part)
                yield part

    async def aclose(self) -> None:
        await self._response.aclose()
        taking, self._taking = self._taking, None
        if taking is not None:
            taking.ended(self._response, b"".join(self._parts))


def _identify(request: httpx2.Request) -> tuple[Asked, Count]:
    repeat, count = current_call()
    url = request.url.copy_with(userinfo=b"") if request.url.userinfo else request.url
    return asked_of(request.method, str(url), request.content, repeat), count


def _replayed(kept: Answer, count: Count) -> httpx2.Response:
    count.add(replayed=1, seconds=kept.elapsed)
    headers = {"content-type": kept.content_type}
    return httpx2.Response(kept.status, headers=headers, content=kept.body)


def _passed_on(
    response: httpx2.Response,
    *,
    answer: Answer | None = None,
    stream: httpx2.SyncByteStream | httpx2.AsyncByteStream | None = None,
) -> httpx2.Response:
    headers = [pair for pair in response.headers.multi_items() if pair[0] not in OF_THE_WIRE]
    if stream is not None:
        return httpx2.Response(response.status_code, headers=headers, stream=stream)
    content = answer.body if answer else b""
    return httpx2.Response(response.status_code, headers=headers, content=content)

"""Through real HTTP: what the SDKs get, what is kept, and what never leaves again."""

import asyncio
import contextlib
import json
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import openai
import pytest
from langchain_core.messages import HumanMessage
from langchain_openai import ChatOpenAI
from loopback import Reply, Service, serving
from pydantic import SecretStr

from byline.llm.counting import Count, calling
from byline.llm.replay import clients
from byline.llm.response_cache import NotRecordedError, ResponseCache
from byline.llm.upstream import Upstream

ASK: Any = [{"role": "user", "content": "在吗"}]


def piece(text: str, finish: str | None = None) -> str:
    choice = {"index": 0, "delta": {"content": text}, "finish_reason": finish}
    return json.dumps({"id": "1", "object": "chat.completion.chunk", "choices": [choice]})


STREAM = [piece("你"), piece("好"), piece("", "stop"), "[DONE]"]


class Cached:
    """Everything an SDK needs to talk to a service through a cache."""

    def __init__(self, responses: ResponseCache, base_url: str) -> None:
        self.responses = responses
        self.upstream = Upstream(loopback=True)
        self.client, self.async_client = clients(responses, self.upstream)
        settings: Any = {"base_url": base_url, "api_key": "k", "max_retries": 0}
        self.sync = openai.OpenAI(http_client=self.client, **settings)
        self.asynchronous = openai.AsyncOpenAI(http_client=self.async_client, **settings)
        self.chain = ChatOpenAI(
            model="m",
            base_url=base_url,
            api_key=SecretStr("k"),
            max_retries=0,
            http_client=self.client,
            http_async_client=self.async_client,
        )

    def running(self, work: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
        async def whole() -> Any:
            try:
                return await work()
            finally:
                await self.upstream.aclose()

        return asyncio.run(whole())

    def create(self, **options: Any) -> Any:
        return self.sync.chat.completions.create(model="m", messages=ASK, **options)

    def acreate(self, **options: Any) -> Any:
        return self.asynchronous.chat.completions.create(model="m", messages=ASK, **options)

    def sdk(self) -> str:
        return self.create().choices[0].message.content

    def sdk_async(self) -> str:
        return self.running(self.acreate).choices[0].message.content

    def sdk_stream(self) -> str:
        return "".join(part.choices[0].delta.content for part in self.create(stream=True))

    def sdk_stream_async(self) -> str:
        async def work() -> str:
            return "".join(
                [part.choices[0].delta.content async for part in await self.acreate(stream=True)]
            )

        return self.running(work)

    def langchain(self) -> str:
        return str(self.chain.invoke("在吗").text)

    def langchain_async(self) -> str:
        return str(self.running(lambda: self.chain.ainvoke("在吗")).text)

    def langchain_stream(self) -> str:
        return "".join(str(part.text) for part in self.chain.stream("在吗"))

    def langchain_stream_async(self) -> str:
        async def work() -> str:
            return "".join([str(part.text) async for part in self.chain.astream("在吗")])

        return self.running(work)

    def embeddings(self) -> str:
        found = self.sync.embeddings.create(model="e", input=["你好"])
        return str([round(number, 3) for number in found.data[0].embedding])

    def close(self) -> None:
        self.client.close()
        self.upstream.close()


@pytest.fixture
def responses(tmp_path: Path) -> Iterator[ResponseCache]:
    with ResponseCache(tmp_path / "c") as cache:
        yield cache


@pytest.fixture
def cached(service: Service, responses: ResponseCache) -> Iterator[Cached]:
    ready = Cached(responses, service.base_url)
    yield ready
    ready.close()


@pytest.fixture
def offline(service: Service, tmp_path: Path, responses: ResponseCache) -> Iterator[Cached]:
    with ResponseCache(tmp_path / "c", "offline") as cache:
        ready = Cached(cache, service.base_url)
        yield ready
        ready.close()
        assert not ready.upstream.started


EMBEDDED = {
    "object": "list",
    "model": "e",
    "data": [{"object": "embedding", "index": 0, "embedding": [0.5, -0.25]}],
    "usage": {"prompt_tokens": 1, "total_tokens": 1},
}
WAYS = [
    "sdk",
    "sdk_async",
    "sdk_stream",
    "sdk_stream_async",
    "langchain",
    "langchain_async",
    "langchain_stream",
    "langchain_stream_async",
]


def prepare(service: Service, way: str, **options: Any) -> None:
    if "stream" in way:
        service.replies.append(Reply(stream=STREAM, **options))
    else:
        service.says("你好")
        service.replies[-1] = Reply(body=service.replies[-1].body, **options)


@pytest.mark.parametrize("gzipped", [False, True])
@pytest.mark.parametrize("way", WAYS)
def test_an_unchanged_call_is_not_sent_again(
    service: Service, cached: Cached, offline: Cached, way: str, gzipped: bool
) -> None:
    prepare(service, way, gzipped=gzipped)
    with calling() as count:
        assert getattr(cached, way)() == "你好"
    assert (count.live, count.replayed, count.sent) == (1, 0, 1)
    took = count.seconds
    assert took > 0
    for again in (cached, offline):
        with calling() as count:
            assert getattr(again, way)() == "你好"
        assert (count.live, count.replayed, count.sent) == (0, 1, 0)
        assert count.seconds == took
    assert len(service.asked) == 1


def test_what_one_sdk_asked_answers_the_other(service: Service, cached: Cached) -> None:
    service.says("你好")
    assert cached.sdk() == cached.sdk_async() == "你好"
    assert len(service.asked) == 1


def test_embeddings_are_cached_too(service: Service, cached: Cached) -> None:
    service.replies.append(Reply(body=EMBEDDED))
    assert cached.embeddings() == cached.embeddings() == "[0.5, -0.25]"
    assert len(service.asked) == 1


def test_every_repeat_is_asked_once(service: Service, cached: Cached) -> None:
    for text in ("一", "二"):
        service.says(text)
    for _ in range(2):
        for repeat, text in enumerate(("一", "二")):
            with calling(repeat):
                assert cached.sdk() == text
    assert len(service.asked) == 2


def test_two_services_do_not_answer_for_each_other(
    service: Service, cached: Cached, responses: ResponseCache
) -> None:
    with serving() as other:
        service.says("一")
        other.says("二")
        elsewhere = Cached(responses, other.base_url)
        assert (cached.sdk(), elsewhere.sdk()) == ("一", "二")
        elsewhere.close()
    assert len(responses) == 2


@pytest.mark.parametrize("way", WAYS)
def test_offline_nothing_is_sent(service: Service, offline: Cached, way: str) -> None:
    with pytest.raises(NotRecordedError, match="在吗"):
        getattr(offline, way)()
    assert service.asked == []


@pytest.mark.parametrize("status", [429, 500, 400])
def test_a_failure_is_passed_on_and_not_kept(
    service: Service, cached: Cached, responses: ResponseCache, status: int
) -> None:
    service.fails(status, "the service's own words")
    service.says("你好")
    with calling() as count:
        with pytest.raises(openai.APIStatusError, match="own words"):
            cached.sdk()
        assert len(responses) == 0
        assert cached.sdk() == cached.sdk() == "你好"
    assert (count.sent, count.live, count.replayed) == (2, 1, 1)
    assert len(responses) == 1


@pytest.mark.parametrize("length", [True, False])
@pytest.mark.parametrize("way", ["sdk", "sdk_async", "sdk_stream", "sdk_stream_async"])
def test_a_cut_answer_is_not_kept(
    service: Service, cached: Cached, responses: ResponseCache, way: str, length: bool
) -> None:
    prepare(service, way, cut=True, length=length)
    # Without an announced length the SDK may not notice; the cache must.
    noticed = (openai.APIConnectionError, json.JSONDecodeError)
    with calling() as count, contextlib.suppress(*noticed):
        assert getattr(cached, way)() != "你好"
    assert len(responses) == 0
    assert count.sent == 1
    prepare(service, way)
    assert getattr(cached, way)() == "你好"
    assert len(responses) == 1


def test_a_web_page_is_not_kept(service: Service, cached: Cached, responses: ResponseCache) -> None:
    service.replies.append(Reply(body="<html>"))
    cached.create()
    assert len(responses) == 0


def test_a_stream_nobody_read_to_the_end_is_not_kept(
    service: Service, cached: Cached, responses: ResponseCache
) -> None:
    hold = threading.Event()
    service.replies.append(Reply(stream=STREAM, hold=hold))
    stream = cached.create(stream=True)
    assert next(stream).choices[0].delta.content == "你"
    stream.close()
    hold.set()
    assert len(responses) == 0


def test_a_first_stream_is_not_held_back(
    service: Service, cached: Cached, responses: ResponseCache
) -> None:
    hold = threading.Event()
    service.replies.append(Reply(stream=STREAM, hold=hold))
    stream = cached.create(stream=True)
    # The service sends the rest only after the first piece was seen.
    assert next(stream).choices[0].delta.content == "你"
    assert len(responses) == 0
    hold.set()
    assert [part.choices[0].delta.content for part in stream] == ["好", ""]
    assert len(responses) == 1


def test_two_threads_missing_at_once_end_with_one_answer(
    service: Service, cached: Cached, responses: ResponseCache
) -> None:
    hold = threading.Event()
    for text in ("一", "二"):
        service.says(text)
        service.replies[-1].hold = hold
    heard: list[str] = []
    threads = [threading.Thread(target=lambda: heard.append(cached.sdk())) for _ in range(2)]
    for thread in threads:
        thread.start()
    while len(service.asked) < 2:
        threading.Event().wait(0.005)
    hold.set()
    for thread in threads:
        thread.join()
    assert len(responses) == 1
    assert heard[0] == heard[1] == cached.sdk()


def test_counts_follow_work_into_its_threads(service: Service, cached: Cached) -> None:
    for _ in range(4):
        service.says("你好")

    async def row(repeat: int) -> Count:
        with calling(repeat) as count:
            await asyncio.gather(asyncio.to_thread(cached.sdk), cached.acreate(seed=repeat))
        return count

    counts = cached.running(lambda: asyncio.gather(row(0), row(1)))
    assert [(count.live, count.sent) for count in counts] == [(2, 2), (2, 2)]


def test_after_a_busy_answer_everybody_waits(service: Service, cached: Cached) -> None:
    service.fails(429, headers={"retry-after": "0.3"})
    service.says("你好")
    with pytest.raises(openai.RateLimitError):
        cached.sdk()
    before = time.monotonic()
    assert cached.sdk_async() == "你好"
    assert time.monotonic() - before >= 0.25


def test_a_pause_too_long_to_wait_for_holds_nobody(service: Service, cached: Cached) -> None:
    service.fails(429, headers={"retry-after": "3600"})
    service.says("你好")
    with pytest.raises(openai.RateLimitError):
        cached.sdk()
    assert cached.sdk() == "你好"


def test_the_async_side_survives_several_event_loops(service: Service, cached: Cached) -> None:
    for seed in range(3):
        service.says(str(seed))

    def say(seed: int) -> str:
        return cached.running(lambda: cached.acreate(seed=seed)).choices[0].message.content

    assert [say(seed) for seed in range(3)] == ["0", "1", "2"]


def test_a_question_in_langchain_reads_the_same_twice(service: Service, cached: Cached) -> None:
    service.says("你好")
    first = cached.chain.invoke([HumanMessage("在吗")])
    again = cached.chain.invoke([HumanMessage("在吗")])
    assert first.usage_metadata == again.usage_metadata
    assert first.response_metadata == again.response_metadata

"""What the response cache costs and saves, in one process, over loopback only.

Against a bare `openai` client at the same stand-in service (fixed 200 ms): 200 first calls at
concurrency 20, through the cache in record mode and without it. Then the replay of 1,000 calls,
langchain-openai in turn and `openai` async at concurrency 20, and what one answer costs to keep
and to find in the file. The stand-in shares the machine's cores with what is measured.

    .venv/bin/python evals/benchmarks/response_cache.py [--json]
"""

import asyncio
import json
import tempfile
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from time import perf_counter, thread_time
from typing import Any

import openai
from table import percentile, report, timed

from byline.llm.chat import ChatSession, open_chat
from byline.llm.counting import calling
from byline.llm.exchange import Answer, asked_of
from byline.llm.response_cache import ResponseCache
from byline.settings import Settings

LATENCY = 0.2
CALLS = 200
AT_ONCE = 20
REPLAYED = 1000
SAID = "仓库四千二百平，错发率千分之八，后来把货位重新编号。" * 10
ANSWER = json.dumps(
    {
        "id": "1",
        "object": "chat.completion",
        "created": 1,
        "model": "m",
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": SAID},
                "finish_reason": "stop",
            }
        ],
        "usage": {"prompt_tokens": 400, "completion_tokens": 120, "total_tokens": 520},
    }
).encode()
REPLY = (
    b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
    + f"content-length: {len(ANSWER)}\r\n\r\n".encode()
    + ANSWER
)


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            length = int(head.split(b"content-length:")[1].split(b"\r\n")[0])
            await reader.readexactly(length)
            await asyncio.sleep(LATENCY)
            writer.write(REPLY)
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


@contextmanager
def stand_in() -> Iterator[str]:
    """A service that answers everything with the same words after LATENCY."""
    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(asyncio.start_server(serve, "127.0.0.1", 0))
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    server.close()
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    for task in asyncio.all_tasks(loop):
        task.cancel()
    loop.run_until_complete(asyncio.sleep(0))
    loop.close()


def messages(number: int) -> list[Any]:
    system = {"role": "system", "content": "你是一个编辑，只用给你的话写稿。" * 20}
    return [system, {"role": "user", "content": f"第 {number} 份：{SAID}"}]


async def all_at(client: openai.AsyncOpenAI, calls: int) -> float:
    """Seconds for `calls` requests, AT_ONCE at a time."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(number: int) -> None:
        async with gate:
            await client.chat.completions.create(model="m", messages=messages(number))

    started = perf_counter()
    await asyncio.gather(*map(one, range(calls)))
    return perf_counter() - started


async def then(work: Awaitable[float], close: Callable[[], Awaitable[None]]) -> float:
    try:
        return await work
    finally:
        await close()


def with_cpu(name: str, work: Callable[[], float]) -> dict[str, float | int | str]:
    """Wall and CPU seconds: the second says more on a busy machine."""
    before = thread_time()
    wall = work()
    return {f"{name}, seconds": wall, f"{name}, CPU seconds": thread_time() - before}


def bare(base_url: str) -> float:
    client = openai.AsyncOpenAI(base_url=base_url, api_key="k", max_retries=0)
    return asyncio.run(then(all_at(client, CALLS), client.close))


def through(chat: ChatSession, calls: int) -> float:
    client = chat.model.root_async_client
    return asyncio.run(then(all_at(client, calls), chat.aclose))


def in_turn(chat: ChatSession, calls: int) -> float:
    return timed(lambda: [chat.model.invoke(messages(number)) for number in range(calls)])


def file_alone(path: Path) -> dict[str, float | int | str]:
    """Milliseconds of `keep` and `find` without any HTTP around them."""
    kept, found = [], []
    with ResponseCache(path) as responses:
        for number in range(REPLAYED):
            body = json.dumps({"model": "m", "messages": messages(number)}).encode()
            asked = asked_of("POST", "http://a/v1/chat/completions", body)
            answer = Answer(200, "application/json", ANSWER, LATENCY, "now")
            kept.append(1000 * timed(partial(responses.keep, asked, answer)))
            found.append(1000 * timed(partial(responses.find, asked)))
    return {
        "keep one, median ms": percentile(kept, 50),
        "keep one, p99 ms": percentile(kept, 99),
        "find one, median ms": percentile(found, 50),
    }


def copy_answers(responses: ResponseCache, chat: ChatSession) -> None:
    """Put what the replays will ask into the cache."""
    answer = Answer(200, "application/json", ANSWER, LATENCY, "now")
    url = f"{chat.choice.base_url}/chat/completions"
    for number in range(REPLAYED):
        asynchronous = {"messages": messages(number), "model": "m"}
        # What langchain sends is asked of it, not guessed.
        payload = chat.model._get_request_payload(messages(number))
        for body in (asynchronous, payload):
            responses.keep(asked_of("POST", url, json.dumps(body).encode()), answer)


def main() -> None:
    with stand_in() as base_url, tempfile.TemporaryDirectory() as folder:
        settings = Settings(base_url=base_url, model="m")
        rows: dict[str, float | int | str] = {"ideal seconds": CALLS / AT_ONCE * LATENCY}
        rows |= with_cpu("bare openai", lambda: bare(base_url))
        path = Path(folder) / "cache.sqlite"
        with ResponseCache(path) as responses, open_chat(settings, responses=responses) as chat:
            rows |= with_cpu("first calls, record", lambda: through(chat, CALLS))
            rows |= with_cpu("the same again", lambda: through(chat, CALLS))
            copy_answers(responses, chat)
            with calling() as count:
                rows |= with_cpu("replay 1,000, openai async", lambda: through(chat, REPLAYED))
                rows |= with_cpu("replay 1,000, langchain sync", lambda: in_turn(chat, REPLAYED))
            rows["sent during replay"] = count.sent
            rows["fresh model, ms"] = timed(lambda: [chat.fresh(n) for n in range(1000)])
        rows |= file_alone(Path(folder) / "alone.sqlite")
    report("response cache", rows)


if __name__ == "__main__":
    main()

"""A model service on loopback for tests: real HTTP, answers from a queue."""

import contextlib
import gzip
import json
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from byline.llm.calls import Patience

QUICK = Patience(attempts=3, first_wait=0.01, longest_wait=2.0)


@dataclass
class Reply:
    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    stream: list[str] | None = None
    gzipped: bool = False
    cut: bool = False
    """The connection ends half-way through the body."""
    length: bool = True
    """Whether the length is announced; without it a cut is the end, as far as HTTP knows."""
    hold: threading.Event | None = None
    """The second half of the body waits for it."""

    def payload(self) -> bytes:
        text = json.dumps(self.body)
        if self.stream is not None:
            text = "".join(f"data: {piece}\n\n" for piece in self.stream)
        return gzip.compress(text.encode()) if self.gzipped else text.encode()


@dataclass
class Service:
    """A real HTTP server on loopback that answers from a queue and remembers what it was sent."""

    replies: deque[Reply] = field(default_factory=deque)
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    """The authorization header of every request."""
    base_url: str = ""

    def says(self, text: str, *, finish: str = "stop", refusal: str | None = None) -> None:
        message = {"role": "assistant", "content": text, "refusal": refusal}
        usage = {
            "prompt_tokens": 10,
            "completion_tokens": 5,
            "total_tokens": 15,
            "prompt_tokens_details": {"cached_tokens": 8},
        }
        choice = {"index": 0, "message": message, "finish_reason": finish}
        self.replies.append(Reply(body=_completion([choice], usage)))

    def streams(self, text: str, *, finish: str = "stop") -> None:
        """Queue an answer that comes a few characters at a time."""
        parts = [text[at : at + 5] for at in range(0, len(text), 5)]
        chunks = [_chunk({"role": "assistant", "content": part}) for part in parts]
        self.replies.append(Reply(stream=[*chunks, _chunk({}, finish), "[DONE]"]))

    def fails(
        self,
        status: int,
        message: str = "no",
        *,
        headers: dict[str, str] | None = None,
        **more: Any,
    ) -> None:
        body = {"error": {"message": message, "type": "error", **more}}
        self.replies.append(Reply(status=status, body=body, headers=headers or {}))

    def formats(self) -> list[str | None]:
        return [body.get("response_format", {}).get("type") for body in self.asked]


def _completion(choices: list[dict[str, Any]], usage: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": "1",
        "object": "chat.completion",
        "created": 1,
        "model": "m",
        "choices": choices,
        "usage": usage,
    }


def _chunk(delta: dict[str, str], finish: str | None = None) -> str:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    whole = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
    return json.dumps(whole | {"choices": [choice]})


def handler(service: Service) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["content-length"])
            service.asked.append(json.loads(self.rfile.read(length)))
            service.keys.append(self.headers.get("authorization", ""))
            reply = service.replies.popleft()
            time.sleep(reply.delay)
            payload = reply.payload()
            self.send_response(reply.status)
            kind = "application/json" if reply.stream is None else "text/event-stream"
            self.send_header("content-type", kind)
            if reply.length:
                self.send_header("content-length", str(len(payload)))
            if reply.gzipped:
                self.send_header("content-encoding", "gzip")
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.end_headers()
            # A client that gave up waiting is what some tests are about.
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                self.send_body(payload, reply)

        def send_body(self, payload: bytes, reply: Reply) -> None:
            middle = len(payload) // 2
            self.wfile.write(payload[:middle])
            self.wfile.flush()
            if reply.hold is not None:
                assert reply.hold.wait(10)
            if not reply.cut:
                self.wfile.write(payload[middle:])

        def log_message(self, format: str, *args: Any) -> None: ...

    return Handler


@contextmanager
def listening(answers: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    """A server on a free loopback port, and its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), answers)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@contextmanager
def serving() -> Iterator[Service]:
    """A running service on a free loopback port."""
    service = Service()
    with listening(handler(service)) as address:
        service.base_url = f"{address}/v1"
        yield service

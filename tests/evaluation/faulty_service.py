"""A model service on loopback that misbehaves on purpose, and remembers what it was asked."""

import json
import random
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal

Fault = Literal["", "429", "500", "401", "cut", "reset"]
FAULTS: tuple[Fault, ...] = ("429", "500", "cut", "reset")
Body = dict[str, Any]


def no_fault(asked: Body, tries: int) -> Fault:
    return ""


def echo(asked: Body) -> str:
    return f"收到：{asked['messages'][-1]['content']}"


@dataclass
class FaultyService:
    """Answers a chat request with `reply`, unless `fault` says otherwise for this try of it."""

    fault: Callable[[Body, int], Fault] = no_fault
    reply: Callable[[Body], str] = echo
    latency: float = 0.0
    retry_after: str = "0.05"
    page: bytes = b""
    """What is said with 200 instead of a completion."""
    base_url: str = ""
    asked: list[Body] = field(default_factory=list)
    answered: Counter[str] = field(default_factory=Counter)
    """Last message -> whole answers."""
    tries: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, body: Body) -> Fault:
        key = body["messages"][-1]["content"]
        with self.lock:
            self.asked.append(body)
            fault = self.fault(body, self.tries[key])
            self.tries[key] += 1
            self.faults[fault] += 1
            if not fault:
                self.answered[key] += 1
        return fault


def some_faults(seed: int) -> Callable[[Body, int], Fault]:
    """Half the requests fail on their first try, a few on the second; the third is answered."""
    draw = random.Random(seed)
    chances = (0.5, 0.2)

    def fault(asked: Body, tries: int) -> Fault:
        failing = tries < len(chances) and draw.random() < chances[tries]
        return draw.choice(FAULTS) if failing else ""

    return fault


def completion(text: str) -> bytes:
    message = {"role": "assistant", "content": text}
    answer = {
        "id": "1",
        "object": "chat.completion",
        "created": 1,
        "model": "m",
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15},
    }
    return json.dumps(answer).encode()


def handler(service: FaultyService) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            fault = service.take(body)
            time.sleep(service.latency)
            if fault == "reset":
                # No FIN, an RST: what a balancer that lost its backend does.
                linger = struct.pack("ii", 1, 0)
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                self.close_connection = True
                return
            status = int(fault) if fault.isdigit() else 200
            data = service.page or completion(service.reply(body))
            if status != 200:
                data = json.dumps({"error": {"message": "not now", "type": "error"}}).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(data)))
            if status == 429:
                self.send_header("retry-after", service.retry_after)
            self.end_headers()
            if fault == "cut":
                data, self.close_connection = data[: len(data) // 2], True
            self.wfile.write(data)

        def log_message(self, format: str, *args: Any) -> None: ...

    return Handler


class QuietServer(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that was killed is what some tests are about."""


@contextmanager
def serving(service: FaultyService) -> Iterator[FaultyService]:
    """The service, running on a free loopback port."""
    server = QuietServer(("127.0.0.1", 0), handler(service))
    service.base_url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

"""A chat service on loopback that answers every request the same, after a fixed time.

It costs as little as Python allows, because it shares the machine with what is being measured.

    .venv/bin/python evals/benchmarks/slow_service.py 0.2     prints its port, then serves
"""

import asyncio
import json
import sys

WORDS = "我在社区医院做了十一年护士，最拿手的是教老人自己打胰岛素，一遍不会就两遍。"
ANSWER = json.dumps(
    {
        "id": "1",
        "object": "chat.completion",
        "created": 1,
        "model": "slow",
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": WORDS * 4},
                "finish_reason": "stop",
            }
        ],
        "usage": {"prompt_tokens": 210, "completion_tokens": 90, "total_tokens": 300},
    },
    ensure_ascii=False,
).encode()
RESPONSE = (
    b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n" % len(ANSWER)
) + ANSWER
LENGTH = b"content-length:"


class Speaker(asyncio.Protocol):
    """One connection, kept alive; requests are told apart by their Content-Length."""

    def __init__(self, latency: float) -> None:
        self.latency = latency
        self.heard = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.heard += data
        end = self.heard.find(b"\r\n\r\n")
        if end < 0:
            return
        head = self.heard[:end].lower()
        _, found, rest = head.partition(LENGTH)
        whole = end + 4 + (int(rest.split(b"\r\n", 1)[0]) if found else 0)
        if len(self.heard) >= whole:
            self.heard = self.heard[whole:]
            asyncio.get_running_loop().call_later(self.latency, self.transport.write, RESPONSE)


async def serve(latency: float) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Speaker(latency), "127.0.0.1", 0, backlog=256)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(float(sys.argv[1])))

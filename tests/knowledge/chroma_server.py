"""A real Chroma server, as a process on loopback."""

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

EXECUTABLE = shutil.which("chroma", path=str(Path(sys.executable).parent)) or "chroma"
_API = "/api/v2/tenants/default_tenant/databases/default_database/collections"
PATIENCE = 60.0


@dataclass(frozen=True)
class Server:
    url: str
    process: "subprocess.Popen[bytes]"

    def collections(self) -> set[str]:
        """Names of what it holds, asked without our code."""
        with httpx.Client(trust_env=False) as client:
            return {row["name"] for row in client.get(self.url + _API).json()}

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@contextmanager
def serving(folder: Path, port: int | None = None) -> Iterator[Server]:
    """Run one over `folder` till the block ends."""
    port = port or free_port()
    command = [EXECUTABLE, "run", "--path", str(folder), "--host", "127.0.0.1"]
    with subprocess.Popen(
        [*command, "--port", str(port)],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        running = Server(f"http://127.0.0.1:{port}", process)
        try:
            _wait(running)
            yield running
        finally:
            running.stop()


def _wait(server: Server) -> None:
    deadline = time.monotonic() + PATIENCE
    with httpx.Client(trust_env=False) as client:
        while server.process.poll() is None and time.monotonic() < deadline:
            try:
                if client.get(f"{server.url}/api/v2/heartbeat").is_success:
                    return
            except httpx.TransportError:
                time.sleep(0.05)
    raise AssertionError("the Chroma server did not start")

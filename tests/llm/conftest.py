import threading
from collections.abc import Iterator
from http.server import ThreadingHTTPServer

import pytest
from loopback import Service, handler

from byline.llm.providers import Choice, load_providers
from byline.llm.service import ServiceChat, chat_model, http_client
from byline.llm.usage import Usage


@pytest.fixture
def service() -> Iterator[Service]:
    service = Service()
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler(service))
    service.base_url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield service
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def usage() -> Usage:
    return Usage()


@pytest.fixture
def model(service: Service, usage: Usage) -> Iterator[ServiceChat]:
    choice = Choice(load_providers()["custom"], "m", service.base_url, "key", "test")
    with http_client(loopback=True) as client:
        yield chat_model(choice, client, temperature=0.3, timeout=1.0, usage=usage)

from collections.abc import Iterator

import pytest
from loopback import Service, serving

from byline.llm.providers import Choice, load_providers
from byline.llm.service import ServiceChat, chat_model, http_client
from byline.llm.usage import Usage


@pytest.fixture
def service() -> Iterator[Service]:
    with serving() as running:
        yield running


@pytest.fixture
def usage() -> Usage:
    return Usage()


@pytest.fixture
def model(service: Service, usage: Usage) -> Iterator[ServiceChat]:
    choice = Choice(load_providers()["custom"], "m", service.base_url, "key", "test")
    with http_client(loopback=True) as client:
        yield chat_model(choice, client, temperature=0.3, timeout=1.0, usage=usage)

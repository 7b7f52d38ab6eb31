"""The loopback model service and a StructuredCaller on it, for the three chains' tests."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from loopback import QUICK, Service, serving

from byline.llm.providers import Choice, load_providers
from byline.llm.service import chat_model, http_client
from byline.llm.structured import StructuredCaller
from byline.llm.usage import Usage


@pytest.fixture
def service() -> Iterator[Service]:
    with serving() as running:
        yield running


@pytest.fixture
def caller(service: Service) -> Iterator[StructuredCaller]:
    choice = Choice(load_providers()["custom"], "m", service.base_url, "key", "test")
    with http_client(loopback=True) as client:
        model = chat_model(choice, client, temperature=0.0, timeout=5.0, usage=Usage())
        yield StructuredCaller(model, patience=QUICK)


def says(service: Service, **fields: Any) -> None:
    """Queue one JSON object."""
    service.says(json.dumps(fields, ensure_ascii=False))


def schema_sent(request: dict[str, Any]) -> dict[str, Any]:
    """The properties of the schema in a request."""
    return request["response_format"]["json_schema"]["schema"]["properties"]


def words_sent(service: Service) -> str:
    """Everything that went over the wire, as one text."""
    return json.dumps(service.asked, ensure_ascii=False)

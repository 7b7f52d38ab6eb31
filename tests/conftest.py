"""What every room's tests share: a clean environment, and recorded model calls.

A test marked `vcr` replays `cassettes/<module>/<test>.yaml` beside it; nothing reaches a network.
To record again on the embedded model (needs `make setup-demo`, or BYLINE_LOCAL_MODEL=a.gguf):

    .venv/bin/pytest -m vcr --record-mode=rewrite tests/llm/test_recorded.py

Recordings are never edited by hand: an edited prompt no longer matches and must be recorded again.
"""

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
from hypothesis import settings

from byline.llm.providers import Choice, load_providers

# A busy machine is no defect.
settings.register_profile("byline", deadline=None)
settings.load_profile("byline")
# Under nohup Ctrl-C is ignored, and what pytest starts would ignore it too.
signal.signal(signal.SIGINT, signal.default_int_handler)

KEPT_HEADERS = {"content-type"}
"""Everything else in a request or response is a secret or noise."""
RECORDED_HOST = "model.recorded"


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No test sees the developer's keys, proxies, settings or cache."""
    keys = {provider.key_variable for provider in load_providers().values()}
    for variable in list(os.environ):
        proxy = variable.lower().endswith("_proxy")
        if variable.startswith("BYLINE_") or variable in keys or proxy:
            monkeypatch.delenv(variable)
    monkeypatch.setenv("BYLINE_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("BYLINE_CONFIG_DIR", str(tmp_path / "config"))


@pytest.fixture(scope="session")
def vcr_config() -> dict[str, Any]:
    """Match on what is asked, not on where: the embedded server's port is random."""
    return {
        "match_on": ["method", "path", "query", "body"],
        "before_record_request": _scrub_request,
        "before_record_response": _scrub_response,
        "decode_compressed_response": True,
        "allow_playback_repeats": False,
        "allowed_hosts": [r"127\.0\.0\.1$"],
    }


@pytest.fixture(autouse=True)
def every_recording_is_played(vcr: Any, record_mode: str) -> Iterator[None]:
    """A recorded call that a test no longer makes is a recording nobody reviews."""
    yield
    if vcr is not None and record_mode == "none":
        assert vcr.all_played, f"{vcr._path} holds calls this test does not make: record it again"


@pytest.fixture(scope="session")
def recorded_address(record_mode: str) -> Iterator[tuple[str, str]]:
    """Base URL and key: a dead address when replaying, the embedded model when recording."""
    if record_mode == "none":
        yield "http://127.0.0.1:9/v1", "replayed"
        return
    from byline.llm.embedded import EmbeddedServer
    from byline.llm.weights import locate
    from byline.settings import load_settings

    with EmbeddedServer(locate(load_settings())) as server:
        yield server.base_url, server.api_key


@pytest.fixture
def recorded_model(recorded_address: tuple[str, str]) -> Iterator[Any]:
    """The embedded model as a chat model, replayed; see the module's docstring to record."""
    from byline.llm.service import chat_model, http_client
    from byline.llm.usage import Usage

    provider = load_providers()["local"]
    base_url, key = recorded_address
    choice = Choice(provider, str(provider.model), base_url, key, "recorded")
    with http_client(loopback=True) as client:
        yield chat_model(choice, client, temperature=0.0, timeout=600, usage=Usage())


@pytest.fixture
def capable_role(record_mode: str) -> Iterator[Any]:
    """A capable model that writes and audits, replayed.

    To record, have one answer at an OpenAI-compatible address and name that address:

        RECORD_FROM=http://127.0.0.1:8765/v1 .venv/bin/pytest -m vcr --record-mode=rewrite FILE
    """
    from byline.llm.chat import Role
    from byline.llm.service import chat_model, http_client
    from byline.llm.structured import StructuredCaller
    from byline.llm.usage import Usage

    recording = record_mode != "none"
    address = os.environ["RECORD_FROM"] if recording else "http://127.0.0.1:9/v1"
    choice = Choice(load_providers()["custom"], "capable", address, "none", "recorded")
    with http_client(loopback=True) as client:
        model = chat_model(choice, client, temperature=0.0, timeout=3600, usage=Usage())
        yield Role(model, StructuredCaller(model), "capable")


def _scrub_request(request: Any) -> Any:
    parts = urlsplit(request.uri)
    request.uri = urlunsplit(("http", RECORDED_HOST, parts.path, parts.query, ""))
    request.headers = {
        name: value for name, value in request.headers.items() if name.lower() in KEPT_HEADERS
    }
    return request


def _scrub_response(response: dict[str, Any]) -> dict[str, Any]:
    kept = {n: v for n, v in response["headers"].items() if n.lower() in KEPT_HEADERS}
    return {**response, "headers": kept}

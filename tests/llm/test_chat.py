import pytest
from langchain_core.messages import HumanMessage
from loopback import Service

from byline.errors import ModelMissingError, SettingsError
from byline.llm.calls import complete_text
from byline.llm.chat import open_chat
from byline.llm.providers import choose
from byline.llm.service import http_client
from byline.settings import Settings


def test_a_session_talks_to_the_configured_service(service: Service) -> None:
    service.says("好的")
    with open_chat(Settings(base_url=service.base_url, model="m")) as chat:
        assert chat.label == "m · 127.0.0.1"
        assert chat.caller.model is chat.model
        assert complete_text(chat.model, [HumanMessage("在吗")], max_tokens=9) == "好的"
        assert chat.usage.calls == 1
    assert chat.usage.prompt_tokens == 10


def test_a_model_that_fixes_its_sampling_is_not_told_a_temperature(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BYLINE_API_KEY", "k")
    service.says("好的")
    settings = Settings(provider="moonshot", base_url=service.base_url)
    with open_chat(settings) as chat:
        complete_text(chat.model, [HumanMessage("在吗")], max_tokens=9)
    assert "temperature" not in service.asked[0]
    assert service.asked[0]["thinking"] == {"type": "disabled"}


def test_a_missing_key_keeps_the_session_shut() -> None:
    with pytest.raises(ModelMissingError, match="DASHSCOPE"), open_chat(Settings(provider="qwen")):
        pass


def test_a_proxy_nobody_can_speak_to_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "socks5://127.0.0.1:9")
    assert not choose(Settings(base_url="https://example.org/v1", model="m")).loopback
    with pytest.raises(SettingsError, match="ALL_PROXY"):
        http_client(loopback=False)

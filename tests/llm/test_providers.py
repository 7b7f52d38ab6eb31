import pytest

from byline.errors import ModelMissingError, SettingsError
from byline.llm.providers import choose, load_providers
from byline.settings import Settings


def test_every_row_validates_and_prices_carry_their_source() -> None:
    providers = load_providers()
    assert {"local", "openai", "deepseek", "qwen", "moonshot", "zhipu", "siliconflow"} <= set(
        providers
    )
    assert {"volcengine", "openrouter", "ollama", "lmstudio", "vllm", "custom"} <= set(providers)
    for provider in providers.values():
        assert provider.base_url or provider.name in ("local", "custom")
        if provider.price != "unknown":
            assert provider.price.source


def test_with_nothing_configured_the_embedded_model_answers() -> None:
    choice = choose(Settings())
    assert (choice.provider.name, choice.host, choice.loopback) == ("local", "本机", True)


def test_the_first_provider_with_a_key_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-openai")
    monkeypatch.setenv("DEEPSEEK_API_KEY", "sk-deepseek")
    choice = choose(Settings())
    assert (choice.provider.name, choice.key) == ("deepseek", "sk-deepseek")
    assert "DEEPSEEK_API_KEY" in choice.reason
    assert "sk-deepseek" not in repr(choice)


def test_a_key_without_a_known_model_does_not_choose(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARK_API_KEY", "k")
    assert choose(Settings()).provider.name == "local"
    assert choose(Settings(model="doubao")).provider.name == "volcengine"


def test_an_address_wins_over_keys_and_never_gets_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEEPSEEK_API_KEY", "sk-deepseek")
    settings = Settings(base_url="https://example.org/v1", model="m")
    assert choose(settings).provider.name == "custom"
    assert choose(settings).key is None
    monkeypatch.setenv("BYLINE_API_KEY", "mine")
    assert choose(settings).key == "mine"


def test_a_name_wins_over_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEEPSEEK_API_KEY", "sk-deepseek")
    monkeypatch.setenv("DASHSCOPE_API_KEY", "sk-qwen")
    assert choose(Settings(provider="qwen")).key == "sk-qwen"
    assert choose(Settings(provider="local")).base_url == ""


def test_a_named_provider_at_a_foreign_host_does_not_get_its_key(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-openai")
    choice = choose(Settings(provider="openai", base_url="https://elsewhere.example/v1"))
    assert choice.key is None


@pytest.mark.parametrize(
    ("settings", "error", "words"),
    [
        (Settings(provider="qwen"), ModelMissingError, "DASHSCOPE_API_KEY"),
        (Settings(provider="gpt"), SettingsError, "deepseek"),
        (Settings(provider="ollama"), ModelMissingError, "BYLINE_MODEL"),
        (Settings(provider="custom"), ModelMissingError, "BYLINE_BASE_URL"),
        (Settings(base_url="example.org", model="m"), SettingsError, "example.org"),
    ],
)
def test_what_is_missing_is_named(settings: Settings, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        choose(settings)


def test_a_common_key_without_an_address_is_a_question(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BYLINE_API_KEY", "mine")
    with pytest.raises(ModelMissingError, match="BYLINE_BASE_URL"):
        choose(Settings())

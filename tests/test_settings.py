import pytest

from byline.errors import SettingsError
from byline.settings import load_settings, secret


@pytest.fixture(autouse=True)
def config_dir(tmp_path, monkeypatch):
    for name in (
        "LANGUAGE",
        "PROVIDER",
        "MODEL",
        "BASE_URL",
        "LOCAL_MODEL",
        "CACHE_DIR",
        "PLATFORMS",
    ):
        monkeypatch.delenv(f"BYLINE_{name}", raising=False)
    folder = tmp_path / "config"
    folder.mkdir()
    monkeypatch.setenv("BYLINE_CONFIG_DIR", str(folder))
    return folder


@pytest.fixture
def workspace(tmp_path):
    folder = tmp_path / "me"
    folder.mkdir()
    return folder


def test_defaults():
    settings = load_settings()
    assert (settings.language, settings.provider) == ("zh", None)
    assert settings.platforms == ["xiaohongshu", "wechat"]
    assert settings.sources["cache_dir"] == "default"


def test_flag_over_environment_over_workspace_over_user(config_dir, workspace, monkeypatch):
    (config_dir / "config.toml").write_text(
        'provider = "user"\nmodel = "user"\nlanguage = "en"\nbase_url = "user"\n'
    )
    (workspace / "byline.toml").write_text(
        'format = 1\nprovider = "ws"\nmodel = "ws"\nbase_url = "ws"\n'
    )
    monkeypatch.setenv("BYLINE_PROVIDER", "env")
    monkeypatch.setenv("BYLINE_MODEL", "env")
    settings = load_settings({"provider": "flag", "model": None}, workspace)
    assert (settings.provider, settings.model, settings.base_url, settings.language) == (
        "flag",
        "env",
        "ws",
        "en",
    )
    assert {f: settings.sources[f] for f in ("provider", "model", "base_url", "language")} == {
        "provider": "flag",
        "model": "environment",
        "base_url": "workspace",
        "language": "user",
    }


def test_platforms_from_the_environment(monkeypatch):
    monkeypatch.setenv("BYLINE_PLATFORMS", "x,zhihu")
    assert load_settings().platforms == ["x", "zhihu"]
    monkeypatch.setenv("BYLINE_PLATFORMS", "")
    assert load_settings().platforms == ["xiaohongshu", "wechat"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('language = "fr"', "language"),
        ("colour = 1", "colour"),
        ("provider = ", "读不懂"),
        ("provider = 3", "provider"),
    ],
)
def test_a_broken_config_names_file_and_field(config_dir, text, said):
    (config_dir / "config.toml").write_text(text)
    with pytest.raises(SettingsError, match=r"config\.toml") as caught:
        load_settings()
    assert said in str(caught.value)


def test_a_bad_variable_says_where_it_came_from(monkeypatch):
    monkeypatch.setenv("BYLINE_LANGUAGE", "fr")
    with pytest.raises(SettingsError, match="environment"):
        load_settings()


def test_an_empty_key_counts_as_unset(monkeypatch):
    monkeypatch.setenv("SOME_KEY", "  ")
    assert secret("SOME_KEY") is None
    monkeypatch.setenv("SOME_KEY", " k ")
    assert secret("SOME_KEY") == "k"

"""Which service answers, and why.

Owns: providers.toml and the one rule that picks from it. Precedence:

    provider named in the settings  >  base_url in the settings (custom)
    >  first provider whose key variable is set  >  the embedded model

Promise: a service's own key variable is only ever sent to that service's own host; any other
address gets BYLINE_API_KEY or nothing.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib import resources
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from byline.errors import ModelMissingError, SettingsError
from byline.settings import Settings, Writes, secret
from byline.validation import first_problem

LOCAL = "local"
CUSTOM = "custom"
COMMON_KEY = "BYLINE_API_KEY"
LOOPBACK = ("127.0.0.1", "localhost", "::1")

Step = Literal["json_schema", "json_object", "text"]
"""A rung of the structured-output ladder, strictest first."""


class Price(BaseModel):
    """What a million tokens cost when somebody last looked."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    currency: Literal["CNY", "USD"]
    input: float = Field(ge=0)
    cached_input: float | None = None
    """None when the source does not say."""
    output: float = Field(ge=0)
    seen: date
    source: str = Field(min_length=1)
    note: str = ""


class Provider(BaseModel):
    """One row of providers.toml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    label: str
    base_url: str | None = None
    key_variable: str | None = None
    """None: the service asks for no key."""
    model: str | None = None
    """None: the person must name one, because the service's catalogue decides."""
    structured: Step | Literal["unknown"]
    context: int | Literal["unknown"]
    writes: Writes = "posts"
    """posts: trusted with a whole post; quotes: drafts hold nothing but the person's own words."""
    price: Price | Literal["unknown"]
    sampling: bool = True
    """Whether temperature and seed may be sent."""
    length_parameter: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    extra_body: dict[str, Any] = Field(default_factory=dict)
    concurrency: int = Field(default=4, ge=1)
    """Requests the harness has under way at once: byline's own choice, not a documented limit."""

    @property
    def first_step(self) -> Step:
        """Where the structured-output ladder starts."""
        return "json_schema" if self.structured == "unknown" else self.structured


@dataclass(frozen=True)
class Choice:
    """A provider, ready to be called; `base_url` is empty for the embedded model."""

    provider: Provider
    model: str
    base_url: str
    key: str | None = field(repr=False)
    reason: str
    """Why this one, in words for `byline doctor`."""

    @property
    def host(self) -> str:
        """Where the words go."""
        return host_of(self.base_url) if self.base_url else "本机"

    @property
    def loopback(self) -> bool:
        """Whether requests stay on this machine."""
        return not self.base_url or host_of(self.base_url) in LOOPBACK


@cache
def load_providers() -> dict[str, Provider]:
    """Read providers.toml, in file order."""
    text = resources.files("byline.llm").joinpath("providers.toml").read_text(encoding="utf-8")
    return {name: _row(name, row) for name, row in tomllib.loads(text).items()}


def choose(settings: Settings) -> Choice:
    """Apply the precedence above.

    Raises SettingsError for an unknown name or a bad address, ModelMissingError when the chosen
    service lacks a key, an address or a model name.
    """
    providers = load_providers()
    if settings.provider is not None:
        said = settings.sources.get("provider", "default")
        return _ready(_named(settings.provider, providers), settings, f"设置里指定（{said}）")
    if settings.base_url is not None:
        said = settings.sources.get("base_url", "default")
        return _ready(providers[CUSTOM], settings, f"设置里给了 base_url（{said}）")
    if secret(COMMON_KEY) is not None:
        raise ModelMissingError(
            f"设了 {COMMON_KEY}，却没说这把钥匙给哪个服务",
            next_step=f"export BYLINE_BASE_URL=服务地址，或 unset {COMMON_KEY} 用自带的模型",
        )
    for provider in providers.values():
        usable = provider.model is not None or settings.model is not None
        if provider.key_variable and usable and secret(provider.key_variable) is not None:
            return _ready(provider, settings, f"环境变量 {provider.key_variable} 有值")
    return _ready(providers[LOCAL], settings, "没有配置任何服务，用自带的模型")


def in_role(settings: Settings, wanted: str, field: Literal["writer", "auditor"]) -> Settings:
    """The settings with the model of one part in place of the general one.

    `wanted` is PROVIDER, PROVIDER:MODEL or an address with the model behind it, http://…/v1#MODEL.
    Raises SettingsError for a provider nobody knows.
    """
    changes: dict[str, Any]
    if wanted.startswith(("http://", "https://")):
        address, _, model = wanted.partition("#")
        changes = {"provider": CUSTOM, "base_url": address, "model": model or settings.model}
    else:
        name, _, model = wanted.partition(":")
        provider = _named(name.strip(), load_providers())
        # An address in the settings is the general model's, unless the part stays with it.
        at_home = provider.name in (CUSTOM, settings.provider)
        changes = {
            "provider": provider.name,
            "model": model.strip() or (settings.model if at_home else None),
            "base_url": settings.base_url if at_home else None,
        }
    sources = {**settings.sources, "provider": settings.sources.get(field, "default")}
    return settings.model_copy(update={**changes, "sources": sources})


def host_of(base_url: str) -> str:
    """The host of an address, lower case."""
    return (urlsplit(base_url).hostname or "").lower()


def _row(name: str, row: dict[str, Any]) -> Provider:
    try:
        return Provider(name=name, **row)
    except ValidationError as error:
        problem = first_problem(error)
        raise SettingsError(
            f"providers.toml 的 {name}.{problem.field} 不对：{problem.message}",
            value=problem.value,
            next_step="重新安装 byline",
        ) from error


def _named(name: str, providers: dict[str, Provider]) -> Provider:
    if name not in providers:
        known = "、".join(providers)
        raise SettingsError("没有这个模型服务", value=name, next_step=f"换成其中一个：{known}")
    return providers[name]


def _ready(provider: Provider, settings: Settings, reason: str) -> Choice:
    if provider.name == LOCAL:
        model = settings.local_model.stem if settings.local_model else provider.model
        return Choice(provider, model or LOCAL, "", None, reason)
    base_url = _address(provider, settings)
    model = settings.model or provider.model
    if model is None:
        raise ModelMissingError(
            f"没有说用 {provider.label} 的哪个模型",
            value=provider.name,
            next_step="export BYLINE_MODEL=模型名（在服务的控制台里能查到）",
        )
    return Choice(provider, model, base_url, _key(provider, base_url), reason)


def _address(provider: Provider, settings: Settings) -> str:
    base_url = settings.base_url or provider.base_url
    if base_url is None:
        raise ModelMissingError(
            "没有说服务的地址", value=provider.name, next_step="export BYLINE_BASE_URL=https://…/v1"
        )
    if urlsplit(base_url).scheme not in ("http", "https") or not host_of(base_url):
        raise SettingsError(
            "base_url 不是一个 http(s) 地址",
            value=base_url,
            next_step="export BYLINE_BASE_URL=https://…/v1",
        )
    return base_url


def _key(provider: Provider, base_url: str) -> str | None:
    at_home = provider.base_url is not None and host_of(base_url) == host_of(provider.base_url)
    if provider.key_variable is None or not at_home:
        return secret(COMMON_KEY)
    key = secret(provider.key_variable) or secret(COMMON_KEY)
    if key is None:
        raise ModelMissingError(
            f"{provider.label} 要一把密钥，环境变量 {provider.key_variable} 没有值",
            value=provider.name,
            next_step=f"export {provider.key_variable}=你的密钥",
        )
    return key

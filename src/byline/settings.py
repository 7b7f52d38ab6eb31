"""The only reader of environment variables and config files.

Owns: what byline can be told, and who wins. For every field:

    flag  >  environment (BYLINE_*)  >  workspace byline.toml  >  user config.toml  >  default

Each resolved value remembers its source, so that `byline doctor` can say where it came from.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import platformdirs
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from byline.errors import SettingsError
from byline.validation import first_problem

APP = "byline"
FORMAT = 1
Writes = Literal["posts", "quotes"]
"""What a model may be asked to write; see providers.toml."""
Source = Literal["flag", "environment", "workspace", "user", "default"]


class SharedConfig(BaseModel):
    """What both config files may say."""

    model_config = ConfigDict(extra="forbid")

    language: Literal["zh", "en"] | None = None
    """The language byline speaks and writes; zh unless told otherwise."""
    provider: str | None = None
    """A name from providers.toml."""
    model: str | None = None
    """The service's model name; the provider's default when unset."""
    base_url: str | None = None
    """An OpenAI-compatible address; overrides the provider's."""
    writes: Writes | None = None
    """What drafts are made of, whatever the model: posts it writes, or the person's own words."""
    writer: str | None = None
    """The model that writes posts, PROVIDER or PROVIDER:MODEL; the one above when unset."""
    auditor: str | None = None
    """The model that holds posts against the facts; the writer when unset."""
    platforms: list[str] | None = None
    """Where this person publishes, first is home."""
    follow_up_wait: float | None = Field(default=None, ge=0, le=60)
    """Seconds an interview waits for a model's follow-up before the guide asks its own."""


class WorkspaceConfig(SharedConfig):
    """byline.toml in a workspace."""

    format: int = Field(ge=1)
    """Version of the folder's layout."""
    name: str = ""
    """How the person wants to be called."""


class UserConfig(SharedConfig):
    """config.toml in the user's config folder."""

    local_model: Path | None = None
    """A GGUF file to use instead of the packaged weights."""
    chroma_url: str | None = None
    """Address of a Chroma server that holds the notes' vectors; in the cache folder when unset."""


class Settings(BaseModel):
    """Resolved settings; `sources` says who set each field."""

    model_config = ConfigDict(frozen=True)

    language: Literal["zh", "en"] = "zh"
    provider: str | None = None
    model: str | None = None
    base_url: str | None = None
    writes: Writes | None = None
    writer: str | None = None
    auditor: str | None = None
    platforms: list[str] = Field(default_factory=lambda: ["xiaohongshu", "wechat"])
    follow_up_wait: float = Field(default=0.2, ge=0, le=60)
    local_model: Path | None = None
    chroma_url: str | None = Field(default=None, pattern=r"^https?://[^/\s]+/?$")
    cache_dir: Path = Path()
    config_dir: Path = Path()
    sources: dict[str, Source] = Field(default_factory=dict)


def secret(variable: str) -> str | None:
    """Read an API key from the environment variable named by a provider; empty counts as unset."""
    return os.environ.get(variable, "").strip() or None


def load_settings(
    flags: Mapping[str, Any] | None = None, workspace: Path | None = None
) -> Settings:
    """Resolve every field over its sources.

    `flags` holds what the command line was given (None means not given); `workspace` is the
    folder whose byline.toml counts. Raises SettingsError naming file and field.
    """
    config_dir = Path(
        os.environ.get("BYLINE_CONFIG_DIR") or platformdirs.user_config_dir(APP, appauthor=False)
    )
    layers: list[tuple[Source, Mapping[str, Any]]] = [
        ("flag", flags or {}),
        ("environment", _environment()),
        ("workspace", _from_file(workspace / "byline.toml", WorkspaceConfig) if workspace else {}),
        ("user", _from_file(config_dir / "config.toml", UserConfig)),
        ("default", _defaults()),
    ]
    values: dict[str, Any] = {"config_dir": config_dir}
    sources: dict[str, Source] = {}
    for field in Settings.model_fields:
        for source, layer in layers:
            if field not in values and layer.get(field) is not None:
                values[field] = layer[field]
                sources[field] = source
    try:
        return Settings(**values, sources=sources)
    except ValidationError as error:
        problem = first_problem(error)
        field = problem.field.partition(".")[0]
        raise SettingsError(
            f"设置 {field}（来自 {sources.get(field, 'default')}）不对：{problem.message}",
            value=problem.value,
            next_step="byline doctor",
        ) from error


def read_config(path: Path, shape: type[SharedConfig]) -> SharedConfig:
    """Read and validate one config file; SettingsError names the file and the field."""
    try:
        return shape(**tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} 读不懂：{error}", next_step=f"改好 {path}") from error
    except ValidationError as error:
        problem = first_problem(error)
        raise SettingsError(
            f"{path} 的 {problem.field} 不对：{problem.message}",
            value=problem.value,
            next_step=f"改好 {path} 里的 {problem.field}",
        ) from error


def _from_file(path: Path, shape: type[SharedConfig]) -> dict[str, Any]:
    return read_config(path, shape).model_dump() if path.is_file() else {}


def _environment() -> dict[str, Any]:
    named = {
        "language": "BYLINE_LANGUAGE",
        "provider": "BYLINE_PROVIDER",
        "model": "BYLINE_MODEL",
        "base_url": "BYLINE_BASE_URL",
        "writes": "BYLINE_WRITES",
        "writer": "BYLINE_WRITER",
        "auditor": "BYLINE_AUDITOR",
        "local_model": "BYLINE_LOCAL_MODEL",
        "chroma_url": "BYLINE_CHROMA_URL",
        "cache_dir": "BYLINE_CACHE_DIR",
        "follow_up_wait": "BYLINE_FOLLOW_UP_WAIT",
    }
    found = {field: os.environ.get(variable) or None for field, variable in named.items()}
    platforms = os.environ.get("BYLINE_PLATFORMS")
    return {**found, "platforms": platforms.split(",") if platforms else None}


def _defaults() -> dict[str, Any]:
    return {"cache_dir": Path(platformdirs.user_cache_dir(APP, appauthor=False))}

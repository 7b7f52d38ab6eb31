"""What is read and how much of it: rules.toml, validated.

Owns: the shape of that file. Promise: every limit has a reason to show.
"""

from __future__ import annotations

import functools
import re
import tomllib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Format = Literal["text", "word", "pdf", "page", "posts"]
LimitName = Literal["bytes", "characters", "pages", "unpacked", "ratio"]


class _Rule(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Limit(_Rule):
    """The most that is read of something."""

    name: LimitName
    format: Format | None = None
    """None is for all."""
    most: int = Field(gt=0)
    reason: str = Field(min_length=1)


class PageRules(_Rule):
    """Where a saved web page has its article."""

    article: list[str]
    title: list[str]
    least: int
    dropped: frozenset[str]
    inline: frozenset[str]


class PostRules(_Rule):
    """Names that fields of exports have, best first."""

    text: list[str]
    title: list[str]
    when: list[str]
    who: list[str]
    machines: frozenset[str]


class ChatRules(_Rule):
    """How a chat saved as text is recognised."""

    least: int = Field(ge=2)
    header: list[re.Pattern[str]]


class Rules(_Rule):
    """rules.toml."""

    format: dict[str, Format]
    elsewhere: dict[str, str]
    limit: list[Limit]
    page: PageRules
    posts: PostRules
    chat: ChatRules

    def most(self, name: LimitName, of: Format) -> Limit:
        """The limit of this name for a format."""
        return next(
            limit for limit in self.limit if limit.name == name and limit.format in (None, of)
        )


@functools.cache
def rules() -> Rules:
    """The rules, read once."""
    path = Path(__file__).with_suffix(".toml")
    return Rules.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))

"""How the same facts are told on each platform: adapting.toml, typed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from byline.ledger.models import Kind
from byline.shipped import Strict, WordList, load_rules
from byline.text.language import Language

Role = Literal["reader", "story", "view", "who"]
_ROLES: dict[Kind, Role] = {"audience": "reader", "opinion": "view", "credential": "who"}


class Manner(Strict):
    """One platform's way."""

    first: list[Role] = Field(min_length=1)
    """What may open a post, best first; also the order of the rest."""
    groups: int = Field(ge=1)
    """Most paragraphs."""
    tone: str


class Wording(Strict):
    """What the model is told in one language."""

    tone: str
    """For every platform; empty: the platform's own."""
    tasks: dict[Role, str]
    first: dict[Role, str]
    """The same for the paragraph that opens the post."""


class Rules(WordList):
    """adapting.toml."""

    ceiling_own: float = Field(gt=0, le=1)
    ceiling_all: float = Field(gt=0, le=1)
    ceiling_reason: str
    tries: int = Field(ge=1, le=4)
    default: Manner
    platforms: dict[str, Manner]
    words: dict[Language, Wording]


@cache
def rules() -> Rules:
    """The shipped rules, validated."""
    return load_rules(Path(__file__).with_name("adapting.toml"), Rules)


def manner_of(platform: str) -> Manner:
    """The way of one platform; the default for one the file does not name."""
    return rules().platforms.get(platform, rules().default)


def role_of(kinds: Sequence[Kind]) -> Role:
    """What a paragraph of facts of these kinds does; most of them decide."""
    roles: list[Role] = [_ROLES.get(kind, "story") for kind in kinds]
    return max(roles, key=roles.count)

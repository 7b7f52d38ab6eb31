"""What voice.yaml holds.

Owns: the shape of a portrait, a rule and the whole. Promise: a portrait holds lengths, marks, emoji
rates and words of the closed lists, and nothing of what was said.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from byline.ledger.events import Language
from byline.ledger.models import OrEmpty
from byline.voice.features import Length

VERSION = 1
EVERYWHERE = "all"
RuleKind = Literal["replace", "drop", "add", "shorter", "longer"]
Place = Literal["", "end"]
Status = Literal["confirmed", "declined", "retired"]


def _listed(value: object) -> object:
    """A list of which a hand took out the last line is an empty one."""
    return [] if value is None else value


def _counted(value: object) -> object:
    return {} if value is None else value


Listed = Annotated[list[str], BeforeValidator(_listed)]
Rates = Annotated[dict[str, float], BeforeValidator(_counted)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Portrait(_Strict):
    """How the person writes in one language."""

    description: OrEmpty = ""
    """A few words, made from the numbers below."""
    learned_from: OrEmpty = ""
    size: int = Field(default=0, ge=0)
    """Characters in Chinese, words in English."""
    sentence: Length = Length(short=0, usual=0, long=0)
    address: OrEmpty = ""
    """What the reader is called; empty where it is not known."""
    self: OrEmpty = ""
    particles: Rates = Field(default_factory=dict[str, float])
    """In a thousand characters or words."""
    openers: Listed = Field(default_factory=list[str])
    marks: Rates = Field(default_factory=dict[str, float])
    emoji: float | None = Field(default=None, ge=0)
    """In a thousand; None where no post was seen: nobody speaks emoji."""
    favourite: Listed = Field(default_factory=list[str])
    never: Listed = Field(default_factory=list[str])


class Evidence(_Strict):
    """What one draft says about a rule."""

    draft: str
    on: str
    """The day, YYYY-MM-DD."""
    platform: str
    seen: int = Field(ge=0)
    """How often the person did it."""
    against: int = Field(ge=0)
    """How often they did the contrary, or left it."""


class Rule(_Strict):
    """A habit of the person's editing."""

    id: str = Field(pattern=r"^r\d{3,}$")
    kind: RuleKind
    was: OrEmpty = ""
    now: OrEmpty = ""
    place: Place = ""
    """`end`: only at the end of a clause."""
    language: Language = "zh"
    scope: str = EVERYWHERE
    """A platform's id, or all."""
    status: Status = "confirmed"
    asked: OrEmpty = ""
    """The draft over which the person last decided about it."""
    history: Annotated[list[Evidence], BeforeValidator(_listed)] = Field(
        default_factory=list[Evidence]
    )

    @property
    def key(self) -> tuple[str, ...]:
        """What makes two rules the same one."""
        return (self.kind, self.was, self.now, self.place, self.language)


class Voice(_Strict):
    """voice.yaml."""

    version: Literal[1] = VERSION
    zh: Portrait | None = None
    en: Portrait | None = None
    rules: Annotated[list[Rule], BeforeValidator(_listed)] = Field(default_factory=list[Rule])
    keep: Listed = Field(default_factory=list[str])
    """Samples to trust whatever is said against them."""
    me: Listed = Field(default_factory=list[str])
    """What the person is called in samples, beside the workspace's name."""
    stamps: Annotated[dict[str, str], BeforeValidator(_counted)] = Field(
        default_factory=dict[str, str]
    )
    """Field -> digest of what byline wrote there; another value is the person's and stays."""

    def of(self, language: Language) -> Portrait | None:
        """The portrait in a language."""
        return self.zh if language == "zh" else self.en

    def in_force(self, language: Language, platform: str = "") -> list[Rule]:
        """Confirmed rules for a language and a platform; with '' those for all platforms."""
        return [
            rule
            for rule in self.rules
            if rule.status == "confirmed"
            and rule.language == language
            and rule.scope in (EVERYWHERE, platform)
        ]

"""The guide: what an interview covers, as data in prompts/interview/guide.yaml.

Owns: the shape of that file. Promise: a guide that loads has unique topics, each worded in every
language, with an opening question and at least one kind of fact it may yield.
"""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from byline.ledger.events import Language
from byline.ledger.models import Kind
from byline.shipped import load_data, shipped

Want = Literal["number", "time", "scene", "result", "words"]
SituationId = Literal["employee", "founder", "freelancer", "shop_owner", "investor", "other"]


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"不是正则表达式：{error}") from error
    return pattern


Pattern = Annotated[str, AfterValidator(_compiles)]


class Wording(_Data):
    """One topic in one language."""

    name: str = Field(min_length=1)
    """What progress calls it."""
    opening: str = Field(min_length=1)
    openings: dict[SituationId, str] = Field(default_factory=dict[SituationId, str])
    """Other words for the opening, by situation."""
    probes: list[str]
    """The guide's own follow-ups, in order; each can be asked by itself, some questions later."""
    more: str = ""
    """Asks for what was not said, after a quote; the frame's words when empty."""
    examples: dict[SituationId, str] = Field(default_factory=dict[SituationId, str])
    """Sample answers by situation, shown on /why."""


class Topic(_Data):
    """One thing worth knowing about a person."""

    id: str = Field(pattern=r"^[a-z_]+$")
    sections: list[int] = Field(min_length=1)
    """Sections of the methodology this topic serves."""
    importance: int = Field(ge=0, le=100)
    """Higher is asked earlier."""
    depth: int = Field(default=0, ge=0, le=2)
    """Follow-ups that may come at once; the others wait until the other topics were opened."""
    leaning: int = Field(default=0, ge=0)
    """How many of the first probes are about what the opening brought; asked only when it did."""
    kinds: list[Kind] = Field(min_length=1)
    """The kinds of fact an answer here can hold."""
    wants: list[Want]
    """What a good answer contains."""
    heard: list[Pattern] = Field(default_factory=list[Pattern])
    """Said under another topic, this one is known of already."""
    notes: list[str] = Field(min_length=1)
    """Methodology notes that say why this is asked."""
    zh: Wording
    en: Wording

    def worded(self, language: Language = "zh") -> Wording:
        """The topic in a language."""
        return self.en if language == "en" else self.zh

    def opens(self, language: Language, situation: SituationId | None) -> str:
        """The opening question for somebody in this situation; None when it is not known yet."""
        words = self.worded(language)
        return words.openings.get(situation, words.opening) if situation else words.opening

    @property
    def name(self) -> str:
        """The Chinese name."""
        return self.zh.name

    @property
    def opening(self) -> str:
        """The Chinese opening question."""
        return self.zh.opening

    @property
    def probes(self) -> list[str]:
        """The Chinese follow-ups."""
        return self.zh.probes

    @property
    def examples(self) -> dict[SituationId, str]:
        """The Chinese examples."""
        return self.zh.examples

    @functools.cached_property
    def pattern(self) -> re.Pattern[str] | None:
        """What `heard` looks for; None when only asking tells."""
        return re.compile("|".join(self.heard), re.IGNORECASE) if self.heard else None


class Situation(_Data):
    """How somebody makes a living, and what that changes."""

    id: SituationId
    words: list[str]
    """Any of these in the first answer; of several situations the first in the file."""
    priority: dict[str, int]
    """Topic -> added to its importance."""


class Frames(_Data):
    """The guide's words around what the person said."""

    quoted: str = Field(pattern=r"(?s)\{quote\}.*\{question\}")
    earlier: str = Field(pattern=r"(?s)\{quote\}.*\{question\}")
    more: str
    material: str = Field(pattern=r"\{quote\}")
    clash: str = Field(pattern=r"(?s)\{first\}.*\{second\}")
    tired: str
    """Said before a question when the person seems tired: a pause, or the three that matter."""
    enough: str
    """Said when those three were asked."""
    heard: str
    """Asks what is wrong with the closing lines."""


class _Framed(_Data):
    zh: Frames
    en: Frames


class Guide(_Data):
    """All topics, most important first."""

    version: int = Field(ge=1)
    situations: list[Situation]
    frames: _Framed
    topics: list[Topic] = Field(min_length=1)

    @model_validator(mode="after")
    def _distinct(self) -> Guide:
        ids = [topic.id for topic in self.topics]
        if len(ids) != len(set(ids)):
            raise ValueError("话题的 id 重复了")
        unknown = {name for situation in self.situations for name in situation.priority} - set(ids)
        if unknown:
            raise ValueError(f"situations 里的话题 {sorted(unknown)} 不在提纲里")
        return self

    @property
    def order(self) -> list[Topic]:
        """Topics by importance alone."""
        return sorted(self.topics, key=lambda topic: -topic.importance)

    def topic(self, topic_id: str) -> Topic | None:
        """The topic with this id; None when an older journal names one that is gone."""
        return next((topic for topic in self.topics if topic.id == topic_id), None)

    def framed(self, language: Language) -> Frames:
        """The frames in a language."""
        return self.frames.en if language == "en" else self.frames.zh

    def situation_of(self, answer: str) -> Situation | None:
        """The situation a first answer tells of; `other` when none does, None in a bare guide."""
        said = answer.lower()
        for situation in self.situations:
            if not situation.words or any(word in said for word in situation.words):
                return situation
        return None


def load_guide(path: Path | None = None) -> Guide:
    """Read and validate the guide; PromptError names the field."""
    return load_data(path or shipped("prompts") / "interview" / "guide.yaml", Guide)


def any_topic(topic_id: str) -> Topic:
    """A topic that is not in the guide, such as an older one's: an answer may hold any fact."""
    words = Wording(name=topic_id or "-", opening=topic_id or "-", probes=[])
    return Topic(
        id=topic_id or "other",
        sections=[0],
        importance=0,
        kinds=["result", "experience", "skill", "opinion", "other"],
        wants=[],
        notes=["essence/one-direction"],
        zh=words,
        en=words,
    )

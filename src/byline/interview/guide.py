"""The guide: what an interview covers, as data in prompts/interview/guide.yaml.

Owns: the shape of that file. Promise: a guide that loads has unique topics, each with an opening
question and at least one kind of fact it may yield.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from byline.ledger.models import Kind
from byline.shipped import load_data, shipped

Want = Literal["number", "time", "scene", "result", "words"]


class Topic(BaseModel):
    """One thing worth knowing about a person."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z_]+$")
    name: str = Field(min_length=1)
    """What progress calls it."""
    sections: list[int] = Field(min_length=1)
    """Sections of the methodology this topic serves."""
    importance: int = Field(ge=0, le=100)
    """Higher is asked earlier."""
    kinds: list[Kind] = Field(min_length=1)
    """The kinds of fact an answer here can hold."""
    wants: list[Want]
    """What a good answer contains."""
    opening: str = Field(min_length=1)
    probes: list[str]
    """The guide's own follow-ups, used in order when no model writes one."""
    examples: dict[str, str] = Field(default_factory=dict)
    """Sample answers by situation, shown on /why."""
    notes: list[str] = Field(min_length=1)
    """Methodology notes that say why this is asked."""


class Guide(BaseModel):
    """All topics, most important first."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: int = Field(ge=1)
    topics: list[Topic] = Field(min_length=1)

    @model_validator(mode="after")
    def _distinct(self) -> Guide:
        ids = [topic.id for topic in self.topics]
        if len(ids) != len(set(ids)):
            raise ValueError("话题的 id 重复了")
        return self

    @property
    def order(self) -> list[Topic]:
        """Topics in the order they are asked."""
        return sorted(self.topics, key=lambda topic: -topic.importance)

    def topic(self, topic_id: str) -> Topic | None:
        """The topic with this id; None when an older journal names one that is gone."""
        return next((topic for topic in self.topics if topic.id == topic_id), None)


def load_guide(path: Path | None = None) -> Guide:
    """Read and validate the guide; PromptError names the field."""
    return load_data(path or shipped("prompts") / "interview" / "guide.yaml", Guide)

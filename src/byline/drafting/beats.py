"""Which paragraphs a post has: prompts/drafting/beats.yaml, typed."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field, model_validator

from byline.ledger.models import Kind
from byline.shipped import load_data, shipped


class Beat(BaseModel):
    """One paragraph's task and where its material comes from."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    task: str = Field(min_length=1)
    """What the model is told to write."""
    topics: list[str] = Field(min_length=1)
    """Interview topics whose answers may carry it, best first."""
    kinds: list[Kind] = Field(default_factory=list[Kind])
    """Kinds that make a passage the better choice; empty: any."""
    reader: bool = False
    """Whether it speaks to the reader, so that "他们" at a sentence's start must go."""
    question: str = ""
    """For a paragraph that must end by asking the reader: used when the model did not ask."""
    passages: int = Field(ge=1, le=3)
    """Most answers it is written from."""
    reuse: bool = False
    """Whether material another paragraph used may serve again."""
    missing: str
    """What to ask the person when there is no material; empty: leave the paragraph out."""
    notes: list[str]
    """Craft notes behind the task."""


class Beats(BaseModel):
    """All beats and their order by platform."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: int
    beats: dict[str, Beat]
    platforms: dict[str, list[str]]
    headings: dict[str, str]

    @model_validator(mode="after")
    def _known(self) -> Beats:
        named = {beat for order in self.platforms.values() for beat in order} | set(self.headings)
        if unknown := named - set(self.beats):
            raise ValueError(f"没有这些段落：{sorted(unknown)}")
        if "default" not in self.platforms:
            raise ValueError("platforms 里要有 default")
        return self

    def order(self, platform: str) -> list[str]:
        """The beats of one platform's post."""
        return self.platforms.get(platform, self.platforms["default"])


def load_beats() -> Beats:
    """The shipped beats, validated."""
    return load_data(shipped("prompts") / "drafting" / "beats.yaml", Beats)

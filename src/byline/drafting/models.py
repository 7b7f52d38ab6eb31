"""What a draft is made of.

Owns: the brief, the draft, and the trace from each sentence to its facts. Promise: a trace names
only facts that were offered to the paragraph; a sentence with no fact is shown as such, never
hidden.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from byline.checks.findings import Finding
from byline.platforms import Platform
from byline.text.language import Language

Status = Literal["pass", "needs_input", "revise"]
DIVIDER = "---"
"""What stands between the posts of a thread, see `checks.post`."""


@dataclass(frozen=True)
class Brief:
    """What a draft is to be."""

    topic: str
    """The reader's question, or what the post is about."""
    platform: Platform
    audience: str
    """Whom the chosen position is for; '' before a choice."""
    language: Language = "zh"
    """The language of the person's facts: byline does not translate what somebody said."""
    voice: str = ""
    """How the person writes, in a few lines for the model; '' when nobody learned it."""


class BriefRecord(BaseModel):
    """The brief as a draft keeps it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    reader: str
    question: str
    judgement: list[str] = Field(default_factory=list)
    """Ids of the opinion the post argues; empty when the person gave none."""
    facts: list[str] = Field(default_factory=list)
    """Ids of what may be told in it, as the outline chose."""
    withheld: int = 0
    """How many facts there are that may not be told."""


class TracedSentence(BaseModel):
    """One sentence and the facts that carry it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str
    facts: list[str]
    """Fact ids, best first; empty for a turn of phrase that states nothing of the person's."""


class Section(BaseModel):
    """One paragraph of a draft."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    beat: str
    heading: str = ""
    text: str
    facts: list[str]
    """Facts the paragraph was written from."""
    sentences: list[TracedSentence]
    removed: list[str] = Field(default_factory=list)
    """What the model wrote and no fact carried; kept so that the person can see it."""
    own_words: bool = False
    """Whether it is the person's own words, because nothing a model wrote would stand."""
    mended: list[str] = Field(default_factory=list)
    """What the model wrote first, where a later wording of it passed."""


class Draft(BaseModel):
    """A post for one platform."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    platform: str
    topic: str
    made: datetime
    language: Language = "zh"
    brief: BriefRecord | None = None
    """None in drafts of an earlier byline."""
    title: str
    titles: list[str] = Field(default_factory=list)
    """Others that would do."""
    tags: list[str]
    thread: bool = False
    """Whether each paragraph is a post of its own."""
    sections: list[Section]
    status: Status
    findings: list[Finding]
    ai_label: str
    """Words that declare the help of a model; offered with every draft."""
    notes: list[str]
    prompts: list[str]
    model: str

    @property
    def body(self) -> str:
        """The paragraphs, with `##` headings or as posts of a thread, as the platform has them."""
        between = f"\n\n{DIVIDER}\n\n" if self.thread else "\n\n"
        return between.join(
            f"## {section.heading}\n\n{section.text}" if section.heading else section.text
            for section in self.sections
        )

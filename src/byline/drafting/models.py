"""What a draft is made of.

Owns: the draft and the trace from each sentence to its facts. Promise: a trace names only facts
that were offered to the paragraph; a sentence with no fact is shown as such, never hidden.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from byline.checks.findings import Finding

Status = Literal["pass", "needs_input", "revise"]


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


class Draft(BaseModel):
    """A post for one platform."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    platform: str
    topic: str
    made: datetime
    title: str
    tags: list[str]
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
        """The paragraphs, with `##` headings where the platform has them."""
        return "\n\n".join(
            f"## {section.heading}\n\n{section.text}" if section.heading else section.text
            for section in self.sections
        )

"""What a candidate position is.

Owns: `Candidate` and `Positioning`, the shape of positioning.yaml. Promise: evidence is fact ids,
for and against; the words of the claim hold no figure or credential that its facts do not hold.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Builds = Literal["influence", "liking", "trust"]
BUILDS: dict[Builds, str] = {"influence": "被看见", "liking": "被喜欢", "trust": "被信任"}


class Claim(BaseModel):
    """The position itself, worded from facts."""

    model_config = ConfigDict(extra="forbid")

    audience: str
    """Whom it is for, recognisable in the street."""
    problem: str
    """Their trouble, in their own words."""
    domain: str
    """Which field; the narrower the better."""
    role: str
    """What readers take the person for: someone who has done something, never a title."""
    why_him: str
    """What this person has over others, from the supporting facts."""

    @property
    def sentence(self) -> str:
        """The position in one line."""
        return f"{self.role}：帮{self.audience}解决“{self.problem}”"


class Trial(BaseModel):
    """What a position needs to hold, thought up rather than taken from facts."""

    model_config = ConfigDict(extra="forbid")

    alternative: str = Field(max_length=40)
    """What the audience makes do with now."""
    must_be_true: str = Field(max_length=60)
    """What else has to hold."""


class Evidence(BaseModel):
    """Countable things about the supporting facts, for comparing candidates; counted by code."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    facts: int
    """Supporting facts."""
    figures: int
    """How many of them hold a figure."""
    results: int
    """How many are results."""
    people: int
    """How many are about people who ask or vouch."""
    advantages: list[str]
    """Guide topics the support draws on."""


class Candidate(Claim):
    """One position, with its evidence."""

    id: str = Field(pattern=r"^c\d+$")
    angle: str
    alternative: str
    must_be_true: str
    test: str
    """A cheap trial for the coming week, and the sign that counts as success."""
    builds: Builds
    support: list[str]
    """Ids of facts for it."""
    against: list[str]
    """Ids of facts against it."""
    evidence: Evidence
    slots: list[str] = Field(default_factory=list)
    """What was removed because no fact held it."""
    notes: list[str] = Field(default_factory=list[str])
    """Ids of the notes whose text the model read for it; empty in files of an earlier byline."""
    prompts: list[str]
    """id@version of the prompts that made it."""
    model: str


class Positioning(BaseModel):
    """positioning.yaml."""

    model_config = ConfigDict(extra="forbid")

    made: datetime
    candidates: list[Candidate]
    chosen: str | None = None
    """Id of the candidate the person chose."""

    @property
    def choice(self) -> Candidate | None:
        """The chosen candidate; None before the choice."""
        return next((c for c in self.candidates if c.id == self.chosen), None)

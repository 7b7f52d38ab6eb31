"""What a topic is, and what a plan is.

Owns: `Topic`, `Plan` and `TopicBook`, the shape of topics.yaml. Promise: an id is given once; what
was dropped or written stays in the file, so that it is not proposed again.
"""

from __future__ import annotations

from datetime import date as Date
from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from byline.ledger.models import OrEmpty, Words
from byline.platforms import platform_ids

Builds = Literal["influence", "liking", "trust"]
BUILDS: dict[Builds, str] = {"influence": "被看见", "liking": "被喜欢", "trust": "被信任"}
Status = Literal["proposed", "accepted", "done", "dropped"]
OPEN: frozenset[Status] = frozenset({"proposed", "accepted"})
"""States in which a topic still waits to be written."""
FactId = Annotated[str, Field(pattern=r"^f\d{3,}$")]


def _dayless(value: object) -> object:
    """A date written by hand with a time is its day."""
    return value.date() if isinstance(value, datetime) else value


def _known(name: str) -> str:
    if name not in platform_ids():
        raise ValueError(f"不认识这个平台，有的是 {'、'.join(platform_ids())}")
    return name


PlatformId = Annotated[str, AfterValidator(_known)]
Day = Annotated[Date, BeforeValidator(_dayless)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Topic(_Strict):
    """One post worth writing."""

    id: str = Field(pattern=r"^t\d{3,}$")
    status: Status = "proposed"
    question: Words = Field(min_length=1)
    """What the reader asks; also what a draft is called."""
    form: str
    """Which kind of post, see forms.yaml."""
    facts: list[FactId] = Field(default_factory=list[str])
    """Who carries it, the most telling first; empty for one that needs the person."""
    reader: OrEmpty = Field(default="", pattern=r"^(f\d{3,})?$")
    """The fact that tells of the reader's worry."""
    builds: Builds
    platforms: list[PlatformId] = Field(default_factory=list[str])
    """Best first."""
    why_now: OrEmpty = ""
    due: Day | None = None
    """The day by which it should be out; None when it does not matter."""
    notes: list[str] = Field(default_factory=list[str])
    """Methodology notes on how to write it."""
    missing: OrEmpty = ""
    """What the person must tell before it can be written."""
    reason: OrEmpty = ""
    """Why it was dropped."""
    origin: Literal["model", "words", "log"] = "words"
    """Who worded the question: a model, the person's own words, or `byline log` earlier."""
    made: datetime

    @property
    def number(self) -> int:
        """What a person calls it by: 3 for t003."""
        return int(self.id[1:])


class PlannedPost(_Strict):
    """One topic on one day."""

    date: Day
    """When it comes out."""
    write: Day | None = None
    """When it is written, where that is another day: some people have time on Sundays only."""
    topic: str = Field(pattern=r"^t\d{3,}$")
    platforms: list[PlatformId] = Field(min_length=1)
    """The first is written for, the others get it adapted."""
    hours: float = Field(gt=0)
    """What it will take, by our estimate."""

    @property
    def worked(self) -> Date:
        """The day whose week it takes the hours of."""
        return self.write or self.date


class Plan(_Strict):
    """Which topic on which day."""

    start: Day
    weeks: int = Field(default=4, ge=1, le=12)
    hours: float = Field(gt=0)
    """Hours a week it was made for."""
    posts: list[PlannedPost] = Field(default_factory=list[PlannedPost])


class TopicBook(_Strict):
    """topics.yaml."""

    topics: list[Topic] = Field(default_factory=list[Topic])
    """In the order in which they are to be written."""
    plan: Plan | None = None

    @property
    def next_number(self) -> int:
        """The number of the next topic."""
        return max((topic.number for topic in self.topics), default=0) + 1

    def of(self, *statuses: Status) -> list[Topic]:
        """The topics in one of these states, in order."""
        return [topic for topic in self.topics if topic.status in statuses]

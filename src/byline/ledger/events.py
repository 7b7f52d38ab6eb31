"""One model for each thing that can happen in an interview; a line of interview.jsonl is one event.

Owns: the shape of the journal's lines. Promise: unknown events and unknown fields are refused,
and any text a terminal can produce can be stored.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from byline.ledger.models import Words


class _Event(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    seq: int = Field(default=0, ge=0)
    """Line order; given by `Journal.append`."""
    at: str = ""
    """ISO time; given by `Journal.append` from its clock."""


class Session(_Event):
    """A sitting began."""

    event: Literal["session"] = "session"
    language: Literal["zh", "en"]
    byline: str
    """The version of byline."""


class Asked(_Event):
    """A question was put on the screen."""

    event: Literal["asked"] = "asked"
    question_id: str = Field(pattern=r"^q\d{3,}$")
    topic: str
    probe: bool = False
    """Whether it follows up on the answer before."""
    text: Words
    origin: Literal["guide", "model"] = "guide"
    notes: list[str] = Field(default_factory=list[str])
    """Ids of methodology notes: why this question."""


class Answered(_Event):
    """What the person typed, verbatim."""

    event: Literal["answered"] = "answered"
    answer_id: str = Field(pattern=r"^a\d{3,}$")
    question_id: str = Field(pattern=r"^q\d{3,}$")
    text: Words = Field(min_length=1)


class Skipped(_Event):
    """The person passed over a question."""

    event: Literal["skipped"] = "skipped"
    question_id: str = Field(pattern=r"^q\d{3,}$")


class Extracted(_Event):
    """Facts were taken from an answer; an empty list means there were none."""

    event: Literal["extracted"] = "extracted"
    answer_id: str = Field(pattern=r"^a\d{3,}$")
    facts: list[str]
    prompt: str
    """id@version of the prompt."""
    model: str


class ExtractionFailed(_Event):
    """The model gave nothing usable; the answer stays pending."""

    event: Literal["extraction_failed"] = "extraction_failed"
    answer_id: str = Field(pattern=r"^a\d{3,}$")
    reason: Words


class Heard(_Event):
    """What byline played back as understood."""

    event: Literal["heard"] = "heard"
    text: list[Words]


class Finished(_Event):
    """The interview came to its end."""

    event: Literal["finished"] = "finished"


Event = Session | Asked | Answered | Skipped | Extracted | ExtractionFailed | Heard | Finished
EVENT: TypeAdapter[Event] = TypeAdapter(Annotated[Event, Field(discriminator="event")])
"""Reads one line of the journal into its event."""

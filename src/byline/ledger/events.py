"""One model for each thing a person and byline say to each other; a line of interview.jsonl is one.

Owns: the shape of the journal's lines. Kinds are only ever added, so an older journal reads as it
is. Promise: unknown events and unknown fields are refused,
and any text a terminal can produce can be stored.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from byline.ledger.models import Kind, Words
from byline.text.language import Language

ANSWER_ID = r"^a\d{3,}(\.\d+)?$"
"""a003 is an answer as it was first given, a003.2 what the person made of it later. An id always
means the same words, so a quote with its span stays true whatever is changed afterwards."""

AFFIRM_ID = r"^y\d{3,}$"
"""y001: a yes to a sentence byline proposed."""


class _Event(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    seq: int = Field(default=0, ge=0)
    """Line order; given by `Journal.append`."""
    at: str = ""
    """ISO time; given by `Journal.append` from its clock."""


class Session(_Event):
    """A sitting began."""

    event: Literal["session"] = "session"
    language: Language
    byline: str
    """The version of byline."""


class Slot(BaseModel):
    """A place in a draft that waits for the person's words."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    draft: Words
    """Its file, as seen from the workspace."""
    question: Words
    """What stood between its brackets when it was asked."""


class Asked(_Event):
    """A question was put on the screen."""

    event: Literal["asked"] = "asked"
    question_id: str = Field(pattern=r"^q\d{3,}$")
    topic: str
    probe: bool = False
    """Whether it follows up on something said before."""
    manner: Literal["opening", "probe", "back", "confirm", "clash", "heard"] = "opening"
    """back: a follow-up that comes later; confirm: said elsewhere, so not asked from scratch;
    clash: two answers disagree; heard: what is wrong with the closing lines."""
    lead: Words = ""
    """Said before the question and no part of it: an offer to rest."""
    text: Words
    origin: Literal["guide", "model"] = "guide"
    notes: list[str] = Field(default_factory=list[str])
    """Ids of methodology notes: why this question."""
    slot: Slot | None = None
    """The place in a draft that the answer is for; None in the interview itself."""


class Answered(_Event):
    """What the person typed, verbatim; a second version of it replaces the first."""

    event: Literal["answered"] = "answered"
    answer_id: str = Field(pattern=ANSWER_ID)
    question_id: str = Field(pattern=r"^q\d{3,}$")
    text: Words = Field(min_length=1)


class Skipped(_Event):
    """The person passed over a question."""

    event: Literal["skipped"] = "skipped"
    question_id: str = Field(pattern=r"^q\d{3,}$")


class Withdrawn(_Event):
    """The person took an answer back; its words stay in the lines above."""

    event: Literal["withdrawn"] = "withdrawn"
    answer_id: str = Field(pattern=ANSWER_ID)


class Unasked(_Event):
    """A question was taken back before it was answered: what it built on has changed."""

    event: Literal["unasked"] = "unasked"
    question_id: str = Field(pattern=r"^q\d{3,}$")


class MarkedPrivate(_Event):
    """The person said that an answer, in all its versions, is not for the public."""

    event: Literal["marked_private"] = "marked_private"
    answer_id: str = Field(pattern=ANSWER_ID)


class LanguageChanged(_Event):
    """From here on byline speaks another language."""

    event: Literal["language"] = "language"
    language: Language
    asked: bool
    """Whether the person asked for it; otherwise byline followed their answers."""


class Extracted(_Event):
    """Facts were taken from an answer; an empty list means there were none."""

    event: Literal["extracted"] = "extracted"
    answer_id: str = Field(pattern=ANSWER_ID)
    facts: list[str]
    prompt: str
    """id@version of the prompt."""
    model: str


class ExtractionFailed(_Event):
    """The model gave nothing usable; the answer stays pending."""

    event: Literal["extraction_failed"] = "extraction_failed"
    answer_id: str = Field(pattern=ANSWER_ID)
    reason: Words


class Heard(_Event):
    """What byline played back as understood."""

    event: Literal["heard"] = "heard"
    text: list[Words]
    facts: list[str] = Field(default_factory=list[str])
    """The fact behind each line."""


class Finished(_Event):
    """The interview came to its end."""

    event: Literal["finished"] = "finished"


class MaterialAdded(_Event):
    """A document was copied into materials/."""

    event: Literal["material_added"] = "material_added"
    material: Words
    """Its name there; `given` is what it was called before."""
    given: Words
    sha256: str
    me: Words = ""
    """Which of the people writing in it the person is; empty when it has one author."""


class MaterialRead(_Event):
    """A stretch of a document was read for facts; an empty list means there were none."""

    event: Literal["material_read"] = "material_read"
    material: Words
    sha256: str
    """Of the document: another one under the same name is unread."""
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    facts: list[str]
    prompt: str
    """id@version of the prompt."""
    model: str


class Logged(_Event):
    """What happened this week, verbatim."""

    event: Literal["logged"] = "logged"
    log_id: str = Field(pattern=r"^l\d{3,}$")
    text: Words = Field(min_length=1)


class LogRead(_Event):
    """Facts were taken from a log entry; an empty list means there were none."""

    event: Literal["log_read"] = "log_read"
    log_id: str = Field(pattern=r"^l\d{3,}$")
    facts: list[str]
    prompt: str
    """id@version of the prompt."""
    model: str


class PostIdea(BaseModel):
    """A post worth writing: a reader's question and the facts that answer it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    question: Words = Field(min_length=1)
    facts: list[str] = Field(min_length=1)
    builds: Literal["influence", "liking", "trust"]
    origin: Literal["model", "words"]
    """Who worded the question: a model, or the position in the person's words."""


class Suggested(_Event):
    """Posts were proposed after a log entry."""

    event: Literal["suggested"] = "suggested"
    log_id: str = Field(pattern=r"^l\d{3,}$")
    posts: list[PostIdea]


class Affirmed(_Event):
    """The person said yes to a sentence byline proposed, as it was or in other words."""

    event: Literal["affirmed"] = "affirmed"
    affirm_id: str = Field(pattern=AFFIRM_ID)
    draft: Words
    """The file it was proposed in, as seen from the workspace."""
    proposed: Words = Field(min_length=1)
    """The words byline proposed."""
    text: Words = Field(min_length=1)
    """The words that now stand: the same, or the person's own."""
    kind: Kind = "opinion"
    language: Language | None = None


class Entered(_Event):
    """An affirmation stands in the ledger; a fact that is gone later was taken out on purpose."""

    event: Literal["entered"] = "entered"
    affirm_id: str = Field(pattern=AFFIRM_ID)
    fact: str


class Struck(_Event):
    """The person did not want a sentence byline proposed."""

    event: Literal["struck"] = "struck"
    draft: Words
    proposed: Words = Field(min_length=1)


Told = (
    Session
    | Asked
    | Answered
    | Skipped
    | Withdrawn
    | Unasked
    | MarkedPrivate
    | LanguageChanged
    | Extracted
    | ExtractionFailed
    | Heard
    | Finished
)
Gathered = MaterialAdded | MaterialRead | Logged | LogRead | Suggested
Agreed = Affirmed | Entered | Struck
Event = Told | Gathered | Agreed
EVENT: TypeAdapter[Event] = TypeAdapter(Annotated[Event, Field(discriminator="event")])
"""Reads one line of the journal into its event."""

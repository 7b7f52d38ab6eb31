"""What a draft is made of: the brief it was written from, its sentences, and what became of them.

Owns: the shapes that the drafting calls hand to each other and that a draft's file keeps. Promise:
every sentence says what it rests on: facts of the ledger, a proposal the person is still asked
about, or nothing because it claims nothing. Nothing here reads or writes a file, or asks a model.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from byline.checks.findings import Finding
from byline.knowledge.notes import Note
from byline.ledger.models import Fact
from byline.platforms import Platform
from byline.text.language import Language

Status = Literal["pass", "needs_input", "revise"]
SentenceKind = Literal["told", "proposed", "plain", "slot"]
"""told: says what its facts say; proposed: a view or advice nobody said yet, shown as 【待认：…】;
plain: speaks to the reader, links, asks, and claims nothing; slot: 【待补：…】, asks the person."""
Writes = Literal["posts", "quotes"]
"""What a model is trusted to write: whole posts, or nothing but the person's own words in order."""
ASK, AFFIRM = "【待补：{}】", "【待认：{}】"
"""How a slot and a proposed sentence stand in a draft's file."""
FORMAT = 2
"""Of a draft's file; 1 was sections with beats."""


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Sentence(_Data):
    """One sentence of a post and what it rests on."""

    text: str
    """As it stands, without marks; of a proposal or slot without its brackets and label."""
    kind: SentenceKind
    facts: list[str] = Field(default_factory=list[str])
    """Ids of the facts it tells; empty unless `told`."""
    own: str = ""
    """A sentence the person wrote into the file by hand that this one goes back to."""


class Cut(_Data):
    """What a model wrote and readers will not get."""

    text: str
    reason: str


class Change(_Data):
    """A sentence that was written again because of what the audit found."""

    was: str
    now: str
    """'' when it went altogether."""
    reason: str


class BriefRecord(_Data):
    """The brief as a draft keeps it."""

    reader: str
    """Whom the post is for; '' before a position was chosen."""
    question: str
    """What the post answers: the topic as it was asked for."""
    claim: str = ""
    """Id of the position it serves (c2); '' before a choice."""
    facts: list[str] = Field(default_factory=list[str])
    """Ids of the facts the model was shown, nearest to the topic first."""
    withheld: int = 0
    """How many facts there are that may not be told."""


class Draft(_Data):
    """A post for one platform, and how it came to be."""

    format: Literal[2] = 2
    platform: str
    topic: str
    made: datetime
    language: Language = "zh"
    writes: Writes = "posts"
    """Who worded it: a model that writes posts, or the person alone (`quotes`)."""
    brief: BriefRecord | None = None
    status: Status
    title: str
    titles: list[str] = Field(default_factory=list[str])
    """Others that would do."""
    tags: list[str]
    body: str
    """The post between title and tags as the file has it: headings, 【待认：…】 and all."""
    sentences: list[Sentence]
    """In the order of the body."""
    cut: list[Cut] = Field(default_factory=list[Cut])
    changed: list[Change] = Field(default_factory=list[Change])
    findings: list[Finding]
    ai_label: str
    """Words that declare the help of a model; offered with every draft."""
    notes: list[str]
    """Ids of the methodology notes whose text was sent to the model."""
    prompts: list[str]
    """id@version of every prompt that was really sent."""
    model: str
    auditor: str = ""
    """The model that held the sentences against the facts; '' where none did."""

    @property
    def facts(self) -> list[str]:
        """Every fact the post tells, in its order."""
        return list(dict.fromkeys(name for one in self.sentences for name in one.facts))

    @property
    def proposed(self) -> list[Sentence]:
        """What the person has yet to say yes to."""
        return [one for one in self.sentences if one.kind == "proposed"]

    @property
    def slots(self) -> list[Sentence]:
        """What the person is asked for."""
        return [one for one in self.sentences if one.kind == "slot"]


@dataclass(frozen=True)
class Brief:
    """What one post is for, and everything it may be made of."""

    topic: str
    """The reader's question, or what the post is about."""
    platform: Platform
    language: Language
    """Of the person's facts: byline does not translate what somebody said."""
    facts: tuple[Fact, ...]
    """Public ones that belong in a post, in the ledger's order so that prompts begin alike."""
    nearest: tuple[str, ...] = ()
    """Their ids, nearest to the topic first."""
    notes: tuple[Note, ...] = ()
    """Methodology found for this topic, reader, platform and stage."""
    reader: str = ""
    """Whom the chosen position is for; '' before a choice."""
    position: str = ""
    """The chosen position in a few lines; '' before a choice."""
    claim: str = ""
    """Its id."""
    voice: str = ""
    """How the person writes, in a few lines; '' when nobody learned it."""
    samples: tuple[str, ...] = ()
    """Up to two of the person's own texts, for the tone alone."""
    told: tuple[str, ...] = ()
    """What earlier posts told, a line each."""
    struck: tuple[str, ...] = ()
    """Sentences proposed before that the person did not want."""
    withheld: int = 0

    @property
    def record(self) -> BriefRecord:
        """What the draft's file keeps of it."""
        return BriefRecord(
            reader=self.reader,
            question=self.topic,
            claim=self.claim,
            facts=list(self.nearest) or [fact.id for fact in self.facts],
            withheld=self.withheld,
        )

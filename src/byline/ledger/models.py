"""What a fact is, and the only door through which one is made.

Owns: `Fact`, its `Source`, a model's `Proposal`, and `verify`. Promise: a verified fact's quote is
`source_text[start:end]`, and its statement holds no quantity that the quote does not hold. What of
a fact may leave the ledger is `Fact.words` and nothing else.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
    model_validator,
)

from byline.errors import QuoteError
from byline.ledger.consent import Consent, default_consent
from byline.text.quantities import quantities, same
from byline.text.sentences import find_verbatim, mend_surrogates

Kind = Literal[
    "result",
    "experience",
    "skill",
    "credential",
    "passion",
    "asset",
    "people",
    "audience",
    "constraint",
    "opinion",
    "boundary",
    "other",
]


SourceKind = Literal["answer", "material", "log", "affirmed"]
_ID = r"^f\d{3,}$"


def _mended(value: object) -> object:
    return mend_surrogates(value) if isinstance(value, str) else value


Words = Annotated[str, BeforeValidator(_mended)]
"""A person's words: undecodable terminal bytes are made storable instead of refused."""


def _dated(value: object) -> object:
    """In YAML a hand-written 2019 is a number and 2019-03-01 a date."""
    if isinstance(value, date):
        return value.isoformat()[:10]
    return str(value) if isinstance(value, int) else _filled(value)


def _filled(value: object) -> object:
    """A field left blank by hand is an empty one."""
    return "" if value is None else value


PartialDate = Annotated[str, BeforeValidator(_dated)]
OrEmpty = Annotated[str, BeforeValidator(_filled)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(_Strict):
    """Where a quote stands: `sources[id][start:end]`."""

    kind: SourceKind
    id: str = Field(min_length=1)
    """The id of an answer (a003), a log entry (l002) or an affirmation (y001), or a file's name."""
    start: int = Field(ge=0)
    end: int = Field(gt=0)

    @model_validator(mode="after")
    def _forward(self) -> Source:
        if self.end <= self.start:
            raise ValueError("end 要大于 start")
        return self


class Proposal(_Strict):
    """What a model thinks a fact is; nothing is trusted until `verify` has found the quote."""

    statement: Words = Field(min_length=1)
    quote: Words = Field(min_length=1)
    kind: Kind


class NewFact(_Strict):
    """A verified fact that has no id yet; `Ledger.add` gives it one."""

    statement: str = Field(min_length=1)
    quote: str = Field(min_length=1)
    source: Source
    kind: Kind
    topic: str = ""
    """The guide topic under which it was said; empty for all but answers."""
    consent: Consent
    confirmed: bool = False
    """Whether the person has read it and agreed."""
    recorded: datetime
    """When byline noted it."""
    said: datetime | None = None
    """When the person said it, where that is known."""
    happened: PartialDate = Field(default="", pattern=r"^(\d{4}(-\d{2}(-\d{2})?)?)?$")
    """The date the quote names: a year, a month or a day; empty when it names none for certain."""


class Fact(NewFact):
    """One entry of facts.yaml."""

    id: str = Field(pattern=_ID)
    anonymised: OrEmpty = ""
    """How it may be told when consent is `anonymise`; only what the person has confirmed."""
    identifying: tuple[str, ...] = ()
    """The words of the quote that would tell who it is about; none stands in `anonymised`."""
    checked: datetime | None = None
    """When the person last said that it holds."""
    superseded_by: OrEmpty = Field(default="", pattern=rf"{_ID}|^$")
    """The newer fact that holds instead; this one stays as its history."""
    last_used: datetime | None = None
    """When a draft last rested on it."""

    @field_validator("identifying")
    @classmethod
    def _gone(cls, words: tuple[str, ...], known: ValidationInfo) -> tuple[str, ...]:
        left = [word for word in words if word and word in known.data.get("anonymised", "")]
        if left:
            raise ValueError(f"anonymised 里还有 {'、'.join(left)}")
        return words

    @property
    def opened(self) -> bool:
        """Whether the person lets it be told, as it is or in its anonymised wording."""
        return self.consent == "public" or (self.consent == "anonymise" and bool(self.anonymised))

    @property
    def usable(self) -> bool:
        """Whether positions and drafts may rest on it: opened, and no newer fact in its place."""
        return self.opened and not self.superseded_by

    @property
    def words(self) -> str:
        """What may be told of it: the quote, or the anonymised wording and never the quote.

        RuntimeError for a fact that is not usable: to ask is a defect of the caller.
        """
        if not self.usable:
            raise RuntimeError(f"{self.id} may not be told")
        return self.quote if self.consent == "public" else self.anonymised


def verify(
    proposal: Proposal,
    source_text: str,
    source_id: str,
    *,
    recorded: datetime,
    topic: str = "",
    source_kind: SourceKind = "answer",
) -> NewFact:
    """Turn a proposal into a fact, or raise QuoteError.

    The stored quote is cut from the source. A statement with a quantity the quote lacks is
    replaced by the quote. Consent starts at `default_consent`; `confirmed` starts false.
    """
    found = find_verbatim(proposal.quote, source_text)
    if found is None:
        raise QuoteError(
            f"这句话在 {source_id} 里找不到原文",
            value=proposal.quote,
            next_step="byline facts 看已有的事实；这一条没有记下来",
        )
    quote = source_text[found[0] : found[1]]
    statement = quote if foreign_quantities(proposal.statement, quote) else proposal.statement
    consent, _ = default_consent(f"{statement}\n{quote}", proposal.kind)
    return NewFact(
        statement=statement,
        quote=quote,
        source=Source(kind=source_kind, id=source_id, start=found[0], end=found[1]),
        kind=proposal.kind,
        topic=topic,
        consent=consent,
        recorded=recorded,
    )


def foreign_quantities(statement: str, quote: str) -> list[str]:
    """The quantities of a statement that its quote lacks, or states less exactly."""
    said = quantities(quote)
    return [
        claim.text
        for claim in quantities(statement)
        if not any(same(claim, other) and claim.approximate >= other.approximate for other in said)
    ]

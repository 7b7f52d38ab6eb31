"""What a fact is, and the only door through which one is made.

Owns: `Fact`, its `Source`, a model's `Proposal`, and `verify`. Promise: a verified fact's quote is
`source_text[start:end]`, and its statement holds no quantity that the quote does not hold.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

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


def _mended(value: object) -> object:
    return mend_surrogates(value) if isinstance(value, str) else value


Words = Annotated[str, BeforeValidator(_mended)]
"""A person's words: undecodable terminal bytes are made storable instead of refused."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(_Strict):
    """Where a quote stands: `sources[id][start:end]`."""

    kind: Literal["answer", "material"]
    id: str = Field(min_length=1)
    """An answer's id (a003) or a material's file name."""
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
    """The guide topic under which it was said; empty for materials and the log."""
    consent: Consent
    confirmed: bool = False
    """Whether the person has read it and agreed."""
    recorded: datetime


class Fact(NewFact):
    """One entry of facts.yaml."""

    id: str = Field(pattern=r"^f\d{3,}$")


def verify(
    proposal: Proposal,
    source_text: str,
    source_id: str,
    *,
    recorded: datetime,
    topic: str = "",
    source_kind: Literal["answer", "material"] = "answer",
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
    statement = proposal.statement if _covered(proposal.statement, quote) else quote
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


def _covered(statement: str, quote: str) -> bool:
    """Whether every quantity stated is in the quote, and none is stated more exactly than there."""
    said = quantities(quote)
    return all(
        any(same(claim, other) and claim.approximate >= other.approximate for other in said)
        for claim in quantities(statement)
    )

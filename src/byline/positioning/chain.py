"""Facts become candidate positions, one model call an angle.

Owns: the angles, the schema that ties evidence to real fact ids, and what is done with a proposal.
Promise: a candidate rests on at least one fact that may be public; ids are real; a figure that no
supporting fact holds leaves the text and becomes a slot.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from typing import Any, cast

from pydantic import BaseModel, ConfigDict, Field, create_model

from byline import prompts
from byline.checks.grounding import unsupported_quantities
from byline.errors import LedgerError
from byline.ledger.models import Fact, Kind
from byline.llm.schemas import list_of, one_of
from byline.llm.structured import StructuredCaller
from byline.positioning.models import Candidate, Claim, Evidence
from byline.shipped import load_data, shipped
from byline.text.quantities import quantities

PROMPT = "positioning/candidate"
LEAST_FACTS = 4
"""Below this many public facts three positions would be three inventions."""
OWN = 6
SHOWN = 8
DOUBTS = 3
"""Facts an angle is shown: of its own topics, altogether, and beside them doubts."""
TELLING: tuple[Kind, ...] = (
    "result",
    "people",
    "audience",
    "opinion",
    "skill",
    "experience",
    "credential",
    "constraint",
    "asset",
    "passion",
    "boundary",
    "other",
)
AGAINST: frozenset[Kind] = frozenset({"constraint", "boundary", "asset"})
"""Kinds that can speak against a position."""


class Angle(BaseModel):
    """Where one candidate starts from."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    name: str
    task: str
    topics: list[str]


class Angles(BaseModel):
    """prompts/positioning/angles.yaml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: int
    angles: list[Angle] = Field(min_length=3)


@functools.cache
def load_angles() -> list[Angle]:
    """The shipped angles, validated."""
    return load_data(shipped("prompts") / "positioning" / "angles.yaml", Angles).angles


def propose(
    caller: StructuredCaller, facts: Sequence[Fact], notes: Sequence[str], model: str
) -> Iterator[Candidate]:
    """Yield one candidate an angle as each is made.

    `notes` are lines of methodology for the prompt. Raises LedgerError when there are too few
    public facts, and ModelError.
    """
    public = [fact for fact in facts if fact.consent == "public" and fact.kind != "boundary"]
    if len(public) < LEAST_FACTS:
        raise LedgerError(
            f"能公开的事实只有 {len(public)} 条，三个定位撑不起来（至少 {LEAST_FACTS} 条）",
            next_step="byline interview 再聊几句，或 byline facts --public f001 放开几条",
        )
    made: list[Candidate] = []
    for number, angle in enumerate(load_angles(), start=1):
        shown = facts_for(angle, facts)
        messages = prompts.load(PROMPT).messages(
            facts="\n".join(_line(fact) for fact in shown),
            notes="\n".join(f"- {note}" for note in notes),
            angle=angle.task,
            taken="；".join(f"{c.audience}：{c.problem}" for c in made) or "无",
        )
        claim = caller.ask(messages, candidate_schema(shown), max_tokens=700)
        candidate = _candidate(f"c{number}", angle, claim, shown, model)
        made.append(candidate)
        yield candidate


LONGEST = {
    "domain": 24,
    "role": 30,
    "audience": 40,
    "problem": 50,
    "alternative": 40,
    "why_him": 60,
    "must_be_true": 60,
    "test": 90,
}
"""Characters a field may have: a position that needs more words is not one yet."""


def candidate_schema(facts: Sequence[Fact]) -> type[BaseModel]:
    """A claim whose evidence can only be ids of the facts shown, public ones for the support."""
    support = tuple(f.id for f in facts if f.consent == "public" and f.kind not in AGAINST)
    support = support or tuple(f.id for f in facts if f.consent == "public")
    against = tuple(f.id for f in facts if f.kind in AGAINST)
    ids: Any = one_of(support)
    doubts: Any = (
        (list_of(one_of(against)), Field(max_length=2))
        if against
        else (list[str], Field(max_length=0))
    )
    evidence = create_model(
        "Evidence", support=(list_of(ids), Field(min_length=1, max_length=4)), against=doubts
    )
    # The later base's fields come first: a model that has named its facts words the claim by them.
    lengths: Any = {name: (str, Field(max_length=most)) for name, most in LONGEST.items()}
    return create_model("Candidate", __base__=(Claim, evidence), **lengths)


def facts_for(angle: Angle, facts: Sequence[Fact]) -> list[Fact]:
    """What one angle is shown: its own topics first, then the most telling rest, then doubts.

    A position thought from everything at once comes out the same three times.
    """
    own = [fact for topic in angle.topics for fact in facts if fact.topic == topic]
    own = [fact for fact in own if fact.consent == "public" and fact.kind not in AGAINST]
    rest = [
        fact
        for fact in sorted(facts, key=lambda fact: TELLING.index(fact.kind))
        if fact.consent == "public" and fact.kind not in AGAINST and fact not in own
    ]
    doubts = [fact for fact in facts if fact.kind in AGAINST]
    return [*[*own[:OWN], *rest][:SHOWN], *doubts[:DOUBTS]]


def _line(fact: Fact) -> str:
    hidden = "（不公开）" if fact.consent != "public" else ""
    return f"{fact.id} {fact.kind} {hidden}{' '.join(fact.quote.split())}"


def _candidate(
    candidate_id: str, angle: Angle, claim: BaseModel, facts: Sequence[Fact], model: str
) -> Candidate:
    values = claim.model_dump()
    support = list(dict.fromkeys(cast(list[str], values.pop("support"))))
    against = [i for i in dict.fromkeys(cast(list[str], values.pop("against"))) if i not in support]
    held = {fact.id: fact for fact in facts}
    quotes = [held[fact_id].quote for fact_id in support]
    slots: list[str] = []
    for field in ("domain", "role", "audience", "problem", "why_him"):
        values[field], removed = _without_inventions(str(values[field]), quotes)
        slots.extend(removed)
    return Candidate(
        id=candidate_id,
        angle=angle.name,
        support=support,
        against=against,
        evidence=_evidence([held[fact_id] for fact_id in support]),
        slots=slots,
        prompt=prompts.load(PROMPT).ref,
        model=model,
        **values,
    )


def _without_inventions(text: str, quotes: Sequence[str]) -> tuple[str, list[str]]:
    """The text with unsupported figures turned into slots, and the figures taken out."""
    removed: list[str] = []
    for finding in reversed(unsupported_quantities(text, quotes)):
        if finding.span:
            start, end = finding.span
            text = f"{text[:start]}【待补：数字】{text[end:]}"
            removed.append(finding.text)
    return text, removed


def _evidence(support: Sequence[Fact]) -> Evidence:
    return Evidence(
        facts=len(support),
        figures=sum(bool(quantities(fact.quote)) for fact in support),
        results=sum(fact.kind == "result" for fact in support),
        people=sum(fact.kind in {"people", "audience"} for fact in support),
        advantages=list(dict.fromkeys(fact.topic for fact in support if fact.topic)),
    )

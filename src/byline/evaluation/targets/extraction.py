"""The extraction suite: does an answer become the facts that are in it, and nothing else.

Owns: answers with labelled facts, and the scores of what was extracted. Promise: labels and
facts are both places in the answer, so that scoring compares places and needs no judgement.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import Field, model_validator

from byline.app.answers import facts_in
from byline.checks.grounding import covers
from byline.errors import InputError
from byline.evaluation.models import Case, Outcome, Strict, Turn
from byline.evaluation.targets import Tools
from byline.interview.guide import Topic, load_guide
from byline.ledger.models import Kind, NewFact
from byline.text.quantities import quantities

COVERED = 0.6
"""Share of a labelled span that one fact must hold: an opening word more or less is no matter."""
INSIDE = 0.5
"""Share of a fact that must be labelled for it to be right without covering any one label."""


class Label(Strict):
    """One fact a reader finds in the answer."""

    span: str = Field(min_length=1)
    """Verbatim; it stands in the answer once."""
    kinds: list[Kind] = Field(min_length=1)
    """Every kind a careful reader would accept."""
    private: bool = False
    """Whether it must start as private."""


class ExtractionCase(Case):
    """One answer as it was spoken, and what is in it."""

    topic: str
    """A topic of the guide."""
    question: str = ""
    """The topic's opening question when empty."""
    answer: str = Field(min_length=1)
    facts: list[Label] = Field(default_factory=list[Label])
    not_facts: list[str] = Field(default_factory=list)
    """Chatter, verbatim: no fact may hold it."""

    @model_validator(mode="after")
    def _verbatim(self) -> ExtractionCase:
        for span in [*(label.span for label in self.facts), *self.not_facts]:
            if self.answer.count(span) != 1:
                raise ValueError(f"“{span}”在回答里应正好出现一次")
        return self


CASE = ExtractionCase


@dataclass(frozen=True)
class Place:
    """A stretch of the answer."""

    start: int
    end: int

    def shared(self, other: Place) -> int:
        """Characters both hold."""
        return max(0, min(self.end, other.end) - max(self.start, other.start))

    def held(self, other: Place) -> float:
        """Share of this place that `other` holds, 0 to 1."""
        return self.shared(other) / (self.end - self.start)


def run(case: ExtractionCase, tools: Tools) -> Outcome:
    """Extract the facts with the model under test; raises ModelError when it failed."""
    topic = guide_topic(case.topic)
    question = case.question or topic.opening
    facts = facts_in(case.answer, question, topic, tools.caller, tools.clock())
    return Outcome(
        scores=scores(case, facts),
        violations={
            "invented": invented(case.answer, facts),
            "private_miss": opened(case, facts),
        },
        transcript=[
            Turn(role="question", text=question),
            Turn(role="answer", text=case.answer),
            *(Turn(role="label", text=f"{'/'.join(f.kinds)} {f.span}") for f in case.facts),
            *(Turn(role="fact", text=f"{f.kind} {f.consent} {f.quote}") for f in facts),
        ],
    )


def scores(case: ExtractionCase, facts: Sequence[NewFact]) -> dict[str, float | None]:
    """Every metric of one answer; None where there is nothing to divide by."""
    labels = [(label, _place(label.span, case.answer)) for label in case.facts]
    chatter = [_place(span, case.answer) for span in case.not_facts]
    made = [_source(fact) for fact in facts]
    carriers = [(label, _carrier(place, facts)) for label, place in labels]
    found = [(label, fact) for label, fact in carriers if fact is not None]
    private = sum(label.private for label in case.facts)
    places = [place for _, place in labels]
    return {
        "precision": _share([_is_right(fact, places) for fact in made]),
        "recall": _share([fact is not None for _, fact in carriers]),
        "kind": _share([fact.kind in label.kinds for label, fact in found]),
        "chatter": _share([any(p.held(m) >= COVERED for m in made) for p in chatter]),
        "invented": float(len(invented(case.answer, facts))),
        "private_miss": len(opened(case, facts)) / private if private else None,
    }


def invented(answer: str, facts: Sequence[NewFact]) -> list[str]:
    """Figures of the facts that the answer does not hold, or holds less exactly."""
    said = quantities(answer)
    return [
        claim.text
        for fact in facts
        for text in dict.fromkeys((fact.statement, fact.quote))
        for claim in quantities(text)
        if not any(covers(one, claim) for one in said)
    ]


def opened(case: ExtractionCase, facts: Sequence[NewFact]) -> list[str]:
    """The labelled private matters that became facts and did not start as private."""
    carriers = [
        (label, _carrier(_place(label.span, case.answer), facts))
        for label in case.facts
        if label.private
    ]
    return [label.span for label, fact in carriers if fact and fact.consent != "private"]


def guide_topic(name: str) -> Topic:
    """The guide's topic with this id; InputError when the variant's guide has none."""
    guide = load_guide()
    topic = guide.topic(name)
    if topic is None:
        known = "、".join(topic.id for topic in guide.topics)
        raise InputError("提纲里没有这个话题", value=name, next_step=f"有的是：{known}")
    return topic


def _place(span: str, answer: str) -> Place:
    start = answer.index(span)
    return Place(start, start + len(span))


def _source(fact: NewFact) -> Place:
    return Place(fact.source.start, fact.source.end)


def _carrier(place: Place, facts: Sequence[NewFact]) -> NewFact | None:
    """The fact that holds most of a labelled place, if it holds enough of it."""
    best = max(facts, key=lambda fact: place.held(_source(fact)), default=None)
    return best if best and place.held(_source(best)) >= COVERED else None


def _is_right(fact: Place, labels: Sequence[Place]) -> bool:
    labelled = sum(fact.shared(label) for label in labels)
    return any(label.held(fact) >= COVERED for label in labels) or (
        labelled >= INSIDE * (fact.end - fact.start)
    )


def _share(verdicts: Sequence[bool]) -> float | None:
    return sum(verdicts) / len(verdicts) if verdicts else None

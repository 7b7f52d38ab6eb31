"""What a person tells now, and why not more.

Owns: policy and style turned into a decision a question. Both drivers share it, so the model-driven
one is shown only what may be said. Promise: a decision depends on the questions so far and on
nothing else; a fact is told once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from byline.evaluation.interviewee.matching import Matcher, Touch
from byline.evaluation.interviewee.sheet import Person, SheetFact

NEARER = 0.1
"""How much nearer than the decoys a fact must be to be asked for at all."""
CLOSE = 0.1
"""How far behind the best a fact may be to come along."""
VOLUNTEERED = 0.2
"""The same for what the person likes to tell."""
LEADS = 0.12
"""By how much a question that names a fact is ahead of the next one."""
CONTINUED = 0.15
"""Added to facts of the story that a follow-up is about."""
PRESSED = 0.05
"""The same as CLOSE for what the person is reluctant to tell: a question beside it is no asking."""
MOST = 2
"""Facts in one answer; one for who is terse, rambles or is tired."""
WANDERS = 4
"""An off-topic person gives every such answer to something else altogether."""

Manner = Literal["tells", "evades", "again", "nothing", "wanders", "tired"]
_QUOTED = re.compile(r"[“\"「](.+?)[”\"」]")
_REFERS = re.compile(
    r"^(?:你(?:刚才|前面)(?:说|提到)|You (?:just )?said(?: earlier)?)[^。？?]*?[”\"」][。，,.]?\s*"
)


@dataclass(frozen=True)
class Decision:
    """One question's facts, and how the answer goes."""

    manner: Manner
    facts: list[SheetFact]
    touched: list[str]
    """Facts the question asked for, told or not, allowed or not; the nearest first."""
    number: int
    """Which question this is, from 1."""


class Disclosure:
    """One interview's memory of what was asked and told."""

    def __init__(self, person: Person, matcher: Matcher | None = None) -> None:
        self._person = person
        self._matcher = matcher or Matcher(person)
        self._asked: set[str] = set()
        self._last: list[str] = []
        self.told: list[str] = []
        self.questions = 0

    def decide(self, question: str) -> Decision:
        """What this question gets; the facts in it count as told from here on."""
        self.questions += 1
        touches = self._touches(question)
        touched = [touch.fact for touch in self._asked_for(touches)]
        decision = self._decision(touches, touched)
        self._asked.update(touched)
        if decision.facts:
            self._last = [fact.id for fact in decision.facts]
            self.told.extend(self._last)
        return decision

    def take_back(self, fact_ids: list[str]) -> None:
        """Facts that were to be told and were not put into words."""
        self.told = [told for told in self.told if told not in fact_ids]

    def _decision(self, touches: list[Touch], touched: list[str]) -> Decision:
        def decided(manner: Manner, facts: list[SheetFact] | None = None) -> Decision:
            return Decision(manner, facts or [], touched, self.questions)

        person = self._person
        if person.style == "off_topic" and self.questions % WANDERS == 0:
            return decided("wanders")
        tired = person.style == "tiring" and self.questions > person.tires_after
        if tired and (self.questions - person.tires_after) % 2 == 0:
            return decided("tired")
        waiting = [touch for touch in self._open(touches) if touch.fact not in self.told]
        ready = [person.fact(touch.fact) for touch in waiting if self._gives(touch, touches)]
        if ready:
            single = tired or person.style in ("terse", "rambling")
            return decided("tells", ready[: 1 if single else MOST])
        if any(fact not in self.told for fact in touched):
            return decided("evades")
        return decided("again" if touched else "nothing")

    def _touches(self, question: str) -> list[Touch]:
        """The ranking, with what a follow-up is about brought forward and what it quotes left out.

        “你刚才说 X” names what is known already: the question is what comes after it.
        """
        quoted = [
            told
            for told in self._last
            for words in _QUOTED.findall(question)
            if words in self._person.fact(told).say
        ]
        rest = _REFERS.sub("", question) or question
        about = {self._person.fact(told).thread for told in quoted or self._last} - {""}
        moved = [
            self._forward(touch, about)
            for touch in self._matcher.touches(rest)
            if touch.fact not in quoted
        ]
        return sorted(moved, key=lambda touch: -touch.score)

    def _forward(self, touch: Touch, about: set[str]) -> Touch:
        if touch.fact in self.told or self._person.fact(touch.fact).thread not in about:
            return touch
        return Touch(touch.fact, touch.score + CONTINUED, touch.by_name)

    def _open(self, touches: list[Touch]) -> list[Touch]:
        """What the question asks for, and what the person brings up with it."""
        wide = {fact.id for fact in self._person.facts if fact.policy == "volunteer"}
        near = {touch.fact for touch in self._asked_for(touches)}
        far = {touch.fact for touch in asked_for(touches, VOLUNTEERED)} & wide
        return [touch for touch in touches if touch.fact in near | far]

    def _asked_for(self, touches: list[Touch]) -> list[Touch]:
        pressed = {touch.fact for touch in asked_for(touches, PRESSED)}
        return [
            touch
            for touch in asked_for(touches)
            if self._person.fact(touch.fact).policy != "reluctant" or touch.fact in pressed
        ]

    def _gives(self, touch: Touch, touches: list[Touch]) -> bool:
        fact = self._person.fact(touch.fact)
        if fact.withheld:
            return False
        shy = fact.policy == "reluctant" or (
            self._person.style == "evasive" and fact.policy == "asked"
        )
        return not shy or touch.fact in self._asked or _names(touch, touches)


def asked_for(touches: list[Touch], close: float = CLOSE) -> list[Touch]:
    """What a question asks for: nearer than the decoys, and near the best of this person's facts.

    `touches` come ordered, as from `Matcher.touches`.
    """
    return [t for t in touches if t.score > NEARER and t.score > touches[0].score - close]


def _names(touch: Touch, touches: list[Touch]) -> bool:
    """Whether the question is for this fact and no other."""
    others = [other.score for other in touches if other.fact != touch.fact]
    return touch.by_name and touch.score > max(others, default=0.0) + LEADS

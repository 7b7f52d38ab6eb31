"""What an interview got out of a person, counted.

Owns: the scores of the interview suites. Pure but for embeddings; no model. Promise: a fact counts
once, as caught when its anchors are in what was kept of one answer.
"""

from __future__ import annotations

from dataclasses import dataclass

from byline.evaluation.interviewee.drivers import Reply
from byline.evaluation.interviewee.matching import aspect_of, likeness
from byline.evaluation.interviewee.sheet import Person
from byline.evaluation.interviewee.wording import double, leading
from byline.ledger.models import Fact
from byline.text.quantities import quantities, same

MOST_QUESTIONS = 20
EARLY = 10
"""Questions after which recall is looked at the first time."""
ENOUGH = 0.8
"""The share of the sheet to which questions are counted."""
SAME_QUESTION = 0.8
"""Centred likeness from which two questions of one topic are one question asked twice."""
EXCUSED = ("tired", "wanders")
"""Manners in which no question would have got anything."""


@dataclass(frozen=True)
class Exchange:
    """One question, its answer, and what the ledger has of it."""

    topic: str
    question: str
    reply: Reply
    facts: list[Fact]


@dataclass(frozen=True)
class Talk:
    """A whole interview with one person."""

    person: Person
    exchanges: list[Exchange]
    extracted: bool
    """Whether facts were taken from answers; otherwise what was said counts as caught."""

    def spoken(self, first: int = MOST_QUESTIONS) -> set[str]:
        """Ids of the facts in the answers to the first questions."""
        return {
            told for one in self.exchanges[:first] for told in self.person.said([one.reply.text])
        }

    def caught(self, first: int = MOST_QUESTIONS) -> set[str]:
        """Ids of the facts the ledger holds from them."""
        if not self.extracted:
            return self.spoken(first)
        kept = [[fact.quote for fact in one.facts] for one in self.exchanges[:first]]
        return {told for quotes in kept for told in self.person.said(quotes)}

    def scores(self) -> dict[str, float | None]:
        """Every metric; None where there is nothing to count."""
        sheet = len(self.person.reachable)
        spoken, caught = self.spoken(), self.caught()
        questions = [one.question for one in self.exchanges]
        asked = max(1, len(questions))
        return {
            "recall_10": len(self.caught(EARLY)) / sheet,
            "recall_20": len(caught) / sheet,
            "elicited_20": len(spoken) / sheet,
            "captured_share": len(caught & spoken) / len(spoken) if spoken else None,
            "invented": float(sum(map(self._invented, self.exchanges))),
            "redundant": len(self.redundant()) / asked,
            "fruitless": len(self.fruitless()) / asked,
            "leading": sum(map(leading, questions)) / asked,
            "double": sum(map(double, questions)) / asked,
            "questions_to_80": float(self._questions_to(ENOUGH * sheet)),
            "kept_private": self._kept_private(),
        }

    def redundant(self) -> list[int]:
        """Places of the questions that asked for what had been told, or for the same thing twice.

        Of the fruitless ones those whose subject was told: the question's own aspect is one of a
        fact it touched. 露不露脸 asked of somebody who has nothing on it touches whatever of theirs
        is nearest, say their rent; nobody could have known, and it was not told.
        """
        return [
            place
            for place in self.fruitless()
            if self._asked_before(place) or self._subject_told(self.exchanges[place])
        ]

    def fruitless(self) -> list[int]:
        """Places of the questions that got nothing new and could not: the older count.

        A question counts when its answer holds no fact that was not spoken before, the person was
        not out of sorts, and either every fact it touches had been told, or an earlier question
        of its topic is the same one.
        """
        found: list[int] = []
        told: set[str] = set()
        for place, one in enumerate(self.exchanges):
            new = set(self.person.said([one.reply.text])) - told
            told |= new
            if new or one.reply.decision.manner in EXCUSED:
                continue
            if one.reply.decision.manner == "again" or self._asked_before(place):
                found.append(place)
        return found

    def _subject_told(self, one: Exchange) -> bool:
        about = aspect_of(one.question)
        return any(about in self.person.fact(fact).about for fact in one.reply.decision.touched)

    def _asked_before(self, place: int) -> bool:
        one = self.exchanges[place]
        earlier = [past.question for past in self.exchanges[:place] if past.topic == one.topic]
        return any(score >= SAME_QUESTION for score in likeness(one.question, earlier))

    def _questions_to(self, wanted: float) -> int:
        for asked in range(1, len(self.exchanges) + 1):
            if len(self.caught(asked)) >= wanted:
                return asked
        return MOST_QUESTIONS + 1

    def _kept_private(self) -> float | None:
        """The share of private facts in the ledger that start out as private."""
        private = [
            fact
            for one in self.exchanges
            for fact in one.facts
            if any(self.person.fact(told).private for told in self.person.said([fact.quote]))
        ]
        if not private:
            return None
        return sum(fact.consent == "private" for fact in private) / len(private)

    @staticmethod
    def _invented(one: Exchange) -> int:
        return sum(not grounded(fact, one.reply.text) for fact in one.facts)


def grounded(fact: Fact, answer: str) -> bool:
    """Whether the quote is in the answer, and every figure of the statement too."""
    said = quantities(answer)
    return fact.quote in answer and all(
        any(same(claim, other) for other in said) for claim in quantities(fact.statement)
    )

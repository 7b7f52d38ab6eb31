"""The journal as a conversation: each question with what came of it.

Owns: which version of an answer holds, what was said before it, and what was marked private.
Pure; a view of the events, computed anew from them. Promise: nothing that was said is missing from
an exchange.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from byline.ledger.events import (
    Answered,
    Asked,
    Event,
    MarkedPrivate,
    Skipped,
    Unasked,
    Withdrawn,
)
from byline.ledger.journal import root


@dataclass(frozen=True)
class Exchange:
    """A question that was put, and what the person made of it."""

    asked: Asked
    versions: tuple[Answered, ...] = ()
    """Everything said to it, oldest first."""
    withdrawn: bool = False
    skipped: bool = False
    private: bool = False

    @property
    def answer(self) -> Answered | None:
        """What holds now; None when nothing was said or it was taken back."""
        return self.versions[-1] if self.versions and not self.withdrawn else None

    @property
    def number(self) -> int:
        """The number a person calls the answer by: 3 for a003 and a003.2; 0 without one."""
        return int(root(self.versions[0].answer_id)[1:]) if self.versions else 0


def exchanges(events: Iterable[Event]) -> list[Exchange]:
    """Every question that was not taken back, in the order they were put."""
    held: dict[str, Exchange] = {}
    questions: dict[str, str] = {}
    for event in events:
        if isinstance(event, Asked):
            held[event.question_id] = Exchange(event)
        elif isinstance(event, Unasked):
            held.pop(event.question_id, None)
        else:
            if isinstance(event, Answered):
                questions[root(event.answer_id)] = event.question_id
            found = held.get(_question(event, questions))
            if found is not None:
                held[found.asked.question_id] = _after(found, event)
    return list(held.values())


def private_answers(events: Iterable[Event]) -> set[str]:
    """The first ids of the answers that were marked private."""
    return {root(event.answer_id) for event in events if isinstance(event, MarkedPrivate)}


def _question(event: Event, questions: Mapping[str, str]) -> str:
    """The question an event is about; empty when it is about none."""
    if isinstance(event, Answered | Skipped):
        return event.question_id
    if isinstance(event, Withdrawn | MarkedPrivate):
        return questions.get(root(event.answer_id), "")
    return ""


def _after(exchange: Exchange, event: Event) -> Exchange:
    """The exchange once this has happened to it."""
    if isinstance(event, Answered):
        versions = (*exchange.versions, event)
        return replace(exchange, versions=versions, withdrawn=False, skipped=False)
    if isinstance(event, Withdrawn):
        return replace(exchange, withdrawn=True)
    if isinstance(event, MarkedPrivate):
        return replace(exchange, private=True)
    return replace(exchange, skipped=not exchange.versions)

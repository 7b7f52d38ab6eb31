"""The journal as a conversation: each question with what came of it.

Owns: which version of an answer holds, what was said before it, and what was marked private.
Pure; a view of the events, computed anew from them. Promise: nothing that was said is missing from
an exchange.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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


def exchanges(events: Sequence[Event]) -> list[Exchange]:
    """Every question that was not taken back, in the order they were put."""
    unasked = {event.question_id for event in events if isinstance(event, Unasked)}
    private = private_answers(events)
    return [
        _exchange(event, events, private)
        for event in events
        if isinstance(event, Asked) and event.question_id not in unasked
    ]


def private_answers(events: Sequence[Event]) -> set[str]:
    """The first ids of the answers that were marked private."""
    return {root(event.answer_id) for event in events if isinstance(event, MarkedPrivate)}


def _exchange(asked: Asked, events: Sequence[Event], private: set[str]) -> Exchange:
    versions: list[Answered] = []
    withdrawn = skipped = False
    for event in events:
        if isinstance(event, Answered) and event.question_id == asked.question_id:
            versions.append(event)
            withdrawn = False
        elif isinstance(event, Withdrawn) and versions:
            withdrawn = withdrawn or root(event.answer_id) == root(versions[-1].answer_id)
        elif isinstance(event, Skipped) and event.question_id == asked.question_id:
            skipped = True
    return Exchange(
        asked=asked,
        versions=tuple(versions),
        withdrawn=withdrawn,
        skipped=skipped and not versions,
        private=any(root(version.answer_id) in private for version in versions),
    )

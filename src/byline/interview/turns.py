"""The journal as a conversation: questions with what came of them.

Owns: reading exchanges out of events. Pure. Promise: the order is the order of asking; of two
answers to one question the later counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from byline.ledger.events import Answered, Asked, Event, Skipped, Withdrawn


@dataclass(frozen=True)
class Exchange:
    """One question that was answered or passed over."""

    asked: Asked
    answer: str = ""
    """Empty when it was passed over or taken back."""
    answer_id: str = ""
    seconds: float = 0.0
    """From the question on the screen to the answer."""

    @property
    def topic(self) -> str:
        """The topic it was asked under."""
        return self.asked.topic


def exchanges(events: Iterable[Event]) -> list[Exchange]:
    """Every closed question with its answer, in the order of asking."""
    asked: dict[str, Asked] = {}
    closed: dict[str, Exchange] = {}
    for event in events:
        if isinstance(event, Asked):
            asked[event.question_id] = event
        elif isinstance(event, Answered | Skipped) and event.question_id in asked:
            question = asked[event.question_id]
            found = Exchange(question)
            if isinstance(event, Answered):
                found = replace(
                    found,
                    answer=event.text,
                    answer_id=event.answer_id,
                    # The time to a second version is no silence.
                    seconds=closed[event.question_id].seconds
                    if event.question_id in closed
                    else _between(question.at, event.at),
                )
            closed[event.question_id] = found
        elif isinstance(event, Withdrawn):
            closed = {
                name: Exchange(one.asked) if one.answer_id == event.answer_id else one
                for name, one in closed.items()
            }
    return [closed[name] for name in asked if name in closed]


def of_topic(talk: Sequence[Exchange], topic: str) -> list[Exchange]:
    """The exchanges of one topic."""
    return [one for one in talk if one.topic == topic]


def _between(start: str, end: str) -> float:
    if not start or not end:
        return 0.0
    return max(0.0, (datetime.fromisoformat(end) - datetime.fromisoformat(start)).total_seconds())

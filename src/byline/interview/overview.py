"""How far each topic is: known, thin, passed over or still open.

Owns: that reading of the journal. Pure. Promise: it shows what the person said in their own words
and counts nothing that was taken back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from byline.interview.guide import Guide, Topic
from byline.interview.thinness import lacking
from byline.ledger.exchanges import Exchange, exchanges
from byline.ledger.journal import Journal
from byline.text.counting import characters
from byline.text.sentences import one_line

State = Literal["known", "thin", "passed", "open"]


@dataclass(frozen=True)
class TopicState:
    """One line of the overview."""

    topic: Topic
    state: State
    said: str = ""
    """The fullest answer, in one line."""
    private: bool = False


def overview(journal: Journal, guide: Guide) -> list[TopicState]:
    """Every topic of the guide, in the order it asks them."""
    by_topic: dict[str, list[Exchange]] = {}
    for exchange in exchanges(journal.events):
        by_topic.setdefault(exchange.asked.topic, []).append(exchange)
    return [_state(topic, by_topic.get(topic.id, [])) for topic in guide.order]


def _state(topic: Topic, held: list[Exchange]) -> TopicState:
    answered = [one for one in held if one.answer]
    if not answered:
        passed = any(one.skipped or one.withdrawn for one in held)
        return TopicState(topic, "passed" if passed else "open")
    texts = [one.answer.text for one in answered if one.answer]
    fullest = max(texts, key=characters)
    state: State = "thin" if lacking("\n".join(texts), topic) else "known"
    return TopicState(topic, state, one_line(fullest), all(one.private for one in answered))

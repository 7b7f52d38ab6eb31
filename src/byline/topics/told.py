"""A topic as it may be shown to others: the words of its facts, as far as they may still be told.

Owns: what became of a topic's facts since it was made. Promise: of a fact that was closed, removed
or replaced, no word is given out, and a topic resting on one is told apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from byline.ledger.models import Fact
from byline.text.sentences import one_line
from byline.topics.models import Plan, PlannedPost, Topic, TopicBook


@dataclass(frozen=True)
class Carrier:
    """One fact of a topic."""

    id: str
    words: str
    """What may be told of it; '' when nothing may."""


def carriers(topic: Topic, facts: Mapping[str, Fact]) -> list[Carrier]:
    """The topic's facts with what may be told of each."""
    return [Carrier(fact_id, _words(facts.get(fact_id))) for fact_id in topic.facts]


def closed(topic: Topic, facts: Mapping[str, Fact]) -> list[str]:
    """Ids of its facts, and of the reader's worry, that may not be told any more."""
    named = [*topic.facts, *([topic.reader] if topic.reader else [])]
    return [fact_id for fact_id in named if not _words(facts.get(fact_id))]


def by_id(facts: Sequence[Fact]) -> dict[str, Fact]:
    """The facts by their ids."""
    return {fact.id: fact for fact in facts}


def planned(
    book: TopicBook, plan: Plan, facts: Mapping[str, Fact]
) -> tuple[list[tuple[PlannedPost, Topic]], list[str]]:
    """The posts of a plan that still hold, by day, and why each of the others does not."""
    topics = {topic.id: topic for topic in book.topics}
    held: list[tuple[PlannedPost, Topic]] = []
    gone: list[str] = []
    for post in sorted(plan.posts, key=lambda post: post.date):
        topic = topics.get(post.topic)
        if topic is None:
            gone.append(f"{post.topic} 已经不在选题里")
        elif topic.status in {"dropped", "done"}:
            gone.append(f"{post.topic} {'不写了' if topic.status == 'dropped' else '写过了'}")
        elif lost := closed(topic, facts):
            gone.append(f"{post.topic} 靠的 {'、'.join(lost)} 现在不能公开")
        else:
            held.append((post, topic))
    return held, gone


def _words(fact: Fact | None) -> str:
    return one_line(fact.words) if fact is not None and fact.usable else ""

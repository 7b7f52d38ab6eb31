"""Four weeks that fit the hours and balance what is built.

Owns: effort.toml, which topic comes when, and what is out of balance. Pure: the start is passed in.
Promise: no week takes more than its hours (a post too big for one week saves up over several), no
topic comes twice, the person's order holds within what builds the same, and nothing is planned
that needs an answer first.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date as Date
from datetime import timedelta
from pathlib import Path

from pydantic import Field

from byline.shipped import Strict, WordList, load_rules
from byline.topics.models import BUILDS, Builds, Plan, PlannedPost, Topic

WEEK = 7
_SPREAD: dict[int, tuple[int, ...]] = {1: (2,), 2: (1, 4), 3: (0, 2, 4)}
"""Weekdays for so many posts a week when the person named none: evenly, Monday is 0."""
_APART = 3
"""Days between two posts written on the same day."""
_ENOUGH = 0.01


class PlatformEffort(Strict):
    """Hours a post takes on one platform."""

    id: str
    hours: float = Field(gt=0)
    adapted: float = Field(gt=0)
    """When the same post was written for another platform before."""
    why: str


class Effort(WordList):
    """effort.toml."""

    replies: float = Field(ge=0, lt=1)
    """Share of the hours that answering readers takes."""
    most: int = Field(ge=1, le=3)
    """Posts a week beyond which a cadence does not last."""
    platform: list[PlatformEffort]

    def of(self, platform: str) -> PlatformEffort:
        """What one platform takes; an unknown one what the dearest takes."""
        known = {row.id: row for row in self.platform}
        return known.get(platform) or max(self.platform, key=lambda row: row.hours)

    def takes(self, platforms: Sequence[str]) -> float:
        """Hours for one topic: written for the first platform, adapted for the others."""
        return self.of(platforms[0]).hours + sum(self.of(name).adapted for name in platforms[1:])


@dataclass
class _Week:
    """One week while it is being filled."""

    start: Date
    left: float
    """Hours for writing that are not given away; saved up from the weeks before."""
    topics: list[Topic] = field(default_factory=list[Topic])
    platforms: list[list[str]] = field(default_factory=list[list[str]])


def load_effort() -> Effort:
    """effort.toml, validated."""
    return load_rules(Path(__file__).with_name("effort.toml"), Effort)


def next_monday(today: Date) -> Date:
    """The Monday after today."""
    return today + timedelta(WEEK - today.weekday())


def make(
    topics: Sequence[Topic], hours: float, start: Date, days: Sequence[int] = (), weeks: int = 4
) -> Plan:
    """Plan the topics that can be written; `days` are weekdays the person has time on."""
    effort = load_effort()
    waiting = [topic for topic in topics if ready(topic)]
    # As many a week as lasts four weeks: a steady pace outlives a burst.
    pace = min(effort.most, max(1, math.ceil(len(waiting) / weeks)))
    counts: Counter[Builds] = Counter()
    filled: list[_Week] = []
    weekly = hours * (1 - effort.replies)
    saved = 0.0
    for number in range(weeks):
        week = _Week(start + timedelta(WEEK * number), saved + weekly)
        _fill(week, waiting, counts, pace, effort)
        # While hours are what is short, another topic is worth more than another platform.
        if not waiting or len(week.topics) == pace < effort.most:
            _adapt(week, effort)
        # What is left is saved for a post that takes more than a week, and no further.
        saved = min(week.left, weekly)
        filled.append(week)
    posts = [post for week in filled for post in _dated(week, days, effort)]
    return Plan(start=start, weeks=weeks, hours=hours, posts=posts)


def _fill(
    week: _Week, waiting: list[Topic], counts: Counter[Builds], pace: int, effort: Effort
) -> None:
    """Give a week its topics; what is placed no longer waits."""
    while len(week.topics) < pace:
        topic = _next(waiting, counts, week, effort)
        if topic is None:
            return
        waiting.remove(topic)
        counts[topic.builds] += 1
        week.topics.append(topic)
        week.platforms.append(topic.platforms[:1])
        week.left -= effort.takes(topic.platforms[:1])


def ready(topic: Topic) -> bool:
    """Whether a topic can be written as it is."""
    return bool(topic.facts) and not topic.missing and bool(topic.platforms)


def _next(
    waiting: Sequence[Topic], counts: Counter[Builds], week: _Week, effort: Effort
) -> Topic | None:
    """What is due this week first, then what builds what there is least of, then in order."""
    able = [topic for topic in waiting if effort.takes(topic.platforms[:1]) <= week.left + _ENOUGH]
    if not able:
        return None
    end = week.start + timedelta(WEEK)
    return min(able, key=lambda topic: (not (topic.due and topic.due < end), counts[topic.builds]))


def _adapt(week: _Week, effort: Effort) -> None:
    """Give what is left to a second platform, topic by topic."""
    for topic, platforms in zip(week.topics, week.platforms, strict=True):
        for name in topic.platforms[1:]:
            cost = effort.of(name).adapted
            if cost <= week.left + _ENOUGH:
                platforms.append(name)
                week.left -= cost


def _dated(week: _Week, days: Sequence[int], effort: Effort) -> list[PlannedPost]:
    """Posts with their days; within a week what is due first goes first."""
    order = sorted(range(len(week.topics)), key=lambda at: (week.topics[at].due or Date.max, at))
    return [
        PlannedPost(
            date=week.start + timedelta(out),
            write=week.start + timedelta(written) if written != out else None,
            topic=week.topics[at].id,
            platforms=week.platforms[at],
            hours=round(effort.takes(week.platforms[at]), 1),
        )
        for (written, out), at in zip(offsets(len(order), days), order, strict=True)
    ]


def offsets(count: int, days: Sequence[int]) -> list[tuple[int, int]]:
    """For so many posts a week: days after its Monday on which each is written, and comes out.

    With fewer free days than posts, what is written on one day comes out some days apart.
    """
    if not days:
        return [(day, day) for day in _SPREAD[count]] if count else []
    found: list[tuple[int, int]] = []
    for number in range(count):
        written = days[number % len(days)]
        out = written + _APART * (number // len(days))
        while out in {taken for _, taken in found}:
            out += 1
        found.append((written, out))
    return sorted(found, key=lambda pair: pair[1])


def late(plan: Plan, topics: Sequence[Topic]) -> list[tuple[PlannedPost, Topic]]:
    """Posts that come out after the day they were due, or that nobody could place before it."""
    by_id = {topic.id: topic for topic in topics}
    planned = [(post, by_id[post.topic]) for post in plan.posts if post.topic in by_id]
    return [(post, topic) for post, topic in planned if topic.due and post.date > topic.due]


def balance(plan: Plan, topics: Sequence[Topic]) -> dict[Builds, int]:
    """How many posts of the plan build each of the three."""
    by_id = {topic.id: topic for topic in topics}
    counts = Counter(by_id[post.topic].builds for post in plan.posts if post.topic in by_id)
    return {builds: counts[builds] for builds in BUILDS}


def short(counts: dict[Builds, int]) -> list[Builds]:
    """What a plan builds too little of: two fewer than the most, or none at all."""
    most = max(counts.values(), default=0)
    return [builds for builds, n in counts.items() if most and (n == 0 or n <= most - 2)]

"""Four weeks of topics: planning them, and taking the plan along.

Owns: which topics may be planned, for how many hours a week, and what of a plan still holds when it
leaves the workspace. Promise: nothing is planned or handed out that rests on a fact which may not
be told now, and what was left out is named.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from byline.errors import InputError
from byline.topics import hours as time
from byline.topics import planning, storage, told
from byline.topics.models import OPEN, Builds, Plan, PlannedPost, Topic, TopicBook

if TYPE_CHECKING:
    from byline.topics.told import Carrier
    from byline.workspace import Workspace


@dataclass(frozen=True)
class Plannable:
    """What a plan can be made of."""

    book: TopicBook
    topics: list[Topic]
    closed: list[tuple[Topic, list[str]]]
    """Topics left out, with the facts of theirs that may not be told now."""
    undecided: bool
    """Nothing was accepted yet, so that what is proposed is planned."""
    said: time.Hours | None
    """What the person said of the time they have."""
    hours: float
    """A week: as given, as said, or a small default."""


@dataclass(frozen=True)
class Shortfall:
    """What a plan builds too little of."""

    builds: Builds
    able: int
    """Topics that could be written and build it."""
    needing: Topic | None
    """A topic that would build it, once the person has told what it lacks."""


@dataclass(frozen=True)
class Planned:
    """A plan that was made and saved."""

    plan: Plan
    topics: dict[str, Topic]
    """By id."""
    replaced: bool
    """An older plan with other posts stood there."""
    counts: dict[Builds, int]
    unplaced: list[Topic]
    """There was no time for these."""
    late: list[tuple[PlannedPost, Topic]]
    short: list[Shortfall]
    effort: str
    """Where the hours a post takes are from."""


@dataclass(frozen=True)
class Portable:
    """A plan and topics as they may leave the workspace."""

    plan: Plan | None
    posts: list[tuple[PlannedPost, Topic, list[Carrier]]]
    topics: list[tuple[Topic, list[Carrier]]]
    gone: list[str]
    """Why each post of the plan that does not hold any more does not."""

    def calendar(self, stamp: datetime) -> bytes:
        """The plan as iCalendar; InputError when nothing is planned."""
        from byline.topics import calendar

        if self.plan is None:
            raise InputError("还没有排期，日历里没东西可放", next_step="byline topics plan")
        return calendar.rendered(self.posts, stamp)

    def page(self) -> str:
        """Plan and topics as Markdown."""
        from byline.topics import page

        return page.rendered(
            self.plan, [(post, topic) for post, topic, _ in self.posts], self.topics
        )


def plannable(workspace: Workspace, hours: float | None = None) -> Plannable:
    """What may be planned: accepted topics, or the proposed ones before anything was accepted."""
    facts = workspace.ledger().facts
    book = storage.load(workspace.topics_path)
    accepted, held = book.of("accepted"), told.by_id(facts)
    topics: list[Topic] = []
    closed: list[tuple[Topic, list[str]]] = []
    for topic in accepted or book.of("proposed"):
        if lost := told.closed(topic, held):
            closed.append((topic, lost))
        elif planning.ready(topic):
            topics.append(topic)
    said = time.said(facts)
    return Plannable(
        book=book,
        topics=topics,
        closed=closed,
        undecided=not accepted and bool(book.of("proposed")),
        said=said,
        hours=hours if hours is not None else said.hours if said else time.DEFAULT,
    )


def plan(workspace: Workspace, held: Plannable, start: date | None = None) -> Planned:
    """Make four weeks from `start`, by default the next Monday, and save them.

    The lock of the workspace is held since `held` was read. InputError when no topic can be
    written.
    """
    if not held.topics:
        raise InputError("还没有写得成的选题", next_step="byline topics")
    first = start or planning.next_monday(date.today())
    days = held.said.days if held.said else ()
    made = planning.make(held.topics, held.hours, first, days)
    before = held.book.plan.posts if held.book.plan else []
    storage.save(workspace.topics_path, held.book.model_copy(update={"plan": made}))
    placed = {post.topic for post in made.posts}
    counts = planning.balance(made, held.book.topics)
    return Planned(
        plan=made,
        topics={topic.id: topic for topic in held.book.topics},
        replaced=bool(before) and before != made.posts,
        counts=counts,
        unplaced=[topic for topic in held.topics if topic.id not in placed],
        late=planning.late(made, held.book.topics),
        short=[_shortfall(builds, held) for builds in planning.short(counts)],
        effort=planning.load_effort().source,
    )


def take_along(workspace: Workspace) -> Portable:
    """The plan and the waiting topics, as far as their facts may be told."""
    book = storage.load(workspace.topics_path)
    facts = told.by_id(workspace.ledger().facts)
    posts, gone = told.planned(book, book.plan, facts) if book.plan else ([], list[str]())
    return Portable(
        plan=book.plan,
        posts=[(post, topic, told.carriers(topic, facts)) for post, topic in posts],
        topics=[
            (topic, told.carriers(topic, facts))
            for topic in book.topics
            if topic.status in OPEN and not told.closed(topic, facts)
        ],
        gone=gone,
    )


def _shortfall(builds: Builds, held: Plannable) -> Shortfall:
    able = [topic for topic in held.topics if topic.builds == builds]
    needing = [t for t in held.book.of("proposed") if t.builds == builds and t.missing]
    return Shortfall(builds, len(able), next(iter(needing), None))

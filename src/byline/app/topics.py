"""Topics: proposing them, and what the person decides about them.

Owns: what the topics chain is given of a workspace, and topics.yaml after every step. Promise: a
topic is saved before anybody sees it, so that Ctrl-C keeps those that are there; of several topics
that are decided about all are changed, or none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal

from byline.errors import BylineError, InputError, LedgerError
from byline.topics import storage
from byline.topics.models import OPEN, Topic, TopicBook

if TYPE_CHECKING:
    from byline.app.models import ChatSession
    from byline.ledger.events import PostIdea
    from byline.ledger.journal import Journal
    from byline.ledger.models import Fact
    from byline.settings import Settings
    from byline.topics.duplicates import Earlier
    from byline.topics.nearness import Nearness
    from byline.topics.proposing import Known, Repeat
    from byline.topics.timing import Today
    from byline.topics.wording import Stance
    from byline.workspace import Workspace


TITLE = 40
"""Characters of a post without a title that stand for it."""
Step = Callable[[Literal["notes", "topic"], int, int], None]
"""Hears what goes on: so many of so many notes are indexed, or which topic is thought about."""
_NUMBER = re.compile(r"t?0*([1-9]\d*)", re.IGNORECASE)


@dataclass(frozen=True)
class LeftOut:
    """A file that does not count among what was written already, because it cannot be read."""

    sort: Literal["draft", "material"]
    name: str
    error: BylineError


@dataclass(frozen=True)
class Prepared:
    """What topics are proposed from."""

    known: Known
    answered: list[Topic]
    """Topics that waited for what has been told since: they make room for new ones."""
    left_out: list[LeftOut]
    positioned: bool
    """Whether a position was chosen."""
    near: Nearness


def prepare(workspace: Workspace, settings: Settings) -> Prepared:
    """Read what topics are proposed from; no model is needed, and nothing is written.

    LedgerError when nothing may be told yet, HandEditError for a broken file.
    """
    from byline.knowledge.embeddings import LocalEmbeddings
    from byline.topics.nearness import Nearness
    from byline.topics.proposing import answered

    near = Nearness(LocalEmbeddings())
    held = storage.load(workspace.topics_path)
    left_out: list[LeftOut] = []
    known, positioned = _known(workspace, settings, held, left_out)
    if not any(fact.usable for fact in known.facts):
        raise LedgerError(
            "还没有可以公开的事实，题目只能是编的",
            next_step="byline interview；已经聊过就用 byline facts --public f001 放开几条",
        )
    book = answered(held, known.facts, near)
    there = {topic.id for topic in book.topics}
    gone = [topic for topic in held.topics if topic.id not in there]
    return Prepared(replace(known, book=book), gone, left_out, positioned, near)


def propose(
    workspace: Workspace,
    settings: Settings,
    prepared: Prepared,
    count: int,
    *,
    session: ChatSession | None,
    step: Step,
) -> Iterator[Topic | Repeat]:
    """Yield up to `count` new topics, each saved already, and those left out as repeats.

    The lock of the workspace is held. Without a session the titles are the person's own words.
    Raises KnowledgeError when the notes cannot be searched.
    """
    from byline.app.notes import open_library
    from byline.topics import proposing

    known, book = prepared.known, prepared.known.book
    with open_library(settings, lambda _, done, total: step("notes", done, total)) as notes:
        tools = proposing.Tools(prepared.near, session.caller if session else None, notes)
        step("topic", 1, count)
        made = 0
        for found in proposing.propose(tools, known, _today(workspace, known), count):
            if isinstance(found, Topic):
                book = book.model_copy(update={"topics": [*book.topics, found]})
                storage.save(workspace.topics_path, book)
                made += 1
                step("topic", made + 1, count)
            yield found


def accept(workspace: Workspace, numbers: Sequence[str]) -> list[Topic]:
    """Take topics; InputError for one that still needs the person's words, or that is not there."""

    def taken(topic: Topic) -> dict[str, Any]:
        if topic.missing:
            raise InputError(
                f"{topic.number} 还缺你的话：{topic.missing}",
                value=topic.question,
                next_step='byline log "……" 说一说，再运行 byline topics',
            )
        return {"status": "accepted", "reason": ""}

    return _changed(workspace, numbers, taken)


def drop(workspace: Workspace, numbers: Sequence[str], reason: str) -> list[Topic]:
    """Drop topics for good; an empty reason leaves the one that is there."""
    return _changed(
        workspace,
        numbers,
        lambda topic: {"status": "dropped", "reason": reason or topic.reason},
    )


def done(workspace: Workspace, numbers: Sequence[str]) -> list[Topic]:
    """Mark topics as written."""
    return _changed(workspace, numbers, lambda _: {"status": "done"})


def move(workspace: Workspace, number: str, to: int) -> list[Topic]:
    """Put a topic at the place `to` among those that still wait; all of these, in their order."""
    with workspace.lock():
        book = storage.load(workspace.topics_path)
        [moved] = _named(book, [number])
        rest = [topic for topic in book.topics if topic.id != moved.id]
        waiting = [topic for topic in rest if topic.status in OPEN]
        # The place is counted among what still waits, as the list shows it.
        at = rest.index(waiting[to - 1]) if to <= len(waiting) else len(rest)
        ordered = [*rest[:at], moved, *rest[at:]]
        storage.save(workspace.topics_path, book.model_copy(update={"topics": ordered}))
    return [topic for topic in ordered if topic.status in OPEN]


def _changed(
    workspace: Workspace, numbers: Sequence[str], change: Callable[[Topic], dict[str, Any]]
) -> list[Topic]:
    """Change the topics that are named, all or none, and return them."""
    with workspace.lock():
        book = storage.load(workspace.topics_path)
        changed = {
            topic.id: topic.model_copy(update=change(topic)) for topic in _named(book, numbers)
        }
        topics = [changed.get(topic.id, topic) for topic in book.topics]
        storage.save(workspace.topics_path, book.model_copy(update={"topics": topics}))
    return list(changed.values())


def _named(book: TopicBook, numbers: Sequence[str]) -> list[Topic]:
    """The topics that are named; InputError names what there is."""
    there = {topic.number: topic for topic in book.topics}
    found: list[Topic] = []
    for word in numbers:
        named = _NUMBER.fullmatch(word.strip())
        topic = there.get(int(named[1])) if named else None
        if topic is None:
            held = "、".join(map(str, sorted(there))) or "还没有选题"
            raise InputError(
                f"没有这个编号，有的是：{held}", value=word, next_step="byline topics list"
            )
        found.append(topic)
    return found


def _known(
    workspace: Workspace, settings: Settings, book: TopicBook, left_out: list[LeftOut]
) -> tuple[Known, bool]:
    """Facts, earlier posts, what the log proposed, and the position as far as it may be told."""
    from byline.platforms import load_platform
    from byline.topics.proposing import Known
    from byline.topics.wording import Stance

    facts = workspace.ledger().facts
    stance = _stance(workspace, facts)
    known = Known(
        facts=facts,
        book=book,
        earlier=[*_drafts(workspace, left_out), *_published(workspace, left_out)],
        ideas=_ideas(workspace.journal()),
        stance=stance or Stance(),
        platforms=[load_platform(name).id for name in settings.platforms],
    )
    return known, stance is not None


def _today(workspace: Workspace, known: Known) -> Today:
    """The day, the days of the log, and how much was written already."""
    from byline.ledger.events import Logged
    from byline.topics.timing import Today

    logged = {
        event.log_id: datetime.fromisoformat(event.at).date()
        for event in workspace.journal().events
        if isinstance(event, Logged) and event.at
    }
    return Today(date.today(), logged, len(known.earlier))


def _drafts(workspace: Workspace, left_out: list[LeftOut]) -> Iterator[Earlier]:
    """Drafts by their topic."""
    from byline.drafting import document
    from byline.topics.duplicates import Earlier

    seen: set[str] = set()
    for path in sorted(workspace.drafts.rglob("*.md")):
        try:
            topic = document.load(path).draft.topic
        except BylineError as error:
            left_out.append(LeftOut("draft", path.name, error))
            continue
        if topic not in seen:
            seen.add(topic)
            yield Earlier(path.relative_to(workspace.root).as_posix(), topic)


def _published(workspace: Workspace, left_out: list[LeftOut]) -> Iterator[Earlier]:
    """Posts among the materials: exported entries, and voice samples whole."""
    shelf = workspace.shelf()
    for name in [*shelf.names(), *shelf.names(voice=True)]:
        try:
            rendering = shelf.document(name).rendering
        except InputError as error:
            left_out.append(LeftOut("material", name, error))
            continue
        if rendering.unit == "entry":
            for part in rendering.parts:
                text = rendering.text[part.start : part.end]
                yield from _post(f"{name} {rendering.place(part.start)}", text)
        elif name.startswith("voice/"):
            yield from _post(name, rendering.text)


def _post(name: str, text: str) -> Iterator[Earlier]:
    from byline.topics.duplicates import Earlier

    lines = [line.strip("# \t") for line in text.split("\n") if line.strip("# \t")]
    if lines:
        yield Earlier(name, lines[0][:TITLE], text=text)


def _ideas(journal: Journal) -> list[PostIdea]:
    from byline.ledger.events import Suggested

    # The newest first: of two that say the same the older is the repeat.
    return [
        idea
        for event in reversed(journal.events)
        if isinstance(event, Suggested)
        for idea in event.posts
    ]


def _stance(workspace: Workspace, facts: list[Fact]) -> Stance | None:
    """The chosen position as far as it may be told; None before a choice."""
    from byline.positioning import storage as positions
    from byline.positioning.chain import told_audience
    from byline.topics.wording import Stance

    positioning = positions.load(workspace.positioning_path)
    choice = positioning.choice if positioning else None
    if choice is None:
        return None
    audience = told_audience(choice, facts)
    return Stance(audience, choice.problem if audience else "", tuple(choice.support))

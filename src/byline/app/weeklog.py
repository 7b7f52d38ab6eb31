"""The week in a line: what was logged, the facts in it, and what they do to the position.

Owns: what is done with an entry once it is written down. Promise: an entry is on the disk before
anything else happens with it; one that no model has read, or that a model failed on, is read the
next time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from byline.interview import log
from byline.interview.log import Entry, WeekLog

if TYPE_CHECKING:
    from byline.app.models import ChatSession
    from byline.ledger.events import PostIdea
    from byline.ledger.journal import Journal
    from byline.ledger.models import Fact
    from byline.positioning.models import Positioning
    from byline.positioning.news import Bearing
    from byline.workspace import Workspace


Step = Callable[[Literal["reading", "considering"], int, int], None]
"""Hears what is done with which entry, and of how many."""


@dataclass
class News:
    """What came of the entries that were read."""

    facts: list[Fact] = field(default_factory=list["Fact"])
    bearings: list[Bearing] = field(default_factory=list["Bearing"])
    posts: list[PostIdea] = field(default_factory=list["PostIdea"])
    compared: bool = False
    """Whether there was a position to compare them with."""
    refresh: str = ""
    """Why the position should be thought about again; empty when it need not be."""


def entries(workspace: Workspace) -> list[Entry]:
    """Everything logged, oldest first, with what came of it."""
    return WeekLog(workspace.journal(), workspace.ledger()).entries()


def pending(journal: Journal) -> list[str]:
    """Ids of the entries no model has read, oldest first."""
    return log.pending(journal)


def write(journal: Journal, words: str) -> str:
    """Write an entry down and return its id; StorageError carries words the disk refuses."""
    return log.write(journal, words).log_id


def open_book(workspace: Workspace, journal: Journal) -> WeekLog:
    """The log with its facts, after `write`: a broken facts.yaml must not keep words out."""
    return WeekLog(journal, workspace.ledger())


def read(workspace: Workspace, book: WeekLog, session: ChatSession, news: News, step: Step) -> None:
    """Read every pending entry: facts, what they do to the position, and posts.

    The lock of the workspace is held. What came of it is put into `news` as it comes, so that it
    is there when a later entry fails; raises ModelError, and then the rest stays pending.
    """
    book.caller, book.model = session.caller, session.choice.model
    waiting = book.pending()
    for number, log_id in enumerate(waiting, start=1):
        step("reading", number, len(waiting))
        facts = book.read(log_id)
        step("considering", number, len(waiting))
        book.suggest(log_id, _considered(workspace, book, news, facts))


def _considered(
    workspace: Workspace, book: WeekLog, news: News, facts: list[Fact]
) -> list[PostIdea]:
    """Compare an entry's facts with the position and find posts in them."""
    from byline.knowledge.embeddings import similarity
    from byline.positioning import news as comparing
    from byline.positioning import posts, storage

    news.facts += facts
    positioning = storage.load(workspace.positioning_path)
    if positioning is None or not positioning.candidates or not facts:
        return []
    news.compared = True
    held = book.ledger.facts
    news.bearings += comparing.bearings(positioning, facts, held, similarity)
    news.refresh = _refresh(positioning, held, news.bearings)
    candidate = positioning.choice or positioning.candidates[0]
    found = posts.ideas(book.caller, candidate, facts, held, similarity)
    news.posts += found
    return found


def _refresh(positioning: Positioning, held: Sequence[Fact], bearings: Sequence[Bearing]) -> str:
    from byline.positioning.news import unused
    from byline.positioning.posts import load_post_rules

    fresh = len(unused(positioning, held))
    if any(bearing.side == "contradicts" for bearing in bearings):
        return "有和定位对不上的新情况"
    return f"定位之后又有 {fresh} 条能公开的事实" if fresh >= load_post_rules().enough else ""

"""What the topics chain is given of a workspace: earlier posts, the log, the position."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from byline.ledger.events import PostIdea
    from byline.ledger.journal import Journal
    from byline.ledger.models import Fact
    from byline.settings import Settings
    from byline.topics.duplicates import Earlier
    from byline.topics.models import TopicBook
    from byline.topics.proposing import Known
    from byline.topics.timing import Today
    from byline.topics.wording import Stance
    from byline.workspace import Workspace

TITLE = 40
"""Characters of a post without a title that stand for it."""


def known(workspace: Workspace, settings: Settings, book: TopicBook) -> Known:
    """Facts, earlier posts, what the log proposed, and the position as far as it may be told."""
    from byline.platforms import load_platform
    from byline.topics.proposing import Known

    facts = workspace.ledger().facts
    return Known(
        facts=facts,
        book=book,
        earlier=[*_drafts(workspace), *_published(workspace)],
        ideas=_ideas(workspace.journal()),
        stance=_stance(workspace, facts),
        platforms=[load_platform(name).id for name in settings.platforms],
    )


def today(workspace: Workspace, given: Known) -> Today:
    """The day, the days of the log, and how much was written already."""
    from byline.ledger.events import Logged
    from byline.topics.timing import Today

    events = workspace.journal().events
    logged = {
        event.log_id: datetime.fromisoformat(event.at).date()
        for event in events
        if isinstance(event, Logged) and event.at
    }
    return Today(date.today(), logged, len(given.earlier))


def _drafts(workspace: Workspace) -> Iterator[Earlier]:
    """Drafts by their topic; a file that cannot be read is told and left out."""
    from byline.cli.console import hint
    from byline.drafting import stored
    from byline.errors import BylineError
    from byline.topics.duplicates import Earlier

    seen: set[str] = set()
    for path in sorted(workspace.drafts.rglob("*.md")):
        try:
            topic = stored.load(path).draft.topic
        except BylineError as error:
            hint(f"这篇没算进已经写过的：{error.what}（{path.name}）")
            continue
        if topic not in seen:
            seen.add(topic)
            yield Earlier(path.relative_to(workspace.root).as_posix(), topic)


def _published(workspace: Workspace) -> Iterator[Earlier]:
    """Posts among the materials: exported entries, and voice samples whole."""
    from byline.cli.console import hint
    from byline.errors import InputError

    shelf = workspace.shelf()
    for name in [*shelf.names(), *shelf.names(voice=True)]:
        try:
            rendering = shelf.document(name).rendering
        except InputError as error:
            hint(f"这份材料没算进已经发过的：{error.what}（{name}）")
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


def _stance(workspace: Workspace, facts: list[Fact]) -> Stance:
    from byline.cli.console import hint
    from byline.positioning import storage
    from byline.positioning.chain import told_audience
    from byline.topics.wording import Stance

    positioning = storage.load(workspace.positioning_path)
    choice = positioning.choice if positioning else None
    if choice is None:
        hint("还没选定位，题目可能散。想先选：byline position")
        return Stance()
    audience = told_audience(choice, facts)
    problem = choice.problem if audience else ""
    return Stance(audience, problem, tuple(choice.support))

"""The methodology notes as the use cases search them.

Owns: opening the note search, as the settings say for a person and over the shipped notes alone for
an evaluation, and which notes bear on what somebody is about to do. Promise: a search is opened by
its first question, once, and threads may share it; in an evaluation two versions of the notes side
by side keep an index each, and nobody's own notes count.
"""

from __future__ import annotations

import atexit
import hashlib
import threading
from collections.abc import Callable, Generator, Sequence
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from byline.knowledge.selection import Situation, needs_of, select

if TYPE_CHECKING:
    from byline.app.models import ChatSession
    from byline.knowledge.building import Progress
    from byline.knowledge.notes import Note, Stage
    from byline.knowledge.retriever import Hit, NoteSearch
    from byline.ledger.models import Fact
    from byline.llm.structured import StructuredCaller
    from byline.platforms import Platform
    from byline.settings import Settings

TELLING = 4
"""Facts whose kinds say what is hard about a post: those nearest to its topic."""


class Library:
    """A note search that its first question opens."""

    def __init__(self, opening: Callable[[], AbstractContextManager[NoteSearch]]) -> None:
        self._opening = opening
        self._stack = ExitStack()
        self._lock = threading.Lock()
        self._search: NoteSearch | None = None

    def open(self) -> NoteSearch:
        """Open it now; KnowledgeError and StorageError when that does not work."""
        with self._lock:
            if self._search is None:
                self._search = self._stack.enter_context(self._opening())
            return self._search

    def search(self, query: str, k: int = 4, *filters: Any, **more: Any) -> list[Hit]:
        """As `NoteSearch.search`."""
        return self.open().search(query, k, *filters, **more)

    def close(self) -> None:
        """Let go of the index; one that is just being opened is left to the end of the process."""
        if self._lock.acquire(blocking=False):
            try:
                self._search = None
                self._stack.close()
            finally:
                self._lock.release()


def library(settings: Settings) -> Library:
    """The notes of a person, the shipped ones and their own, not opened yet."""
    from byline.knowledge.retriever import open_notes

    return Library(lambda: open_notes(settings))


@contextmanager
def open_library(
    settings: Settings, progress: Progress | None = None, *, session: ChatSession | None = None
) -> Generator[NoteSearch]:
    """Open the notes of a person; with a model a question is also asked in the model's words.

    Raises KnowledgeError, and StorageError where nothing can be written anywhere.
    """
    from byline.knowledge.retriever import open_notes
    from byline.rewriting import ModelRewriter, RewritingSearch

    with ExitStack() as stack:
        notes = stack.enter_context(open_notes(settings, progress))
        if session is None:
            yield notes
            return
        kept = settings.cache_dir / "rewrites.sqlite"
        rewriter = ModelRewriter(session.caller, session.choice.model, kept=kept)
        yield RewritingSearch(notes, stack.enter_context(closing(rewriter)))


def notes_for(
    search: NoteSearch,
    *,
    stage: Stage,
    topic: str,
    who: str = "",
    facts: Sequence[Fact] = (),
    platform: str | None = None,
) -> list[Note]:
    """Two to four notes for what somebody is about to do, see `knowledge.selection`.

    `facts` are what it is made of, nearest to the topic first: their kinds say what is hard about
    it.
    """
    needs = tuple(needs_of(stage, [fact.kind for fact in facts[:TELLING]]))
    return select(search, Situation(stage, topic, who, needs, platform))


DraftNotes = Callable[..., "list[Note]"]
"""(topic, reader, platform, facts=()) -> the notes for one post."""


@contextmanager
def notes_for_drafts(settings: Settings | None = None) -> Generator[DraftNotes]:
    """The notes for posts: a person's with their settings, in an evaluation the shipped ones."""
    held = library(settings) if settings else None

    def notes(
        topic: str, reader: str, platform: Platform, facts: Sequence[Fact] = ()
    ) -> list[Note]:
        search = held or shipped_notes()
        return notes_for(
            search, stage="drafting", topic=topic, who=reader, facts=facts, platform=platform.id
        )

    try:
        yield notes
    finally:
        if held:
            held.close()


def shipped_notes() -> NoteSearch:
    """The search over the shipped notes in use (`shipped.using`), open until the process ends."""
    return _kept.here()


def search_shipped_notes(
    query: str, k: int, model: tuple[StructuredCaller, str] | None = None
) -> tuple[list[Hit], str]:
    """Search them for one question; with a model, named, also in its words, which are returned."""
    from byline.rewriting import ModelRewriter, RewritingSearch

    said = ""
    if model is not None:
        # Nobody waits here: the harness has a deadline of its own.
        with closing(ModelRewriter(*model, patience=None)) as rewriter:
            said = rewriter(query) or ""
    return RewritingSearch(shipped_notes(), lambda _: said).search(query, k), said


def close_shipped_notes() -> None:
    """Let go of every index that `shipped_notes` opened."""
    _kept.close()


class _Kept:
    """The searches of evaluations, one for each folder of notes; safe in threads."""

    def __init__(self) -> None:
        self._open: dict[tuple[Path, Path], Library] = {}
        self._lock = threading.Lock()

    def here(self) -> Library:
        from byline.settings import load_settings
        from byline.shipped import shipped

        place = shipped("knowledge"), load_settings().cache_dir
        with self._lock:
            if place not in self._open:
                self._open[place] = Library(lambda: _indexed(*place))
            return self._open[place]

    def close(self) -> None:
        with self._lock:
            for held in self._open.values():
                held.close()
            self._open.clear()


def _indexed(notes: Path, cache: Path) -> AbstractContextManager[NoteSearch]:
    from byline.knowledge.notes import Shelf, read_notes
    from byline.knowledge.retriever import open_search

    # The product keeps one index a cache folder: another set of notes would rebuild it.
    content = "".join(note.content_hash for note in read_notes(notes))
    name = hashlib.sha256(content.encode()).hexdigest()[:16]
    return open_search(cache / "evaluation" / name, shelves=[Shelf(notes)])


_kept = _Kept()
atexit.register(close_shipped_notes)

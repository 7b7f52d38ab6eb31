"""An interview with what it is held with: its files, the model, the notes.

Owns: opening an interview over a workspace, giving it a model whose follow-ups know the notes on
their topic, and reading what was said for facts, at once or beside the talk. Promise: an interview
waits for no search and no model; where notes or model fail, the guide asks; an answer that could
not be read stays pending in the journal.
"""

from __future__ import annotations

import atexit
import contextlib
import threading
from collections.abc import Callable, Generator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from byline.errors import BylineError, RefusedError, StructuredOutputError, TruncatedError

if TYPE_CHECKING:
    from byline.app.models import ChatSession
    from byline.interview.background import BackgroundExtraction
    from byline.interview.follow_up import ModelFollowUps, NotesOn
    from byline.interview.session import Interview
    from byline.knowledge.notes import Note
    from byline.knowledge.retriever import NoteSearch
    from byline.ledger.events import Language
    from byline.llm.structured import StructuredCaller
    from byline.workspace import Workspace

UNREADABLE = (StructuredOutputError, TruncatedError, RefusedError)
"""A model that answers and makes nothing usable; a service that is down is another matter."""
MOST_NOTES = 2
"""Notes a follow-up is written with."""


def open_interview(
    workspace: Workspace,
    default: Language = "zh",
    clock: Callable[[], datetime] | None = None,
) -> Interview:
    """The interview as its files have it, still without a model.

    It goes on in the language it was held in last, `default` at first. `journal.recovered` of it
    says what a kill had left half written. JournalError for a broken file.
    """
    from byline.interview import switching
    from byline.interview.guide import load_guide
    from byline.interview.session import Interview

    journal = workspace.journal(clock)
    talk = Interview(journal, workspace.ledger(), load_guide(), clock=clock or datetime.now)
    talk.language = switching.current(journal.events, default)
    return talk


def equip(
    talk: Interview, caller: StructuredCaller, model: str, search: NoteSearch | None = None
) -> ModelFollowUps:
    """Give an interview a model, and notes to word its follow-ups with where there is a search."""
    from byline.interview.follow_up import ModelFollowUps

    talk.follow_ups = follow_ups = ModelFollowUps(caller, _notes_on(search) if search else None)
    talk.caller = caller
    talk.model = model
    return follow_ups


def equip_with_session(talk: Interview, session: ChatSession) -> None:
    """The same for a person about to talk: what takes time happens beside the first question.

    A model that is trusted with a post reads notes in no time; the embedded one takes seconds for
    each, and gets none.
    """
    from byline.app.notes import library
    from byline.settings import load_settings

    settings = load_settings()
    writes = settings.writes or session.choice.provider.writes
    notes = library(settings) if writes == "posts" else None
    follow_ups = equip(talk, session.caller, session.choice.model, notes)

    def prepare() -> None:
        follow_ups.prepare()
        if notes is not None:
            # The first follow-up tries again, and goes without where it fails again.
            with contextlib.suppress(BylineError):
                notes.open()

    if notes is not None:
        atexit.register(notes.close)
    threading.Thread(target=prepare, name="prepare", daemon=True).start()


def extract_pending(talk: Interview, answers: Sequence[str] | None = None) -> None:
    """Read answers for facts, all that wait unless told which.

    What the model makes nothing usable of stays pending; a service that fails is a ModelError.
    """
    for answer_id in talk.pending() if answers is None else answers:
        with contextlib.suppress(*UNREADABLE):
            talk.extract(answer_id)


@contextlib.contextmanager
def extracting(talk: Interview) -> Generator[BackgroundExtraction]:
    """Facts beside the talk; whatever ends the block, nothing is written after it."""
    from byline.interview.background import BackgroundExtraction

    background = BackgroundExtraction(talk)
    try:
        for answer_id in talk.pending() if talk.caller else []:
            background.add(answer_id)
        yield background
    finally:
        background.stop()


def _notes_on(search: NoteSearch) -> NotesOn:
    """The notes that bear on an answer, those the guide names for its topic before others."""
    from byline.knowledge.selection import Situation, select

    def notes_on(question: str, answer: str, known: Sequence[str]) -> list[Note]:
        situation = Situation("interview", question, answer, prefer=tuple(known))
        return select(search, situation, least=1, most=MOST_NOTES)

    return notes_on

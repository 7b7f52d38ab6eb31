"""Putting a question into words a note would use, by the model.

Owns: what the model is asked, how long it may take, what is kept of its answers, and how a search
on its words is joined with the search on the person's own. Promises: a failing, slow or silent
model costs nothing but the better ranking; an answer that comes too late is kept for the next
time; nothing the model writes is shown or stored as anybody's words.
"""

from __future__ import annotations

import contextlib
import contextvars
import hashlib
import sqlite3
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from byline import prompts
from byline.errors import BylineError, InputError, ModelError
from byline.knowledge.notes import Kind, Stage
from byline.knowledge.retriever import Hit, NoteSearch
from byline.llm.structured import StructuredCaller
from byline.sqlite_files import Shape, open_database
from byline.text.sentences import clean_input, one_line

PROMPT = "search/rewrite"
READ = 300
"""Characters of a long question that are shown to the model."""
PATIENCE = 8.0
"""Seconds to wait for the model before searching without it."""
POOL = 30
"""Notes each of the two searches brings before they are joined."""
WEIGHT = 0.5
"""How much the search on the model's words counts beside that on the person's own.

Chosen on one half of the retrieval suite; the suites retrieval and retrieval-rewritten measure it.
"""
_SHAPE = Shape(
    name="换说法的缓存",
    application=0x62796C77,  # "bylw"
    version=1,
    tables=("CREATE TABLE rewrites (key BLOB PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID",),
)
Rewriter = Callable[[str], str | None]
"""Another way of asking the same, or None."""


class Rewrite(BaseModel):
    """What the model proposes."""

    model_config = ConfigDict(extra="forbid")

    query: str = Field(min_length=2, max_length=80)


class ModelRewriter:
    """The question as the model would put it; threads may share it."""

    def __init__(
        self,
        caller: StructuredCaller,
        model: str,
        *,
        kept: Path | None = None,
        patience: float | None = PATIENCE,
    ) -> None:
        """`model` names the model in the cache file `kept`; without one nothing is kept for later.

        `patience` None waits for as long as it takes.
        """
        self._caller = caller
        self._model = model
        self._patience = patience
        self._kept = _Kept(kept)

    def __call__(self, query: str) -> str | None:
        """Return it within `patience` seconds, else None; what comes later is kept all the same."""
        prompt = prompts.load(PROMPT)
        shown = one_line(query[:READ])
        key = hashlib.sha256(f"{prompt.sha256}\0{self._model}\0{shown}".encode()).digest()
        if (known := self._kept.get(key)) is not None:
            return known
        found: list[str] = []

        def ask() -> None:
            try:
                proposal = self._caller.ask(prompt.messages(query=shown), Rewrite, max_tokens=120)
            except ModelError:
                return
            if text := clean_input(proposal.query).strip():
                found.append(text)
                self._kept.put(key, text)

        # Who counts calls tells cases apart by context, and a new thread would start with none.
        run = contextvars.copy_context().run
        worker = threading.Thread(target=run, args=(ask,), name="rewriting", daemon=True)
        worker.start()
        worker.join(self._patience)
        return found[0] if found else None

    def close(self) -> None:
        """Let go of the cache file; an answer still on its way is lost."""
        self._kept.close()


class RewritingSearch:
    """A note search that also asks in the words of a rewriter."""

    def __init__(self, notes: NoteSearch, rewrite: Rewriter) -> None:
        self._notes = notes
        self._rewrite = rewrite

    def search(
        self,
        query: str,
        k: int = 4,
        stage: Stage | None = None,
        section: int | None = None,
        kind: Kind | None = None,
        *,
        platform: str | None = None,
        explain: bool = False,
    ) -> list[Hit]:
        """As `NoteSearch.search`; a hit's `why` is of the search that brought it higher."""
        if k < 1:
            raise InputError("至少要找 1 条", value=k)

        def find(text: str) -> list[Hit]:
            pool = max(k, POOL)
            return self._notes.search(
                text, pool, stage, section, kind, platform=platform, explain=explain
            )

        own = find(query)
        other = self._rewrite(query)
        if not other:
            return own[:k]
        return joined(own, find(other))[:k]


def joined(own: list[Hit], other: list[Hit], weight: float = WEIGHT) -> list[Hit]:
    """Both rankings as one, by the weighted mean of the scores.

    A note that one of them did not bring counts there as much as the last it did.
    """
    if not own or not other:
        return own or other
    at_least = min(hit.score for hit in own), min(hit.score for hit in other)
    first = {hit.note.id: hit for hit in own}
    second = {hit.note.id: hit for hit in other}
    together: list[Hit] = []
    for note in first | second:
        one, two = first.get(note), second.get(note)
        score = one.score if one else at_least[0]
        score += weight * (two.score if two else at_least[1])
        shown = max((hit for hit in (one, two) if hit), key=lambda hit: hit.score)
        together.append(replace(shown, score=score / (1 + weight)))
    return sorted(together, key=lambda hit: -hit.score)


class _Kept:
    """Answers on disk; a file that cannot be used costs the keeping, never the search."""

    def __init__(self, path: Path | None) -> None:
        self._lock = threading.Lock()
        try:
            self._database = open_database(path, _SHAPE)
        except (BylineError, sqlite3.Error):
            self._database = open_database(None, _SHAPE)

    def get(self, key: bytes) -> str | None:
        with self._lock, contextlib.suppress(sqlite3.Error):
            found = self._database.execute("SELECT text FROM rewrites WHERE key = ?", (key,))
            row = found.fetchone()
            return str(row[0]) if row else None
        return None

    def close(self) -> None:
        with self._lock:
            self._database.close()

    def put(self, key: bytes, text: str) -> None:
        with self._lock, contextlib.suppress(sqlite3.Error):
            self._database.execute("INSERT OR REPLACE INTO rewrites VALUES (?, ?)", (key, text))

"""Bringing an index up to date: what to keep, what to embed, when to start over.

Owns: that decision, and nothing about Chroma. Promises: a published generation is never written
to; a change makes a new one beside it, which takes over the vectors whose note did not change and
embeds the rest; only one process builds at a time, and the others wait for its result.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from byline.errors import KnowledgeError
from byline.knowledge.embeddings import Embedder
from byline.knowledge.generations import Generations
from byline.knowledge.notes import Note

Progress = Callable[[str, int, int], None]
"""Called with what is going on, how many notes are done, and of how many."""

EMBED_BATCH = 8
_FORMAT = 1


@dataclass(frozen=True)
class Entry:
    """What a store holds of one note: the hash of its content, and its vector."""

    hash: str
    vector: list[float]


class Store(Protocol):
    """One generation, open; what is wrong with it comes out as KnowledgeError."""

    def entries(self) -> dict[str, Entry]:
        """Read everything back, by note id."""
        ...

    def probe(self, entry: Entry) -> None:
        """Check that a stored vector finds itself."""
        ...

    def fill(self, notes: Sequence[Note], entries: dict[str, Entry]) -> None:
        """Write the notes with their entries."""
        ...

    def close(self) -> None:
        """Let go of the files."""
        ...


S = TypeVar("S", bound=Store)
S_co = TypeVar("S_co", bound=Store, covariant=True)


class OpenStore(Protocol[S_co]):
    """How to open the store in a folder: a new one, or one that must already be there."""

    def __call__(self, folder: Path, *, new: bool) -> S_co:
        """Open it; KnowledgeError when it cannot be."""
        ...


class Maker(Generic[S]):
    """Finds a generation that holds exactly the notes, or makes one."""

    def __init__(
        self,
        generations: Generations,
        notes: Sequence[Note],
        embedder: Embedder,
        report: Progress,
        open_store: OpenStore[S],
        *,
        made_with: object,
    ) -> None:
        self._generations = generations
        self._open = open_store
        self._notes = notes
        self._wanted = {note.id: note.content_hash for note in notes}
        self._embedder = embedder
        self._report = report
        recipe = json.dumps([_FORMAT, embedder.identity, made_with], sort_keys=True)
        self._fingerprint = hashlib.sha256(recipe.encode()).hexdigest()

    def store(self) -> S:
        """Return an open store of exactly the notes; KnowledgeError when even a new one fails."""
        store, _ = self._look()
        if store:
            return store
        with self._generations.writing(self._waiting):
            store, known = self._look()
            if store is None:
                self._build(known)
                store, _ = self._look()
        if store is None:
            raise KnowledgeError(
                "刚建好的索引读不出来",
                value=str(self._generations.root),
                next_step="删掉这个文件夹再运行一次；仍不行请报告",
            )
        return store

    def _look(self) -> tuple[S | None, dict[str, Entry]]:
        """Return the store when it is what is wanted, and the vectors worth keeping anyway."""
        pointer = self._generations.current()
        if pointer is None or pointer.fingerprint != self._fingerprint:
            return None, {}
        try:
            store = self._open(self._generations.root / pointer.folder, new=False)
        except KnowledgeError:
            return None, {}
        try:
            entries = store.entries()
            if {name: entry.hash for name, entry in entries.items()} == self._wanted:
                store.probe(next(iter(entries.values())))
                return store, entries
        except KnowledgeError:
            entries = {}
        store.close()
        return None, entries

    def _build(self, known: dict[str, Entry]) -> None:
        self._generations.sweep()
        folder = self._generations.start()
        with closing(self._open(folder, new=True)) as store:
            store.fill(self._notes, self._entries(known))
        self._generations.publish(folder, self._fingerprint)

    def _entries(self, known: dict[str, Entry]) -> dict[str, Entry]:
        kept = {
            name: entry for name, entry in known.items() if self._wanted.get(name) == entry.hash
        }
        new = [note for note in self._notes if note.id not in kept]
        what = self._reason(known)
        for start in range(0, len(new), EMBED_BATCH):
            self._report(what, start, len(new))
            batch = new[start : start + EMBED_BATCH]
            vectors = self._embedder.embed_documents([note.passage for note in batch])
            for note, vector in zip(batch, vectors, strict=True):
                kept[note.id] = Entry(note.content_hash, vector)
        if new:
            self._report(what, len(new), len(new))
        return kept

    def _reason(self, known: dict[str, Entry]) -> str:
        if known:
            return "笔记有变化，正在更新索引"
        if self._generations.current():
            return "原来的索引不能用了，正在重建"
        return "第一次使用，正在给笔记建索引"

    def _waiting(self) -> None:
        self._report("另一个 byline 正在建索引，等它建完", 0, len(self._notes))

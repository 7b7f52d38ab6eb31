"""The vector index over notes: embedded Chroma, a cache that can be deleted at any time.

Owns: everything about Chroma (no other module imports it). Promises: opening an index over notes
that did not change embeds nothing and rebuilds nothing; a changed note is embedded alone; whatever
is found on disk (missing, killed half-way, zero bytes, foreign, made with other settings), the
answer is a working index or a KnowledgeError. When the cache folder cannot be written to, the
index lives in a temporary folder for as long as it is open, and `persistent` is False.
"""

from __future__ import annotations

import math
import shutil
import sqlite3
import tempfile
import weakref
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Self, TypeVar

from byline.errors import KnowledgeError, StorageError
from byline.knowledge.building import Entry, Maker, Progress
from byline.knowledge.embeddings import Embedder, LocalEmbeddings, calm_threads
from byline.knowledge.generations import Generations
from byline.knowledge.notes import Note, Stage

_COLLECTION = "notes"
# Measured: Chroma's defaults lose 1.5 to 2.3 points of recall@5 against exact search, these none;
# with a sync threshold out of reach no kill can hit an HNSW flush, which left unreadable indexes.
_HNSW = {
    "space": "cosine",
    "ef_construction": 400,
    "ef_search": 400,
    "max_neighbors": 32,
    "sync_threshold": 1_000_000,
}
_WRITE_BATCH = 1000
Result = TypeVar("Result")


class NoteIndex:
    """Nearest notes to a text. Close it, or use it in a `with` block."""

    def __init__(
        self,
        store: _Store,
        notes: Sequence[Note],
        embedder: Embedder,
        *,
        scratch: _Scratch | None = None,
    ) -> None:
        self.persistent = scratch is None
        """False: the cache folder was not writable, so the next run builds the index again."""
        self._store = store
        self._notes = {note.id: note for note in notes}
        self._embedder = embedder
        self._search = store.searcher()
        self._scratch = scratch

    @classmethod
    def open(
        cls,
        notes: Sequence[Note],
        cache_dir: Path,
        progress: Progress | None = None,
        *,
        embeddings: Embedder | None = None,
    ) -> Self:
        """Return an index over exactly `notes`, kept under `cache_dir`/index.

        `progress` is called only when notes are embedded or another process is waited for.
        """
        embedder = LocalEmbeddings() if embeddings is None else embeddings
        report = _silent if progress is None else progress
        if len({note.id for note in notes}) != len(notes) or not notes:
            raise KnowledgeError("笔记是空的，或有重复的 id", value=[note.id for note in notes][:9])
        try:
            store = _store(cache_dir / "index", notes, embedder, report)
            return cls(store, notes, embedder)
        except StorageError:
            return cls._temporary(notes, embedder, report)

    @classmethod
    def _temporary(cls, notes: Sequence[Note], embedder: Embedder, report: Progress) -> Self:
        report("缓存文件夹不能写，这次的索引用完就丢", 0, len(notes))
        try:
            folder = _Scratch()
            store = _store(folder.path, notes, embedder, report)
        except (StorageError, OSError) as error:
            raise KnowledgeError(
                f"缓存文件夹和临时文件夹都不能写（{error}）",
                next_step="把 BYLINE_CACHE_DIR 设成一个可写的文件夹",
            ) from error
        return cls(store, notes, embedder, scratch=folder)

    def nearest(
        self, query: str, k: int, *, stage: Stage | None = None, section: int | None = None
    ) -> list[tuple[Note, float]]:
        """Return at most `k` notes with their cosine similarity, best first."""
        vector = self._embedder.embed_query(query)
        found = _guarded(
            lambda: self._search.similarity_search_by_vector_with_relevance_scores(
                vector, k=min(k, len(self._notes)), filter=_where(stage, section)
            )
        )
        return [(self._notes[document.id], 1.0 - distance) for document, distance in found]

    def close(self) -> None:
        """Let go of the files."""
        self._store.close()
        if self._scratch:
            self._scratch.remove()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _Scratch:
    """A temporary folder that goes when it is dropped, at the latest when the process ends."""

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="byline-index-"))
        self.remove = weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)


class _Store:
    """One generation, open. Whatever Chroma does wrong comes out as KnowledgeError."""

    def __init__(self, folder: Path, *, new: bool) -> None:
        if not new:
            _check_database(folder / "chroma.sqlite3")
        self._client = _guarded(lambda: _client(folder))
        try:
            self._collection = _guarded(
                lambda: self._client.get_or_create_collection(
                    _COLLECTION, embedding_function=None, configuration={"hnsw": _HNSW}
                )
            )
        except KnowledgeError:
            self.close()
            raise

    def entries(self) -> dict[str, Entry]:
        """Read everything back; KnowledgeError when any part of it cannot be right."""
        return _guarded(self._entries)

    def probe(self, entry: Entry) -> None:
        """KnowledgeError when a stored vector does not find itself."""
        found = _guarded(
            lambda: self._collection.query(query_embeddings=[entry.vector], n_results=1)
        )
        distances = found["distances"]
        if not distances or not distances[0] or abs(distances[0][0]) > 1e-3:
            raise _unreadable("a stored vector does not find itself")

    def fill(self, notes: Sequence[Note], entries: dict[str, Entry]) -> None:
        for start in range(0, len(notes), _WRITE_BATCH):
            self._upsert(notes[start : start + _WRITE_BATCH], entries)

    def searcher(self) -> Any:
        """Return LangChain's view of the collection."""
        from langchain_chroma import Chroma

        return _guarded(lambda: Chroma(client=self._client, collection_name=_COLLECTION))

    def close(self) -> None:
        _guarded(self._client.close)

    def _upsert(self, notes: Sequence[Note], entries: dict[str, Entry]) -> None:
        _guarded(
            lambda: self._collection.upsert(
                ids=[note.id for note in notes],
                embeddings=[entries[note.id].vector for note in notes],
                documents=[note.passage for note in notes],
                metadatas=[
                    {"hash": note.content_hash, "stage": note.stage, "sections": note.sections}
                    for note in notes
                ],
            )
        )

    def _entries(self) -> dict[str, Entry]:
        count = self._collection.count()
        found: Any = self._collection.get(include=["embeddings", "metadatas"])
        entries = {
            name: Entry(metadata["hash"], [float(number) for number in vector])
            for name, metadata, vector in zip(
                found["ids"], found["metadatas"], found["embeddings"], strict=True
            )
        }
        sane = all(math.isfinite(sum(entry.vector)) for entry in entries.values())
        if len(entries) != count or not sane:
            raise _unreadable(f"{len(entries)} entries, count says {count}")
        return entries


def _store(root: Path, notes: Sequence[Note], embedder: Embedder, report: Progress) -> _Store:
    return Maker(Generations(root), notes, embedder, report, _Store, made_with=_HNSW).store()


def _client(folder: Path) -> Any:
    calm_threads()
    try:
        import chromadb
        from chromadb.config import Settings
    except ValueError as error:
        # Importing chromadb reads ./.env and the environment, and raises on what it cannot take.
        raise KnowledgeError(
            "这个文件夹的 .env（或环境变量）里有 chromadb 读不懂的东西",
            value=str(Path(".env").resolve()),
            next_step="换一个文件夹运行，或改好 .env（要是 UTF-8）",
        ) from error

    # Said outright, because Chroma takes what is unsaid from the environment and from ./.env.
    settings = Settings(
        _env_file=None,  # pyright: ignore[reportCallIssue]
        anonymized_telemetry=False,
        chroma_api_impl="chromadb.api.rust.RustBindingsAPI",
    )
    return chromadb.PersistentClient(path=str(folder), settings=settings)


def _check_database(path: Path) -> None:
    """KnowledgeError when the file is missing or damaged.

    Chroma would silently make a missing one, and panic with a backtrace on a damaged one.
    """
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as database:
            verdict = database.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.Error as error:
        raise _unreadable(str(error)) from error
    if verdict != ("ok",):
        raise _unreadable(str(verdict))


def _guarded(call: Callable[[], Result]) -> Result:
    try:
        return call()
    except (KnowledgeError, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        # A panic in Chroma's Rust half is a bare BaseException.
        raise _unreadable(f"{type(error).__name__}: {error}"[:300]) from error


def _unreadable(problem: str) -> KnowledgeError:
    return KnowledgeError(
        "索引打不开", value=problem, next_step="检查磁盘空间，删掉缓存文件夹里的 index 再运行一次"
    )


def _where(stage: Stage | None, section: int | None) -> dict[str, Any] | None:
    terms: list[dict[str, Any]] = []
    if stage is not None:
        terms.append({"stage": {"$contains": stage}})
    if section is not None:
        terms.append({"sections": {"$contains": section}})
    if len(terms) == 2:
        return {"$and": terms}
    return terms[0] if terms else None


def _silent(what: str, done: int, total: int) -> None:
    """Say nothing."""

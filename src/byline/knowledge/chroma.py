"""One collection in Chroma: vectors and what they are filtered by.

Owns: everything about Chroma (no other module imports it). Promises: whatever is found on disk or
on a server, the answer is a working collection or a KnowledgeError; nothing Chroma takes from the
environment or from ./.env changes where the data is.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self, TypeVar
from urllib.parse import urlsplit

from byline.errors import KnowledgeError
from byline.knowledge.chunks import Chunk, Consent, Origin
from byline.threads import calm_threads

_PREFIX = "byline-"
# Measured on 6,097 chunks and 200 questions: of the exact nearest 100 this graph finds 99.8, of the
# nearest 10 all; 400 and 32 find 99.97 and take three times as long to build. Chroma's defaults
# lose 1.5 to 2.3 points of recall@5.
HNSW: dict[str, Any] = {
    "space": "cosine",
    "ef_construction": 100,
    "ef_search": 400,
    "max_neighbors": 16,
}
# Up to `EXACT` rows the graph is not asked, and is built as cheaply as Chroma lets one.
CHEAP: dict[str, Any] = {**HNSW, "ef_construction": 16, "max_neighbors": 4}
EXACT = 20_000
"""Rows up to which a search compares all: 1 ms for 10,000, where Chroma's graph takes 4 and its
filter much more."""
_WRITE_BATCH = 5000
ANYWHERE = "*"
"""Stands in the metadata of what is about no platform in particular: Chroma cannot ask for none."""
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Filters:
    """What a hit must be; None and empty ask for nothing."""

    stage: str | None = None
    platform: str | None = None
    """What is about this platform, or about none in particular."""
    section: int | None = None
    kind: str | None = None
    origins: tuple[Origin, ...] = ()
    consent: Consent | None = None

    def where(self) -> dict[str, Any] | None:
        """Return it as Chroma's `where`; values are data there, never syntax."""
        terms: list[dict[str, Any]] = []
        if self.stage is not None:
            terms.append({"stage": {"$contains": self.stage}})
        if self.platform is not None:
            about = [{"platform": {"$contains": name}} for name in (self.platform, ANYWHERE)]
            terms.append({"$or": about})
        if self.section is not None:
            terms.append({"sections": {"$contains": self.section}})
        if self.kind is not None:
            terms.append({"kind": self.kind})
        if self.origins:
            terms.append({"origin": {"$in": list(self.origins)}})
        if self.consent is not None:
            terms.append({"consent": self.consent})
        if len(terms) > 1:
            return {"$and": terms}
        return terms[0] if terms else None


EVERYTHING = Filters()


class Collection:
    """Rows by number, in Chroma. What Chroma does wrong comes out as KnowledgeError."""

    def __init__(self, connect: Callable[[], tuple[Any, Any]], server: str | None) -> None:
        self._connect = connect
        self._held: tuple[Any, Any] | None = None
        self._server = server

    @classmethod
    def create(cls, folder: Path, rows: int, server: str | None) -> Self:
        """Make an empty one for `rows` rows, in `folder` or, named after it, on a server."""
        # The graph is written to disk when `sync_threshold` rows came in. A folder is filled once
        # and read ever after, so that is the last row: later means building it anew in every
        # process (13 s for 10,000), earlier means writing it many times over.
        graph = CHEAP if rows <= EXACT else HNSW
        hnsw = {**graph, "sync_threshold": max(rows, 2), "batch_size": min(max(rows, 2), 100)}

        def made(client: Any) -> Any:
            return client.create_collection(
                _name(folder), embedding_function=None, configuration={"hnsw": hnsw}
            )

        return cls._connected(folder, server, made)

    @classmethod
    def open(cls, folder: Path, rows: int, server: str | None) -> Self:
        """Open a filled one; KnowledgeError when it is damaged or has not `rows` rows.

        In a folder SQLite alone tells that: Chroma is imported (0.6 s) when it is first asked.
        """

        def held(client: Any) -> Any:
            found = client.get_collection(_name(folder), embedding_function=None)
            if (count := found.count()) != rows:
                raise _unreadable(f"{count} of {rows} rows", server)
            return found

        if server is not None:
            return cls._connected(folder, server, held)
        _check_database(folder / "chroma.sqlite3", _name(folder), rows)
        return cls(lambda: _connection(folder, None, held), None)

    @classmethod
    def _connected(cls, folder: Path, server: str | None, get: Callable[[Any], Any]) -> Self:
        made = cls(lambda: _connection(folder, server, get), server)
        made._rows()
        return made

    def _rows(self) -> Any:
        if self._held is None:
            self._held = self._connect()
        return self._held[1]

    def fill(self, chunks: Sequence[Chunk], vectors: Any) -> None:
        """Write every chunk under its number with its vector."""
        for start in range(0, len(chunks), _WRITE_BATCH):
            some = chunks[start : start + _WRITE_BATCH]
            _guarded(
                lambda some=some, start=start: self._rows().add(
                    ids=[str(start + at) for at in range(len(some))],
                    embeddings=vectors[start : start + len(some)],
                    metadatas=[_metadata(chunk) for chunk in some],
                ),
                self._server,
            )

    def nearest(self, vector: Any, count: int, filters: Filters) -> list[int]:
        """Return the numbers of the `count` nearest rows, nearest first."""
        found = _guarded(
            lambda: self._rows().query(
                query_embeddings=[vector],
                n_results=count,
                where=filters.where(),
                include=["distances"],
            ),
            self._server,
        )
        numbers = [int(number) for number in found["ids"][0]]
        if not numbers and filters == EVERYTHING:
            raise _unreadable("no row is near", self._server)
        return numbers

    def numbers(self, filters: Filters) -> list[int]:
        """Return the numbers of every row that passes."""
        found = _guarded(lambda: self._rows().get(where=filters.where(), include=[]), self._server)
        return [int(number) for number in found["ids"]]

    def close(self) -> None:
        """Let go of the files or the connection; asked again it is an error."""

        def refuse() -> tuple[Any, Any]:
            raise _unreadable("closed", self._server)

        if self._held is not None:
            _close(self._held[0])
        self._held, self._connect = None, refuse


def forget(folder: Path, server: str | None) -> None:
    """Drop what a server holds for a folder that is going; a server that is away keeps it."""
    if server is None:
        return
    try:
        client = _guarded(lambda: _client(folder, server))
        try:
            _guarded(lambda: client.delete_collection(_name(folder)))
        finally:
            _close(client)
    except KnowledgeError:
        return


def _name(folder: Path) -> str:
    # The folder's random name: a server has other people's, and a database that was copied here
    # from another generation is told from the one that was made here.
    return f"{_PREFIX}{folder.name}"


def _metadata(chunk: Chunk) -> dict[str, Any]:
    told: dict[str, Any] = {
        "origin": chunk.origin,
        "kind": chunk.kind,
        "consent": chunk.consent,
    }
    # Chroma refuses an empty list.
    if chunk.stage:
        told["stage"] = list(chunk.stage)
    told["platform"] = list(chunk.platform) or [ANYWHERE]
    if chunk.sections:
        told["sections"] = list(chunk.sections)
    return told


def _client(folder: Path, server: str | None) -> Any:
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
    def settings(**more: Any) -> Any:
        return Settings(_env_file=None, anonymized_telemetry=False, **more)  # pyright: ignore[reportCallIssue]

    if server is None:
        return chromadb.PersistentClient(
            path=str(folder),
            settings=settings(chroma_api_impl="chromadb.api.rust.RustBindingsAPI"),
        )
    address = urlsplit(server)
    host = address.hostname or ""
    port = address.port or (443 if address.scheme == "https" else 8000)
    return chromadb.HttpClient(
        host=host,
        port=port,
        ssl=address.scheme == "https",
        settings=settings(chroma_server_host=host, chroma_server_http_port=port),
    )


def _connection(folder: Path, server: str | None, get: Callable[[Any], Any]) -> tuple[Any, Any]:
    """A client and its collection; nothing stays open when there is none."""
    client = _guarded(lambda: _client(folder, server), server)
    try:
        return client, _guarded(lambda: get(client), server)
    except KnowledgeError:
        _close(client)
        raise


def _close(client: Any) -> None:
    _guarded(client.close)
    # Chroma stops its HTTP clients, of which it has two, without closing their connections.
    for part in (client, client._admin_client):
        session = getattr(part._server, "_session", None)
        if session is not None:
            _guarded(session.close)


def _check_database(path: Path, name: str, rows: int) -> None:
    """KnowledgeError when the file is missing, damaged, or holds another collection.

    Chroma would silently make a missing one, and panic with a backtrace on a damaged one.
    """
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as database:
            verdict = database.execute("PRAGMA quick_check(1)").fetchone()
            names = database.execute("SELECT name FROM collections").fetchall()
            (held,) = database.execute("SELECT count(*) FROM embeddings").fetchone()
    except sqlite3.Error as error:
        raise _unreadable(str(error)) from error
    if verdict != ("ok",):
        raise _unreadable(str(verdict))
    if names != [(name,)] or held != rows:
        raise _unreadable(f"{names}, {held} of {rows} rows")


def _guarded(call: Callable[[], Result], server: str | None = None) -> Result:
    try:
        return call()
    except (KnowledgeError, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        # A panic in Chroma's Rust half is a bare BaseException.
        raise _unreadable(f"{type(error).__name__}: {error}"[:300], server) from error


def _unreadable(problem: str, server: str | None = None) -> KnowledgeError:
    if server:
        return KnowledgeError(
            "Chroma 服务用不了",
            value=f"{server}：{problem}",
            next_step="启动它，或去掉 BYLINE_CHROMA_URL（config.toml 里是 chroma_url）",
        )
    return KnowledgeError(
        "索引打不开", value=problem, next_step="检查磁盘空间，删掉缓存文件夹里的 index 再运行一次"
    )

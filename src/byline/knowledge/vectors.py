"""Embeddings kept by content, so that no text is embedded twice.

Owns: the file of kept vectors and the vectors that ship with the notes. Promises: a batch that was
embedded survives kill -9, so an interrupted build goes on where it stopped; a thousand new texts
cost a thousand embeddings; a damaged file is thrown away and filled again, for it is a cache.
"""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Self

from byline.errors import InputError, StorageError
from byline.knowledge.embeddings import Embedder
from byline.sqlite_files import Shape, open_database

BATCH = 8
"""Texts embedded, and kept, at a time: what a kill can cost."""
SPARE = 4
"""The file may hold so many times what the last build wanted before the rest is dropped."""
SHIPPED = "vectors.npz"
_LOOKUP = 500
_DAMAGED = (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile, zlib.error)
_SHAPE = Shape(
    name="向量缓存",
    application=0x62796C76,  # "bylv"
    version=1,
    tables=("CREATE TABLE vectors (key BLOB PRIMARY KEY, vector BLOB) WITHOUT ROWID",),
)
Report = Callable[[int, int], None]
"""Called with how many of the missing texts are embedded, and of how many."""


class KeptVectors:
    """Vectors by text: from the file, from those shipped, else from the model. One thread."""

    def __init__(self, embedder: Embedder, path: Path | None, shipped: Path | None = None) -> None:
        self._embedder = embedder
        self._shipped = read_shipped(shipped) if shipped else {}
        self._database = _opened(path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()

    def of(self, texts: Sequence[str], report: Report) -> Any:
        """Return the vectors as an array of float32, one row a text, embedding what is missing."""
        import numpy

        identity = self._embedder.identity
        keys = [key(identity, text) for text in texts]
        held = self._held(keys)
        missing = {k: text for k, text in zip(keys, texts, strict=True) if k not in held}
        held |= self._embed(missing, report)
        self._drop_the_rest(set(keys))
        return numpy.stack([numpy.frombuffer(held[k], dtype="<f4") for k in keys])

    def _held(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        held = {k: self._shipped[k] for k in keys if k in self._shipped}
        rest = [k for k in keys if k not in held]
        for start in range(0, len(rest), _LOOKUP):
            some = rest[start : start + _LOOKUP]
            marks = ",".join("?" * len(some))
            found = f"SELECT key, vector FROM vectors WHERE key IN ({marks})"
            held.update(self._database.execute(found, some).fetchall())
        return held

    def _embed(self, missing: Mapping[bytes, str], report: Report) -> dict[bytes, bytes]:
        import numpy

        made: dict[bytes, bytes] = {}
        waiting = list(missing.items())
        for start in range(0, len(waiting), BATCH):
            report(start, len(waiting))
            batch = waiting[start : start + BATCH]
            vectors = self._embedder.embed_documents([text for _, text in batch])
            rows = [
                (k, numpy.asarray(vector, dtype="<f4").tobytes())
                for (k, _), vector in zip(batch, vectors, strict=True)
            ]
            self._keep(rows)
            made.update(rows)
        if waiting:
            report(len(waiting), len(waiting))
        return made

    def _keep(self, rows: Sequence[tuple[bytes, bytes]]) -> None:
        self._write("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)

    def _drop_the_rest(self, wanted: set[bytes]) -> None:
        (count,) = self._database.execute("SELECT count(*) FROM vectors").fetchone()
        if count <= SPARE * max(len(wanted), 1000):
            return
        every = self._database.execute("SELECT key FROM vectors").fetchall()
        unwanted = [(k,) for (k,) in every if k not in wanted]
        self._write("DELETE FROM vectors WHERE key = ?", unwanted)

    def _write(self, statement: str, rows: Sequence[tuple[bytes, ...]]) -> None:
        # A full disk costs the cache, not the build.
        with contextlib.suppress(sqlite3.OperationalError), self._database as database:
            database.execute("BEGIN")
            database.executemany(statement, rows)


def key(identity: str, text: str) -> bytes:
    """Return the content address of a text's vector by one embedding model."""
    told = f"{identity}\0{text}".encode("utf-8", "surrogatepass")
    return hashlib.sha256(told).digest()


def read_shipped(path: Path) -> dict[bytes, bytes]:
    """Return the vectors of a .npz file, float32; none when it is missing or cannot be read."""
    import numpy

    try:
        # numpy leaves a file open that is no good.
        with path.open("rb") as stream, numpy.load(stream, allow_pickle=False) as held:
            keys, vectors = held["keys"], held["vectors"].astype("<f4")
            pairs = list(zip(keys, vectors, strict=True))
    except _DAMAGED:
        return {}
    return {k.tobytes(): vector.tobytes() for k, vector in pairs}


def write_shipped(path: Path, embedder: Embedder, texts: Sequence[str], report: Report) -> int:
    """Write the vectors of `texts` for shipping, in half precision; returns how many were new."""
    import numpy

    known = read_shipped(path)
    with KeptVectors(embedder, None, path) as kept:
        vectors = kept.of(texts, report)
    keys = [key(embedder.identity, text) for text in texts]
    order = sorted(range(len(keys)), key=keys.__getitem__)
    with path.open("wb") as stream:
        numpy.savez(
            stream,
            keys=numpy.stack([numpy.frombuffer(keys[at], dtype=numpy.uint8) for at in order]),
            vectors=vectors[order].astype("<f2"),
        )
    return sum(k not in known for k in keys)


def _opened(path: Path | None) -> sqlite3.Connection:
    try:
        return _checked(path)
    except (StorageError, sqlite3.OperationalError):
        # The folder or the disk, or somebody who writes and writes: the file may be good.
        return _checked(None)
    except (sqlite3.DatabaseError, InputError):
        for left in (path, *(Path(f"{path}{end}") for end in ("-wal", "-shm"))):
            if left:
                left.unlink(missing_ok=True)
        return _checked(path)


def _checked(path: Path | None) -> sqlite3.Connection:
    database = open_database(path, _SHAPE)
    try:
        if database.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
            raise sqlite3.DatabaseError("quick_check")
    except sqlite3.Error:
        database.close()
        raise
    return database

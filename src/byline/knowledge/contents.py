"""What one generation of an index holds, written once and read ever after.

    g-<hex>/chroma.sqlite3 ...     vectors, texts and metadata (or on a server)
    g-<hex>/vectors.npy            the same vectors, to score candidates that words brought
    g-<hex>/space-*.npy            the space they lie in, when it is not the embedding's own
    g-<hex>/parents.npy            the mean vector of each parent's rows, normalised
    g-<hex>/rows.json              ids, and which parent each row has
    g-<hex>/words/ parent-words/   BM25 over rows, and over whole parents
    g-<hex>/sealed.json            size and SHA-256 of every file Chroma does not write to again

Owns: those files. Promise: what `read` returns is what `write` was given; anything missing,
shortened or foreign is a KnowledgeError before it reaches code that would crash on it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from byline import files
from byline.errors import KnowledgeError
from byline.knowledge.chroma import Collection
from byline.knowledge.chunks import Chunk
from byline.knowledge.lexical import Lexical, terms
from byline.knowledge.space import Space

SEAL = "sealed.json"
# Chroma touches its database whenever it opens it; that file is checked by SQLite itself.
_LIVING = ("chroma.sqlite3", "chroma.sqlite3-wal", "chroma.sqlite3-shm", "chroma.sqlite3-journal")


class Seal(BaseModel):
    """The content of sealed.json."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rows: int = Field(ge=1)
    files: dict[str, tuple[int, str]]
    """Relative path -> size in bytes, SHA-256."""


@dataclass(frozen=True)
class Contents:
    """An open generation."""

    collection: Collection
    ids: list[str]
    parents: list[str]
    parent_of: Any
    """int32, a row's place in `parents`."""
    vectors: Any
    """float32, rows x dimensions, read from disk as it is touched."""
    parent_vectors: Any
    space: Space
    """Where vectors lie; a query's has to be placed there too."""
    words: Lexical
    parent_words: Lexical

    def close(self) -> None:
        """Let go of the files."""
        self.collection.close()


def write(folder: Path, chunks: Sequence[Chunk], vectors: Any, server: str | None) -> None:
    """Fill a new folder; `vectors` as the embedding gave them."""
    import numpy

    space = Space.of(chunks, vectors)
    space.save(folder)
    vectors = space.place(vectors)
    parents = list(dict.fromkeys(chunk.parent for chunk in chunks))
    place = {name: at for at, name in enumerate(parents)}
    parent_of = numpy.array([place[chunk.parent] for chunk in chunks], dtype=numpy.int32)
    with closing(Collection.create(folder, len(chunks), server)) as collection:
        collection.fill(chunks, vectors)
    numpy.save(folder / "vectors.npy", vectors)
    numpy.save(folder / "parents.npy", _means(vectors, parent_of, len(parents)))
    rows = [terms(chunk.text) for chunk in chunks]
    together: list[list[str]] = [[] for _ in parents]
    for at, row in zip(parent_of.tolist(), rows, strict=True):
        together[at] += row
    Lexical.build(rows).save(folder / "words")
    Lexical.build(together).save(folder / "parent-words")
    held = {
        "ids": [chunk.id for chunk in chunks],
        "parents": parents,
        "parent_of": parent_of.tolist(),
    }
    (folder / "rows.json").write_text(json.dumps(held, ensure_ascii=False), encoding="utf-8")
    seal = Seal(rows=len(chunks), files=_measured(folder))
    files.replace(folder / SEAL, seal.model_dump_json())


def read(folder: Path, server: str | None) -> Contents:
    """Open what `write` left; KnowledgeError when any of it is not as it was."""
    import numpy

    seal = _seal(folder)
    if _measured(folder) != seal.files:
        raise KnowledgeError("索引的文件变了", value=str(folder))
    try:
        held = json.loads((folder / "rows.json").read_bytes())
        return Contents(
            words=Lexical.load(folder / "words", seal.rows),
            parent_words=Lexical.load(folder / "parent-words", len(held["parents"])),
            ids=held["ids"],
            parents=held["parents"],
            parent_of=numpy.array(held["parent_of"], dtype=numpy.int32),
            vectors=numpy.asarray(numpy.load(folder / "vectors.npy", mmap_mode="r")),
            space=Space.load(folder),
            parent_vectors=numpy.asarray(numpy.load(folder / "parents.npy", mmap_mode="r")),
            collection=Collection.open(folder, seal.rows, server),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise KnowledgeError("索引的文件读不懂", value=f"{error}"[:200]) from error


def _seal(folder: Path) -> Seal:
    try:
        return Seal.model_validate_json((folder / SEAL).read_bytes())
    except (OSError, ValidationError) as error:
        raise KnowledgeError("索引没有写完", value=str(folder)) from error


def _measured(folder: Path) -> dict[str, tuple[int, str]]:
    found: dict[str, tuple[int, str]] = {}
    try:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.name != SEAL and path.name not in _LIVING:
                with path.open("rb") as stream:
                    digest = hashlib.file_digest(stream, "sha256").hexdigest()
                found[path.relative_to(folder).as_posix()] = (path.stat().st_size, digest)
    except OSError as error:
        raise KnowledgeError("索引的文件读不了", value=str(error)) from error
    return found


def _means(vectors: Any, parent_of: Any, parents: int) -> Any:
    # The mean of the parts costs no embedding, and found as much as the whole passage embedded.
    import numpy

    sums = numpy.zeros((parents, vectors.shape[1]), dtype=numpy.float32)
    numpy.add.at(sums, parent_of, vectors)
    return sums / numpy.maximum(numpy.linalg.norm(sums, axis=1, keepdims=True), 1e-12)

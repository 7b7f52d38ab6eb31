"""What one generation of an index holds, written once and read ever after.

    g-<hex>/chroma.sqlite3 ...     vectors and metadata (or on a server)
    g-<hex>/chunks.jsonl ...       the chunks themselves
    g-<hex>/vectors.npy            the same vectors, to score candidates that words brought
    g-<hex>/space-*.npy            the space they lie in, when it is not the embedding's own
    g-<hex>/parents.npy            the mean vector of each parent's rows, normalised
    g-<hex>/rows.json              parents, and which of them each row has
    g-<hex>/words/ parent-words/   BM25 over rows, and over whole parents
    g-<hex>/sealed.json            size and SHA-256 of every file Chroma does not write to again

Owns: those files. Promise: what `read` returns is what `write` was given; anything missing,
shortened or foreign is a KnowledgeError before it reaches code that would crash on it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from byline import files
from byline.errors import KnowledgeError
from byline.knowledge import chroma, texts
from byline.knowledge.chroma import Collection
from byline.knowledge.chunks import Chunk
from byline.knowledge.lexical import Lexical, Terms, terms
from byline.knowledge.ondisk import OnDisk
from byline.knowledge.space import Space
from byline.knowledge.texts import Texts

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
    texts: Texts
    rows: int
    parents: list[str]
    parent_of: Any
    """int32, a row's place in `parents`."""
    vectors: Any
    """float32, rows x dimensions; mapped, or past `chroma.EXACT` rows read a few at a time."""
    parent_vectors: Any
    space: Space
    """Where vectors lie; a query's has to be placed there too."""
    words: Lexical
    parent_words: Lexical

    opened: ExitStack

    def close(self) -> None:
        """Let go of the files."""
        self.opened.close()


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
    texts.write(folder, chunks)
    rows = Terms.of(terms(chunk.text) for chunk in chunks)
    Lexical.build(rows).save(folder / "words")
    Lexical.build(rows.together(parent_of.tolist(), len(parents))).save(folder / "parent-words")
    held = {
        "parents": parents,
        "parent_of": parent_of.tolist(),
    }
    (folder / "rows.json").write_text(json.dumps(held, ensure_ascii=False), encoding="utf-8")
    seal = Seal(rows=len(chunks), files=_measured(folder))
    files.replace(folder / SEAL, seal.model_dump_json())


def read(folder: Path, server: str | None) -> Contents:
    """Open what `write` left; KnowledgeError when any of it is not as it was."""
    seal = _seal(folder)
    if _measured(folder) != seal.files:
        raise KnowledgeError("索引的文件变了", value=str(folder))
    with ExitStack() as opened:
        try:
            return _opened(folder, seal.rows, server, opened)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise KnowledgeError("索引的文件读不懂", value=f"{error}"[:200]) from error


def _opened(folder: Path, rows: int, server: str | None, opened: ExitStack) -> Contents:
    import numpy

    held = json.loads((folder / "rows.json").read_bytes())
    large = rows > chroma.EXACT

    def array(name: str) -> Any:
        if large:
            return opened.enter_context(closing(OnDisk(folder / name)))
        return numpy.asarray(numpy.load(folder / name, mmap_mode="r"))

    def words(name: str, rows: int) -> Lexical:
        return opened.enter_context(closing(Lexical.load(folder / name, rows, on_disk=large)))

    rows_words = words("words", rows)
    return Contents(
        rows=rows,
        parents=held["parents"],
        parent_of=numpy.array(held["parent_of"], dtype=numpy.int32),
        vectors=array("vectors.npy"),
        parent_vectors=array("parents.npy"),
        space=Space.load(folder),
        words=rows_words,
        parent_words=words("parent-words", len(held["parents"])).numbered_as(rows_words),
        texts=opened.enter_context(closing(Texts.load(folder, rows))),
        collection=opened.enter_context(closing(Collection.open(folder, rows, server))),
        opened=opened.pop_all(),
    )


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

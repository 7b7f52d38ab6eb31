"""Finding the notes that bear on what a person said.

Owns: the small interface chains search through (`NoteSearch`), its dense implementation, and the
LangChain retriever over it. Promises: hits are whole notes, best first, each once; any text with
something visible in it can be a query. Another ranking replaces `DenseSearch` and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever

from byline.errors import InputError
from byline.knowledge.notes import Note, Stage

if TYPE_CHECKING:
    from byline.knowledge.index import NoteIndex

# The embedding model reads 512 tokens at a time and averages longer texts into a blur; people
# state what they want at the start and sum up at the end.
_HEAD, _TAIL = 400, 200


@dataclass(frozen=True)
class Hit:
    """A note and its cosine similarity to the query.

    Compare scores within one search only: unrelated texts sit near 0.8 with this embedding.
    """

    note: Note
    score: float


class NoteSearch(Protocol):
    """What chains ask for notes."""

    def search(
        self, query: str, k: int = 4, stage: Stage | None = None, section: int | None = None
    ) -> list[Hit]:
        """Return at most `k` notes, best first, of this stage and section when given."""
        ...


class DenseSearch:
    """Nearest notes by embedding."""

    def __init__(self, index: NoteIndex) -> None:
        self._index = index

    def search(
        self, query: str, k: int = 4, stage: Stage | None = None, section: int | None = None
    ) -> list[Hit]:
        """Return at most `k` notes; InputError when the query shows nothing or `k` is below 1."""
        if k < 1:
            raise InputError("至少要找 1 条笔记", value=k)
        found = self._index.nearest(searchable(query), k, stage=stage, section=section)
        return [Hit(note, score) for note, score in found]


class NoteRetriever(BaseRetriever):
    """A `NoteSearch` as LangChain wants it."""

    searcher: Any
    """A NoteSearch; pydantic cannot check a protocol."""
    k: int = 4
    stage: Stage | None = None

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        searcher: NoteSearch = self.searcher
        hits = searcher.search(query, self.k, stage=self.stage)
        return [_document(hit) for hit in hits]


@contextmanager
def open_search(
    cache_dir: Path, progress: Callable[[str, int, int], None] | None = None
) -> Generator[NoteSearch]:
    """Search over the shipped notes, indexed under `cache_dir` (built on first use)."""
    from byline.knowledge.index import NoteIndex
    from byline.knowledge.notes import read_notes
    from byline.shipped import shipped

    with NoteIndex.open(read_notes(shipped("knowledge")), cache_dir, progress) as index:
        yield DenseSearch(index)


def searchable(query: str) -> str:
    """Trim a query, and cut a very long one to its beginning and end."""
    text = query.strip()
    if not any(character.isprintable() and not character.isspace() for character in text):
        raise InputError("查询是空的", value=query[:50], next_step="写几个字再找")
    if len(text) <= _HEAD + _TAIL:
        return text
    return f"{text[:_HEAD]}\n{text[-_TAIL:]}"


def _document(hit: Hit) -> Document:
    note = hit.note
    metadata = {
        "id": note.id,
        "title": note.title,
        "sections": list(note.sections),
        "confidence": note.confidence,
        "score": hit.score,
    }
    return Document(page_content=note.text, metadata=metadata, id=note.id)

"""The note search as LangChain wants it.

Owns: nothing but the shape. Promise: what it returns is what `NoteSearch` returned.
"""

from __future__ import annotations

from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever

from byline.knowledge.notes import Stage
from byline.knowledge.retriever import Hit, NoteSearch


class NoteRetriever(BaseRetriever):
    """A `NoteSearch` as a LangChain retriever."""

    searcher: Any
    """A NoteSearch; pydantic cannot check a protocol."""
    k: int = 4
    stage: Stage | None = None
    section: int | None = None

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        searcher: NoteSearch = self.searcher
        hits = searcher.search(query, self.k, stage=self.stage, section=self.section)
        return [_document(hit) for hit in hits]


def _document(hit: Hit) -> Document:
    note = hit.note
    metadata = {
        "id": note.id,
        "title": note.title,
        "sections": list(note.sections),
        "confidence": note.confidence,
        "score": hit.score,
        "through": hit.through.text,
    }
    return Document(page_content=note.text, metadata=metadata, id=note.id)

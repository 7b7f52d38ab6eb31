"""The note search and the embedded embeddings as LangChain wants them.

Owns: nothing but the shape. Promise: what it returns is what `NoteSearch` and the model returned.
Apart, because importing LangChain takes a third of a second and a search does without.
"""

from __future__ import annotations

from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.retrievers import BaseRetriever

from byline.knowledge.embeddings import Embedder, LocalEmbeddings
from byline.knowledge.notes import Stage
from byline.knowledge.retriever import Hit, NoteSearch


class LangChainEmbeddings(Embeddings):
    """An embedder of byline's, by default the embedded one."""

    def __init__(self, embedder: Embedder | None = None) -> None:
        self._embedder = embedder or LocalEmbeddings()

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Embed passages."""
        return self._embedder.embed_documents(texts)

    def embed_query(self, text: str) -> list[float]:
        """Embed a query."""
        return self._embedder.embed_query(text)


class NoteRetriever(BaseRetriever):
    """A `NoteSearch` as a LangChain retriever."""

    searcher: Any
    """A NoteSearch; pydantic cannot check a protocol."""
    k: int = 4
    stage: Stage | None = None
    section: int | None = None
    platform: str | None = None

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        searcher: NoteSearch = self.searcher
        hits = searcher.search(
            query, self.k, stage=self.stage, section=self.section, platform=self.platform
        )
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

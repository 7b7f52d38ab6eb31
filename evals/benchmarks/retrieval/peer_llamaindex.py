"""LlamaIndex as it comes, with the same vectors: its vector index, and its fusion with its BM25.

Owns: everything about LlamaIndex. Set by us: ten answers of each retriever instead of two, and no
rewriting of the query by a model, which byline does not do here either.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from llama_index.core import VectorStoreIndex
from llama_index.core.embeddings import BaseEmbedding
from llama_index.core.llms import MockLLM
from llama_index.core.retrievers import QueryFusionRetriever
from llama_index.core.schema import TextNode
from llama_index.retrievers.bm25 import BM25Retriever
from metrics import DEPTH
from pydantic import PrivateAttr
from systems import Setting

from byline.knowledge.embeddings import LocalEmbeddings


class SameEmbeddings(BaseEmbedding):
    """The embedding model byline uses."""

    _model: LocalEmbeddings = PrivateAttr(default_factory=LocalEmbeddings)

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._model.embed_query(query)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)

    def _get_text_embedding(self, text: str) -> list[float]:
        raise NotImplementedError("passages come with their vectors")


class VectorOnly:
    """VectorStoreIndex over its own in-memory store."""

    def build(self, setting: Setting) -> None:
        nodes = [
            TextNode(id_=passage.id, text=passage.text, embedding=vector)
            for passage, vector in zip(setting.passages, setting.vectors.tolist(), strict=True)
        ]
        self._index = VectorStoreIndex(nodes=nodes, embed_model=SameEmbeddings())
        self._retriever: Any = self._made(nodes)

    def _made(self, nodes: list[TextNode]) -> Any:
        return self._index.as_retriever(similarity_top_k=DEPTH)

    def search(self, query: str, k: int) -> list[str]:
        return [found.node.node_id for found in self._retriever.retrieve(query)][:k]

    def save(self, folder: Path) -> None:
        self._index.storage_context.persist(str(folder))


class Hybrid(VectorOnly):
    """QueryFusionRetriever, reciprocal rank, over that and BM25Retriever with its defaults."""

    def _made(self, nodes: list[TextNode]) -> Any:
        self._words = BM25Retriever.from_defaults(nodes=nodes, similarity_top_k=DEPTH)
        return QueryFusionRetriever(
            [super()._made(nodes), self._words],
            llm=MockLLM(),
            mode="reciprocal_rerank",
            similarity_top_k=DEPTH,
            num_queries=1,
            use_async=False,
        )

    def save(self, folder: Path) -> None:
        super().save(folder)
        self._words.persist(str(folder / "bm25"))

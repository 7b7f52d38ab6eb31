"""LangChain's EnsembleRetriever as its documentation builds it, with the same vectors.

Owns: everything about LangChain's retrievers: BM25Retriever (rank_bm25) and a FAISS store, weighed
alike. Set by us: ten answers of each instead of four; in one of the two, jieba to cut Chinese.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

from langchain_classic.retrievers import EnsembleRetriever
from langchain_community.retrievers import BM25Retriever
from langchain_community.vectorstores import FAISS
from metrics import DEPTH
from systems import Setting

from byline.knowledge.langchain import LangChainEmbeddings


class Ensemble:
    """BM25 splits at blanks, as it comes."""

    def cutter(self) -> dict[str, Callable[[str], list[str]]]:
        """What BM25Retriever is told about cutting texts."""
        return {}

    def build(self, setting: Setting) -> None:
        texts = [passage.text for passage in setting.passages]
        named: list[dict[str, Any]] = [{"id": passage.id} for passage in setting.passages]
        self._words = BM25Retriever.from_texts(texts, metadatas=named, k=DEPTH, **self.cutter())
        pairs = zip(texts, setting.vectors.tolist(), strict=True)
        self._store = FAISS.from_embeddings(pairs, LangChainEmbeddings(), metadatas=named)
        dense = self._store.as_retriever(search_kwargs={"k": DEPTH})
        self._retriever = EnsembleRetriever(retrievers=[self._words, dense], weights=[0.5, 0.5])

    def search(self, query: str, k: int) -> list[str]:
        return [found.metadata["id"] for found in self._retriever.invoke(query)][:k]

    def save(self, folder: Path) -> None:
        self._store.save_local(str(folder))
        # BM25Retriever cannot be saved; a pickle of its numbers is the least it would take.
        (folder / "bm25.pickle").write_bytes(pickle.dumps(self._words.vectorizer))


class JiebaEnsemble(Ensemble):
    """BM25 gets the words jieba finds."""

    def cutter(self) -> dict[str, Callable[[str], list[str]]]:
        import jieba

        jieba.setLogLevel("ERROR")
        return {"preprocess_func": jieba.lcut}

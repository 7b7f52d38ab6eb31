"""Chroma as it comes: its own embedding model (English, MiniLM) and its own settings.

Owns: that. The model is not fetched: where Chroma has not put it before, the system is left out.
Its build embeds the passages, so the time is not comparable with the others'.
"""

from __future__ import annotations

from pathlib import Path

import chromadb
from chromadb.config import Settings
from chromadb.utils.embedding_functions import ONNXMiniLM_L6_V2
from systems import LeftOutError, Setting

BATCH = 500


class Defaults:
    """A persistent collection with nothing said about it."""

    def __init__(self) -> None:
        model = ONNXMiniLM_L6_V2.DOWNLOAD_PATH / ONNXMiniLM_L6_V2.EXTRACTED_FOLDER_NAME
        if not (model / "model.onnx").is_file():
            raise LeftOutError("its MiniLM is not on this machine, and is not fetched")

    def build(self, setting: Setting) -> None:
        settings = Settings(anonymized_telemetry=False)
        client = chromadb.PersistentClient(str(setting.folder / "index"), settings=settings)
        self._collection = client.create_collection("passages")
        for start in range(0, len(setting.passages), BATCH):
            some = setting.passages[start : start + BATCH]
            self._collection.add(
                ids=[passage.id for passage in some],
                documents=[passage.text for passage in some],
            )

    def search(self, query: str, k: int) -> list[str]:
        return self._collection.query(query_texts=[query], n_results=k)["ids"][0]

    def save(self, folder: Path) -> None:
        """Chroma wrote everything already."""

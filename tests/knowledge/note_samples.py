"""Small notes for the tests of this folder, shelves of them, and embeddings that count."""

import json
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from byline.knowledge.chunks import Chunk
from byline.knowledge.embeddings import LocalEmbeddings
from byline.knowledge.notes import Note, Shelf
from byline.knowledge.ranking import Why
from byline.knowledge.retriever import Hit

TEXTS = {
    "publishing/little-time": (
        "一周只有两小时也能写",
        [12],
        ["plan"],
        "每周固定半小时，写一条就够。",
    ),
    "ownership/plain-files": (
        "把东西放在自己手里",
        [5],
        ["plan"],
        "账号是租来的，稿子存成自己的文件。",
    ),
    "positioning/one-field": (
        "先选一个方向",
        [14, 0],
        ["positioning"],
        "会的很多，也只能先被记住一样。",
    ),
    "advantages/stories": (
        "别人没有的经历",
        [4],
        ["interview", "drafting"],
        "摔过的跟头，就是别人买不到的东西。",
    ),
}
ASKS = {
    "publishing/little-time": ["下班都九点了哪有空", "no time to post after work"],
    "ownership/plain-files": ["号被封了怎么办"],
}


def make(name: str, *, text: str | None = None, asks: Iterable[str] | None = None) -> Note:
    title, sections, stage, body = TEXTS[name]
    return Note.model_validate(
        {
            "id": name,
            "title": title,
            "sections": sections,
            "stage": stage,
            "kind": "caveat" if name == "ownership/plain-files" else "principle",
            "tags": [],
            "asks": list(ASKS.get(name, []) if asks is None else asks),
            "source": "test",
            "confidence": "medium",
            "text": text or body,
        }
    )


def write(root: Path, notes: Iterable[Note]) -> Shelf:
    """A shelf that holds these notes."""
    for note in notes:
        path = root / f"{note.id}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        head = note.model_dump(mode="json", exclude={"text"})
        path.write_text(f"---\n{json.dumps(head, ensure_ascii=False)}\n---\n{note.text}\n")
    return Shelf(root)


class Counting:
    """The real embeddings, remembering what they were asked."""

    def __init__(self, real: LocalEmbeddings) -> None:
        self._real = real
        self.passages: list[str] = []

    @property
    def identity(self) -> str:
        return self._real.identity

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        self.passages += texts
        return self._real.embed_documents(texts)

    def embed_query(self, text: str) -> list[float]:
        return self._real.embed_query(text)


class Cheap:
    """Embeddings that cost nothing: hashed characters and pairs. They count, too."""

    def __init__(self, identity: str = "cheap-1") -> None:
        self.identity = identity
        self.passages: list[str] = []

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        self.passages += texts
        return [self.embed_query(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        vector = np.zeros(64)
        for part in [*text, *(text[at : at + 2] for at in range(len(text) - 1))]:
            vector[zlib.crc32(part.encode("utf-8", "replace")) % 64] += 1
        return (vector / max(float(np.linalg.norm(vector)), 1e-9)).tolist()


class Scripted:
    """A note search that brings what it is told to, and remembers what it was asked.

    `scores` are note ids and their scores by a word of the question; a question without any of the
    words gets those of "".
    """

    def __init__(self, notes: Iterable[Note], scores: Mapping[str, Mapping[str, float]]) -> None:
        self._notes = {note.id: note for note in notes}
        self._scores = scores
        self.asked: list[str] = []

    def search(self, query: str, k: int = 4, *filters: Any, **more: Any) -> list[Hit]:
        self.asked.append(query)
        word = next((word for word in self._scores if word and word in query), "")
        ranked = sorted(self._scores.get(word, {}).items(), key=lambda one: -one[1])
        platform, stage = more.get("platform"), more.get("stage")
        return [
            Hit(note, score, Chunk(name, name, note.text, "note"), Why(0, 0, 0, 0))
            for name, score in ranked
            if (note := self._notes[name])
            and (platform is None or not note.platform or platform in note.platform)
            and (stage is None or stage in note.stage)
        ][:k]


def everywhere(*notes: Note) -> Scripted:
    """A search that brings the same notes whatever is asked, the first first."""
    scores = {note.id: 0.9 - 0.1 * place for place, note in enumerate(notes)}
    return Scripted(notes, {"": scores})

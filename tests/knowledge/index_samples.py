"""Small corpora for the tests of this folder, and what they ask of an index over one."""

import json
from collections.abc import Sequence
from pathlib import Path

from note_samples import Cheap

from byline.errors import KnowledgeError
from byline.knowledge.building import Means
from byline.knowledge.chunks import Chunk
from byline.knowledge.index import Index


class Listed:
    """A corpus of given chunks."""

    def __init__(self, chunks: Sequence[Chunk]) -> None:
        self._chunks = list(chunks)

    @property
    def digest(self) -> str:
        return " ".join(chunk.hash for chunk in self._chunks)

    def chunks(self) -> list[Chunk]:
        return self._chunks


class Log(list[tuple[str, int, int]]):
    """Progress, kept."""

    def __call__(self, what: str, done: int, total: int) -> None:
        self.append((what, done, total))


class Failing(Cheap):
    """Embeddings that break after so many batches."""

    def __init__(self, batches: int) -> None:
        super().__init__()
        self._left = batches

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        if not self._left:
            raise KnowledgeError("坏了")
        self._left -= 1
        return super().embed_documents(texts)


def chunks(count: int = 9, about: str = "仓库") -> list[Chunk]:
    """Chunks of which no two share much, three to a parent."""
    return [
        Chunk(
            id=f"{about}{at}",
            parent=f"{about}-{at // 3}",
            text=f"第{at}条讲{about}：{_character(7 * at)}{_character(4096 + 11 * at)}。",
            origin="note",
            title=f"第{at // 3}篇",
            kind="method" if at % 2 else "principle",
            stage=("plan",) if at < count // 2 else ("interview", "drafting"),
            sections=(at % 16,),
            consent="private" if at % 3 == 0 else "public",
        )
        for at in range(count)
    ]


def means(folder: Path, embedder: Cheap | None = None, server: str | None = None) -> Means:
    return Means(embedder or Cheap(), folder / "vectors.sqlite", server=server)


def build(folder: Path, held: Sequence[Chunk], embedder: Cheap | None = None) -> Path:
    """Index the chunks in `folder`, and return the generation's folder."""
    with Index.open(Listed(held), folder / "index", means(folder, embedder)):
        pass
    return generation(folder)


def generation(folder: Path) -> Path:
    told = json.loads((folder / "index/current.json").read_text())
    return folder / "index" / told["folder"]


def generations(folder: Path) -> set[Path]:
    return set((folder / "index").glob("g-*"))


def answers(index: Index, held: Sequence[Chunk]) -> bool:
    """Whether the index finds every chunk by its own words, whole, and holds no others."""
    found = [index.search(chunk.text, 1)[0].chunk for chunk in held]
    return found == list(held) and len(index) == len(held)


def works(
    folder: Path, held: Sequence[Chunk], embedder: Cheap | None = None, log: Log | None = None
) -> bool:
    """Whether an index over the chunks opens, is kept, and answers."""
    with Index.open(Listed(held), folder / "index", means(folder, embedder), log) as index:
        return index.persistent and answers(index, held)


def _character(number: int) -> str:
    return chr(0x4E00 + number % 20_000)

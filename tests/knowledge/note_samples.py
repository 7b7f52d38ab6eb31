"""Small notes for the tests of this folder, and embeddings that count."""

from byline.knowledge.embeddings import LocalEmbeddings
from byline.knowledge.notes import Note

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


def make(name: str, *, text: str | None = None) -> Note:
    title, sections, stage, body = TEXTS[name]
    return Note.model_validate(
        {
            "id": name,
            "title": title,
            "sections": sections,
            "stage": stage,
            "kind": "principle",
            "tags": [],
            "source": "test",
            "confidence": "medium",
            "text": text or body,
        }
    )


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


def many(number: int, count: int = 24) -> list[Note]:
    """Notes of which every round has its own, so that each round has all of them to embed."""
    base = make("ownership/plain-files").model_dump()
    return [
        Note.model_validate({**base, "id": f"craft/n{i}", "text": f"第 {number} 轮第 {i} 条。"})
        for i in range(count)
    ]

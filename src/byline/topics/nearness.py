"""How near two texts are in meaning, on a scale that can be compared.

Owns: vectors of texts seen before, and the background they are measured against. Promise: `above`
is about 0 for texts of different trades, whatever they are about: cosines of this embedding cluster
at .82 to .86 for unrelated texts and mean nothing by themselves.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import fmean

from byline.checks import grounding
from byline.knowledge.embeddings import Embedder

BACKGROUND = (
    "第一次租房要注意什么？",
    "体检报告上的箭头要不要紧？",
    "面试完多久没消息算没戏？",
    "老人摔了一跤要不要送医院？",
    "阳台种菜老是不活怎么办？",
    "退休金怎么算？",
    "装修先做水电还是先买家电？",
    "孩子志愿怎么填？",
    "狗不吃饭怎么办？",
    "学车科目二老是挂怎么办？",
    "一个人旅行安全吗？",
    "第一次做饭先学什么菜？",
)
"""Questions of a dozen trades: how near a text is to them is how near it is to anything."""
BACKGROUND_EN = (
    "What should I check before renting my first flat?",
    "Do I need to worry about this blood test?",
    "How long after an interview is no news bad news?",
    "Should an old man who fell go to the hospital?",
    "Why do my balcony plants keep dying?",
    "How is my pension worked out?",
    "In a renovation, do wiring or appliances come first?",
    "How do I choose a school for my child?",
    "My dog will not eat, what now?",
    "I keep failing my driving test.",
    "Is it safe to travel alone?",
    "What should I learn to cook first?",
)
"""The same in English: texts of one language are near to each other whatever they say."""
WORDS = 0.1
"""What sharing all words is worth beside a cosine, whose useful range is about as wide."""
_CHINESE = re.compile("[\u4e00-\u9fff]")
_Vector = Sequence[float]


class Nearness:
    """Compares texts; each is embedded once."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._vectors: dict[str, _Vector] = {}
        self._levels: dict[str, float] = {}

    def learn(self, texts: Sequence[str]) -> None:
        """Embed texts in one go: cheaper than one by one."""
        new = [text for text in dict.fromkeys(texts) if text not in self._vectors]
        if new:
            self._vectors |= dict(zip(new, self._embedder.embed_documents(new), strict=True))

    def cosine(self, one: str, other: str) -> float:
        """Nearness of two texts, to be compared with others to the same text only."""
        self.learn([one, other])
        pairs = zip(self._vectors[one], self._vectors[other], strict=True)
        return sum(a * b for a, b in pairs)

    def above(self, one: str, other: str) -> float:
        """How much nearer two texts are to each other than to anything."""
        return self.cosine(one, other) - (self._level(one) + self._level(other)) / 2

    def nearest(self, text: str, others: Sequence[str]) -> list[int]:
        """Places in `others`, nearest first, by meaning and by words."""
        self.learn([text, *others])
        scores = [self.cosine(text, other) + WORDS * _shared(text, other) for other in others]
        return sorted(range(len(others)), key=lambda at: -scores[at])

    def _level(self, text: str) -> float:
        if text not in self._levels:
            others = BACKGROUND if _CHINESE.search(text) else BACKGROUND_EN
            self.learn(others)
            self._levels[text] = fmean(self.cosine(text, other) for other in others)
        return self._levels[text]


def _shared(one: str, other: str) -> float:
    return max(grounding.share(one, [other]), grounding.share(other, [one]))

"""Beats, parts and nearness for the tests of drafting; no model."""

from collections.abc import Sequence
from typing import Any

from byline.drafting.beats import Beat, Wording
from byline.drafting.models import Brief
from byline.drafting.outline import Part, Place
from byline.ledger.models import Fact
from byline.platforms import load_platform


def overlap(query: str, texts: Sequence[str]) -> list[float]:
    """Nearness by shared characters: an ordinary function in place of the embedding."""
    return [len(set(query) & set(text)) / (len(set(text)) or 1) for text in texts]


def beat(*topics: str, missing: str = "你做成过什么？", **changes: Any) -> Beat:
    words = Wording(task="写", missing=missing, heading="我自己的一回")
    data: dict[str, Any] = {"zh": words, "en": words, "topics": list(topics), "notes": []}
    return Beat(**(data | changes))


def part(facts: Sequence[Fact], **changes: Any) -> Part:
    place = Place("done", beat("skill", **changes), "zh", "我自己的一回")
    return Part(place, tuple(facts))


def brief(topic: str = "盘点怎么少花时间", platform: str = "xiaohongshu", **changes: Any) -> Brief:
    return Brief(topic, load_platform(platform), "新店长", **changes)

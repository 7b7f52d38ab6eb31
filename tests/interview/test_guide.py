import pytest
from pydantic import ValidationError

from byline.interview.guide import Guide, Topic


def topic(name: str, importance: int) -> Topic:
    return Topic(
        id=name,
        name=name,
        sections=[4],
        importance=importance,
        kinds=["skill"],
        wants=[],
        opening="问？",
        probes=[],
        notes=["advantages/skill"],
    )


def test_order_is_by_importance_and_stable():
    topics = [topic("a", 5), topic("b", 90), topic("c", 5), topic("d", 7)]
    assert [t.id for t in Guide(version=1, topics=topics).order] == ["b", "d", "a", "c"]


def test_a_topic_that_is_gone_is_none():
    guide = Guide(version=1, topics=[topic("a", 5)])
    assert guide.topic("z") is None
    assert guide.topic("a") == guide.topics[0]


def test_two_topics_of_one_id_are_refused():
    with pytest.raises(ValidationError, match="重复"):
        Guide(version=1, topics=[topic("a", 5), topic("a", 6)])

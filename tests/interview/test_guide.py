import pytest
from pydantic import ValidationError

from byline.interview.guide import Frames, Guide, Topic, Wording, any_topic, load_guide

FRAMES: Frames = load_guide().framed("zh")


def topic(name: str, importance: int) -> Topic:
    words = Wording(name=name, opening="问？", probes=[])
    return Topic(
        id=name,
        sections=[4],
        importance=importance,
        kinds=["skill"],
        wants=[],
        notes=["advantages/skill"],
        zh=words,
        en=words,
    )


def guide(*topics: Topic) -> Guide:
    frames = {"zh": FRAMES.model_dump(), "en": FRAMES.model_dump()}
    return Guide.model_validate(
        {"version": 1, "situations": [], "frames": frames, "topics": list(topics)}
    )


def test_order_is_by_importance_and_stable():
    topics = [topic("a", 5), topic("b", 90), topic("c", 5), topic("d", 7)]
    assert [t.id for t in guide(*topics).order] == ["b", "d", "a", "c"]


def test_a_topic_that_is_gone_is_none():
    found = guide(topic("a", 5))
    assert found.topic("z") is None
    assert found.topic("a") == found.topics[0]


def test_two_topics_of_one_id_are_refused():
    with pytest.raises(ValidationError, match="重复"):
        guide(topic("a", 5), topic("a", 6))


def test_a_topic_is_opened_in_the_words_of_a_situation():
    skill = load_guide().topic("skill")
    assert skill is not None
    assert skill.opens("zh", "investor") != skill.opens("zh", "employee") == skill.opening
    assert skill.opens("en", "employee") == skill.en.opening


def test_a_topic_nobody_knows_takes_any_kind_of_fact():
    assert {"result", "opinion", "other"} <= set(any_topic("gone").kinds)
    assert any_topic("").id == "other"

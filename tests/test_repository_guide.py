"""The guide, the orders and the angles are what the chains and the design believe them to be."""

from pathlib import Path
from typing import get_args

import pytest

from byline.drafting.brief import UNPRINTED
from byline.drafting.units import ANSWERS, load_orders
from byline.errors import PromptError
from byline.interview.guide import Guide, Wording, load_guide
from byline.interview.policy import MOST_PROBES
from byline.interview.questions import asks_two, leads
from byline.interview.thinness import weight
from byline.knowledge.notes import read_notes
from byline.ledger.models import Kind
from byline.platforms import platform_ids
from byline.positioning.chain import load_angles
from byline.shipped import load_data, shipped

ASKED_IN_THE_INTERVIEW = {2, 3, 4}
"""Sections that design.md (§2) works into the interview itself; others are fed by it."""
FED_BY_THE_INTERVIEW = {1, 5, 7, 9, 10, 11, 12, 13, 14, 15}


@pytest.fixture(scope="module")
def guide() -> Guide:
    return load_guide()


@pytest.fixture(scope="module")
def note_ids() -> set[str]:
    return {note.id for note in read_notes(shipped("knowledge"))}


def wordings(guide: Guide) -> list[tuple[str, Wording]]:
    return [(t.id, words) for t in guide.topics for words in (t.zh, t.en)]


def asks(words: Wording) -> list[str]:
    more = [words.more] if words.more else []
    return [words.opening, *words.openings.values(), *words.probes, *more]


def questions(guide: Guide) -> list[tuple[str, str]]:
    return [(topic, question) for topic, words in wordings(guide) for question in asks(words)]


def test_no_two_topics_are_equally_important(guide: Guide):
    importance = [topic.importance for topic in guide.order]
    assert importance == sorted(importance, reverse=True)
    assert len(set(importance)) == len(importance), "equal importance leaves the order to chance"
    assert guide.order[0].id == "situation"


def test_topics_and_questions_are_unique(guide: Guide):
    asked = [question for _, question in questions(guide)]
    assert len(set(asked)) == len(asked)
    names = [topic.name for topic in guide.topics]
    assert len(set(names)) == len(names)


def test_everything_the_interview_is_for_has_a_topic(guide: Guide):
    assert {topic.id for topic in guide.topics} >= {
        *("situation", "skill", "result", "passion", "profession", "assets", "looks"),
        *("hours", "money", "audience", "asked", "accounts", "trust", "opinion"),
        *("boundary", "voice", "forms"),
    }


def test_the_sections_of_the_design_are_asked_about(guide: Guide):
    covered = {section for topic in guide.topics for section in topic.sections}
    assert covered >= ASKED_IN_THE_INTERVIEW
    assert covered >= FED_BY_THE_INTERVIEW
    assert covered <= set(range(16))


def test_each_of_the_six_advantages_has_a_topic(guide: Guide):
    topics = {topic.id for topic in guide.topics if 4 in topic.sections}
    assert topics - {"path"} == {*("skill", "result", "passion", "profession", "assets", "looks")}


def test_every_situation_of_the_design_has_an_example(guide: Guide):
    situation = guide.topic("situation")
    assert situation is not None
    people = {"investor", "founder", "employee", "shop_owner", "freelancer"}
    assert set(situation.examples) >= people


def test_every_note_named_exists(guide: Guide, note_ids: set[str]):
    named = {note for topic in guide.topics for note in topic.notes}
    assert named - note_ids == set()


def test_a_topic_that_can_be_thin_has_follow_ups_in_both_languages(guide: Guide):
    for topic, words in wordings(guide):
        found = guide.topic(topic)
        leaning = found.leaning if found else 0
        assert len(words.probes) <= MOST_PROBES + leaning, f"{topic}: a follow-up never asked"
        if found and topic != "voice":
            assert words.probes, f"{topic}: a thin answer and nothing to ask without a model"
    for topic in guide.topics:
        assert len(topic.zh.probes) == len(topic.en.probes), topic.id
        assert topic.depth <= len(topic.zh.probes)
        assert topic.leaning <= len(topic.zh.probes)


def test_no_question_leads_or_asks_two_things(guide: Guide):
    for topic, question in questions(guide):
        assert not leads(question), topic
        assert not asks_two(question), (topic, question)


def test_questions_are_one_breath_long(guide: Guide):
    for topic, question in questions(guide):
        assert question.endswith(("？", "。", "?", ".")), topic
        assert "\n" not in question
        assert weight(question) <= 45, f"{topic}: {question}"


def test_every_topic_has_an_example_in_both_languages(guide: Guide):
    for topic in guide.topics:
        assert topic.zh.examples and topic.en.examples, topic.id
        assert set(topic.en.examples) <= set(topic.zh.examples), topic.id


def test_everybody_is_in_some_situation(guide: Guide):
    assert guide.situations[-1].id == "other"
    assert not guide.situations[-1].words
    for situation in guide.situations:
        assert situation.priority, f"{situation.id}: a branch that changes nothing"


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("我在区里一家养老院做护理长，十四年。", "other"),
        ("药店店长，上班的，八年。", "employee"),
        ("开了家水果店，六年。", "shop_owner"),
        ("接插画的活，单干五年。", "freelancer"),
        ("看消费项目的，做投资七年。", "investor"),
        ("创业三年，做标书的，四个人。", "founder"),
        ("在家带娃三年。", "other"),
        ("I'm a nurse, eleven years in the same ward.", "employee"),
        ("Freelance illustrator since 2019.", "freelancer"),
    ],
)
def test_a_situation_is_read_from_the_first_answer(guide: Guide, said: str, found: str):
    situation = guide.situation_of(said)
    assert situation is not None
    assert situation.id == found


def test_orders_and_angles_read_topics_the_guide_asks(guide: Guide):
    topics = {topic.id for topic in guide.topics}
    orders = load_orders()
    assert {*orders.who, *orders.untold, *orders.witness} <= topics
    for angle in load_angles():
        assert set(angle.topics) <= topics, angle.id


def test_a_kind_has_a_role_unless_no_post_tells_it():
    assert set(load_orders().roles) == set(get_args(Kind)) - UNPRINTED


def test_every_platform_has_an_order_that_tells_everything():
    orders = load_orders()
    assert set(orders.platforms) - {"default"} <= set(platform_ids())
    assert set(orders.platforms.values()) == set(orders.orders), "an order no platform uses"
    told = {*orders.roles.values(), "who", "answer"}
    for name, order in orders.orders.items():
        # A post goes through `then`: a role that is not in it would never be told.
        assert set(order.then) == told, name
        assert len(order.then) == len(set(order.then)), name


def test_what_is_missing_is_asked_in_one_question():
    orders = load_orders()
    assert set(orders.asks) == set(ANSWERS)
    for words in (orders.zh, orders.en):
        assert set(words.questions) == set(orders.asks)
        for name, question in words.questions.items():
            assert question.endswith(("？", "?")) and question.count("？") <= 1, name
            assert not set("【】") & set(question), name


def test_angles_differ():
    angles = load_angles()
    assert len(angles) >= 3
    for field in ("id", "name", "task"):
        assert len({getattr(angle, field) for angle in angles}) == len(angles)
    assert len({tuple(sorted(angle.topics)) for angle in angles}) == len(angles)


@pytest.mark.parametrize(
    ("break_it", "field"),
    [
        (("id: skill", "id: situation"), "话题的 id 重复了"),
        (("importance: 95", "importance: 195"), r"topics\.1\.importance"),
        (("wants: [number, scene, result]", "wants: [colour]"), r"topics\.1\.wants"),
        (("id: skill", "id: skill\n    colour: red"), r"topics\.1\.colour"),
        (("kinds: [audience]", "kinds: []"), r"topics\.4\.kinds"),
        (("我(?:就)?不(?:同意", "我(?:就)?不((?:同意"), r"topics\.5\.heard"),
        (("priority: {opinion: 6", "priority: {colour: 6"), "colour"),
        (("{quote}”。{question}", "{question}"), r"frames\.zh\.quoted"),
        (("version: 2", "version: 2\nversion: [1"), "读不懂"),
    ],
)
def test_a_broken_guide_is_named(tmp_path: Path, break_it: tuple[str, str], field: str):
    text = (shipped("prompts") / "interview" / "guide.yaml").read_text(encoding="utf-8")
    assert break_it[0] in text
    path = tmp_path / "guide.yaml"
    path.write_text(text.replace(*break_it, 1), encoding="utf-8")
    with pytest.raises(PromptError, match=field) as caught:
        load_data(path, Guide)
    assert caught.value.value == str(path)

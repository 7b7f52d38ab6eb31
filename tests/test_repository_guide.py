"""The guide, the beats and the angles are what the chains and the design believe them to be."""

from pathlib import Path

import pytest

from byline.drafting.beats import load_beats
from byline.errors import PromptError
from byline.interview.guide import Guide, load_guide
from byline.interview.session import IMPORTANT, MOST_PROBES
from byline.interview.thinness import cues
from byline.knowledge.notes import read_notes
from byline.platforms import platform_ids
from byline.positioning.chain import load_angles
from byline.shipped import load_data, shipped

ASKED_IN_THE_INTERVIEW = {2, 3, 4}
"""Sections that design.md (§2) works into the interview itself; others are fed by it."""
FED_BY_THE_INTERVIEW = {1, 5, 7, 9, 10, 11, 12, 13, 14, 15}
ADVANTAGES = 6


@pytest.fixture(scope="module")
def guide() -> Guide:
    return load_guide()


@pytest.fixture(scope="module")
def note_ids() -> set[str]:
    return {note.id for note in read_notes(shipped("knowledge"))}


def questions(guide: Guide) -> list[tuple[str, str]]:
    return [(t.id, question) for t in guide.topics for question in (t.opening, *t.probes)]


def test_topics_are_asked_by_importance_and_the_boundary_comes_last(guide: Guide):
    importance = [topic.importance for topic in guide.order]
    assert importance == sorted(importance, reverse=True)
    assert len(set(importance)) == len(importance), "equal importance leaves the order to chance"
    assert guide.order[0].id == "situation"
    assert guide.order[-1].id == "boundary"


def test_topics_and_questions_are_unique(guide: Guide):
    asked = [question for _, question in questions(guide)]
    assert len(set(asked)) == len(asked)
    names = [topic.name for topic in guide.topics]
    assert len(set(names)) == len(names)


def test_the_sections_of_the_design_are_asked_about(guide: Guide):
    covered = {section for topic in guide.topics for section in topic.sections}
    assert covered >= ASKED_IN_THE_INTERVIEW
    assert covered >= FED_BY_THE_INTERVIEW
    assert covered <= set(range(16))


def test_each_of_the_six_advantages_has_a_topic(guide: Guide):
    topics = {topic.id for topic in guide.topics if 4 in topic.sections}
    assert topics == {"skill", "result", "passion", "profession", "assets", "looks"}
    assert len(topics) == ADVANTAGES


def test_every_situation_of_the_design_has_an_example(guide: Guide):
    situation = guide.topic("situation")
    assert situation is not None
    people = {"investor", "founder", "employee", "shop_owner", "freelancer"}
    assert set(situation.examples) >= people


def test_every_note_named_exists(guide: Guide, note_ids: set[str]):
    named = {note for topic in guide.topics for note in topic.notes}
    named |= {note for beat in load_beats().beats.values() for note in beat.notes}
    assert named - note_ids == set()


def test_the_guide_has_a_question_for_every_probe_it_may_need(guide: Guide):
    for topic in guide.topics:
        most = MOST_PROBES if topic.importance >= IMPORTANT else 1
        assert len(topic.probes) <= most, f"{topic.id}: a probe that is never asked"
        if topic.wants:
            assert topic.probes, f"{topic.id}: a thin answer and nothing to ask without a model"


def test_no_question_leads(guide: Guide):
    for topic, question in questions(guide):
        assert not [word for word in cues().leading.words if word in question], topic


def test_questions_are_sentences_one_breath_long(guide: Guide):
    for topic, question in questions(guide):
        assert question.endswith(("？", "。")), topic
        assert "\n" not in question
        assert len(question) <= 45, f"{topic}: {question}"


def test_no_question_asks_two_things(guide: Guide):
    doubles = [question for _, question in questions(guide) if question.count("？") > 1]
    assert doubles == []


def test_beats_and_angles_read_topics_the_guide_asks(guide: Guide):
    topics = {topic.id for topic in guide.topics}
    for name, beat in load_beats().beats.items():
        assert set(beat.topics) <= topics, name
    for angle in load_angles():
        assert set(angle.topics) <= topics, angle.id


def test_a_beat_asks_for_kinds_its_topics_can_hold(guide: Guide):
    for name, beat in load_beats().beats.items():
        held = {kind for topic in guide.topics if topic.id in beat.topics for kind in topic.kinds}
        assert set(beat.kinds) <= held, name


def test_every_platform_has_an_order_that_opens_and_closes():
    beats = load_beats()
    assert set(beats.platforms) - {"default"} <= set(platform_ids())
    for platform in platform_ids():
        order = beats.order(platform)
        assert order[0] == "opening" and order[-1] == "closing"
        assert len(set(order)) == len(order)
        assert any(beats.beats[name].missing for name in order)
    named = {name for order in beats.platforms.values() for name in order}
    assert named == set(beats.beats), "a beat no platform uses"


def test_only_questions_are_left_for_the_person():
    for name, beat in load_beats().beats.items():
        assert not beat.missing or beat.missing.endswith("？"), name


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
        (("version: 1", "version: 1\nversion: [1"), "读不懂"),
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

"""The data files that ship with byline are what the code believes them to be."""

import pytest

from byline import prompts
from byline.knowledge.notes import Note, read_notes
from byline.platforms import load_platform, platform_ids
from byline.shipped import shipped

OPINION_SECTION = 8


@pytest.fixture(scope="module")
def notes() -> list[Note]:
    return read_notes(shipped("knowledge"))


def test_every_section_has_a_note(notes: list[Note]):
    assert {section for note in notes for section in note.sections} == set(range(16))


def test_every_stage_has_notes(notes: list[Note]):
    stages = {stage for note in notes for stage in note.stage}
    assert stages == {"interview", "positioning", "drafting", "plan"}


def test_notes_are_short_enough_to_cite_whole(notes: list[Note]):
    lengths = {note.id: len(note.text) for note in notes}
    assert {name: n for name, n in lengths.items() if not 100 <= n <= 400} == {}


def test_opinions_are_marked(notes: list[Note]):
    wrong = [
        note.id
        for note in notes
        if OPINION_SECTION in note.sections and note.confidence != "opinion"
    ]
    assert wrong == []


def test_notes_differ(notes: list[Note]):
    assert len({note.title for note in notes}) == len(notes)
    assert len({note.text for note in notes}) == len(notes)


def test_every_prompt_validates():
    for prompt in prompts.load_all():
        assert prompts.load(prompt.id, language=prompt.language) == prompt


def test_the_prompt_lock_is_up_to_date():
    problems = prompts.lock_problems()
    assert not problems, f"{problems}；改了正文先升 version，再运行 {prompts.LOCK_COMMAND}"


@pytest.mark.parametrize("name", platform_ids())
def test_every_platform_validates(name: str):
    platform = load_platform(name)
    assert platform.id == name
    assert platform.limits
    for number in platform.limits:
        assert number.source and number.date

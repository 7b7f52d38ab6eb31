"""Open places are found where they are, whatever a hand did around them."""

from pathlib import Path

import pytest
from draft_samples import ASKING, HALVED, LABEL, SLOT, STICKERS, recorded, saved, section
from hypothesis import given
from hypothesis import strategies as st

from byline.drafting import storage
from byline.drafting.places import Slot, read
from byline.drafting.stored import SLOT as SLOTS
from byline.drafting.stored import load
from byline.errors import HandEditError, InputError

QUESTION = "你帮谁做成过？哪一年？"


def only(path: Path) -> Slot:
    (slot,) = read(path).slots
    return slot


def test_a_paragraph_that_waits_is_found_with_what_is_around_it(tmp_path: Path):
    path = storage.save(tmp_path, recorded())
    slot = only(path)
    assert (slot.text, slot.question, slot.whole) == (SLOT, QUESTION, True)
    assert (slot.section, slot.known, slot.paragraph.heading) == (1, True, "别人的一回")
    assert (slot.before, slot.after) == (HALVED + STICKERS, ASKING)
    assert path.read_text(encoding="utf-8")[slot.start : slot.end] == SLOT


@pytest.mark.parametrize(
    ("words", "question", "whole", "known"),
    [
        ("【待补：你带过谁？】", "你带过谁？", True, False),
        ("【待补:你带过谁】。", "你带过谁", True, False),
        ("> 【待补 你带过谁？】", "你带过谁？", True, False),
        ("【待补】", "", True, False),
        ("【待补", "", True, False),
        ("【待补：你帮谁做成过？哪一年？", QUESTION, True, False),
        ("【待补：你带过谁？", "你带过谁？", True, False),
        ("【待补：哪年？那年我带过人。", "哪年？", False, False),
        ("那是【待补：哪年】的事。", "哪年", False, False),
        (f"先说一句。{SLOT}", QUESTION, False, True),
    ],
)
def test_the_question_is_what_stands_there_now(
    tmp_path: Path, words: str, question: str, whole: bool, known: bool
):
    slot = only(saved(tmp_path, recorded(), (SLOT, words)))
    assert (slot.question, slot.whole, slot.known) == (question, whole, known)
    assert slot.section == 1


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_places_are_exact_in_the_file_as_it_is(tmp_path: Path, ends: str, bom: str):
    path = storage.save(tmp_path, recorded())
    text = bom + path.read_text(encoding="utf-8").replace("\n", ends)
    path.write_bytes(text.encode())
    page = read(path)
    (slot,) = page.slots
    assert page.raw == text
    assert text[slot.start : slot.end] == SLOT
    assert text[slice(*page.head)].startswith("platform:")


def test_a_place_the_person_added_belongs_to_no_recorded_paragraph(tmp_path: Path):
    added = "【待补：我妈怎么说】"
    path = saved(tmp_path, recorded(), (ASKING, f"{added}\n\n{ASKING}"))
    first, second = read(path).slots
    assert (first.section, second.section) == (1, None)
    assert (second.text, second.whole, second.after_section) == (added, True, 1)
    assert [one.topic(load(path).draft) for one in (first, second)] == ["asked", ""]


def test_a_heading_right_above_and_two_places_in_one_line(tmp_path: Path):
    path = saved(
        tmp_path,
        recorded(),
        ("## 别人的一回\n\n", "## 别人的一回\n"),
        (ASKING, "从【待补：哪年】到【待补：哪年为止】。"),
    )
    first, second, third = read(path).slots
    assert (first.whole, first.paragraph.heading) == (True, "别人的一回")
    assert [one.whole for one in (second, third)] == [False, False]
    assert second.sentence == third.sentence == "从【待补：哪年】到【待补：哪年为止】。"


def test_an_edited_question_is_the_paragraph_between_its_neighbours(tmp_path: Path):
    draft = recorded(
        section((HALVED, ["f001"])),
        section((SLOT, []), beat="helped"),
        section((STICKERS, ["f002"]), beat="more"),
        section(("【待补：你怎么看？】", []), beat="view"),
        section((ASKING, []), beat="closing"),
    )
    path = saved(tmp_path, draft, (SLOT, ""), ("【待补：你怎么看？】", "【待补：别人怎么看？】"))
    assert only(path).section == 3


def test_a_place_in_the_title_waits_for_a_few_words(tmp_path: Path):
    path = saved(tmp_path, recorded(), ("# 盘点怎么改", "# 【待补：几天】盘点"), (SLOT, "有。"))
    slot = only(path)
    assert (slot.whole, slot.question) == (False, "几天")


def test_what_is_no_draft_and_a_broken_record_are_told(tmp_path: Path):
    plain = tmp_path / "a.md"
    plain.write_text("【待补：哪年】\n", encoding="utf-8")
    with pytest.raises(InputError):
        read(plain)
    path = storage.save(tmp_path, recorded())
    path.write_text(path.read_text().replace("status: needs_input", "status: ?"), encoding="utf-8")
    with pytest.raises(HandEditError):
        read(path)
    empty = storage.save(tmp_path, recorded().model_copy(update={"sections": []}))
    with pytest.raises(InputError, match="一段也没有"):
        read(empty)


@given(
    st.lists(
        st.sampled_from(
            ["【待补：哪年】", "【待补", "。", "我", "\n", "\n\n", "## ", "】", "\r\n", LABEL, "? "]
        ),
        max_size=12,
    )
)
def test_every_place_is_one_and_none_is_missed(pieces: list[str]):
    from tempfile import TemporaryDirectory

    words = "".join(pieces)
    with TemporaryDirectory() as folder:
        path = storage.save(Path(folder), recorded())
        path.write_bytes(path.read_bytes() + f"\n{words}\n".encode())
        page = read(path)
    assert len(page.slots) == len(SLOTS.findall(page.raw, page.body))
    places = [(slot.start, slot.end) for slot in page.slots]
    assert places == sorted(places)
    for slot in page.slots:
        assert page.raw[slot.start :].startswith(slot.text)
        assert slot.text.startswith("【待补")
        assert slot.paragraph.start <= slot.start < slot.end <= slot.paragraph.end

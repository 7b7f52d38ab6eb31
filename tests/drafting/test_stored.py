"""What stands in a draft's file is read back, whatever a hand did to it."""

from pathlib import Path

import pytest
from draft_samples import LABEL, SLOT, recorded, saved, section
from hypothesis import given
from hypothesis import strategies as st

from byline.drafting import storage
from byline.drafting.stored import load, parsed
from byline.errors import HandEditError, InputError


def test_what_was_saved_comes_back(tmp_path: Path):
    made = recorded(tags=("盘点", "药店"))
    held = load(storage.save(tmp_path, made))
    assert held.draft == made
    assert (held.words.title, held.words.tags) == ("盘点怎么改", ["盘点", "药店"])
    assert (held.words.body, held.words.label) == (made.body, LABEL)
    assert held.slots == [SLOT]


@pytest.mark.parametrize(
    ("old", "new", "title", "tags", "label"),
    [
        ("# 盘点怎么改", "# 盘点改了三回 🚚 SKU", "盘点改了三回 🚚 SKU", ["盘点"], LABEL),
        ("# 盘点怎么改\n", "", "", ["盘点"], LABEL),
        ("# 盘点怎么改\n", "#\n", "", ["盘点"], LABEL),
        ("#盘点", "#盘点# #小店#", "盘点怎么改", ["盘点", "小店"], LABEL),
        ("#盘点\n", "", "盘点怎么改", [], LABEL),
        (f"> {LABEL}\n", "", "盘点怎么改", ["盘点"], ""),
        (f"> {LABEL}", "> 用 AI 理过一遍", "盘点怎么改", ["盘点"], "用 AI 理过一遍"),
    ],
)
def test_title_tags_and_label_are_the_persons(
    tmp_path: Path, old: str, new: str, title: str, tags: list[str], label: str
):
    made = recorded(tags=("盘点",))
    words = load(saved(tmp_path, made, (old, new))).words
    assert (words.title, words.tags, words.label) == (title, tags, label)
    assert words.body == made.body


@pytest.mark.parametrize(
    ("words", "slots"),
    [
        ("【待补：哪年？谁？】我管过仓。", ["【待补：哪年？谁？】"]),
        ("【待补：哪年？我管过仓。\n\n别的】", ["【待补：哪年？"]),
        ("【待补\n\n别的】", ["【待补"]),
        ("【注】待补", []),
    ],
)
def test_a_slot_hides_no_sentence_behind_it(tmp_path: Path, words: str, slots: list[str]):
    assert load(saved(tmp_path, recorded(), (SLOT, words))).slots == slots


def test_a_closing_quote_of_somebody_is_no_label(tmp_path: Path):
    path = saved(tmp_path, recorded(), (f"> {LABEL}", "> 先贴标签再数"))
    words = load(path).words
    assert words.label == ""
    assert words.body.endswith("> 先贴标签再数")


def test_windows_line_ends_are_line_ends(tmp_path: Path):
    path = storage.save(tmp_path, recorded())
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert load(path).words.body == recorded().body


@pytest.mark.parametrize("text", ["", "# 标题\n\n正文", "---\nid: x\n---\n笔记", "---\n- a\n---\n"])
def test_a_file_that_is_no_draft(tmp_path: Path, text: str):
    path = tmp_path / "别的.md"
    path.write_text(text, encoding="utf-8")
    with pytest.raises((InputError, HandEditError), match=r"别的\.md"):
        load(path)
    assert path.read_text(encoding="utf-8") == text


def test_a_folder_names_the_drafts_in_it(tmp_path: Path):
    path = storage.save(tmp_path, recorded())
    with pytest.raises(InputError) as error:
        load(tmp_path)
    assert str(path) in error.value.next_step


def test_a_missing_file_is_an_input_error(tmp_path: Path):
    with pytest.raises(InputError, match="打不开"):
        load(tmp_path / "没有.md")


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("status: needs_input", "status: 好了", "status"),
        ("model: m", "modell: m", "model"),
        ("topic: 盘点", "topic: [", "---"),
    ],
)
def test_a_broken_record_names_the_field(tmp_path: Path, old: str, new: str, field: str):
    path = storage.save(tmp_path, recorded())
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(HandEditError) as error:
        load(path)
    assert error.value.field == field


@given(st.text())
def test_no_word_is_lost(text: str):
    words = parsed(text)
    kept = "".join((words.title, words.body, *words.tags, words.label))
    assert set(text) - set(kept) <= set("#> ") | {one for one in text if one.isspace()}


line = st.text(st.characters(categories=["L", "N", "So"], include_characters="，。！"), min_size=1)


@given(line, st.lists(line, min_size=1, max_size=4), st.lists(line, max_size=3))
def test_title_body_and_tags_survive_the_file(title: str, paragraphs: list[str], tags: list[str]):
    sections = [section((text, ["f001"])) for text in paragraphs]
    made = recorded(*sections, title=title, tags=tuple(tags))
    words = parsed(storage.rendered(made).partition("\n---\n")[2])
    assert (words.title, words.body, words.tags) == (title, "\n\n".join(paragraphs), tags)
    assert words.label == LABEL

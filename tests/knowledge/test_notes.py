from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from note_samples import TEXTS, make
from note_samples import write as write_shelf

from byline.errors import KnowledgeError
from byline.knowledge.notes import Note, Shelf, find_note, read_notes

NOTE = """---
id: craft/short
title: 写短一点
sections: [12, 14]
stage: [drafting]
kind: method
tags: [写作, 长度]
source: byline
confidence: medium
---

一段只说一件事。

说完就停。
"""


def write(root: Path, text: str, name: str = "craft/short") -> Path:
    path = root / f"{name}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    return path


def test_a_note_is_read(tmp_path: Path):
    write(tmp_path, NOTE)
    (note,) = read_notes(tmp_path)
    assert (note.id, note.sections, note.stage) == ("craft/short", [12, 14], ["drafting"])
    assert note.text == "一段只说一件事。\n\n说完就停。"
    assert (note.platform, note.theme) == ([], "craft")
    assert note.passage.startswith("写短一点\n一段")
    assert note.passage.endswith("写作 长度")


def test_a_note_may_be_about_some_platforms(tmp_path: Path):
    write(tmp_path, NOTE.replace("kind:", "platform: [zhihu, x]\nkind:"))
    (note,) = read_notes(tmp_path)
    assert note.platform == ["zhihu", "x"]
    anywhere = Note.model_validate(note.model_dump() | {"platform": []})
    assert note.content_hash != anywhere.content_hash


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("---\nid", "id", "---"),
        ("id: craft/short", "id: craft/long", "id"),
        ("title: 写短一点", "title: ''", "title"),
        ("title: 写短一点\n", "", "title"),
        ("[12, 14]", "[12, 16]", "sections"),
        ("[12, 14]", "[12, 12]", "sections"),
        ("[12, 14]", "['12']", "sections"),
        ("stage: [drafting]", "stage: [writing]", "stage"),
        ("stage: [drafting]", "stage: [drafting]\nplatform: [xiaohongshu, myspace]", "platform"),
        ("stage: [drafting]", "stage: [drafting]\nplatform: [x, x]", "platform"),
        ("stage: [drafting]", "stage: [drafting]\nplatform: x", "platform"),
        ("kind: method", "kind: idea", "kind"),
        ("confidence: medium", "confidence: sure", "confidence"),
        ("source: byline", "source: byline\nauthor: x", "author"),
        ("source: byline", "source: [", "YAML"),
        ("source: byline", "source: 2026-13-45", "YAML"),
        ("source: byline", f"source: {'[' * 1000}", "YAML"),
        ("source: byline", "source: byline\n1: x", "1"),
        ("source: byline", "source: byline\nasks: [同一句, 同一句]", "asks"),
        ("source: byline", 'source: byline\nasks: ["两\\n行"]', "asks"),
        ("source: byline", "source: byline\nasks: [' 前面有空']", "asks"),
        ("source: byline", "source: byline\nasks: 一句", "asks"),
        ("source: byline", "source: a\nsource: b", "YAML"),
        ("一段只说一件事。\n\n说完就停。\n", "", "text"),
    ],
)
def test_a_wrong_note_is_named_with_its_field(tmp_path: Path, old: str, new: str, field: str):
    assert old in NOTE
    path = write(tmp_path, NOTE.replace(old, new, 1))
    with pytest.raises(KnowledgeError) as caught:
        read_notes(tmp_path)
    assert str(path) in str(caught.value)
    assert field in str(caught.value)


def test_a_note_at_the_wrong_depth_is_refused(tmp_path: Path):
    write(tmp_path, NOTE, "short")
    with pytest.raises(KnowledgeError, match="id"):
        read_notes(tmp_path)


def test_front_matter_that_is_a_list_is_refused(tmp_path: Path):
    write(tmp_path, "---\n- 1\n---\n好\n")
    with pytest.raises(KnowledgeError, match="---"):
        read_notes(tmp_path)


def test_no_notes_is_an_error(tmp_path: Path):
    with pytest.raises(KnowledgeError, match="没有找到"):
        read_notes(tmp_path)


def test_bytes_that_are_not_utf8_are_named(tmp_path: Path):
    write(tmp_path, NOTE).write_bytes(NOTE.encode("gb18030"))
    with pytest.raises(KnowledgeError, match="UTF-8"):
        read_notes(tmp_path)


def test_the_hash_follows_the_content_and_not_the_line_ends(tmp_path: Path):
    write(tmp_path / "a", NOTE)
    write(tmp_path / "b", NOTE.replace("\n", "\r\n"))
    write(tmp_path / "c", NOTE.replace("说完", "写完"))
    write(tmp_path / "d", NOTE.replace("[drafting]", "[plan]"))
    first, same, text, stage = (read_notes(tmp_path / name)[0].content_hash for name in "abcd")
    assert first == same
    assert len({first, text, stage}) == 3


CLAIM = """source: byline
claims:
  - says: 一段只说一件事
    source: https://example.org/a
    date: 2026-11-22
    confidence: medium
"""


def test_a_claim_is_part_of_the_text(tmp_path: Path):
    write(tmp_path, NOTE.replace("source: byline\n", CLAIM))
    (note,) = read_notes(tmp_path)
    (claim,) = note.claims
    assert claim.says in note.text
    assert (str(claim.date), claim.confidence) == ("2026-11-22", "medium")


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("says: 一段只说一件事", "says: 两段只说一件事", "正文里没有"),
        ("date: 2026-11-22", "date: 昨天", "date"),
        ("    date: 2026-11-22\n", "", "date"),
        ("    source: https://example.org/a\n", "", "source"),
        ("confidence: medium", "confidence: opinion", "confidence"),
    ],
)
def test_a_claim_without_evidence_is_refused(tmp_path: Path, old: str, new: str, field: str):
    assert old in CLAIM
    write(tmp_path, NOTE.replace("source: byline\n", CLAIM.replace(old, new)))
    with pytest.raises(KnowledgeError, match=field):
        read_notes(tmp_path)


def test_the_passage_holds_what_is_searched_and_no_asks():
    note = make("publishing/little-time")
    assert note.passage == "一周只有两小时也能写\n每周固定半小时，写一条就够。"
    assert all(ask not in note.passage for ask in note.asks)


def test_the_hash_follows_every_field():
    note = make("publishing/little-time")
    others = [
        make("publishing/little-time", text="别的"),
        make("publishing/little-time", asks=["别的"]),
        note.model_copy(update={"sections": [11]}),
        note.model_copy(update={"confidence": "low"}),
    ]
    assert len({note.content_hash, *(other.content_hash for other in others)}) == 5


@pytest.fixture
def shelves(tmp_path: Path) -> list[Shelf]:
    shipped = write_shelf(tmp_path / "shipped", [make(name) for name in TEXTS])
    (tmp_path / "own/客服").mkdir(parents=True)
    (tmp_path / "own/客服/退款.md").write_text("退款先退一半，再谈。\n")
    (tmp_path / "own/不分类.md").write_text("---\ntitle: 写在最外面\n---\n直接放着也行。\n")
    return [shipped, Shelf(tmp_path / "own", "我的")]


def test_notes_of_ones_own_may_leave_everything_out(shelves: list[Shelf]):
    plain, told = sorted(shelves[1].read(), key=lambda note: -len(note.id))
    assert (plain.id, plain.title, plain.text) == ("我的/客服/退款", "退款", "退款先退一半，再谈。")
    assert plain.stage == ["interview", "positioning", "drafting", "plan"]
    assert (plain.sections, plain.confidence, plain.source) == ([], "opinion", "自己的笔记")
    assert (told.id, told.title, told.text) == ("我的/不分类", "写在最外面", "直接放着也行。")


def test_notes_of_ones_own_may_say_everything(tmp_path: Path):
    write(tmp_path, NOTE)
    (note,) = Shelf(tmp_path, "我的").read()
    assert (note.id, note.sections, note.kind) == ("我的/craft/short", [12, 14], "method")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "text"),
        ("---\ntitle: 只有头\n---\n", "text"),
        ("---\nid: craft/long\n---\n好\n", "id"),
        ("---\nid: 3\n---\n好\n", "id"),
        ("---\nstage: [writing]\n---\n好\n", "stage"),
        ("---\nwords: 3\n---\n好\n", "words"),
        ("---\n- 1\n---\n好\n", "---"),
        ("---\n---\n好\n", "---"),
    ],
)
def test_a_wrong_note_of_ones_own_is_named(tmp_path: Path, text: str, problem: str):
    path = write(tmp_path, text)
    with pytest.raises(KnowledgeError, match=problem) as caught:
        Shelf(tmp_path, "我的").read()
    assert str(path) in str(caught.value)


def test_a_note_is_found_by_its_id_on_any_shelf(shelves: list[Shelf]):
    for shelf in shelves:
        for note in shelf.read():
            assert find_note(shelves, note.id) == note


@pytest.mark.parametrize(
    "name",
    [
        "",
        "/",
        "..",
        "craft/none",
        "客服/退款",
        "我的",
        "我的/",
        "我的/我的/客服/退款",
        "我的/../shipped/advantages/stories",
        "../own/客服/退款",
        "advantages/../advantages/stories.md",
        "a\0b",
        "长" * 5000,
        "a/" * 5000,
        "\ud800",
        "*",
    ],
)
def test_any_other_id_is_no_note(shelves: list[Shelf], name: str):
    with pytest.raises(KnowledgeError, match="没有这条笔记"):
        find_note(shelves, name)


@settings(deadline=None, max_examples=50)
@given(st.text(max_size=30))
def test_no_id_reaches_out_of_the_shelf(tmp_path_factory: pytest.TempPathFactory, name: str):
    root = tmp_path_factory.mktemp("shelf")
    (root / "outside.md").write_text("外面的")
    (root / "in").mkdir()
    for shelf in (Shelf(root / "in"), Shelf(root / "in", "我的")):
        assert shelf.find(name) is None
        assert shelf.find(f"../{name}") is None


def test_folders_named_like_notes_and_broken_links_are_no_notes(shelves: list[Shelf]):
    (shelves[1].root / "目录.md").mkdir()
    (shelves[1].root / "断.md").symlink_to("nowhere")
    assert len(shelves[1].read()) == 2

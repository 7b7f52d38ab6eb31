from pathlib import Path

import pytest

from byline.errors import KnowledgeError
from byline.knowledge.notes import read_notes

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
    assert note.passage.startswith("写短一点\n一段")
    assert note.passage.endswith("写作 长度")


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("---\nid", "id", "---"),
        ("id: craft/short", "id: craft/long", "id"),
        ("title: 写短一点", "title: ''", "title"),
        ("title: 写短一点\n", "", "title"),
        ("[12, 14]", "[12, 16]", "sections"),
        ("[12, 14]", "[]", "sections"),
        ("[12, 14]", "[12, 12]", "sections"),
        ("[12, 14]", "['12']", "sections"),
        ("stage: [drafting]", "stage: [writing]", "stage"),
        ("kind: method", "kind: idea", "kind"),
        ("confidence: medium", "confidence: sure", "confidence"),
        ("source: byline", "source: byline\nauthor: x", "author"),
        ("source: byline", "source: [", "YAML"),
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

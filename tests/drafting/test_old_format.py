"""Drafts an earlier byline wrote open, trace and export as they lie on the disk."""

from pathlib import Path

import pytest
from draft_samples import FORMAT_1, HALVED, LABEL, QUESTION, SLOT

from byline.drafting.difference import compare
from byline.drafting.document import below, load, parse, rendered, replaced
from byline.drafting.models import Change, Cut
from byline.drafting.trace import trace
from byline.drafting.versions import History
from byline.errors import HandEditError
from byline.export import copies
from byline.export.post import post_of

FILES = sorted(FORMAT_1.glob("*.md"))
WAITING = FORMAT_1 / "waiting.md"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_sentence_is_traced_and_exported(path: Path):
    before = path.read_bytes()
    held = load(path)
    assert held.is_old
    assert not held.gone
    assert {line.state for line in held.lines} <= {"carried", "plain", "slot"}
    assert held.current == held.draft
    traced = trace(held)
    assert traced.facts() == held.draft.facts
    assert traced.notes == []
    text = copies.text(post_of(held, None), None)
    # Where it is read as Markdown its marks are not copied.
    assert all(line.text.strip("*") in text for line in held.lines)
    assert path.read_bytes() == before


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_change_writes_it_as_one_of_today(path: Path, tmp_path: Path):
    held = load(path)
    new = parse(path, replaced(held, held.draft.model_copy(update={"status": "pass"})))
    assert not new.is_old
    assert new.draft == held.draft.model_copy(update={"status": "pass"})
    assert new.text == rendered(new.draft)
    assert new.text.endswith(below(held.draft))
    copy = tmp_path / path.name
    copy.write_bytes(path.read_bytes())
    history = History(copy)
    history.replace(new.text, "revised", "短", base=copy.read_bytes())
    assert not compare(held.text.split("\n---\n", 1)[1], new.text.split("\n---\n", 1)[1]).changed
    history.undo()
    assert copy.read_bytes() == path.read_bytes()


def test_what_a_section_held_is_kept():
    draft = load(WAITING).draft
    assert [(one.text, one.kind, one.facts) for one in draft.sentences] == [
        (HALVED, "told", ["f001"]),
        (QUESTION, "slot", []),
    ]
    assert draft.cut == [Cut(text="一年省下十万。", reason="没有事实撑得住，当时就拿掉了")]
    was = "去年我把盘点改成半天，差错率降到零。"
    assert draft.changed == [Change(was=was, now=HALVED, reason="第一遍没有通过核对")]
    assert [one.rule for one in draft.findings] == ["slot"]
    assert (draft.writes, draft.notes, draft.ai_label) == ("quotes", [], LABEL)


def test_english_reasons_for_an_english_draft():
    text = WAITING.read_text(encoding="utf-8").replace("language: zh", "language: en")
    assert parse(WAITING, text).draft.cut[0].reason.startswith("no fact carried it")


def test_a_hand_is_found_in_it():
    text = WAITING.read_text(encoding="utf-8")
    head, mark, post = text.partition("\n---\n")
    post = post.replace("两天改成半天", "三天改成半天").replace(SLOT, "前年我帮过表姐。")
    held = parse(WAITING, head + mark + post)
    assert [line.state for line in held.lines] == ["edited", "added"]
    assert held.lines[0].was == HALVED


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("status: needs_input", "status: 好了", "status"),
        ("model: m", "modell: m", "model"),
        ("  sentences:\n", "  sentence:\n", "sections.0.sentences"),
        ("  removed: []", "  removed: 1", "sections.1.removed"),
    ],
)
def test_a_broken_record_names_the_field(old: str, new: str, field: str):
    text = WAITING.read_text(encoding="utf-8").replace(old, new, 1)
    with pytest.raises(HandEditError) as error:
        parse(WAITING, text)
    assert error.value.field == field

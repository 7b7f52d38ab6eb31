"""Every sentence of a draft's file, and what it rests on."""

from pathlib import Path

import pytest
from draft_samples import ASKING, HALVED, SLOT, STICKERS, recorded, saved, section
from hypothesis import given
from hypothesis import strategies as st

from byline.drafting import storage
from byline.drafting.stored import StoredDraft, load, parsed
from byline.drafting.trace import Trace, trace

NOTES = {"done": ["craft/evidence"], "closing": ["publishing/say-it-out"]}


def lines(found: Trace) -> list[tuple[str, str, list[str]]]:
    return [(one.text, one.state, one.facts) for every in found.paragraphs for one in every.lines]


def edited(tmp_path: Path, *changes: tuple[str, str]) -> Trace:
    return trace(load(saved(tmp_path, recorded(), *changes)), NOTES)


def test_an_untouched_draft(tmp_path: Path):
    found = edited(tmp_path)
    assert lines(found) == [
        (HALVED, "carried", ["f001"]),
        (STICKERS, "carried", ["f002", "f001"]),
        (SLOT, "slot", []),
        ("你那边是什么情况？", "nothing", []),
        ("评论里说一句就行。", "nothing", []),
    ]
    assert [(one.heading, one.notes) for one in found.paragraphs] == [
        ("我自己的一回", ["craft/evidence"]),
        ("别人的一回", []),
        ("", ["publishing/say-it-out"]),
    ]
    assert found.facts() == ["f001", "f002"]
    assert found.gone == []


def test_an_edited_sentence_is_never_called_carried(tmp_path: Path):
    found = edited(tmp_path, ("两天改成半天", "三天改成半天"))
    changed = found.paragraphs[0].lines[0]
    assert (changed.state, changed.was, changed.facts) == ("edited", HALVED, ["f001"])
    assert found.gone == []


def test_a_sentence_cut_in_two_is_two_edits(tmp_path: Path):
    found = edited(tmp_path, ("改成半天，差错率", "改成半天。差错率"))
    assert [one.state for one in found.paragraphs[0].lines] == ["edited", "edited", "carried"]
    assert found.gone == []


def test_what_the_person_added_rests_on_nothing(tmp_path: Path):
    found = edited(tmp_path, (STICKERS, STICKERS + "省了十万块！"))
    assert lines(found)[2] == ("省了十万块！", "added", [])


def test_what_the_person_took_out_is_named(tmp_path: Path):
    assert edited(tmp_path, (STICKERS, "")).gone == [STICKERS]


def test_a_filled_slot_is_the_persons_own_sentence(tmp_path: Path):
    found = edited(tmp_path, (SLOT, "前年我帮表姐的药店理过一回货。"))
    assert found.paragraphs[1].lines[0].state == "added"
    assert found.gone == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (HALVED, f"**{HALVED}**"),
        (HALVED, f"- {HALVED}\n"),
        (HALVED + STICKERS, f"1. {HALVED}\n2. {STICKERS}"),
        (HALVED + STICKERS, f"{HALVED}\n\n{STICKERS}"),
        (HALVED, f"> {HALVED}\n"),
    ],
)
def test_layout_is_no_edit(tmp_path: Path, old: str, new: str):
    found = edited(tmp_path, (old, new))
    assert {state for _, state, facts in lines(found) if facts} == {"carried"}
    assert found.gone == []
    assert found.counts()["carried"] == 2


def test_a_dividing_line_is_no_sentence(tmp_path: Path):
    found = edited(tmp_path, (STICKERS, f"{STICKERS}\n\n---\n\n* * *"))
    assert found.counts() == edited(tmp_path).counts()


def test_paragraphs_may_change_places(tmp_path: Path):
    found = edited(tmp_path, (ASKING, HALVED + STICKERS), ("## 我自己的一回\n\n", ""))
    assert [state for _, state, facts in lines(found) if facts] == ["carried"] * 4


def test_an_emptied_draft(tmp_path: Path):
    path = storage.save(tmp_path, recorded())
    head, _, _ = path.read_text(encoding="utf-8").partition("\n---\n")
    path.write_text(head + "\n---\n", encoding="utf-8")
    found = trace(load(path), NOTES)
    assert (found.paragraphs, found.title) == ([], "")
    assert found.gone == [HALVED, STICKERS, "你那边是什么情况？", "评论里说一句就行。"]


def test_two_recorded_sentences_that_read_as_one(tmp_path: Path):
    joined = section(("先贴标签", ["f002"]), ("再数。", ["f001"]))
    found = trace(load(storage.save(tmp_path, recorded(joined))), NOTES)
    assert lines(found) == [("先贴标签再数。", "carried", ["f002", "f001"])]


sentence = st.sampled_from(
    [HALVED, STICKERS, ASKING, SLOT, "好。", "OK!", "🚚🚚", "\n", "\n\n", "## "]
)


@given(st.one_of(st.text(), st.lists(sentence).map("".join)))
def test_any_hand_edit_is_traced_once_and_in_order(body: str):
    stored = StoredDraft(Path("x.md"), recorded(), parsed(f"# 题\n\n{body}"))
    found = trace(stored, {})
    shown = "".join(text for text, _, _ in lines(found))
    where = -1
    for character in shown:
        where = body.find(character, where + 1)
        assert where >= 0
    for text, state, facts in lines(found):
        if state == "carried":
            assert facts
            assert text in recorded().body
        if state in {"added", "slot", "nothing"}:
            assert not facts

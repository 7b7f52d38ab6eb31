"""What changed between two texts, as a reader of Chinese would see it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from byline.drafting.difference import LINE, PARAGRAPH, Difference, compare, words_of
from byline.text.sentences import sentences

OLD = "去年我把盘点从两天改成半天。差错率降到千分之二。"


def shown(found: Difference) -> list[str]:
    marks = {"same": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}
    return [
        "".join(marks[piece.state].format(piece.text) for piece in line.pieces)
        for line in found.lines
    ]


def test_a_changed_word_inside_its_sentence():
    found = compare(OLD, OLD.replace("两天", "三天"))
    assert shown(found) == ["去年我把盘点从[-两-]{+三+}天改成半天。", "差错率降到千分之二。"]
    assert [line.state for line in found.lines] == ["changed", "same"]
    assert (found.added, found.removed) == (1, 1)


def test_a_number_or_a_latin_word_changes_as_a_whole():
    found = compare("用 SKU 管 3,100 件货。", "用 SPU 管 3,200 件货。")
    assert shown(found) == ["用 [-SKU-]{+SPU+} 管 [-3,100-]{+3,200+} 件货。"]


def test_a_sentence_that_went_and_one_that_came():
    found = compare(OLD, "差错率降到千分之二。你呢？")
    assert shown(found) == [
        "[-去年我把盘点从两天改成半天。-]",
        "差错率降到千分之二。",
        "{+你呢？+}",
    ]


def test_another_sentence_is_not_a_new_wording():
    found = compare("先贴标签再数。", "我不同意先换系统。")
    assert [line.state for line in found.lines] == ["removed", "added"]


def test_what_stays_by_chance_is_no_island():
    pieces = words_of("差错率的确降到了千分之二。", "差错率真的少到了千分之二。")
    assert [piece.text for piece in pieces if piece.state == "same"] == [
        "差错率",
        "到了千分之二。",
    ]


@pytest.mark.parametrize(
    ("new", "mark"),
    [
        (OLD.replace("。差", "。\n\n差"), PARAGRAPH),
        (OLD.replace("。差", "。\n差"), LINE),
    ],
)
def test_a_break_is_a_change_and_no_character(new: str, mark: str):
    found = compare(OLD, new)
    assert [line.text for line in found.lines if line.state == "added"] == [mark]
    assert found.changed
    assert (found.added, found.removed) == (0, 0)


def test_nothing_changed():
    assert not compare(OLD, OLD).changed
    assert not compare("", "").changed


sentence = st.text("天地人你我他一二三ab1，", min_size=1, max_size=8).map(
    lambda words: words + "。"
)
texts = st.lists(sentence, max_size=7).map("".join)


@given(texts, texts)
def test_both_texts_come_back(old: str, new: str):
    found = compare(old, new)
    for text, gone in ((old, "added"), (new, "removed")):
        pieces = [p.text for line in found.lines for p in line.pieces if p.state != gone]
        assert "".join(pieces) == "".join(span.text for span in sentences(text))


@given(texts)
def test_a_text_differs_not_from_itself(text: str):
    assert not compare(text, text).changed

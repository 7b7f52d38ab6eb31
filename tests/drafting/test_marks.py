"""A model's answer as a post: parts, sentences, marks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from byline.drafting.marks import Line, Post, Screen, read

WHOLE = """[标题]
先记一周再说〔f006〕
[备选]
1. 甲
- 乙
[正文]
你月底也对不上账？我管了六年食堂〔f001,f002〕。后来改成一天两次；损耗压到百分之七。〔f003〕

## 先看这个〔f009〕
1. 先记一周。〔?〕
2. 别换供应商。〔f004、f005〕
她说：“慢慢来。〔F7〕”
【待补：她后来怎么样了】
[话题]
#食堂 采购"""


def test_a_post_is_taken_apart() -> None:
    post = read(WHOLE)
    assert post.title == Line("先记一周再说", "told", ("f006",))
    assert post.others == ("甲", "乙")
    assert post.tags == ("食堂", "采购")
    assert [(one.text, one.kind, one.facts) for one in post.lines] == [
        ("你月底也对不上账？", "plain", ()),
        ("我管了六年食堂。", "told", ("f001", "f002")),
        ("后来改成一天两次；损耗压到百分之七。", "told", ("f003",)),
        ("先看这个", "told", ("f009",)),
        ("先记一周。", "proposed", ()),
        ("别换供应商。", "told", ("f004", "f005")),
        ("她说：“慢慢来。”", "told", ("f007",)),
        ("她后来怎么样了", "slot", ()),
    ]
    assert [one.text for one in post.lines if one.heading] == ["先看这个"]


def test_a_file_holds_no_marks_and_brackets_what_waits() -> None:
    body = read(WHOLE).body
    assert "〔" not in body
    assert "1. 【待认：先记一周。】\n2. 别换供应商。" in body
    assert "【待补：她后来怎么样了】" in body


def test_what_a_model_is_shown_reads_back_the_same() -> None:
    post = read(WHOLE)
    assert read(f"[正文]\n{post.marked}").lines == post.lines


def test_recorded_sentences_are_cut_as_the_file_is() -> None:
    recorded = read(WHOLE).sentences
    assert [one.text for one in recorded if one.facts == ["f003"]] == [
        "后来改成一天两次；",
        "损耗压到百分之七。",
    ]
    assert "先看这个" not in [one.text for one in recorded]


@pytest.mark.parametrize(
    ("answer", "kind", "facts"),
    [
        ("我管〔f001〕了六年食堂。", "told", ("f001",)),
        ("〔f001〕我管了六年食堂。", "told", ("f001",)),
        ("我管了六年食堂。[f001]", "told", ("f001",)),
        ("我管了六年食堂（f001, f002）。", "told", ("f001", "f002")),
        ("I ran a canteen for six years. 〔f001〕", "told", ("f001",)),
        ("先记一周。〔f001〕〔？〕", "proposed", ()),
        ("我管了六年食堂。〔见上〕", "plain", ()),
        ("【待认：先记一周。】", "proposed", ()),
    ],
)
def test_marks_are_read_wherever_a_model_put_them(
    answer: str, kind: str, facts: tuple[str, ...]
) -> None:
    [line] = read(answer).lines
    assert (line.kind, line.facts) == (kind, facts)
    assert "〔" not in line.text and "f001" not in line.text


def test_what_is_no_id_is_reported() -> None:
    assert read("我管了六年食堂。〔见上一条〕").broken == ("见上一条",)


def test_questions_instead_of_a_post() -> None:
    post = read("[问]\n1. 您看过拔毛的鹦鹉吗？\n2. 后来呢？")
    assert post.questions == ("您看过拔毛的鹦鹉吗？", "后来呢？")
    assert post.lines == []


def test_an_answer_without_parts_is_a_body_with_its_first_heading_as_title() -> None:
    post = read("# 先记一周\n\n我管了六年食堂。〔f001〕")
    assert post.title.text == "先记一周"
    assert post.body == "我管了六年食堂。"


def _without(post: Post, *texts: str) -> str:
    return post.changed(lambda n, line: [] if line.text in texts else [line]).body


def test_taking_sentences_out_leaves_no_gap() -> None:
    post = read(
        "甲。〔f001〕乙。〔f002〕\n\n## 小标题\n丙。〔f003〕\n\n---\n\n- 丁。〔f004〕\n- 戊。"
    )
    assert _without(post, "乙。") == "甲。\n\n## 小标题\n丙。\n\n---\n\n- 丁。\n- 戊。"
    assert "- \n" not in _without(post, "丁。")
    assert "小标题" not in _without(post, "丙。")


def test_an_english_gap_leaves_one_blank() -> None:
    post = read("One here. Two there. 〔f001〕 Three.\n\nFour. Five.")
    assert _without(post, "Two there.") == "One here. Three.\n\nFour. Five."
    assert _without(post, "Four.") == "One here. Two there. Three.\n\nFive."


def _screened(text: str, size: int) -> tuple[str, list[str]]:
    shown: list[str] = []
    parts: list[str] = []
    screen = Screen(shown.append, parts.append)
    for at in range(0, len(text), size):
        screen.take(text[at : at + size])
    screen.end()
    return "".join(shown), parts


@given(st.integers(1, 40))
def test_no_mark_reaches_the_screen_however_the_pieces_fall(size: int) -> None:
    shown, parts = _screened(WHOLE, size)
    assert "〔" not in shown and "f00" not in shown and "[" not in shown
    assert parts == ["title", "others", "body", "tags"]
    assert "我管了六年食堂。" in shown


def test_brackets_that_are_no_marks_are_shown() -> None:
    assert _screened("他说（原话）：“[sic] 可以”。", 2)[0] == "他说（原话）：“[sic] 可以”。"


words = st.text(
    st.sampled_from("我他她年一二三。！？；，“”（） ab.\n-#〔〕f0123?【】待认补："), max_size=80
)


@given(words)
def test_any_answer_is_a_post_whose_words_are_its_own(text: str) -> None:
    post = read(f"[正文]\n{text}")
    assert "〔?〕" not in post.body
    for line in post.lines:
        assert line.text.strip() == line.text
    assert read(f"[正文]\n{post.marked}").plain == post.plain


def test_a_full_stop_behind_an_ellipsis_is_no_sentence() -> None:
    post = read("[正文]\n让他写一句“我当时以为……”。〔f008〕一天三句。〔f008〕")
    assert [one.text for one in post.lines] == ["让他写一句“我当时以为……”。", "一天三句。"]
    assert all(one.facts == ("f008",) for one in post.lines)


def test_a_heading_is_never_proposed() -> None:
    [heading, _] = read("[正文]\n## 先称一次〔?〕\n先称一次垃圾桶。〔?〕").lines
    assert (heading.heading, heading.kind) == (True, "plain")

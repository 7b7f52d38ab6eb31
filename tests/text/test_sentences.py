import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from byline.text.sentences import clauses, clean_input, find_verbatim, mend_surrogates, sentences


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", []),
        ("一句", ["一句"]),
        ("他说：“好。”然后走了。", ["他说：“好。”", "然后走了。"]),
        ("真的？！不会吧……算了", ["真的？！", "不会吧……", "算了"]),
        ("涨了3.5倍。v1.2 不错", ["涨了3.5倍。", "v1.2 不错"]),
        ("看 https://a.cn/x.html?y=1!z 吧。好", ["看 https://a.cn/x.html?y=1!z 吧。", "好"]),
        ("It grew. Then 2.5 more. e.g.this", ["It grew.", "Then 2.5 more.", "e.g.this"]),
        ("1. 先做\n2. 再说", ["1. 先做", "2. 再说"]),
        ("第一；第二;第三", ["第一；", "第二;", "第三"]),
        ("\n\n  空行\n\n", ["空行"]),
        ('他说。"你好"', ["他说。", '"你好"']),
        ("**重点。** 后面", ["**重点。**", "后面"]),
    ],
)
def test_sentences(text, parts):
    assert [span.text for span in sentences(text)] == parts


def test_clauses_also_split_at_commas_but_not_inside_numbers():
    text = "第一，收入3,100元,不错：好、坏。完"
    assert [s.text for s in clauses(text)] == ["第一，", "收入3,100元,", "不错：", "好、坏。", "完"]


@given(
    st.text(st.one_of(st.sampled_from("。！？.!?…；\n ”’\"'*，,:：3a你https://"), st.characters()))
)
def test_spans_are_exact_and_lose_only_white_space(text):
    for split in (sentences, clauses):
        spans = split(text)
        assert all(text[s.start : s.end] == s.text for s in spans)
        assert "".join("".join(s.text for s in spans).split()) == "".join(text.split())


@pytest.mark.parametrize("unit", ["。", "*", "a.", "。*", "\n", "https://", "”"])
def test_long_input_takes_linear_work(unit):
    sentences(unit * (100_000 // len(unit)))
    clauses(unit * (100_000 // len(unit)))


@given(st.text())
def test_cleaning_drops_controls_and_nothing_else(text):
    cleaned = clean_input(text)
    kept = text.replace("\r\n", "\n").replace("\r", "\n")
    assert cleaned == "".join(c for c in kept if c in "\n\t" or unicodedata.category(c) != "Cc")
    assert clean_input(cleaned) == cleaned


def test_cleaning_keeps_what_was_typed():
    assert clean_input("a\x1b[31m\r\nb\tc\x00👨‍👩‍👧 ｅ\u0301") == "a[31m\nb\tc👨‍👩‍👧 ｅ\u0301"


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("你好", "你好"),
        ("a\udce4\udcbd\udca0b", "a你b"),
        ("\udcff", "\\xff"),
        ("\ud83d\ude00", "😀"),
        ("\ud800x", "\\ud800x"),
    ],
)
def test_surrogates_become_storable(text, mended):
    assert mend_surrogates(text) == mended


@given(st.text(st.one_of(st.characters(), st.characters(categories=["Cs"]))))
def test_mended_text_can_always_be_stored(text):
    mended = mend_surrogates(text)
    mended.encode("utf-8")
    assert mend_surrogates(mended) == mended


def test_verbatim_prefers_the_exact_place():
    assert find_verbatim("很累", "很 累，很累") == (4, 6)


@pytest.mark.parametrize(
    ("quote", "source", "stored"),
    [
        ("我做了10年,很累", "嗯 我做了 10年，\n很累。", "我做了 10年，\n很累"),
        ('他说"好"', "他说“好”。", "他说“好”"),
        ("我 很 累", "我很累", "我很累"),
        ("做了（三年）", "我做了(三年)", "做了(三年)"),
    ],
)
def test_verbatim_returns_the_source_as_typed(quote, source, stored):
    start, end = find_verbatim(quote, source)
    assert source[start:end] == stored


@pytest.mark.parametrize(
    ("quote", "source"),
    [
        ("我做了11年", "我做了10年"),
        ("", "文字"),
        ("  \n", "文字"),
        ("很累！", "很累。"),
        ("Ａ", "A"),
        ("abc", ""),
    ],
)
def test_not_verbatim(quote, source):
    assert find_verbatim(quote, source) is None


@given(st.text(min_size=1), st.text(), st.text())
def test_any_piece_is_found(piece, before, after):
    source = before + piece + after
    found = find_verbatim(piece, source)
    assert found is None if not piece.strip() else source[found[0] : found[1]] == piece

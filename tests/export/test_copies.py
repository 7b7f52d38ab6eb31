"""Plain text, Markdown and data."""

import pytest
from draft_samples import LABEL, SLOT
from hypothesis import given
from hypothesis import strategies as st
from posts import post

from byline.export import copies
from byline.export.blocks import blocks, plain

BODY = f"先**贴标签**。\n\n## 再数 SKU 🚚\n\n{SLOT}"


def test_each_part_alone():
    made = post(BODY, "zhihu", tags=("盘点",), label=True, kept=LABEL)
    assert copies.text(made, "title") == "盘点怎么改"
    assert copies.text(made, "body") == f"先贴标签。\n\n再数 SKU 🚚\n\n{SLOT}\n\n{LABEL}"
    assert copies.text(made, "tags") == "#盘点"
    assert copies.markdown(made, "title") == "盘点怎么改"
    assert copies.markdown(made, "body") == f"{BODY}\n\n> {LABEL}"


def test_the_whole_is_its_parts():
    made = post(BODY, "zhihu", tags=("盘点",))
    parts = [copies.text(made, "title"), copies.text(made, "body"), copies.text(made, "tags")]
    assert copies.text(made, None) == "\n\n".join(parts)
    assert copies.markdown(made, None) == f"# 盘点怎么改\n\n{BODY}\n\n#盘点"


def test_data_keeps_parts_apart():
    told = copies.data(post(BODY, tags=("盘点",), label=None), None)
    assert (told["title"], told["body"], told["tags"]) == ("盘点怎么改", BODY, ["盘点"])
    assert told["slots"] == [SLOT]
    assert told["ai_label"]["included"] is True
    assert told["ai_label"]["source"]
    assert copies.data(post(BODY), "tags") == {"tags": []}


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("1. 贴标签\n2. 数", "1. 贴标签\n2. 数"),
        ("- 贴\n  - 再贴\n- 数", "· 贴\n　· 再贴\n· 数"),
        ("1. - 贴", "1. · 贴"),
        ("2019.", "2019. "),
        ("见[我的店](https://a.cn/x)", "见我的店（https://a.cn/x）"),
        ("[https://a.cn](https://a.cn)", "https://a.cn"),
        ("![仓库](a.png)", "［图：仓库］"),
        ("> 他说\n> 别买", "他说\n别买"),
        ("一行\n又一行", "一行\n又一行"),
        ("上\n---", "上\n\n———"),
        ("    四个空格", "四个空格"),
        ("<b>粗</b> &amp; <script>", "<b>粗</b> &amp; <script>"),
        ("```\na = 1\n```", "a = 1"),
        ("`SKU` *斜* ***都***", "SKU 斜 都"),
        ("### 小\n\n字", "小\n\n字"),
        ("##", ""),
        ("", ""),
    ],
)
def test_markdown_becomes_what_a_reader_sees(body: str, shown: str):
    assert plain(blocks(body, markup=True)) == shown


@pytest.mark.parametrize("body", ["1. 贴", "# 大", "*星*", "**", "> 引", "- 减\n- 减", "_下_"])
def test_without_markup_every_character_counts(body: str):
    assert copies.text(post(body, "xiaohongshu"), "body") == body


@given(st.text())
def test_no_letter_is_lost(body: str):
    shown = plain(blocks(body, markup=True))
    letters = [one for one in body if one.isalpha()]
    # Fences have a language nobody sees, links a title; without their marks all else stays.
    if not set(body) & set("`~[]()<>\\&\x00"):
        assert [one for one in shown if one.isalpha()] == letters

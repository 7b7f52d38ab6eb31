from dataclasses import fields, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from byline.knowledge.chunks import LENGTH, Chunk, cut

CHUNK = Chunk("a#1.1", "a#1", "先退一半，再谈。", "material", title="a", stage=("plan",))
PROSE = st.text("一二三，。！？；\n ab.\u3000\t0…”", max_size=400)


@settings(deadline=None)
@given(PROSE | st.text(max_size=400), st.integers(1, 50))
def test_cutting_loses_nothing_but_blanks(text: str, length: int):
    passages = cut(text, length)
    assert "".join("".join(passages).split()) == "".join(text.split())
    assert passages == cut(text, length)
    at = 0
    for passage in passages:
        assert len(passage) <= length
        assert passage.strip()
        at = text.index(passage, at) + len(passage)


def test_sentences_stay_whole():
    text = "第一句话说完了。第二句也说完了！第三句呢？"
    assert cut(text, 16) == ["第一句话说完了。第二句也说完了！", "第三句呢？"]
    assert cut(text, 15) == ["第一句话说完了。", "第二句也说完了！第三句呢？"]
    assert cut(text) == [text]


def test_a_sentence_that_is_too_long_alone_is_cut():
    text = "短。" + "长" * (2 * LENGTH + 5) + "。尾。"
    passages = cut(text)
    assert passages[0] == "短。"
    assert [len(passage) for passage in passages[1:3]] == [LENGTH, LENGTH]
    assert passages[-1] == "长" * 5 + "。尾。"


@pytest.mark.parametrize("text", ["", " \n\t\u3000", "\n\n\n"])
def test_nothing_gives_no_passages(text: str):
    assert cut(text) == []


def test_a_passage_is_never_blank():
    assert cut("甲" + " " * 400 + "乙", 100) == ["甲" + " " * 99, " " * 1 + "乙"]


@pytest.mark.parametrize("field", [field.name for field in fields(Chunk)])
def test_the_hash_follows_every_field(field: str):
    held = getattr(CHUNK, field)
    other = {
        str: "private" if field == "consent" else "post" if field == "origin" else "别的",
        tuple: (1,),
    }[type(held)]
    assert replace(CHUNK).hash == CHUNK.hash
    assert replace(CHUNK, **{field: other}).hash != CHUNK.hash

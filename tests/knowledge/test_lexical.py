from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from byline.errors import KnowledgeError
from byline.knowledge.lexical import Lexical, Terms, terms

ROWS = ["没粉丝谁看我", "仓库里的货位重新编号", "AI 写作与 wiki", "没有人看"]
TEXT = st.text(st.characters(exclude_categories=()), max_size=40)


def build(*rows: str) -> Lexical:
    return Lexical.build(Terms.of(map(terms, rows)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("没粉丝", ["没", "粉", "丝", "没粉", "粉丝"]),
        ("用GPT-4写", ["用", "gpt", "4", "写"]),
        ("ＡＩ專業", ["ai", "专", "业", "专业"]),
        ("一，二", ["一", "二"]),
        ("naïve", ["na", "ï", "ve"]),
        ("snake_case", ["snake", "case"]),
        ("😀！？ …", []),
        ("", []),
    ],
)
def test_terms(text: str, expected: list[str]):
    assert terms(text) == expected


@settings(deadline=None)
@given(TEXT)
def test_any_text_has_terms(text: str):
    assert all(term and not term.isspace() for term in terms(text))


@settings(deadline=None)
@given(st.lists(TEXT, min_size=1, max_size=5), TEXT)
def test_coverage_is_a_share(rows: list[str], query: str):
    coverage = build(*rows).match(query).coverage
    assert coverage.shape == (len(rows),)
    assert (coverage >= 0).all()
    assert (coverage <= 1 + 1e-6).all()
    for row, covered in zip(rows, coverage.tolist(), strict=True):
        assert (covered > 0) == bool(set(terms(row)) & set(terms(query)))


def test_more_shared_words_cover_more():
    coverage = build(*ROWS).match("没粉丝，谁会看？").coverage
    assert coverage.argmax() == 0
    assert coverage[0] > coverage[3] > coverage[1] == coverage[2] == 0


def test_scripts_widths_and_cases_are_the_same_words():
    lexical = build(*ROWS)
    for one, other in [("沒粉絲誰看", "没粉丝谁看"), ("ａｉ寫作", "AI写作"), ("WIKI", "wiki")]:
        same = lexical.match(one).coverage == lexical.match(other).coverage
        assert same.all()
        assert lexical.match(one).coverage.any()


@pytest.mark.parametrize("query", ["", "😀", "？！", "zzz", "鑫"])
def test_a_query_that_shares_no_word_covers_nothing(query: str):
    match = build(*ROWS).match(query)
    assert not match.coverage.any()
    assert match.tokens == []
    assert build(*ROWS).shared(match, 0) == []


def test_shared_words_make_up_the_coverage():
    lexical = build(*ROWS)
    match = lexical.match("没粉丝")
    shared = lexical.shared(match, 0)
    assert {name for name, _ in shared} == {"没", "粉", "丝", "没粉", "粉丝"}
    assert [weight for _, weight in shared] == sorted((w for _, w in shared), reverse=True)
    (only,) = lexical.shared(match, 3)
    assert only[0] == "没"
    whole = sum(weight for _, weight in shared) / float(match.coverage[0])
    assert only[1] / whole == pytest.approx(float(match.coverage[3]), rel=1e-3)


def test_a_corpus_without_a_single_word_can_be_asked(tmp_path: Path):
    build("😀", "？").save(tmp_path / "words")
    assert not Lexical.load(tmp_path / "words", 2).match("写").coverage.any()


def test_what_was_saved_is_loaded(tmp_path: Path):
    built = build(*ROWS)
    built.save(tmp_path / "words")
    loaded = Lexical.load(tmp_path / "words", len(ROWS))
    for query in ("没粉丝", "wiki", "zzz"):
        match = loaded.match(query)
        assert (match.coverage == built.match(query).coverage).all()
        assert loaded.shared(match, 2) == built.shared(built.match(query), 2)


def test_an_index_of_other_rows_is_refused(tmp_path: Path):
    build(*ROWS).save(tmp_path / "words")
    with pytest.raises(KnowledgeError, match="条数"):
        Lexical.load(tmp_path / "words", 3)


@pytest.mark.parametrize(
    "name", ["data.csc.index.npy", "indptr.csc.index.npy", "params.index.json", "vocab.index.json"]
)
@pytest.mark.parametrize("content", [None, b"", b"{", b"\x93NUMPY"])
def test_a_damaged_index_is_an_error(tmp_path: Path, name: str, content: bytes | None):
    build(*ROWS).save(tmp_path / "words")
    path = tmp_path / "words" / name
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(KnowledgeError):
        Lexical.load(tmp_path / "words", len(ROWS))

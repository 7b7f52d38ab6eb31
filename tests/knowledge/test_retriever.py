from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from note_samples import make

from byline.errors import InputError
from byline.knowledge.embeddings import LocalEmbeddings
from byline.knowledge.index import NoteIndex
from byline.knowledge.notes import Note
from byline.knowledge.retriever import DenseSearch, NoteRetriever, open_search, searchable


@pytest.fixture(scope="module")
def search(
    tmp_path_factory: pytest.TempPathFactory, real: LocalEmbeddings
) -> Iterator[DenseSearch]:
    names = ["publishing/little-time", "ownership/plain-files", "positioning/one-field"]
    notes: Sequence[Note] = [make(name) for name in [*names, "advantages/stories"]]
    with NoteIndex.open(notes, tmp_path_factory.mktemp("cache"), embeddings=real) as index:
        yield DenseSearch(index)


def test_the_nearest_note_comes_first(search: DenseSearch):
    hits = search.search("我没有时间，一周能抽出多久写？", k=3)
    assert hits[0].note.id == "publishing/little-time"
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert len({hit.note.id for hit in hits}) == 3


def test_the_score_is_the_cosine(search: DenseSearch, real: LocalEmbeddings):
    query = "摔过的跟头"
    (hit,) = search.search(query, k=1)
    (passage,) = real.embed_documents([hit.note.passage])
    cosine = sum(a * b for a, b in zip(real.embed_query(query), passage, strict=True))
    assert hit.score == pytest.approx(cosine, abs=1e-4)


def test_stage_and_section_filter(search: DenseSearch):
    assert {hit.note.id for hit in search.search("写", k=9, stage="plan")} == {
        "publishing/little-time",
        "ownership/plain-files",
    }
    assert [hit.note.id for hit in search.search("写", k=9, section=0)] == ["positioning/one-field"]
    assert [hit.note.id for hit in search.search("写", k=9, stage="drafting", section=4)] == [
        "advantages/stories"
    ]
    assert search.search("写", k=9, stage="drafting", section=0) == []


def test_asking_for_more_than_there_is(search: DenseSearch):
    assert len(search.search("写", k=1000)) == 4


@pytest.mark.parametrize(
    "query", ["😀🔥👨‍👩‍👧", "？", "a\0b", "\ud800写", "写" * 10_000, "x\n\t y"]
)
def test_any_visible_text_is_a_query(search: DenseSearch, query: str):
    assert len(search.search(query, k=2)) == 2


@pytest.mark.parametrize("query", ["", "  \n\t", "\u3000", "\u200b\u200d", "\0"])
def test_a_query_that_shows_nothing_is_an_error(search: DenseSearch, query: str):
    with pytest.raises(InputError, match="空"):
        search.search(query)


def test_k_below_one_is_an_error(search: DenseSearch):
    with pytest.raises(InputError, match="0"):
        search.search("写", k=0)


def test_a_long_query_keeps_its_beginning_and_end():
    kept = searchable("头" + "中" * 10_000 + "尾")
    assert (kept[0], kept[-1], len(kept)) == ("头", "尾", 601)


def test_langchain_gets_documents(search: DenseSearch):
    retriever = NoteRetriever(searcher=search, k=2, stage="plan")
    documents = retriever.invoke("时间不够")
    assert documents[0].id == "publishing/little-time"
    assert documents[0].metadata["title"] == "一周只有两小时也能写"
    assert documents[0].metadata["sections"] == [12]
    assert documents[0].page_content == "每周固定半小时，写一条就够。"


def test_threads_may_search_at_once(search: DenseSearch):
    found = NoteRetriever(searcher=search, k=1).batch(["没有时间写"] * 16)
    assert {documents[0].id for documents in found} == {"publishing/little-time"}


def test_the_shipped_notes_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, notes: Sequence[Note]
):
    monkeypatch.setattr("byline.knowledge.notes.read_notes", lambda root: notes)
    with open_search(tmp_path) as search:
        assert len(search.search("写", k=9)) == len(notes)

from collections.abc import Iterator

import pytest
from langchain_core.embeddings import Embeddings
from langchain_core.retrievers import BaseRetriever
from note_samples import TEXTS, Cheap, make, write

from byline.errors import InputError
from byline.knowledge.langchain import LangChainEmbeddings, NoteRetriever
from byline.knowledge.retriever import Notes, open_search


@pytest.fixture(scope="module")
def search(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Notes]:
    shelf = write(tmp_path_factory.mktemp("shelf"), [make(name) for name in TEXTS])
    with open_search(tmp_path_factory.mktemp("cache"), shelves=[shelf]) as opened:
        yield opened


def test_documents_are_the_notes_that_were_found(search: Notes):
    retriever = NoteRetriever(searcher=search, k=3)
    assert isinstance(retriever, BaseRetriever)
    documents = retriever.invoke("时间不够，没空写")
    hits = search.search("时间不够，没空写", 3)
    assert [document.id for document in documents] == [hit.note.id for hit in hits]
    first = documents[0]
    assert first.page_content == "每周固定半小时，写一条就够。"
    assert first.metadata == {
        "id": "publishing/little-time",
        "title": "一周只有两小时也能写",
        "sections": [12],
        "confidence": "medium",
        "score": hits[0].score,
        "through": hits[0].through.text,
    }


def test_stage_and_section_are_passed_on(search: Notes):
    def found(**more) -> set[str | None]:
        return {d.id for d in NoteRetriever(searcher=search, k=9, **more).invoke("写")}

    assert found(stage="plan") == {"publishing/little-time", "ownership/plain-files"}
    assert found(section=4) == {"advantages/stories"}
    assert found(stage="plan", section=4) == set()
    assert found(platform="x", section=4) == {"advantages/stories"}


def test_many_questions_at_once(search: Notes):
    found = NoteRetriever(searcher=search, k=1).batch(["没有时间写"] * 16)
    assert {documents[0].id for documents in found} == {"publishing/little-time"}


def test_errors_come_through(search: Notes):
    with pytest.raises(InputError, match="空"):
        NoteRetriever(searcher=search).invoke(" ")


def test_embeddings_are_bylines_own():
    shaped, own = LangChainEmbeddings(Cheap()), Cheap()
    assert isinstance(shaped, Embeddings)
    assert shaped.embed_query("写") == own.embed_query("写")
    assert shaped.embed_documents(["写", "读"]) == own.embed_documents(["写", "读"])

"""The note search of a person and of an evaluation, and what a post's notes are found by."""

import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from fact_samples import fact
from note_samples import TEXTS, Scripted, everywhere, make, write

from byline.app.notes import (
    Library,
    close_shipped_notes,
    notes_for,
    notes_for_drafts,
    search_shipped_notes,
    shipped_notes,
)
from byline.errors import KnowledgeError
from byline.knowledge.notes import Note
from byline.knowledge.retriever import Notes, open_search
from byline.platforms import load_platform
from byline.settings import load_settings
from byline.shipped import using


class Opening:
    """Counts how often a search is opened and closed."""

    def __init__(self, *notes: Note) -> None:
        self.notes = notes
        self.opened = self.closed = 0

    @contextmanager
    def __call__(self) -> Generator[Scripted]:
        self.opened += 1
        yield everywhere(*self.notes)
        self.closed += 1


def test_a_library_is_opened_by_its_first_question_and_once():
    opening = Opening(make("advantages/stories"))
    library = Library(opening)
    assert opening.opened == 0
    threads = [threading.Thread(target=library.search, args=("写",)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [hit.note.id for hit in library.search("写")] == ["advantages/stories"]
    library.close()
    assert (opening.opened, opening.closed) == (1, 1)


def test_a_library_that_was_never_asked_opens_nothing():
    opening = Opening()
    Library(opening).close()
    assert opening.opened == 0


def test_a_library_that_cannot_be_opened_says_so_each_time():
    @contextmanager
    def broken() -> Generator[Scripted]:
        raise KnowledgeError("坏了")
        yield everywhere()

    library = Library(broken)
    for _ in range(2):
        with pytest.raises(KnowledgeError, match="坏了"):
            library.search("写")


def test_a_posts_notes_are_found_by_topic_reader_facts_and_platform():
    about = make("advantages/stories").model_copy(update={"stage": ["drafting"]})
    search = everywhere(about)
    facts = [fact(1, "错发率降到千分之一点二", kind="result"), fact(2, "别换系统", kind="opinion")]
    found = notes_for(
        search, stage="drafting", topic="库存老对不上", who="小网店", facts=facts, platform="x"
    )
    assert found == [about]
    topic, reader, figures, view, place = search.asked
    assert (topic, reader) == ("库存老对不上", "小网店")
    assert "数字" in figures and "看法" in view and "twitter" in place
    assert not any("错发率" in question for question in search.asked)


def test_drafts_get_their_notes_from_the_persons_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    own = make("positioning/one-field").model_copy(update={"stage": ["drafting"]})
    shelf = write(tmp_path / "notes", [own])

    def opened(*_: object) -> object:
        return open_search(tmp_path / "index", shelves=[shelf])

    monkeypatch.setattr("byline.knowledge.retriever.open_notes", opened)
    with notes_for_drafts(load_settings()) as notes:
        assert not (tmp_path / "index").exists()
        assert notes("库存老对不上", "小网店", load_platform("x")) == [own]
        kinds = [fact(1, "错发率降到千分之一点二")]
        assert notes("库存老对不上", "", load_platform("x"), kinds) == [own]


@pytest.fixture
def version(tmp_path: Path) -> Iterator[Path]:
    """A version of byline's folders with four notes."""
    write(tmp_path / "version/knowledge", [make(name) for name in TEXTS])
    yield tmp_path / "version"
    close_shipped_notes()


def test_an_evaluation_searches_the_notes_of_its_version_and_nobodys_own(
    version: Path, tmp_path: Path
):
    own = tmp_path / "config/knowledge/我的"
    own.mkdir(parents=True)
    (own / "退款.md").write_text("客人要退款，先退一半，再谈。")
    with using(version):
        search = shipped_notes()
        found = search.search("客人要退款", 9)
        assert shipped_notes() is search
        hits, said = search_shipped_notes("没有时间写", 1)
    assert {hit.note.id for hit in found} == set(TEXTS)
    assert (hits[0].note.id, said) == ("publishing/little-time", "")


def test_the_embedded_index_is_a_real_search(tmp_path: Path):
    shelf = write(tmp_path / "notes", [make(name) for name in TEXTS])
    library = Library(lambda: open_search(tmp_path / "index", shelves=[shelf]))
    assert isinstance(library.open(), Notes)
    assert library.search("没有时间写", 1, stage="plan")[0].note.id == "publishing/little-time"
    library.close()

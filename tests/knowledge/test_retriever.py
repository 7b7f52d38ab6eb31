from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from chroma_server import Server
from note_samples import TEXTS, make, write

from byline.errors import InputError, KnowledgeError
from byline.knowledge.notes import Note, Shelf
from byline.knowledge.retriever import Notes, note_shelves, open_notes, open_own, open_search
from byline.settings import load_settings
from byline.workspace import Workspace


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    return write(tmp_path_factory.mktemp("shelf"), [make(name) for name in TEXTS])


@pytest.fixture(scope="module")
def search(shelf: Shelf, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Notes]:
    with open_search(tmp_path_factory.mktemp("cache"), shelves=[shelf]) as opened:
        yield opened


def test_the_nearest_note_comes_first(search: Notes):
    hits = search.search("我没有时间，一周能抽出多久写？", k=3)
    assert hits[0].note == make("publishing/little-time")
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert len({hit.note.id for hit in hits}) == 3


@pytest.mark.parametrize(
    ("query", "name", "through"),
    [
        ("下班都九点了哪有空", "publishing/little-time", "下班都九点了哪有空"),
        ("I have no time left after work", "publishing/little-time", "no time to post after work"),
        ("号被封了咋办", "ownership/plain-files", "号被封了怎么办"),
        ("號被封瞭怎麼辦", "ownership/plain-files", "号被封了怎么办"),
    ],
)
def test_a_note_is_found_through_what_people_ask(
    search: Notes, query: str, name: str, through: str
):
    (hit,) = search.search(query, k=1, explain=True)
    assert hit.note.id == name
    assert (hit.through.origin, hit.through.text) == ("ask", through)
    assert hit.why.terms


def test_a_note_is_found_through_its_body(search: Notes):
    (hit,) = search.search("摔过的跟头", k=1)
    assert hit.note.id == "advantages/stories"
    assert (hit.through.origin, hit.through.text) == ("note", hit.note.passage)


def test_stage_section_and_kind_filter(search: Notes):
    def found(**more) -> list[str]:
        return sorted(hit.note.id for hit in search.search("写", k=9, **more))

    assert found(stage="plan") == ["ownership/plain-files", "publishing/little-time"]
    assert found(section=0) == ["positioning/one-field"]
    assert found(stage="drafting", section=4) == ["advantages/stories"]
    assert found(kind="caveat") == ["ownership/plain-files"]
    assert found(stage="drafting", section=0) == []
    assert found(stage='{"$ne": ""}') == found(kind="$ne") == []
    assert len(found()) == 4


def test_a_platform_leaves_out_what_is_about_others(tmp_path: Path, notes: Sequence[Note]):
    about = {"publishing/little-time": ["x"], "positioning/one-field": ["x", "weibo"]}
    told = [one.model_copy(update={"platform": about.get(one.id, [])}) for one in notes]
    shelf = write(tmp_path / "notes", told)
    with open_search(tmp_path / "cache", shelves=[shelf]) as search:

        def found(**more: str) -> set[str]:
            return {hit.note.id for hit in search.search("写", 9, **more)}

        anywhere = set(TEXTS) - set(about)
        assert found(platform="x") == set(TEXTS)
        assert found(platform="weibo") == anywhere | {"positioning/one-field"}
        assert found(platform="zhihu") == found(platform='{"$ne": ""}') == anywhere
        assert found(platform="weibo", stage="positioning") == {"positioning/one-field"}
        assert found() == set(TEXTS)


def test_a_note_that_was_edited_since_is_read_again(tmp_path: Path, notes: Sequence[Note]):
    shelf = write(tmp_path / "notes", notes)
    with open_search(tmp_path / "cache", shelves=[shelf]) as search:
        (before,) = search.search("摔过的跟头", 1)
        write(shelf.root, [make(before.note.id, text="改过的正文，长了一截。")])
        (after,) = search.search("摔过的跟头", 1)
    assert before.note.text != after.note.text == "改过的正文，长了一截。"


@pytest.mark.parametrize(
    "query", ["😀🔥👨‍👩‍👧", "？", "a\0b", "\ud800写", "写" * 10_000, '{"$ne": ""}']
)
def test_any_visible_text_is_a_query(search: Notes, query: str):
    assert len(search.search(query, k=2)) == 2


@pytest.mark.parametrize("query", ["", "\u3000", "\u200b\u200d", "\0"])
def test_a_query_that_shows_nothing_is_an_error(search: Notes, query: str):
    with pytest.raises(InputError, match="空"):
        search.search(query)


def test_k_below_one_is_an_error(search: Notes):
    with pytest.raises(InputError, match="0"):
        search.search("写", k=0)


def test_a_note_that_went_since_is_an_error(tmp_path: Path, notes: Sequence[Note]):
    shelf = write(tmp_path / "notes", notes)
    with open_search(tmp_path / "cache", shelves=[shelf]) as search:
        (shelf.root / "advantages/stories.md").unlink()
        with pytest.raises(KnowledgeError, match="没有这条笔记"):
            search.search("摔过的跟头", k=4)


def test_shelves_are_the_shipped_one_and_those_that_were_added(tmp_path: Path):
    assert [shelf.name for shelf in note_shelves()] == [""]
    assert [shelf.name for shelf in note_shelves(tmp_path)] == [""]
    for name in ("乙", "甲", ".丙.new"):
        (tmp_path / "knowledge" / name).mkdir(parents=True)
    (tmp_path / "knowledge/readme.md").write_text("不是文件夹")
    assert [shelf.name for shelf in note_shelves(tmp_path)] == ["", "乙", "甲"]


@pytest.fixture
def few_shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, notes: Sequence[Note]) -> Shelf:
    """Four shipped notes instead of all: embedding all takes too long here."""
    shelf = write(tmp_path / "shipped", notes)
    monkeypatch.setattr("byline.shipped.shipped", lambda name: shelf.root)
    return shelf


def test_settings_say_which_notes_and_where(few_shipped: Shelf, tmp_path: Path):
    own = tmp_path / "config/knowledge/我的"
    own.mkdir(parents=True)
    (own / "退款.md").write_text("客人要退款，先退一半，再谈。")
    with open_notes(load_settings()) as search:
        assert search.search("客人要退款", 1)[0].note.id == "我的/退款"
        assert len(search.search("写", 9)) == 5
    assert (tmp_path / "cache/index/current.json").exists()
    (own / "退款.md").unlink()
    own.rmdir()
    with open_notes(load_settings()) as search:
        assert len(search.search("客人要退款", 9)) == 4


def test_the_server_of_the_settings_holds_the_notes_and_no_material(
    few_shipped: Shelf, tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("BYLINE_CHROMA_URL", f"{server.url}/")
    before = server.collections()
    with open_notes(load_settings()) as search:
        assert search.search("没有时间写", 1)[0].note.id == "publishing/little-time"
    (added,) = server.collections() - before
    workspace = Workspace.create(tmp_path / "我", "陈砚")
    (workspace.root / "materials/a.md").write_text("我在童装仓库管货，错发率千分之八。")
    with open_own(workspace) as index:
        assert index.search("错发率", 1)[0].chunk.id == "materials/a.md#1.1"
    assert server.collections() - before == {added}
    assert list((workspace.root / ".byline/index").glob("g-*/chroma.sqlite3"))


def test_a_persons_own_words_stay_in_their_folder(tmp_path: Path):
    workspace = Workspace.create(tmp_path / "我", "陈砚")
    with pytest.raises(InputError, match="没有材料"), open_own(workspace):
        pass
    (workspace.root / "materials/a.md").write_text("我在童装仓库管货，错发率千分之八。")
    for _ in range(2):
        with open_own(workspace) as index:
            (hit,) = index.search("發錯貨", 1)
    assert (hit.chunk.origin, hit.chunk.consent) == ("material", "private")
    assert not (tmp_path / "cache").exists()
    for path in (workspace.root / ".byline").rglob("*"):
        assert path.is_dir() or "错发率" not in path.name
    for folder in (".byline/index", ".byline"):
        assert (workspace.root / folder).stat().st_mode & 0o077 == 0

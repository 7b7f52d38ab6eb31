import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from index_samples import Listed, Log, answers, build, chunks, generation, means, works
from note_samples import Cheap

from byline.errors import InputError, KnowledgeError
from byline.knowledge import chroma, ranking
from byline.knowledge.chroma import Filters
from byline.knowledge.chunks import Chunk
from byline.knowledge.index import Index, searchable
from byline.knowledge.ranking import WEIGHTS, Weights

HELD = chunks(60)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    folder = tmp_path_factory.mktemp("index")
    with Index.open(Listed(HELD), folder / "index", means(folder)) as opened:
        yield opened


def test_every_chunk_is_found_by_its_own_words(index: Index):
    assert answers(index, HELD)
    assert index.persistent


def test_hits_are_best_first_and_each_once(index: Index):
    hits = index.search("第7条讲仓库", 40)
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert len({hit.chunk.id for hit in hits}) == len(hits) == 40
    assert all(-0.1 < score < 1.1 for score in scores)


def test_by_parent_each_parent_comes_once_with_its_best_part(index: Index):
    text = HELD[7].text
    hits = index.search(text, 20, by_parent=True)
    assert hits[0].chunk == HELD[7]
    assert len({hit.chunk.parent for hit in hits}) == len(hits) == 20
    scores: dict[str, list[float]] = {}
    best: dict[str, str] = {}
    for hit in index.search(text, 60):
        scores.setdefault(hit.chunk.parent, []).append(hit.score)
        best.setdefault(hit.chunk.parent, hit.chunk.id)
    for hit in hits:
        assert hit.chunk.id == best[hit.chunk.parent]
        assert hit.score == pytest.approx(sum(scores[hit.chunk.parent][:2]) / 2)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_a_score_is_made_of_its_parts(index: Index):
    for weights in (WEIGHTS, Weights(0.1, 0.2, 0.3), Weights(0, 0, 0)):
        for hit in index.search("仓库货位", 9, weights=weights):
            total = (
                hit.why.similarity
                + weights.coverage * hit.why.coverage
                + weights.parent_similarity * hit.why.parent_similarity
                + weights.parent_coverage * hit.why.parent_coverage
            )
            assert hit.score == pytest.approx(total / weights.total, abs=1e-6)


def test_words_are_named_only_when_asked_for(index: Index):
    (plain,) = index.search(HELD[7].text, 1)
    (told,) = index.search(HELD[7].text, 1, explain=True)
    assert plain.why.terms == ()
    assert {"7", "仓库"} <= {name for name, _ in told.why.terms}
    assert told.why.similarity == pytest.approx(1, abs=1e-3)
    assert told.why.coverage > 0.9


def test_filters_narrow_before_the_best_are_taken(index: Index):
    for filters in (
        Filters(stage="plan"),
        Filters(section=3, kind="method"),
        Filters(consent="private"),
        Filters(origins=("note",)),
    ):
        hits = index.search("仓库", 60, filters=filters)
        assert hits
        for hit in hits:
            assert filters.stage in (None, *hit.chunk.stage)
            assert filters.section in (None, *hit.chunk.sections)
            assert filters.kind in (None, hit.chunk.kind)
            assert filters.consent in (None, hit.chunk.consent)
    assert {hit.chunk.id for hit in index.search("仓库", 60, filters=Filters(section=3))} == {
        chunk.id for chunk in HELD if 3 in chunk.sections
    }
    assert index.search("仓库", 9, filters=Filters(origins=("post",))) == []
    assert index.search("仓库", 9, filters=Filters(stage="plan", section=15)) != []
    assert index.search("仓库", 9, filters=Filters(stage="plan", kind="caveat")) == []


def test_many_filters_in_turn_stay_right(index: Index):
    for _ in range(2):
        for section in range(40):
            hits = index.search("仓库", 60, filters=Filters(section=section))
            assert len(hits) == sum(section in chunk.sections for chunk in HELD)


@pytest.mark.parametrize(
    "query",
    [
        "😀🔥👨‍👩‍👧",
        "？",
        "……——！！",
        "a\0b",
        "\ud800写",
        "写" * 10_000,
        "仓库，" * 3_333,
        "x\n\t y",
        "倉庫貨位重新編號",
        "how do I 整理 倉庫 の 棚 ?",
        '{"$ne": ""}',
        '{"$contains": "仓"}',
        "' OR 1=1; DROP TABLE embeddings; --",
        "\x1b[31m红",
        "%s%s%n {0} {{x}}",
        "\u202e反过来",
    ],
)
def test_any_visible_text_is_a_query(index: Index, query: str):
    assert len(index.search(query, 2, explain=True)) == 2
    assert len(index.search(query, 2, by_parent=True, filters=Filters(stage="plan"))) == 2


@pytest.mark.parametrize("query", ["", "  \n\t", "\u3000", "\u200b\u200d", "\0", "\x1b", "\udcff"])
def test_a_query_that_shows_nothing_is_an_error(index: Index, query: str):
    with pytest.raises(InputError, match="空"):
        index.search(query, 1)


@pytest.mark.parametrize("k", [0, -1])
def test_k_below_one_is_an_error(index: Index, k: int):
    with pytest.raises(InputError, match=str(k)):
        index.search("写", k)


def test_asking_for_more_than_there_is(index: Index):
    assert len(index.search("写", 10_000)) == 60


def test_traditional_script_finds_the_same(index: Index):
    simple, traditional = (index.search(query, 5) for query in ("仓库", "倉庫"))
    assert [hit.why.coverage for hit in traditional] == [hit.why.coverage for hit in simple]


def test_a_long_query_keeps_its_beginning_and_end():
    kept = searchable("头" + "中" * 10_000 + "尾")
    assert (kept[0], kept[-1], len(kept)) == ("头", "尾", 601)
    assert searchable(" 短 ") == "短"


@pytest.mark.parametrize(("near", "widest"), [(100, 2000), (10, 2000), (10, 0)])
def test_the_graph_finds_what_comparing_all_rows_finds(
    index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, near: int, widest: int
):
    monkeypatch.setattr(chroma, "EXACT", 10)
    monkeypatch.setattr(ranking, "NEAR", near)
    monkeypatch.setattr(ranking, "WIDEST", widest)
    with Index.open(Listed(HELD), tmp_path / "index", means(tmp_path)) as graphed:
        for chunk in HELD[::7]:
            for filters in (Filters(), Filters(stage="plan"), Filters(consent="public")):
                found = [hit.chunk for hit in graphed.search(chunk.text, 5, filters=filters)]
                assert found == [hit.chunk for hit in index.search(chunk.text, 5, filters=filters)]


def test_threads_may_search_at_once(index: Index):
    asked, found = HELD[::7], list[list[Chunk]]()

    def search() -> None:
        found.append([index.search(chunk.text, 1)[0].chunk for chunk in asked])

    threads = [threading.Thread(target=search) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [asked] * 6


def test_an_open_reader_survives_a_rebuild(tmp_path: Path):
    build(tmp_path, HELD)
    with Index.open(Listed(HELD), tmp_path / "index", means(tmp_path)) as old:
        build(tmp_path, chunks(5, "新的"))
        assert answers(old, HELD)
        # Its files go with the second; then it may fail, but not find nothing.
        build(tmp_path, chunks(5, "更新的"))
        with suppress(KnowledgeError):
            assert answers(old, HELD)


def test_a_closed_index_says_so(tmp_path: Path):
    index = Index.open(Listed(HELD), tmp_path / "index", means(tmp_path))
    index.close()
    index.close()
    with pytest.raises(KnowledgeError):
        index.search("写", 1)
    with pytest.raises(KnowledgeError):
        len(index)


@pytest.mark.parametrize("blocked", ["cache", "cache/index", "cache/index/lock/x"])
def test_a_cache_that_cannot_be_written_gives_a_temporary_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, blocked: str
):
    """A file stands where a folder should be, or a folder where the lock should."""
    path, scratch = tmp_path / blocked, tmp_path / "scratch"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("in the way")
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    log, folder = Log(), tmp_path / "cache"
    with Index.open(Listed(HELD), folder / "index", means(folder), log) as index:
        assert not index.persistent
        assert answers(index, HELD)
        assert list(scratch.iterdir())
    assert list(scratch.iterdir()) == []
    assert log[0] == ("缓存文件夹不能写，这次的索引用完就丢", 0, 0)
    assert path.read_text() == "in the way"


def test_no_writable_folder_at_all_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "cache").write_text("")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "nowhere"))
    with pytest.raises(KnowledgeError, match="BYLINE_CACHE_DIR"):
        works(tmp_path / "cache", HELD)


def test_a_temporary_index_that_fails_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "cache").write_text("")
    (tmp_path / "scratch").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "scratch"))
    with pytest.raises(KnowledgeError, match="没有可找的内容"):
        works(tmp_path / "cache", [])
    assert list((tmp_path / "scratch").iterdir()) == []


def test_a_pointer_that_cannot_be_replaced_gives_a_temporary_index(tmp_path: Path):
    (tmp_path / "index/current.json/x").mkdir(parents=True)
    with Index.open(Listed(HELD), tmp_path / "index", means(tmp_path)) as index:
        assert not index.persistent
        assert answers(index, HELD)


def test_folders_may_be_called_anything(tmp_path: Path):
    folder = tmp_path / "我的 缓存 #1?%20&x='y'"
    assert works(folder, HELD[:9])
    assert works(folder, HELD[:9])
    assert generation(folder).is_dir()


def test_texts_may_hold_anything(tmp_path: Path):
    odd = ["", " ", "😀", "a\0b", "\u2028", "{'$ne': ''}", "长" * 5000, "𪾣", "\x1b[31m"]
    held = [Chunk(f"x/{at} {text[:3]}", f"p{at}", text, "post") for at, text in enumerate(odd)]
    with Index.open(Listed(held), tmp_path / "index", means(tmp_path, Cheap())) as index:
        found = index.search("长", 99)
        assert {hit.chunk for hit in found} == set(held)

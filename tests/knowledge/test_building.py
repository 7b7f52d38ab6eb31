from pathlib import Path

import pytest
from index_samples import Failing, Listed, Log, build, chunks, generation, generations, means, works
from note_samples import Cheap

from byline.errors import KnowledgeError
from byline.knowledge import building, chroma, lexical
from byline.knowledge import generations as generations_module
from byline.knowledge.chunks import Chunk
from byline.knowledge.index import Index
from byline.knowledge.vectors import BATCH


def test_the_first_time_everything_is_embedded(tmp_path: Path, cheap: Cheap):
    log = Log()
    assert works(tmp_path, chunks(10), cheap, log)
    assert cheap.passages == [chunk.text for chunk in chunks(10)]
    what = "第一次使用，正在建索引"
    assert log == [(what, 0, 10), (what, 8, 10), (what, 10, 10)]


def test_when_nothing_changed_nothing_is_embedded_or_replaced(tmp_path: Path, cheap: Cheap):
    before = build(tmp_path, chunks(), cheap)
    cheap.passages.clear()
    log = Log()
    assert works(tmp_path, chunks(), cheap, log)
    assert (cheap.passages, log) == ([], [])
    assert generations(tmp_path) == {before} == {generation(tmp_path)}


def test_a_changed_chunk_is_embedded_alone(tmp_path: Path, cheap: Cheap):
    build(tmp_path, chunks(), cheap)
    cheap.passages.clear()
    changed = [*chunks(8), Chunk("新", "新", "当年亏掉的钱，是最好的选题。", "material")]
    log = Log()
    assert works(tmp_path, changed, cheap, log)
    assert cheap.passages == ["当年亏掉的钱，是最好的选题。"]
    assert log[0] == ("正在更新索引", 0, 1)


def test_a_thousand_new_chunks_cost_a_thousand_embeddings(tmp_path: Path, cheap: Cheap):
    build(tmp_path, chunks(100, "旧"), cheap)
    cheap.passages.clear()
    new = chunks(1000, "新")
    with Index.open(
        Listed([*chunks(100, "旧"), *new]), tmp_path / "index", means(tmp_path, cheap)
    ) as index:
        assert len(index) == 1100
        assert index.search(new[777].text, 1)[0].chunk == new[777]
    assert cheap.passages == [chunk.text for chunk in new]


def test_a_changed_title_rebuilds_without_embedding(tmp_path: Path, cheap: Cheap):
    before = build(tmp_path, chunks(), cheap)
    cheap.passages.clear()
    renamed = [Chunk(c.id, c.parent, c.text, c.origin, title="别的") for c in chunks()]
    assert works(tmp_path, renamed, cheap)
    assert cheap.passages == []
    assert generation(tmp_path) != before


def test_another_embedding_model_starts_over(tmp_path: Path, cheap: Cheap):
    before = build(tmp_path, chunks(), cheap)
    other = Cheap("cheap-2")
    assert works(tmp_path, chunks(), other)
    assert len(other.passages) == len(chunks())
    assert generation(tmp_path) != before


@pytest.mark.parametrize(
    ("module", "name", "value"),
    [
        (building, "CHUNKER", "sentences-170"),
        (building, "_FORMAT", 99),
        (chroma, "HNSW", {**chroma.HNSW, "max_neighbors": 24}),
        (lexical, "K1", 1.5),
    ],
)
def test_another_recipe_rebuilds_without_embedding(
    tmp_path: Path, cheap: Cheap, monkeypatch: pytest.MonkeyPatch, module: object, name: str, value
):
    before = build(tmp_path, chunks(), cheap)
    cheap.passages.clear()
    monkeypatch.setattr(module, name, value)
    assert works(tmp_path, chunks(), cheap)
    assert generation(tmp_path) != before
    assert cheap.passages == []


def test_an_interrupted_build_goes_on_where_it_stopped(tmp_path: Path, cheap: Cheap):
    before = build(tmp_path, chunks(about="旧"))
    with pytest.raises(KnowledgeError, match="坏了"):
        build(tmp_path, chunks(40), Failing(batches=3))
    assert generation(tmp_path) == before
    assert works(tmp_path, chunks(40), cheap)
    assert len(cheap.passages) == 40 - 3 * BATCH


def test_a_failing_embedding_leaves_the_old_index(tmp_path: Path, cheap: Cheap):
    build(tmp_path, chunks(), cheap)
    cheap.passages.clear()
    with pytest.raises(KnowledgeError, match="坏了"):
        build(tmp_path, chunks(3, "新"), Failing(batches=0))
    log = Log()
    assert works(tmp_path, chunks(), cheap, log)
    assert (cheap.passages, log) == ([], [])


def test_nothing_to_index_is_an_error(tmp_path: Path):
    with pytest.raises(KnowledgeError, match="没有可找的内容"):
        build(tmp_path, [])
    with pytest.raises(KnowledgeError, match="重复") as caught:
        build(tmp_path, [*chunks(3), chunks(3)[1]])
    assert caught.value.value == ["仓库1"]


def test_one_chunk_is_enough(tmp_path: Path):
    assert works(tmp_path, chunks(1))
    assert works(tmp_path, chunks(1))


def test_a_writer_that_never_ends_is_named(
    tmp_path: Path, cheap: Cheap, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(generations_module, "LOCK_WAIT", 0.05)
    log = Log()
    busy = generations_module.Generations(tmp_path / "index").writing(lambda: None)
    with busy, pytest.raises(KnowledgeError, match="还没完"):
        works(tmp_path, chunks(), cheap, log)
    assert [what for what, _, _ in log] == ["另一个 byline 正在建索引，等它建完"]


def test_the_file_of_vectors_may_go(tmp_path: Path, cheap: Cheap):
    build(tmp_path, chunks(), cheap)
    cheap.passages.clear()
    for path in tmp_path.glob("vectors.sqlite*"):
        path.unlink()
    assert works(tmp_path, chunks(), cheap)
    assert cheap.passages == []
    assert works(tmp_path, chunks(10), cheap)
    assert len(cheap.passages) == 10

from collections.abc import Iterator

import numpy as np
import pytest
from index_samples import build, chunks
from note_samples import Cheap

from byline.knowledge import contents, ranking
from byline.knowledge.chroma import EVERYTHING, Filters
from byline.knowledge.contents import Contents
from byline.knowledge.ranking import WEIGHTS, Ranking, Weights, Why, best_of_parents, rank

HELD = chunks(40)


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Contents]:
    read = contents.read(build(tmp_path_factory.mktemp("held"), HELD), None)
    yield read
    read.close()


def ranked(held: Contents, words: str, meaning: str | None = None, **more) -> Ranking:
    vector = np.array(Cheap().embed_query(words if meaning is None else meaning), dtype="f4")
    matches = held.words.match(words), held.parent_words.match(words)
    return rank(held, vector, matches, **{"filters": EVERYTHING, "allowed": None} | more)


def test_the_parts_are_what_the_files_say(held: Contents):
    found = ranked(held, HELD[7].text)
    vector = np.array(Cheap().embed_query(HELD[7].text))
    for row, part in zip(found.rows, found.parts, strict=True):
        parent = int(held.parent_of[row])
        together = held.vectors[held.parent_of == parent].sum(axis=0)
        assert part.similarity == pytest.approx(float(held.vectors[row] @ vector), abs=1e-5)
        assert part.parent_similarity == pytest.approx(
            float(together @ vector / np.linalg.norm(together)), abs=1e-5
        )
        assert 0 <= part.coverage <= 1
    assert found.rows[0] == 7


def test_scores_fall_and_equal_ones_keep_the_order_of_rows(held: Contents):
    found = ranked(held, "仓库", weights=Weights(0, 0, 0))
    keys = [(-score, row) for score, row in zip(found.scores, found.rows, strict=True)]
    assert keys == sorted(keys)
    assert len(set(found.rows)) == len(found.rows)


def test_a_row_only_words_bring_up_is_a_candidate(held: Contents, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(ranking, "NEAR", 1)
    found = ranked(held, HELD[7].text, meaning=HELD[30].text)
    assert set(found.rows) == {7, 30}
    assert found.rows[0] == 7


def test_words_that_nobody_has_leave_it_to_the_vectors(held: Contents):
    found = ranked(held, "zzz", meaning=HELD[30].text)
    assert found.rows[0] == 30
    assert all(part.coverage == part.parent_coverage == 0 for part in found.parts)


def test_what_is_not_allowed_is_no_candidate(held: Contents):
    allowed = np.array([chunk.kind == "method" for chunk in HELD])
    found = ranked(held, HELD[8].text, filters=Filters(kind="method"), allowed=allowed)
    assert found.rows
    assert all(HELD[row].kind == "method" for row in found.rows)
    none = ranked(
        held, HELD[8].text, filters=Filters(kind="x"), allowed=np.zeros(len(HELD), dtype=bool)
    )
    assert none == Ranking([], [], [])


def test_with_siblings_come_all_rows_of_a_parent(held: Contents, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(ranking, "NEAR", 1)
    found = ranked(held, HELD[7].text, meaning=HELD[30].text, siblings=True)
    assert set(found.rows) == {6, 7, 8, 30, 31, 32}
    allowed = np.array([chunk.kind == "method" for chunk in HELD])
    filters = Filters(kind="method")
    found = ranked(held, HELD[7].text, siblings=True, filters=filters, allowed=allowed)
    assert 7 in found.rows
    assert all(HELD[row].kind == "method" for row in found.rows)
    nothing = np.zeros(len(HELD), dtype=bool)
    none = ranked(held, "仓库", siblings=True, filters=Filters(kind="x"), allowed=nothing)
    assert none == Ranking([], [], [])


def test_a_parent_is_scored_by_its_two_best_rows():
    part = Why(0, 0, 0, 0)
    rows, scores = [4, 1, 0, 3, 2], [0.9, 0.8, 0.7, 0.2, 0.1]
    found = Ranking(rows, scores, [part] * 5)
    places = best_of_parents(found, np.array([0, 0, 1, 1, 1]))
    assert places == [(1, pytest.approx(0.75)), (0, pytest.approx(0.55))]
    assert best_of_parents(Ranking([], [], []), np.array([0])) == []


def test_the_most_a_row_can_score_is_one():
    assert WEIGHTS.total == pytest.approx(2.55)
    assert Weights(0, 0, 0).total == 1

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from math import log2
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from byline.app.notes import close_shipped_notes
from byline.evaluation.models import Metric, Suite
from byline.evaluation.targets import Tools, load_target
from byline.evaluation.targets.retrieval import (
    DEPTH,
    Grade,
    RetrievalCase,
    ndcg,
    recall,
    reciprocal_rank,
    run,
    scores,
)
from byline.shipped import using

NOTES = {
    "starting/little-time": ("一周两小时也能写", "每周固定半小时，写一条就够。"),
    "ownership/plain-files": ("稿子存成自己的文件", "账号是租来的，封了就没了，原稿留在电脑里。"),
    "situations/fruit-shop": ("卖水果的让街坊认得", "每天早上拍一张到货的照片。"),
}
grades = st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from([1, 2]), min_size=1)
rankings = st.lists(st.sampled_from("abcdefghijklmnop"), max_size=14)


def note(name: str, title: str, text: str) -> str:
    return (
        f"---\nid: {name}\ntitle: {title}\nsections: [3]\nstage: [plan]\nkind: method\n"
        f"tags: []\nsource: test\nconfidence: medium\n---\n{text}\n"
    )


def knowledge(root: Path, names: Sequence[str]) -> Path:
    for name in names:
        path = root / "knowledge" / f"{name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(note(name, *NOTES[name]), encoding="utf-8")
    return root


@pytest.fixture
def tools(tmp_path: Path) -> Iterator[Tools]:
    suite = Suite(
        id="retrieval",
        what="找",
        target="retrieval",
        needs_model=False,
        metrics=[Metric(name="mrr", what="名次", margin=0.1)],
    )
    yield Tools(suite, 0, 0, tmp_path / "row", lambda: datetime(2026, 11, 24, tzinfo=UTC))
    close_shipped_notes()


def case(query: str, relevant: dict[str, Grade]) -> RetrievalCase:
    person = next(name for name, grade in relevant.items() if grade == 2)
    return RetrievalCase(id="q", person=person, query=query, relevant=relevant)


@pytest.mark.parametrize(
    ("ranked", "expected"),
    [
        (["a", "x", "y"], (1.0, 1.0, 1.0, 1.0)),
        (["x", "a"], (0.0, 1.0, 1.0, 0.5)),
        (["b", "x", "y", "a"], (0.0, 0.0, 1.0, 0.25)),
        (["x"] * 5 + ["a"], (0.0, 0.0, 0.0, 1 / 6)),
        (["x"] * DEPTH + ["a"], (0.0, 0.0, 0.0, 0.0)),
        (["b"], (0.0, 0.0, 0.0, 0.0)),
        ([], (0.0, 0.0, 0.0, 0.0)),
    ],
)
def test_only_an_answer_counts_as_found(ranked: list[str], expected: tuple[float, ...]):
    found = scores(ranked, {"a": 2, "b": 1})
    assert [found[name] for name in ("recall_1", "recall_3", "recall_5", "mrr")] == list(expected)


def test_one_of_two_answers_is_enough():
    assert recall(["b"], {"a": 2, "b": 2}, 1) == 1.0
    assert reciprocal_rank(["x", "b", "a"], {"a": 2, "b": 2}) == 0.5


def test_graded_ndcg_against_values_worked_out_by_hand():
    relevant: dict[str, Grade] = {"a": 2, "b": 1}
    ideal = 3 + 1 / log2(3)
    assert ndcg(["a", "b"], relevant) == 1.0
    assert ndcg(["b", "a"], relevant) == pytest.approx((1 + 3 / log2(3)) / ideal)
    assert ndcg(["x", "a"], relevant) == pytest.approx((3 / log2(3)) / ideal)
    assert ndcg(["x", "x2", "b"], relevant) == pytest.approx(0.5 / ideal)
    assert ndcg(["x"] * 3, relevant) == 0.0
    assert ndcg([], relevant) == 0.0
    assert ndcg(["a"], {}) == 0.0


def test_a_note_that_comes_twice_counts_once():
    assert ndcg(["a", "a", "b"], {"a": 2, "b": 1}) == 1.0
    assert ndcg(["a", "a"], {"a": 2, "b": 2}) == ndcg(["a"], {"a": 2, "b": 2}) < 1.0


def test_more_answers_than_places():
    relevant: dict[str, Grade] = {f"n{place:02d}": 2 for place in range(DEPTH + 5)}
    assert ndcg(sorted(relevant), relevant) == pytest.approx(1.0)


@given(rankings, grades)
def test_scores_are_shares_and_a_deeper_look_never_finds_less(
    ranked: list[str], relevant: dict[str, Grade]
):
    found = scores(ranked, relevant)
    assert all(value is not None and 0.0 <= value <= 1.0 + 1e-12 for value in found.values())
    at = [recall(ranked, relevant, k) for k in range(len(ranked) + 2)]
    assert at == sorted(at)
    assert at[0] == 0.0


@given(rankings, grades)
def test_putting_an_answer_first_never_costs(ranked: list[str], relevant: dict[str, Grade]):
    better = max(relevant, key=lambda name: relevant[name])
    before, after = scores(ranked, relevant), scores([better, *ranked], relevant)
    assert all((after[name] or 0) >= (before[name] or 0) - 1e-12 for name in before)


@pytest.mark.parametrize("relevant", [{}, {"a": 1}, {"b": 2}])
def test_the_person_is_a_note_that_answers(relevant: dict[str, Grade]):
    with pytest.raises(ValidationError):
        RetrievalCase(id="q", person="a", query="问", relevant=relevant)


def test_the_products_search_over_the_variants_notes(tools: Tools, tmp_path: Path):
    asked = case("号被封了怎么办", {"ownership/plain-files": 2, "starting/little-time": 1})
    with using(knowledge(tmp_path / "all", list(NOTES))):
        outcome = run(asked, tools)
        again = run(asked, tools)
    assert outcome == again
    assert outcome.scores["recall_1"] == 1.0
    assert [turn.role for turn in outcome.transcript] == ["query", "hit", "hit", "hit"]
    assert outcome.transcript[1].text.startswith("◎ ownership/plain-files")
    assert any(turn.text.startswith("○ starting/little-time") for turn in outcome.transcript)


def test_two_variants_side_by_side_keep_their_own_notes(tools: Tools, tmp_path: Path):
    asked = case("号被封了怎么办", {"ownership/plain-files": 2})
    whole = knowledge(tmp_path / "whole", list(NOTES))
    without = knowledge(
        tmp_path / "without", [name for name in NOTES if name != "ownership/plain-files"]
    )
    found: list[float | None] = []
    for root in (whole, without, whole):
        with using(root):
            found.append(run(asked, tools).scores["recall_5"])
    assert found == [1.0, 0.0, 1.0]
    assert len(list((tmp_path / "cache" / "evaluation").iterdir())) == 2


def test_an_index_is_found_again_after_closing(tools: Tools, tmp_path: Path):
    asked = case("卖桃子的怎么让邻居认得", {"situations/fruit-shop": 2})
    with using(knowledge(tmp_path / "all", list(NOTES))):
        first = run(asked, tools)
        close_shipped_notes()
        folders = sorted((tmp_path / "cache" / "evaluation").rglob("g-*"))
        assert run(asked, tools) == first
    assert sorted((tmp_path / "cache" / "evaluation").rglob("g-*")) == folders


def test_the_suite_finds_its_target():
    assert load_target("retrieval").CASE is RetrievalCase

"""The figures of the retrieval benchmark: what its metrics mean, and that its halves are apart."""

import importlib.util
import json
import math
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "evals" / "benchmarks" / "retrieval"


def _module(name):
    # By path and under another name: the scripts there call their modules what they like.
    spec = importlib.util.spec_from_file_location(f"retrieval_{name}", FOLDER / f"{name}.py")
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


metrics = _module("metrics")
data = _module("data")
tables = _module("tables")
EXPECTED_HALVES = ["held", "held", "dev", "held", "dev", "held", "held", "dev"]
TEN = [f"c{n}" for n in range(10)]


@pytest.mark.parametrize(
    ("found", "relevant", "k", "expected"),
    [
        (["a", "b"], {"a"}, 1, 1.0),
        (["b", "a"], {"a"}, 1, 0.0),
        (["b", "a"], {"a"}, 5, 1.0),
        (["a", "b", "c"], {"a", "c"}, 2, 0.5),
        (["a", "a", "a"], {"a", "c"}, 5, 0.5),
        ([], {"a"}, 5, 0.0),
    ],
)
def test_recall(found, relevant, k, expected):
    assert metrics.recall(found, relevant, k) == expected


@pytest.mark.parametrize(
    ("found", "relevant", "expected"),
    [
        (["a", "b"], {"a"}, 1.0),
        (["b", "c", "a"], {"a"}, 1 / 3),
        (["b", "c", "a"], {"a", "c"}, 1 / 2),
        ([*TEN, "a"], {"a"}, 0.0),
        ([], {"a"}, 0.0),
    ],
)
def test_reciprocal_rank_looks_at_ten(found, relevant, expected):
    assert metrics.reciprocal_rank(found, relevant) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("found", "relevant", "expected"),
    [
        (["a", "b"], {"a"}, 1.0),
        (["b", "a"], {"a"}, 1 / math.log2(3)),
        (["a", "b", "c"], {"a", "b"}, 1.0),
        (["a", "x", "b"], {"a", "b"}, (1 + 1 / 2) / (1 + 1 / math.log2(3))),
        (["a", "a"], {"a"}, 1.0),
        ([*TEN, "a"], {"a"}, 0.0),
        (TEN, {*TEN, "more", "than", "ten"}, 1.0),
    ],
)
def test_ndcg(found, relevant, expected):
    assert metrics.ndcg(found, relevant) == pytest.approx(expected)


def test_scores_are_averaged_over_questions_and_a_missing_ranking_counts():
    relevant = {"q1": {"a"}, "q2": {"a"}, "q3": {"a"}, "q4": {"a"}}
    rankings = {"q1": ["a"], "q2": ["b", "a"], "q3": [*TEN[:5], "a"], "other": ["a"]}
    found = metrics.scored(rankings, relevant)
    assert found == {
        "recall@1": 1 / 4,
        "recall@5": 2 / 4,
        "recall@10": 3 / 4,
        "MRR": pytest.approx((1 + 1 / 2 + 1 / 6) / 4),
        "nDCG@10": pytest.approx((1 + 1 / math.log2(3) + 1 / math.log2(7)) / 4),
    }
    with pytest.raises(ValueError, match="no questions"):
        metrics.scored(rankings, {})


def _questions(parents):
    return [data.Question(f"q-{name}", "?", frozenset({name})) for name in parents]


def test_no_passage_is_in_both_halves_and_they_are_about_even():
    parents = {f"p{n}-{part}": f"p{n}" for n in range(300) for part in range(3)}
    halves = data.split(_questions(parents), parents)
    sides = {
        name: {parents[chunk] for question in some for chunk in question.relevant}
        for name, some in halves.items()
    }
    assert not sides["dev"] & sides["held"]
    assert sides["dev"] | sides["held"] == set(parents.values())
    assert 120 < len(sides["dev"]) < 180
    assert sum(map(len, halves.values())) == len(parents)


def test_the_halves_never_move():
    names = [f"dev-{n}" for n in range(8)]
    assert [data.half(name) for name in names] == EXPECTED_HALVES
    backwards = data.split(_questions(reversed(names)), {name: name for name in names})
    assert {q.id for q in backwards["dev"]} == {
        f"q-{name}" for name, half in zip(names, EXPECTED_HALVES, strict=True) if half == "dev"
    }


def test_a_question_of_both_halves_is_refused():
    parents = {"a": "dev-0", "b": next(f"dev-{n}" for n in range(9) if _other(f"dev-{n}"))}
    both = data.Question("q", "?", frozenset(parents))
    with pytest.raises(ValueError, match="both halves"):
        data.split([both], parents)


def _other(name):
    return data.half(name) != data.half("dev-0")


def test_files_are_read_and_a_slice_keeps_only_its_questions(tmp_path):
    corpus, queries = tmp_path / "corpus.jsonl", tmp_path / "queries.jsonl"
    rows = [{"id": "a", "text": "甲", "par": "p"}, {"id": "b", "text": "乙"}]
    asked = [{"id": "q1", "text": "甲？", "rel": ["a"]}, {"id": "q2", "text": "乙？", "rel": ["b"]}]
    for path, told in (corpus, rows), (queries, asked):
        path.write_text("\n".join(map(json.dumps, told)) + "\n\n", encoding="utf-8")
    passages = data.read_passages(corpus)
    assert [(p.id, p.parent) for p in passages] == [("a", "p"), ("b", "b")]
    assert [q.id for q in data.read_questions(queries, passages)] == ["q1", "q2"]
    assert [q.id for q in data.read_questions(queries, data.read_passages(corpus, 1))] == ["q1"]


def test_columns_are_shown_in_their_units():
    rows = {"x": {"recall@5": 0.97, "build s": 1.234, "p50 ms": 7.26, "peak MB, build": 99.61}}
    assert tables.table("title", rows).splitlines()[-1].split() == [
        "x", "0.970", "1.23", "7.3", "99.6"
    ]  # fmt: skip

import json
from typing import Any

import pytest
from byline_process import Cli


def search(indexed: Cli, *arguments: str) -> list[dict[str, Any]]:
    ran = indexed.run("knowledge", "search", *arguments, "--json")
    assert ran.code == 0, ran.err
    return json.loads(ran.out)


def test_hits_are_notes_best_first(indexed: Cli) -> None:
    hits = search(indexed, "我就是个普通上班的，有什么好讲", "-k", "3")
    assert len(hits) == 3
    assert all(list(hit) == ["id", "title", "sections", "score", "text"] for hit in hits)
    scores = [hit["score"] for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert len({hit["id"] for hit in hits}) == 3


def test_filters_narrow_the_search(indexed: Cli) -> None:
    assert all(4 in hit["sections"] for hit in search(indexed, "信任", "--section", "4"))
    assert search(indexed, "信任", "--section", "0")
    narrow = ("--stage", "drafting", "--kind", "method", "-k", "50")
    drafting = {hit["id"] for hit in search(indexed, "开头怎么写", *narrow)}
    assert "craft/opening" in drafting
    assert "homebase/pick-a-platform" not in drafting


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--stage", '{"$ne": ""}'),
        ("--stage", ""),
        ("--stage", "drafting' OR '1'='1"),
        ("--kind", '{"$ne": ""}'),
        ("--kind", "Method"),
    ],
)
def test_a_value_that_is_none_of_the_choices_is_refused(
    indexed: Cli, option: str, value: str
) -> None:
    ran = indexed.run("knowledge", "search", "信任", option, value, "--json")
    ran.failed_with(option, "principle" if option == "--kind" else "interview")


@pytest.mark.parametrize("section", ["16", '{"$ne": 0}'])
def test_a_section_there_is_not_is_a_usage_error(indexed: Cli, section: str) -> None:
    ran = indexed.run("knowledge", "search", "信任", "--section", section)
    assert ran.code == 2
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    "query",
    [
        "😀",
        "？！……",
        "\x1b[31m？",
        "沒粉絲誰看我啊",
        "how do I 写 開頭 without 吓唬人?",
        '{"$ne": ""}',
        "库存老对不上。" * 1430,
    ],
)
def test_anything_visible_can_be_asked(indexed: Cli, query: str) -> None:
    assert len(search(indexed, query, "-k", "2")) == 2


def test_traditional_script_finds_the_same_note(indexed: Cli) -> None:
    simple, traditional = (
        search(indexed, query, "-k", "1", "--why") for query in ("没粉丝谁看", "沒粉絲誰看")
    )
    assert simple[0]["id"] == traditional[0]["id"]
    assert simple[0]["why"]["terms"] == traditional[0]["why"]["terms"]


@pytest.mark.parametrize("query", ["", "\u3000\u200b", "\udcff"])
def test_a_query_that_shows_nothing_is_refused(indexed: Cli, query: str) -> None:
    indexed.run("knowledge", "search", query).failed_with("查询是空的")


def test_a_score_can_be_taken_apart(indexed: Cli) -> None:
    (hit,) = search(indexed, "没粉丝谁看我啊", "-k", "1", "--why")
    why = hit["why"]
    assert why["through"]["kind"] in ("ask", "note")
    assert why["through"]["text"]
    assert why["parent"] == hit["id"]
    assert {"similarity", "coverage", "parent_similarity", "parent_coverage"} < set(why)
    weights = [weight for _, weight in why["terms"]]
    assert "粉丝" in {name for name, _ in why["terms"]}
    assert weights == sorted(weights, reverse=True)


def test_prose_has_no_escape_codes_in_a_pipe(indexed: Cli) -> None:
    ran = indexed.run("knowledge", "search", "没粉丝谁看我啊", "--why", "-k", "2")
    assert ran.code == 0
    for words in ("第 ", "向量 ", "共有的词：", "粉丝"):
        assert words in ran.out
    assert "\x1b" not in ran.out + ran.err


@pytest.mark.parametrize("k", ["0", "51"])
def test_how_many_is_between_one_and_fifty(indexed: Cli, k: str) -> None:
    assert indexed.run("knowledge", "search", "信任", "-k", k).code == 2


def test_a_query_or_a_file_of_them(indexed: Cli) -> None:
    indexed.run("knowledge", "search").failed_with("要么写一个问题")
    indexed.run("knowledge", "search", "信任", "--queries", "-").failed_with("要么写一个问题")
    indexed.run("knowledge", "search", "信任", "--consent", "public").failed_with("--mine")

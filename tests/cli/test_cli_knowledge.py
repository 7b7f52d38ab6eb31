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
    assert {"id", "title", "sections", "score", "text"} <= set(hits[0])
    scores = [hit["score"] for hit in hits]
    assert scores == sorted(scores, reverse=True)


def test_a_section_narrows_the_search(indexed: Cli) -> None:
    assert all(4 in hit["sections"] for hit in search(indexed, "信任", "--section", "4"))


@pytest.mark.parametrize("query", ["😀", "\x1b[31m？"])
def test_anything_visible_can_be_asked(indexed: Cli, query: str) -> None:
    assert search(indexed, query)


@pytest.mark.parametrize("query", ["", "\u3000\u200b"])
def test_an_empty_query_is_refused(indexed: Cli, query: str) -> None:
    indexed.run("knowledge", "search", query).failed_with("查询是空的")


def test_a_query_of_many_pages_is_asked(indexed: Cli) -> None:
    assert search(indexed, "库存老对不上。" * 5000)


def test_prose_has_no_escape_codes_in_a_pipe(indexed: Cli) -> None:
    ran = indexed.run("knowledge", "search", "信任")
    assert "第 " in ran.out
    assert "\x1b" not in ran.out + ran.err

"""`byline knowledge search --queries`: a file in, a line of JSON for every line out."""

import json
import os
import threading
from pathlib import Path
from typing import Any

import pytest
from byline_process import Cli, Ran

LINES = [
    "没粉丝谁看我啊",
    "",
    "😀",
    "  ",
    "how do I start?",
    '{"$ne": ""}',
    '引号 " 和 \\',
    "写" * 10_000,
    "换行符\u2028在\x0c里\x85面",
]


def rows(ran: Ran) -> list[dict[str, Any]]:
    assert ran.code == 0, ran.err
    assert ran.out.endswith("\n")
    return [json.loads(line) for line in ran.out[:-1].split("\n")]


def ask(cli: Cli, content: str | bytes, *more: str) -> Ran:
    path = cli.home / "queries.txt"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return cli.run("knowledge", "search", "--queries", str(path), *more)


def test_every_line_gets_a_line(indexed: Cli) -> None:
    found = rows(ask(indexed, "\n".join(LINES) + "\n", "-k", "3"))
    assert [row["query"] for row in found] == LINES
    for row in found:
        assert list(row)[:2] == ["query", "hits"]
        if row["query"].strip():
            assert list(row["hits"][0]) == ["id", "title", "sections", "score", "text"]
            assert len(row["hits"]) == 3
        else:
            assert row["hits"] == []
            assert "查询是空的" in row["error"]


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_the_last_line_may_end_or_not(indexed: Cli, end: str) -> None:
    found = rows(ask(indexed, f"信任{end or chr(10)}没粉丝{end}", "-k", "1"))
    assert [row["query"] for row in found] == ["信任", "没粉丝"]


def test_a_file_gives_what_single_queries_give(indexed: Cli) -> None:
    narrow = ("-k", "2", "--stage", "drafting", "--why")
    (row,) = rows(ask(indexed, "\ufeff开头写不好", *narrow))
    alone = indexed.run("knowledge", "search", "开头写不好", "--json", *narrow)
    assert row == {"query": "开头写不好", "hits": json.loads(alone.out)}


def test_standard_input(indexed: Cli) -> None:
    ran = indexed.run("knowledge", "search", "--queries", "-", "-k", "1", stdin="信任\n\n没粉丝")
    assert [row["query"] for row in rows(ran)] == ["信任", "", "没粉丝"]


def test_no_lines_give_no_lines(indexed: Cli) -> None:
    ran = ask(indexed, "")
    assert (ran.code, ran.out) == (0, "")


def test_bytes_that_are_no_text_are_named(indexed: Cli) -> None:
    content = "信任\n".encode() + "没粉丝\n".encode("gb18030")
    ask(indexed, content).failed_with("不是 UTF-8", "第 10 个字节", "iconv")
    piped = indexed.run("knowledge", "search", "--queries", "-", stdin=content)
    piped.failed_with("不是 UTF-8", "第 10 个字节", "iconv")
    assert piped.out == ""


@pytest.mark.parametrize("path", ["none.txt", "."])
def test_a_file_that_is_not_there(indexed: Cli, path: str) -> None:
    indexed.run("knowledge", "search", "--queries", path).failed_with("没有这个文件", path)


def test_a_pipe_is_a_file_too(indexed: Cli, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=lambda: pipe.write_text("信任\n"))
    writer.start()
    found = rows(indexed.run("knowledge", "search", "--queries", str(pipe), "-k", "1"))
    writer.join()
    assert [row["query"] for row in found] == ["信任"]

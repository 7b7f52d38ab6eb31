"""`byline knowledge list | show | add | remove | check`."""

import json
from pathlib import Path
from typing import Any

import pytest
from byline_process import Cli

NOTE = """---
title: 退款先退一半
asks: ["客人闹着要退钱怎么谈", "how do I handle a refund"]
---
客人要退款，先退一半，再谈剩下的。
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A folder of somebody's notes: one in a theme, one not."""
    root = tmp_path / "我的方法"
    (root / "客服").mkdir(parents=True)
    (root / "客服/退款.md").write_text(NOTE)
    (root / "直接放着.md").write_text("报价先报贵的。\n")
    (root / "别的.txt").write_text("不是笔记")
    return root


def listed(cli: Cli, *arguments: str) -> list[dict[str, Any]]:
    ran = cli.run("knowledge", "list", "--json", *arguments)
    assert ran.code == 0, ran.err
    return json.loads(ran.out)


def kept(cli: Cli) -> list[str]:
    folder = cli.home / "config/knowledge"
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def test_notes_are_listed(cli: Cli) -> None:
    every = listed(cli)
    assert len(every) >= 80
    assert list(every[0]) == ["id", "title", "sections", "stage", "kind", "source", "confidence"]
    some = listed(cli, "--stage", "drafting", "--section", "12")
    assert 0 < len(some) < len(every)
    assert all("drafting" in note["stage"] and 12 in note["sections"] for note in some)
    ran = cli.run("knowledge", "list")
    assert f"{len(every)} 条" in ran.err
    assert "craft/opening" in ran.out
    assert "\x1b" not in ran.out


def test_listing_a_stage_there_is_not_is_refused(cli: Cli) -> None:
    cli.run("knowledge", "list", "--stage", '{"$ne": ""}').failed_with("--stage", "interview")


def test_a_note_is_shown_with_where_it_comes_from(cli: Cli) -> None:
    ran = cli.run("knowledge", "show", "craft/opening")
    assert ran.code == 0, ran.err
    for words in ("开头直接进场", "出处", "可信", "人们会这样问"):
        assert words in ran.out
    note = json.loads(cli.run("knowledge", "show", "craft/opening", "--json").out)
    assert note["id"] == "craft/opening"
    assert note["text"] in ran.out


@pytest.mark.parametrize(
    "name",
    ["none", "", "../pyproject", "craft/../../README", "/etc/passwd", "长" * 3000, "a/" * 999],
)
def test_a_note_there_is_not(cli: Cli, name: str) -> None:
    cli.run("knowledge", "show", name).failed_with("没有这条笔记", "knowledge list")


def test_own_notes_are_added_found_and_removed(knowing: Cli, own: Path) -> None:
    ran = knowing.run("knowledge", "add", str(own))
    assert ran.code == 0, ran.err
    assert "加了 2 条：我的方法" in ran.out
    assert kept(knowing) == ["我的方法"]
    assert {"我的方法/客服/退款", "我的方法/直接放着"} < {note["id"] for note in listed(knowing)}
    found = knowing.run("knowledge", "search", "顾客非要退钱", "-k", "1", "--json")
    assert json.loads(found.out)[0]["id"] == "我的方法/客服/退款"
    shown = knowing.run("knowledge", "show", "我的方法/客服/退款")
    assert "客人要退款，先退一半" in shown.out

    (own / "客服/退款.md").unlink()
    assert json.loads(knowing.run("knowledge", "search", "顾客非要退钱", "-k", "1", "--json").out)
    ran = knowing.run("knowledge", "remove", "我的方法")
    assert ran.code == 0, ran.err
    assert kept(knowing) == []
    assert all(not note["id"].startswith("我的") for note in listed(knowing))
    found = knowing.run("knowledge", "search", "顾客非要退钱", "-k", "1", "--json")
    assert "退款" not in json.loads(found.out)[0]["id"]
    assert (own / "直接放着.md").exists()


def test_a_name_is_taken_only_once(cli: Cli, own: Path) -> None:
    assert cli.run("knowledge", "add", str(own), "--name", "甲").code == 0
    (own / "新的.md").write_text("新的一条。")
    cli.run("knowledge", "add", str(own), "--name", "甲").failed_with("已经有", "--replace")
    assert cli.run("knowledge", "add", str(own), "--name", "乙").code == 0
    ran = cli.run("knowledge", "add", str(own), "--name", "甲", "--replace")
    assert "加了 3 条：甲" in ran.out
    assert kept(cli) == ["乙", "甲"]
    assert sum(note["id"].startswith("甲/") for note in listed(cli)) == 3
    for name in ("甲", "乙"):
        assert cli.run("knowledge", "remove", name).code == 0
    assert kept(cli) == []


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("craft", "自带"),
        ("../甲", "名字里只能有"),
        ("甲/乙", "名字里只能有"),
        ("甲 乙", "名字里只能有"),
        ("\n", "名字里只能有"),
        ("长" * 61, "最多 60 个字"),
    ],
)
def test_a_name_that_would_collide_is_refused(cli: Cli, own: Path, name: str, words: str) -> None:
    cli.run("knowledge", "add", str(own), f"--name={name}").failed_with(words, "--name")
    assert kept(cli) == []


def test_a_long_name_is_a_name(cli: Cli, own: Path) -> None:
    assert cli.run("knowledge", "add", str(own), "--name", "长" * 60).code == 0
    assert kept(cli) == ["长" * 60]


BAD: dict[str, str | bytes] = {
    "stage": "---\nstage: [writing]\n---\n好\n",
    "YAML": "---\na: [\n---\n好\n",
    "2026-13-45": "---\na: 2026-13-45\n---\n好\n".replace("a:", "source:"),
    "text": "---\ntitle: 空的\n---\n",
    "UTF-8": "先退一半".encode("gb18030"),
    "正文里没有": "---\nclaims:\n  - {says: 没说, source: a, date: 2026-01-01, confidence: low}\n"
    "---\n好\n",
}


@pytest.mark.parametrize("words", BAD)
def test_bad_notes_are_named_and_nothing_is_added(cli: Cli, own: Path, words: str) -> None:
    content = BAD[words]
    path = own / "客服/坏的.md"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    expected = "YAML" if words == "2026-13-45" else words
    cli.run("knowledge", "add", str(own)).failed_with("坏的.md", expected)
    assert kept(cli) == []
    checked = cli.run("knowledge", "check", str(own), "--json")
    assert checked.code == 1
    told = json.loads(checked.out)
    assert (told["good"], len(told["problems"])) == (2, 1)
    assert "坏的.md" in told["problems"][0]


def test_good_notes_pass_the_check(cli: Cli, own: Path) -> None:
    ran = cli.run("knowledge", "check", str(own))
    assert (ran.code, ran.out) == (0, "2 条没问题，0 条有错\n")
    (own / "坏的.md").write_text("")
    prose = cli.run("knowledge", "check", str(own))
    assert prose.code == 1
    assert "2 条没问题，1 条有错" in prose.out
    (own / "坏的.md").unlink()
    spaced = own.rename(own.with_name("My Notes (1)"))
    assert cli.run("knowledge", "check", str(spaced)).code == 0
    assert cli.run("knowledge", "check").code == 0


def test_folders_without_notes(cli: Cli, own: Path, tmp_path: Path) -> None:
    (tmp_path / "空").mkdir()
    cli.run("knowledge", "add", str(tmp_path / "空")).failed_with("没有找到方法论笔记")
    assert cli.run("knowledge", "check", str(tmp_path / "空")).code == 1
    for path in (tmp_path / "没有", own / "客服/退款.md"):
        for command in ("add", "check"):
            cli.run(
                "knowledge", command, str(path), *(["--name=甲"] * (command == "add"))
            ).failed_with("没有这个文件夹")
    assert kept(cli) == []


def test_a_note_spoiled_after_it_was_added_is_named(knowing: Cli, own: Path) -> None:
    assert knowing.run("knowledge", "add", str(own)).code == 0
    (knowing.home / "config/knowledge/我的方法/直接放着.md").write_text("")
    knowing.run("knowledge", "search", "信任").failed_with("直接放着.md")
    assert knowing.run("knowledge", "check").code == 1
    assert knowing.run("knowledge", "remove", "我的方法").code == 0
    assert knowing.run("knowledge", "search", "信任").code == 0


def test_a_config_folder_that_cannot_be_written(cli: Cli, own: Path) -> None:
    (cli.home / "config").write_text("a file where the folder should be")
    cli.run("knowledge", "add", str(own)).failed_with("没能抄一份", "config")
    cli.run("knowledge", "remove", "我的方法").failed_with("没有加过")
    assert len(listed(cli)) >= 80


@pytest.mark.parametrize("name", ["none", "..", "", "/", ".", "craft"])
def test_only_what_was_added_can_be_removed(cli: Cli, own: Path, name: str) -> None:
    assert cli.run("knowledge", "add", str(own), "--name", "甲").code == 0
    cli.run("knowledge", "remove", name).failed_with("没有加过这组笔记", "甲")
    assert kept(cli) == ["甲"]

"""`byline transcript`."""

import json

import pytest
from byline_process import FULL, Cli

from byline.interview.guide import load_guide
from byline.workspace import Workspace

FIRST = load_guide().order[0]


@pytest.fixture
def talked(cli: Cli, workspace: Workspace) -> Workspace:
    stdin = f"{FULL}\n/skip\n{FULL}三\n/private\n"
    assert cli.run("interview", "--no-model", cwd=workspace.root, stdin=stdin).code == 0
    return workspace


@pytest.mark.parametrize("arguments", [(), ("-",)])
def test_it_is_printed(cli: Cli, talked: Workspace, arguments: tuple[str, ...]) -> None:
    ran = cli.run("transcript", *arguments, cwd=talked.root)
    assert ran.code == 0, ran.err
    assert ran.out.startswith("# 访谈：陈砚\n")
    assert f"**{FIRST.opening}**" in ran.out
    assert FULL.split("。", maxsplit=1)[0] in ran.out
    assert f"{FULL}三" not in ran.out
    assert f"{FULL}三" in cli.run("transcript", "--private", cwd=talked.root).out


def test_it_is_written_for_its_owner_only_and_never_over_a_file(
    cli: Cli, talked: Workspace
) -> None:
    path = talked.root / "访谈.md"
    ran = cli.run("transcript", str(path), cwd=talked.root)
    assert ran.code == 0, ran.err
    assert str(path) in ran.err
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.read_text() == cli.run("transcript", cwd=talked.root).out
    path.write_text("我改过的")
    cli.run("transcript", str(path), cwd=talked.root).failed_with("访谈.md", "不覆盖")
    assert path.read_text() == "我改过的"


def test_json_has_every_turn(cli: Cli, talked: Workspace) -> None:
    ran = cli.run("transcript", "--json", cwd=talked.root)
    first, second, third = json.loads(ran.out)
    assert (first["number"], first["topic"], first["private"]) == (1, FIRST.id, "part")
    assert (second["number"], second["answer"]) == (0, "")
    assert (third["number"], third["private"], third["answer"]) == (2, "all", "〔略〕")


def test_before_a_word_was_said(cli: Cli, workspace: Workspace) -> None:
    ran = cli.run("transcript", cwd=workspace.root)
    assert ran.code == 0, ran.err
    assert "还没有回答" in ran.out


def test_it_reads_beside_a_running_interview(cli: Cli, talked: Workspace) -> None:
    with talked.lock():
        assert cli.run("transcript", cwd=talked.root).code == 0


def test_a_folder_that_is_no_workspace_is_named(cli: Cli) -> None:
    cli.run("transcript", cwd=cli.home).failed_with("byline new")

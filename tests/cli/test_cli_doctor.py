import json

import pytest
from byline_process import Cli, Ran

from byline.workspace import Workspace


def states(ran: Ran) -> dict[str, str]:
    return {row["what"]: row["state"] for row in json.loads(ran.out)}


@pytest.fixture
def workspace(indexed: Cli) -> Workspace:
    """In the home whose index is built: looking at it is quick there."""
    number = len(list(indexed.home.iterdir()))
    return Workspace.create(indexed.home / f"人{number}", "")


def test_a_configured_service_is_well_without_being_called(
    indexed: Cli, workspace: Workspace
) -> None:
    env = {"DEEPSEEK_API_KEY": "sk-not-shown"}
    ran = indexed.run("doctor", cwd=workspace.root, env=env)
    assert ran.code == 0, ran.out
    assert "deepseek" in ran.out
    assert "sk-not-shown" not in ran.out + ran.err
    assert "\x1b" not in ran.out


def test_no_workspace_is_a_remark_and_no_failure(indexed: Cli) -> None:
    ran = indexed.run("doctor", "--json", env={"DEEPSEEK_API_KEY": "k"})
    assert ran.code == 0
    assert {"工作区": "warning", "模型": "ok"}.items() <= states(ran).items()


def test_a_model_file_that_is_not_there_fails(indexed: Cli) -> None:
    ran = indexed.run("doctor", "--json", env={"BYLINE_LOCAL_MODEL": "/没有.gguf"})
    assert ran.code == 1
    assert states(ran)["模型"] == "error"
    assert "/没有.gguf" in ran.out


def test_a_missing_key_fails_and_says_which(indexed: Cli) -> None:
    ran = indexed.run("doctor", "--provider", "deepseek")
    assert ran.code == 1
    assert "DEEPSEEK_API_KEY" in ran.out


@pytest.mark.parametrize("name", ["facts.yaml", "interview.jsonl", "positioning.yaml"])
def test_a_broken_file_in_the_workspace_fails(
    indexed: Cli, workspace: Workspace, name: str
) -> None:
    (workspace.root / name).write_text("{\n")
    ran = indexed.run("doctor", "--in", str(workspace.root), env={"DEEPSEEK_API_KEY": "k"})
    assert ran.code == 1
    assert name in ran.out


def test_answers_without_facts_are_remarked(indexed: Cli, workspace: Workspace) -> None:
    indexed.run("interview", "--no-model", cwd=workspace.root, stdin="我管仓库八年\n")
    ran = indexed.run("doctor", "--json", cwd=workspace.root, env={"DEEPSEEK_API_KEY": "k"})
    assert ran.code == 0
    assert states(ran)["事实"] == "warning"

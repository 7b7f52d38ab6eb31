"""`byline interview --answers FILE`."""

import pytest
from byline_process import FULL, Cli, Ran, ending

from byline.interview.guide import load_guide
from byline.ledger.events import Skipped
from byline.workspace import Workspace

FIRST, SECOND, THIRD = load_guide().order[:3]


def play(cli: Cli, workspace: Workspace, name: str, content: str | bytes) -> Ran:
    path = cli.home / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return cli.run("interview", "--no-model", "--answers", str(path), cwd=workspace.root)


def test_yaml_answers_go_to_their_topics(cli: Cli, workspace: Workspace) -> None:
    text = f"answers:\n  {THIRD.id}: [{FULL}三]\n  {FIRST.id}: [{FULL}一]\n"
    assert play(cli, workspace, "a.yaml", text).code == 0
    assert list(workspace.journal().answers().values()) == [f"{FULL}一", f"{FULL}三"]


def test_text_answers_go_in_order_and_keep_their_lines(cli: Cli, workspace: Workspace) -> None:
    assert play(cli, workspace, "a.txt", f"{FULL}\r\n还有一行\r\n\r\n\r\n{FULL}二\r\n").code == 0
    assert list(workspace.journal().answers().values()) == [f"{FULL}\n还有一行", f"{FULL}二"]


def test_an_empty_scripted_answer_is_a_skip(cli: Cli, workspace: Workspace) -> None:
    ran = play(cli, workspace, "a.yaml", f"answers: {{{FIRST.id}: ['  '], {SECOND.id}: [{FULL}]}}")
    assert ran.code == 0
    assert any(isinstance(event, Skipped) for event in workspace.journal().events)
    assert list(workspace.journal().answers().values()) == [FULL]


def test_an_unknown_topic_is_named(cli: Cli, workspace: Workspace) -> None:
    ran = play(cli, workspace, "a.yaml", f"answers: {{skil: [{FULL}]}}")
    ran.failed_with("skil", "a.yaml", "byline interview --topics")
    assert not workspace.journal_path.exists()


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("answers: [一, 二", "line 1"),
        ("answers: {skill: 一句话}", "answers.skill"),
        ("answer: {skill: [一]}", "answer"),
        ("", "整个文件"),
        ("- 一\n- 二\n", "整个文件"),
    ],
)
def test_broken_yaml_is_one_message(
    cli: Cli, workspace: Workspace, content: str, named: str
) -> None:
    play(cli, workspace, "a.yaml", content).failed_with("回答文件", "a.yaml", named)
    assert not workspace.journal_path.exists()


@pytest.mark.parametrize("name", ["a.txt", "a.yaml"])
def test_a_file_in_another_encoding_names_the_byte(
    cli: Cli, workspace: Workspace, name: str
) -> None:
    content = b"ok: " + "仓库".encode("gb18030")
    play(cli, workspace, name, content).failed_with("第 5 个字节", "iconv", name)
    assert not workspace.journal_path.exists()


def test_a_missing_file_is_named(cli: Cli, workspace: Workspace) -> None:
    ran = cli.run("interview", "--no-model", "--answers", "没有.yaml", cwd=workspace.root)
    ran.failed_with("没有.yaml")


def test_a_used_up_text_file_pauses(cli: Cli, workspace: Workspace) -> None:
    play(cli, workspace, "a.txt", FULL)
    live = cli.run("interview", "--no-model", cwd=workspace.root)
    assert ending(SECOND) in live.out

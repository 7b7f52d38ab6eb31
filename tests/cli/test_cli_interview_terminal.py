"""Typing in a real terminal."""

import asyncio

import pytest
from byline_process import FULL, Cli

from byline.cli.people import TypingPerson
from byline.errors import StorageError
from byline.interview.guide import load_guide
from byline.workspace import Workspace

FIRST, SECOND = load_guide().order[:2]


def typed(cli: Cli, workspace: Workspace, keys: str) -> list[str]:
    """Type one answer, leave, and return what the journal holds."""
    child = cli.terminal("interview", "--no-model", cwd=workspace.root)
    child.expect("›")
    child.send(keys)
    child.expect(r"\[(2/14|追问)")
    child.expect("›")
    child.sendeof()
    child.expect("停在这里了")
    child.wait()
    assert child.exitstatus == 0
    return list(workspace.journal().answers().values())


def test_chinese_is_typed_and_edited_by_character(cli: Cli, workspace: Workspace) -> None:
    assert typed(cli, workspace, f"{FULL}我管仓酷\x7f库八年\r") == [f"{FULL}我管仓库八年"]


def test_the_cursor_moves_over_wide_characters(cli: Cli, workspace: Workspace) -> None:
    assert typed(cli, workspace, "仓八年\x1b[D\x1b[D库\x01我管\r") == ["我管仓库八年"]


def test_a_paste_of_several_lines_is_one_answer(cli: Cli, workspace: Workspace) -> None:
    pasted = "第一段。\n\n第二段，错发率千分之八。\n第三段。"
    assert typed(cli, workspace, f"\x1b[200~{pasted}\x1b[201~\r") == [pasted]


def test_commands_work_while_typing(cli: Cli, workspace: Workspace) -> None:
    child = cli.terminal("interview", "--no-model", cwd=workspace.root)
    child.expect("›")
    child.send("\r")
    child.expect("没听到内容")
    child.send("/why\r")
    child.expect(FIRST.notes[0])
    child.send("、skip\r")
    child.expect(SECOND.opening)
    child.expect("›")
    child.sendeof()
    child.expect("停在这里了")


def test_ctrl_c_pauses_with_the_journal_whole(cli: Cli, workspace: Workspace) -> None:
    child = cli.terminal("interview", "--no-model", cwd=workspace.root)
    child.expect("›")
    child.send(f"{FULL}\r")
    child.expect(SECOND.opening)
    child.expect("›")
    child.send("打到一半")
    child.sendintr()
    child.expect("停在这里了。下次运行 byline interview 接着聊")
    child.wait()
    assert child.exitstatus == 0
    assert list(workspace.journal().answers().values()) == [FULL]


def test_ctrl_c_at_the_review_keeps_everything_private(cli: Cli, told: Workspace) -> None:
    before = told.facts_path.read_bytes()
    child = cli.terminal("interview", cwd=told.root)
    child.expect("公开哪些›")
    child.sendintr()
    child.expect("都先不公开")
    child.wait()
    assert child.exitstatus == 0
    assert told.facts_path.read_bytes() == before


def test_ctrl_c_during_work_leaves_with_130_and_a_word(cli: Cli) -> None:
    child = cli.terminal("knowledge", "search", "信任", cwd=cli.home)
    child.expect("正在打开索引")
    child.sendintr()
    child.expect("已停下")
    child.wait()
    assert child.exitstatus == 130


def test_an_interrupt_before_the_line_editor_is_ready_is_an_interrupt(
    monkeypatch: pytest.MonkeyPatch,
):
    # Seen once in some thousand runs: the signal came between the event loop and the editor.
    class Starting:
        def prompt(self, message: str) -> str:
            raise asyncio.CancelledError

    person = TypingPerson()
    monkeypatch.setattr(person, "_terminal", True)
    monkeypatch.setattr(person, "_session", Starting())
    assert not person.wants_retry(StorageError("磁盘满了"))

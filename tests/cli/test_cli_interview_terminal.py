"""Typing in a real terminal."""

import asyncio
import termios

import pexpect
import pytest
from byline_process import FULL, Cli, ended, ending

from byline.cli.line_editor import LineEditor
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
    child.expect(r"\[(2/\d+|追问)")
    child.expect("›")
    child.sendeof()
    child.expect("停在这里了")
    assert ended(child) == 0
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
    child.expect(ending(SECOND))
    child.expect("›")
    child.sendeof()
    child.expect("停在这里了")


def test_ctrl_c_pauses_with_the_journal_whole(cli: Cli, workspace: Workspace) -> None:
    child = cli.terminal("interview", "--no-model", cwd=workspace.root)
    child.expect("›")
    child.send(f"{FULL}\r")
    child.expect(ending(SECOND))
    child.expect("›")
    child.send("打到一半")
    child.sendintr()
    child.expect("停在这里了。下次运行 byline interview 接着聊")
    assert ended(child) == 0
    assert list(workspace.journal().answers().values()) == [FULL]


def test_ctrl_c_at_the_review_keeps_everything_private(cli: Cli, told: Workspace) -> None:
    before = told.facts_path.read_bytes()
    child = cli.terminal("interview", cwd=told.root)
    child.expect("公开哪些›")
    child.sendintr()
    child.expect("都先不公开")
    assert ended(child) == 0
    assert told.facts_path.read_bytes() == before


def test_ctrl_c_during_work_leaves_with_130_and_a_word(cli: Cli) -> None:
    child = cli.terminal("knowledge", "search", "信任", cwd=cli.home)
    child.expect("正在打开索引")
    child.sendintr()
    child.expect("已停下")
    assert ended(child) == 130


def test_an_interrupt_before_the_line_editor_is_ready_is_an_interrupt(
    monkeypatch: pytest.MonkeyPatch,
):
    # Seen once in some thousand runs: the signal came between the event loop and the editor.
    class Starting:
        def prompt(self, message: str, *, default: str) -> str:
            raise asyncio.CancelledError

    person = TypingPerson()
    editor = LineEditor(dict[str, str]().items)
    monkeypatch.setattr(editor, "_asides", Starting())
    monkeypatch.setattr(person, "terminal", True)
    monkeypatch.setattr(person, "_held", editor)
    assert not person.wants_retry(StorageError("磁盘满了"))


def test_an_answer_of_several_lines_is_typed(cli: Cli, workspace: Workspace) -> None:
    assert typed(cli, workspace, f"{FULL}\x1b\r第二行\r") == [f"{FULL}\n第二行"]


def test_a_paste_of_a_hundred_kilobytes_is_one_answer(cli: Cli, workspace: Workspace) -> None:
    line = "今天盘点，对不上的货有三十七件。👩‍💻"
    pasted = "\n".join([line * 40] * 60)
    assert len(pasted.encode()) > 100_000
    assert typed(cli, workspace, f"\x1b[200~{pasted}\x1b[201~\r") == [pasted]


def test_control_characters_in_a_paste_are_dropped_and_words_kept(
    cli: Cli, workspace: Workspace
) -> None:
    assert typed(cli, workspace, f"\x1b[200~{FULL}\x07\x00管\x08仓\x1b[201~\r") == [f"{FULL}管仓"]


def test_an_earlier_line_comes_back_and_is_written_nowhere(cli: Cli, workspace: Workspace) -> None:
    child = cli.terminal("interview", "--no-model", cwd=workspace.root)
    child.expect("›")
    child.send(f"{FULL}\r")
    child.expect(ending(SECOND))
    child.expect("›")
    child.send("\x1b[A再说一遍\r")
    child.expect(r"\[(3/\d+|追问)")
    child.expect("›")
    child.sendeof()
    child.expect("停在这里了")
    ended(child)
    assert list(workspace.journal().answers().values()) == [FULL, f"{FULL}再说一遍"]
    held = [path for path in cli.home.rglob("*") if path.is_file() and path.suffix != ".sqlite"]
    kept = {path for path in held if "再说一遍".encode() in path.read_bytes()}
    assert kept == {workspace.journal_path}


def test_edit_puts_the_earlier_words_into_the_line(cli: Cli, workspace: Workspace) -> None:
    child = cli.terminal("interview", "--no-model", cwd=workspace.root)
    child.expect("›")
    child.send(f"{FULL}\r")
    child.expect(ending(SECOND))
    child.expect("›")
    child.send("/edit 1\r")
    child.expect("第 1 段›")
    child.send("还有一句。\r")
    child.expect("第 1 段改好了")
    child.send("/edit 1\r")
    child.expect("第 1 段›")
    child.sendintr()
    child.expect("没改")
    child.send("/edit 1\r")
    child.expect("第 1 段›")
    child.send("\x15\r")
    child.expect("y 去掉")
    child.send("\r")
    child.expect("没改")
    child.expect(ending(SECOND))
    child.send("/edit 1\r")
    child.expect("第 1 段›")
    child.send("\x15\r")
    child.expect("y 去掉")
    child.send("y\r")
    child.expect("第 1 段不算了")
    child.expect("›")
    child.sendeof()
    child.expect("停在这里了")
    journal = workspace.journal()
    assert journal.answers() == {}
    assert list(journal.spoken().values()) == [FULL, f"{FULL}还有一句。"]


@pytest.mark.parametrize("slash", ["/", "／", "、"])
def test_commands_are_completed(cli: Cli, workspace: Workspace, slash: str) -> None:
    child = cli.terminal("interview", "--no-model", cwd=workspace.root)
    child.expect("›")
    child.send(f"{slash}prog")
    child.expect("每个话题聊得怎样")
    child.send("\t\r")
    child.expect(f"一共 {len(load_guide().topics)} 个")
    child.expect("›")
    child.sendeof()
    child.expect("停在这里了")


def test_a_terminal_that_changes_its_size_keeps_the_line(cli: Cli, workspace: Workspace) -> None:
    child = cli.terminal("interview", "--no-model", cwd=workspace.root)
    child.expect("›")
    child.send(FULL[:40])
    child.expect("四千二百平")
    for rows, columns in ((10, 30), (50, 200), (3, 12), (40, 100)):
        child.setwinsize(rows, columns)
    child.send(f"{FULL[40:]}\r")
    child.expect(ending(SECOND)[:4])
    child.sendintr()
    child.expect("停在这里了")
    assert list(workspace.journal().answers().values()) == [FULL]


def test_the_shell_gets_its_terminal_back(cli: Cli, workspace: Workspace) -> None:
    child = cli.terminal("interview", "--no-model", cwd=workspace.root)
    before = termios.tcgetattr(child.child_fd)
    child.expect("›")
    child.send(f"{FULL}\r")
    child.expect(ending(SECOND))
    child.sendintr()
    child.expect("停在这里了")
    shown = child.before
    child.expect(pexpect.EOF)
    assert termios.tcgetattr(child.child_fd)[:4] == before[:4]
    assert shown.rfind("\x1b[?2004l") > shown.rfind("\x1b[?2004h")

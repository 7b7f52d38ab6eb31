"""The interview in a plain pipe: one line an answer, the end of input is a pause."""

import json
import re
import signal
from typing import Any

import pytest
from byline_process import FULL, Cli, ending

from byline.interview.guide import load_guide
from byline.workspace import Workspace

FIRST, SECOND = load_guide().order[:2]


def talk(cli: Cli, workspace: Workspace, stdin: str | bytes) -> Any:
    ran = cli.run("interview", "--no-model", stdin=stdin, cwd=workspace.root)
    assert ran.code == 0, ran.err
    return ran


def test_lines_are_answers_and_the_end_is_a_pause(cli: Cli, workspace: Workspace) -> None:
    ran = talk(cli, workspace, f"{FULL}\n")
    assert list(workspace.journal().answers().values()) == [FULL]
    assert FIRST.opening in ran.out
    assert ending(SECOND) in ran.out
    assert "停在这里了" in ran.out
    assert "\x1b" not in ran.out + ran.err


def test_the_next_sitting_asks_the_question_that_was_open(cli: Cli, workspace: Workspace) -> None:
    talk(cli, workspace, f"{FULL}\n")
    again = talk(cli, workspace, "")
    assert ending(SECOND) in again.out
    assert FIRST.opening not in again.out


def test_an_answer_without_a_line_end_counts(cli: Cli, workspace: Workspace) -> None:
    talk(cli, workspace, FULL)
    assert list(workspace.journal().answers().values()) == [FULL]


@pytest.mark.parametrize("typed", ["/skip", "/SKIP", "／skip", "、skip", "/skip 这个"])
def test_skip_goes_on_and_is_not_asked_again(cli: Cli, workspace: Workspace, typed: str) -> None:
    assert ending(SECOND) in talk(cli, workspace, f"{typed}\n").out
    assert FIRST.opening not in talk(cli, workspace, "").out
    assert workspace.journal().answers() == {}


@pytest.mark.parametrize("typed", ["/pause", "/quit", "/q"])
def test_pause_keeps_the_question_open(cli: Cli, workspace: Workspace, typed: str) -> None:
    assert "停在这里了" in talk(cli, workspace, f"{typed}\n{FULL}\n").out
    assert FIRST.opening in talk(cli, workspace, "").out


def test_why_shows_the_notes_behind_the_question(cli: Cli, workspace: Workspace) -> None:
    shown = talk(cli, workspace, "/why\n").err
    assert FIRST.notes[0] in shown
    assert FIRST.examples["employee"] in shown


def test_progress_and_help_are_not_answers(cli: Cli, workspace: Workspace) -> None:
    shown = talk(cli, workspace, "/progress\n/help\n/\n").err
    assert f"一共 {len(load_guide().topics)} 个" in shown
    assert shown.count("/skip") >= 3
    assert workspace.journal().answers() == {}


def test_an_unknown_command_says_so_and_asks_on(cli: Cli, workspace: Workspace) -> None:
    ran = talk(cli, workspace, f"/wyh\n{FULL}\n")
    assert "没有 /wyh 这个命令" in ran.err
    assert list(workspace.journal().answers().values()) == [FULL]


@pytest.mark.parametrize("typed", ["、ERP 那一套我不信，十年了", "1/3 的货", "说/做都行"])
def test_a_slash_inside_words_is_no_command(cli: Cli, workspace: Workspace, typed: str) -> None:
    talk(cli, workspace, f"{typed}\n")
    assert list(workspace.journal().answers().values()) == [typed]


@pytest.mark.parametrize("nothing", ["", "   ", "\u3000", "\t", "\x1b", "\u200b\u200d"])
def test_an_empty_answer_is_asked_again(cli: Cli, workspace: Workspace, nothing: str) -> None:
    ran = talk(cli, workspace, f"{nothing}\n{FULL}\n")
    assert "没听到内容" in ran.err
    assert list(workspace.journal().answers().values()) == [FULL]


def test_control_characters_are_dropped_and_words_kept(cli: Cli, workspace: Workspace) -> None:
    talk(cli, workspace, "我\x07管\x1b[31m仓库\x00八年👩‍💻\n".encode())
    assert list(workspace.journal().answers().values()) == ["我管[31m仓库八年👩‍💻"]


def test_bytes_that_are_no_text_are_kept_readably(cli: Cli, workspace: Workspace) -> None:
    talk(cli, workspace, b"\xff\xfe" + "管仓库".encode() + b"\n")
    assert list(workspace.journal().answers().values()) == ["\\xff\\xfe管仓库"]


def test_an_answer_of_nothing_but_foreign_bytes_is_kept(cli: Cli, workspace: Workspace) -> None:
    talk(cli, workspace, "仓库".encode("gb18030") + b"\n")
    [kept] = workspace.journal().answers().values()
    assert kept.encode().decode("unicode_escape").encode("latin1").decode("gb18030") == "仓库"


def test_a_hundred_kilobytes_are_held_whole(cli: Cli, workspace: Workspace) -> None:
    long = "今天盘点，对不上的货有三十七件。" * 2100
    assert len(long.encode()) > 100_000
    talk(cli, workspace, f"{long}\n")
    assert list(workspace.journal().answers().values()) == [long]


def test_line_and_paragraph_separators_stay_in_one_record(cli: Cli, workspace: Workspace) -> None:
    talk(cli, workspace, f"一\u2028二\u2029{FULL}\n")
    assert list(workspace.journal().answers().values()) == [f"一\u2028二\u2029{FULL}"]
    for line in workspace.journal_path.read_bytes().splitlines():
        json.loads(line)


def test_an_interrupt_pauses(cli: Cli, workspace: Workspace) -> None:
    process = cli.start("interview", "--no-model", cwd=workspace.root)
    assert process.stdin and process.stdout
    process.stdin.write(f"{FULL}\n".encode())
    process.stdin.flush()
    while ending(SECOND) not in process.stdout.readline().decode():
        pass
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate()
    assert process.returncode == 0
    assert "停在这里了" in out.decode()
    assert list(workspace.journal().answers().values()) == [FULL]


def test_topics_are_listed_without_a_workspace(cli: Cli) -> None:
    shown = cli.run("interview", "--topics").out
    assert all(topic.id in shown for topic in load_guide().topics)


def test_a_question_that_goes_back_names_its_topic(cli: Cli, workspace: Workspace) -> None:
    ran = cli.run(
        "interview", "--no-model", cwd=workspace.root, stdin="这个没有吧，想不起来。\n" * 40
    )
    topics = {topic.name: topic for topic in load_guide().topics}
    gone_back = re.findall(r"\[再问问 (.+?)\] (.+)", ran.out)
    assert gone_back
    assert all(question in topics[name].probes for name, question in gone_back)
    opened = [int(number) for number in re.findall(r"\[(\d+)/\d+ ", ran.out)]
    assert opened == list(range(1, len(opened) + 1))

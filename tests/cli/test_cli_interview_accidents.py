"""Kills, a full disk, and a second byline."""

import contextlib
import random
import resource
import subprocess
import threading
from pathlib import Path

import pytest
from byline_process import FULL, Cli, asked_of, ended

from byline.interview.guide import load_guide
from byline.ledger.events import Answered, Asked
from byline.workspace import Workspace

FIRST, SECOND = load_guide().order[:2]
ASKED = asked_of(FULL)


def exchanges(workspace: Workspace) -> list[tuple[str, str]]:
    """Question and answer, in order."""
    events = workspace.journal().events
    asked = {event.question_id: event.text for event in events if isinstance(event, Asked)}
    return [(asked[e.question_id], e.text) for e in events if isinstance(e, Answered)]


def reply_to(question: str) -> str:
    """Thin for every third question, so that there are follow-ups."""
    return "还行吧" if len(question) % 3 == 0 else f"{FULL}{question}"


def sit(
    process: "subprocess.Popen[bytes]", killed_at: int = 0, killed_after: float = 0.0
) -> list[str]:
    """Answer whatever is asked until the process ends; returns the questions seen.

    With `killed_at` it is killed so many seconds after that question was answered.
    """
    assert process.stdin and process.stdout
    seen: list[str] = []
    for raw in process.stdout:
        line = raw.decode().strip()
        if not line.startswith("["):
            continue
        seen.append(line.partition("] ")[2])
        try:
            process.stdin.write(f"{reply_to(seen[-1])}\n".encode())
            process.stdin.flush()
        except BrokenPipeError:
            break
        if len(seen) == killed_at:
            threading.Timer(killed_after, process.kill).start()
    process.wait()
    process.stdout.close()
    # What a killed process never read has nowhere to go.
    with contextlib.suppress(BrokenPipeError):
        process.stdin.close()
    return seen


def start(cli: Cli, workspace: Workspace) -> "subprocess.Popen[bytes]":
    return cli.start("interview", "--no-model", cwd=workspace.root)


def test_kills_at_any_instant_lose_no_answer_and_no_question(
    cli: Cli, workspace: Workspace, tmp_path: Path
) -> None:
    straight = Workspace.create(tmp_path / "straight", "")
    sit(start(cli, straight))
    wanted = exchanges(straight)
    chance = random.Random(11)
    for _ in range(10):
        seen = sit(start(cli, workspace), 1, chance.uniform(0, 0.005))
        held = exchanges(workspace)
        assert held == wanted[: len(held)]
        # Each question but the last one was followed by another: its answer was taken.
        assert set(seen[:-1]) <= {question for question, _ in held}
    sit(start(cli, workspace))
    assert exchanges(workspace) == wanted


def test_a_torn_last_line_is_set_aside_and_told(cli: Cli, workspace: Workspace) -> None:
    cli.run("interview", "--no-model", cwd=workspace.root, stdin=f"{FULL}\n")
    with workspace.journal_path.open("ab") as stream:
        stream.write('{"seq": 9, "event": "answered", "text": "说到一'.encode())
    ran = cli.run("interview", "--no-model", cwd=workspace.root)
    assert "interview.recovered.txt" in ran.err
    assert ASKED[1] in ran.out
    assert "说到一" in (workspace.root / "interview.recovered.txt").read_text()


def room_for(size: int) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def test_a_full_disk_prints_the_words_back(cli: Cli, workspace: Workspace) -> None:
    cli.run("interview", "--no-model", cwd=workspace.root)
    before = workspace.journal_path.read_bytes()
    size = len(before) + 300
    ran = cli.run(
        "interview",
        "--no-model",
        cwd=workspace.root,
        stdin=f"{FULL * 3}\n",
        limit=lambda: room_for(size),
    )
    ran.failed_with("没能写进磁盘", "没保存的内容", FULL * 3)
    assert workspace.journal_path.read_bytes().startswith(before)
    assert workspace.journal().answers() == {}
    assert FIRST.opening in cli.run("interview", "--no-model", cwd=workspace.root).out


def test_at_a_terminal_a_refused_answer_can_be_saved_again(cli: Cli, workspace: Workspace) -> None:
    cli.run("interview", "--no-model", cwd=workspace.root)
    size = workspace.journal_path.stat().st_size + 300
    child = cli.terminal(
        "interview", "--no-model", cwd=workspace.root, limit=lambda: room_for(size)
    )
    child.expect("›")
    child.send(FULL * 3 + "\r")
    child.expect("还没丢")
    child.expect("回车再存一次›")
    everything = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
    resource.prlimit(child.pid, resource.RLIMIT_FSIZE, everything)
    child.send("\r")
    child.expect(ASKED[1])
    child.sendintr()
    child.expect("停在这里了")
    assert list(workspace.journal().answers().values()) == [FULL * 3]


@pytest.mark.parametrize("leave", ["\x03", "\x04"])
def test_giving_up_on_a_full_disk_prints_the_words(
    cli: Cli, workspace: Workspace, leave: str
) -> None:
    cli.run("interview", "--no-model", cwd=workspace.root)
    size = workspace.journal_path.stat().st_size + 300
    child = cli.terminal(
        "interview", "--no-model", cwd=workspace.root, limit=lambda: room_for(size)
    )
    child.expect("›")
    child.send("管仓库" * 100 + "\r")
    child.expect("回车再存一次›")
    child.send(leave)
    child.expect("没保存的内容")
    child.expect("管仓库管仓库")
    assert ended(child) == 1


def test_a_second_byline_is_refused_and_the_first_unharmed(cli: Cli, workspace: Workspace) -> None:
    first = cli.start("interview", "--no-model", cwd=workspace.root)
    assert first.stdout
    while FIRST.opening not in first.stdout.readline().decode():
        pass
    second = cli.run("interview", "--no-model", cwd=workspace.root, stdin=f"{FULL}\n")
    second.failed_with("另一个 byline", str(first.pid), "等它结束")
    cli.run("facts", "--public", "f001", cwd=workspace.root).failed_with("另一个 byline")
    # Reading is not writing.
    assert cli.run("facts", cwd=workspace.root).code == 0
    first.communicate(f"{FULL}\n".encode())
    assert first.returncode == 0
    assert exchanges(workspace) == [(FIRST.opening, FULL)]

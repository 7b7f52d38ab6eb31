"""The interview in a terminal of its own, as it looks: what tmux has on the screen."""

import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from byline_process import EXECUTABLE, FULL, Cli, asked_of, ending
from loopback import Reply, Service

from byline.cli.wording import wording
from byline.interview.guide import load_guide
from byline.workspace import Workspace

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")
FIRST, SECOND = load_guide().order[:2]
ASKED = asked_of(FULL)
PASTED = "第一段，管仓库。\n\n第二段，错发率千分之八。\n第三段。"


class Screen:
    """A tmux pane that runs byline."""

    def __init__(self, socket: Path, cli: Cli) -> None:
        self._tmux = ["tmux", "-S", str(socket), "-f", "/dev/null"]
        self._environment = cli.environment | {"TERM": "xterm-256color"}
        self.tmux("new-session", "-d", "-x", "100", "-y", "40", "-s", "t", "sh")

    def tmux(self, *arguments: str, stdin: str = "") -> str:
        return subprocess.run(
            [*self._tmux, *arguments],
            env=self._environment,
            input=stdin,
            capture_output=True,
            text=True,
            check=True,
            timeout=30,
        ).stdout

    def run(self, folder: Path, *arguments: str, env: str = "") -> None:
        self.type(f"cd '{folder}' && clear && {env} {EXECUTABLE} {' '.join(arguments)}")
        self.key("Enter")

    def type(self, text: str) -> None:
        self.tmux("send-keys", "-t", "t", "-l", text)

    def key(self, *names: str) -> None:
        self.tmux("send-keys", "-t", "t", *names)

    def say(self, text: str) -> None:
        self.type(text)
        self.key("Enter")

    def paste(self, text: str) -> None:
        self.tmux("load-buffer", "-", stdin=text)
        self.tmux("paste-buffer", "-p", "-t", "t")

    def text(self) -> str:
        """What is on the screen, wrapped lines joined."""
        return self.tmux("capture-pane", "-p", "-J", "-t", "t")

    def wait(self, seen: Callable[[str], bool] | str) -> str:
        """The screen once it shows something."""
        found = seen if callable(seen) else lambda text: seen in text
        for _ in range(600):
            text = self.text()
            if found(text):
                return text
            time.sleep(0.05)
        raise AssertionError(f"never seen: {seen}\n{self.text()}")

    def wait_prompt(self, question: str) -> str:
        """The screen once this question is the last thing on it and can be answered."""
        return self.wait(lambda text: text.rstrip().endswith("›") and question in _tail(text))


def _tail(text: str) -> str:
    return "\n".join(text.rstrip().splitlines()[-4:])


@pytest.fixture
def screen(cli: Cli) -> Iterator[Screen]:
    # The path of a socket may not be long.
    socket = Path("/tmp") / f"byline-{time.monotonic_ns()}"
    pane = Screen(socket, cli)
    yield pane
    pane.tmux("kill-server")
    socket.unlink(missing_ok=True)


def test_a_sitting_reads_as_it_should(screen: Screen, workspace: Workspace) -> None:
    screen.run(workspace.root, "interview", "--no-model")
    screen.wait_prompt(FIRST.opening)
    screen.paste(PASTED)
    screen.wait("第三段。")
    screen.key("Enter")
    text = screen.wait_prompt(f"[追问] {FIRST.probes[0]}")
    assert "› 第一段，管仓库。" in text
    assert "\n  第二段，错发率千分之八。\n  第三段。" in text
    screen.say(FULL)
    screen.wait_prompt(ASKED[1])
    screen.type("/")
    menu = screen.wait(wording("zh").commands["back"])
    assert all(f"/{name} " in menu for name in ("back", "edit", "skip"))
    screen.key("BSpace")
    screen.say("/progress")
    screen.wait(wording("zh").states["open"])
    rows = screen.wait_prompt(ASKED[1]).splitlines()
    [title] = [row for row in rows if row.startswith("话题")]
    [first] = [row for row in rows if row.startswith(FIRST.name)]
    assert "● 够了" in first
    assert "聊得怎样" in title
    assert max(map(_width, rows)) <= 100
    screen.key("C-c")
    screen.wait("停在这里了")
    screen.say("echo shell-$((40+2))")
    screen.wait("shell-42")
    assert list(workspace.journal().answers().values()) == [PASTED, FULL]


def test_what_is_pasted_while_byline_thinks_is_one_answer(
    screen: Screen, workspace: Workspace, service: Service
) -> None:
    # One probe by a slow model; the label call of the answer before it may come first.
    for _ in range(4):
        service.replies.append(Reply(status=400, body={"error": {"message": "no"}}, delay=2.0))
    env = f"BYLINE_BASE_URL={service.base_url} BYLINE_MODEL=m BYLINE_API_KEY=k"
    env += " BYLINE_FOLLOW_UP_WAIT=30"
    screen.run(workspace.root, "interview", env=env)
    screen.wait_prompt(FIRST.opening)
    screen.say("我在杭州一家做童装的公司管仓库，大家都叫我主管，每天收货发货、对数盘点，全归我管。")
    screen.wait("想一下")
    screen.paste(PASTED)
    screen.wait("第三段。")
    screen.key("Enter")
    screen.wait_prompt(ending(SECOND))
    assert list(workspace.journal().answers().values())[1] == PASTED
    screen.key("C-c")
    screen.wait("停在这里了")


def _width(row: str) -> int:
    from rich.cells import cell_len

    return cell_len(row.rstrip())

"""The real `byline` as a process."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import Any

import pexpect

from byline.interview.guide import Topic, load_guide
from byline.interview.policy import State, next_step
from byline.interview.turns import Exchange
from byline.ledger.events import Asked
from byline.llm.providers import COMMON_KEY, load_providers

EXECUTABLE = shutil.which("byline", path=str(Path(sys.executable).parent)) or "byline"
FULL = (
    "2019 年我在杭州一家童装仓库管货，四千二百平，十二个人。那天大促错发率千分之八，"
    "客人说再错就退店，后来我花两个月把货位重新编号，降到千分之一点二，客人都觉得不可能。"
)
"""An answer that no topic has a follow-up for."""


@dataclass
class Cli:
    """How the tests run byline: everything it writes goes below `home`."""

    home: Path
    environment: dict[str, str]

    def run(
        self,
        *arguments: str,
        stdin: str | bytes = b"",
        cwd: Path | None = None,
        env: dict[str, str] | None = None,
        limit: Callable[[], None] | None = None,
    ) -> "Ran":
        done = subprocess.run(
            [EXECUTABLE, *arguments],
            input=stdin.encode() if isinstance(stdin, str) else stdin,
            cwd=cwd or self.home,
            env=self.environment | (env or {}),
            capture_output=True,
            preexec_fn=limit,
            timeout=120,
            check=False,
        )
        return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())

    def start(self, *arguments: str, cwd: Path) -> subprocess.Popen[bytes]:
        """A process to talk to while it runs; remarks are dropped."""
        return subprocess.Popen(
            [EXECUTABLE, *arguments],
            cwd=cwd,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def terminal(
        self, *arguments: str, cwd: Path, limit: Callable[[], None] | None = None, rows: int = 40
    ) -> Any:
        return pexpect.spawn(
            EXECUTABLE,
            list(arguments),
            cwd=str(cwd),
            env=self.environment | {"TERM": "xterm-256color", "PROMPT_TOOLKIT_NO_CPR": "1"},
            encoding="utf-8",
            dimensions=(rows, 160),
            preexec_fn=limit,
            timeout=30,
        )


def ended(child: Any) -> int | None:
    """The exit code of a process in a terminal; what it still says is read, or it may not end."""
    child.expect(pexpect.EOF)
    child.close()
    return child.exitstatus


@dataclass
class Ran:
    """What a process left behind."""

    code: int
    out: str
    err: str

    def failed_with(self, *words: str) -> None:
        """Assert an expected failure: exit 1, no traceback, these words for the person."""
        shown = self.out + self.err
        assert self.code == 1, shown
        assert "Traceback" not in shown
        for word in words:
            assert word in self.err, shown


def environment(home: Path) -> dict[str, str]:
    """A clean environment: no keys, no proxies, no settings of the developer's."""
    keys = {provider.key_variable for provider in load_providers().values()} | {COMMON_KEY}
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in keys
        and not name.startswith(("BYLINE_", "PYTEST_"))
        and not name.lower().endswith("_proxy")
    }
    return kept | {
        "HOME": str(home),
        "BYLINE_CACHE_DIR": str(home / "cache"),
        "BYLINE_CONFIG_DIR": str(home / "config"),
        "LANG": "C.UTF-8",
        "COLUMNS": "100",
    }


def asked_of(*answers: str) -> list[str]:
    """What the guide asks somebody who answers so, and the question after the last answer."""
    talk: list[Exchange] = []
    for number, answer in enumerate([*answers, ""], start=1):
        step = next_step(State(load_guide(), talk))
        assert step is not None
        asked = Asked(
            question_id=f"q{number:03d}",
            topic=step.topic.id,
            probe=step.manner == "probe",
            manner=step.manner,
            text=step.text,
        )
        talk.append(Exchange(asked, answer, f"a{number:03d}"))
    return [one.asked.text for one in talk]


def ending(topic: Topic) -> str:
    """How a topic's opening ends, whatever the person's situation makes of its beginning."""
    known = [situation.id for situation in load_guide().situations]
    openings = [topic.opens("zh", situation)[::-1] for situation in [None, *known]]
    same = takewhile(lambda column: len(set(column)) == 1, zip(*openings, strict=False))
    return "".join(column[0] for column in same)[::-1]

"""How long a person waits for the next question when the model is slow.

`byline interview` runs in a real terminal against a service that takes five seconds for everything.
Each answer is thin, so that a follow-up by the model is wanted every time one may be asked. The
clock runs from Enter until the mark of the next question is on the screen (target: 300 ms); the
same without a model is what the guide alone costs.

    .venv/bin/python evals/benchmarks/next_question.py [--json]
"""

import os
import statistics
import sys
import tempfile
from pathlib import Path
from time import perf_counter, sleep

import pexpect
from harness import service
from table import report

from byline.workspace import Workspace

BYLINE = str(Path(sys.executable).with_name("byline"))
ANSWERS = 14
THIN = "我特别喜欢把仓库理得整整齐齐，每个货架都贴上标签，东西好找，大家也都喜欢。"
LATENCY = 5.0
MARK = r"\[(\d+/\d+|追问|再问问)"
TARGET = 300.0
SETTLED = 0.5
"""Seconds a person takes before typing; nothing of them is counted."""


def waits(root: Path, *options: str, **environment: str) -> list[float]:
    """Milliseconds from each Enter to the next question."""
    workspace = Workspace.create(root, "陈砚")
    child = pexpect.spawn(
        BYLINE,
        ["interview", *options],
        cwd=str(workspace.root),
        env={**os.environ, "TERM": "xterm-256color", "PROMPT_TOOLKIT_NO_CPR": "1", **environment},
        encoding="utf-8",
        dimensions=(40, 160),
        timeout=60,
    )
    child.delaybeforesend = None
    child.expect(MARK)
    found: list[float] = []
    for number in range(ANSWERS):
        child.expect("›")
        sleep(SETTLED)
        child.send(f"{THIN}{number}")
        sleep(SETTLED)
        started = perf_counter()
        child.send("\r")
        child.expect(MARK)
        found.append(1000 * (perf_counter() - started))
    child.close(force=True)
    return found


def main() -> None:
    """Measure both and print."""
    with tempfile.TemporaryDirectory(prefix="byline-benchmark-") as folder:
        root = Path(folder)
        with service(LATENCY) as address:
            slow = waits(root / "slow", BYLINE_BASE_URL=address, BYLINE_MODEL="slow")
        alone = waits(root / "alone", "--no-model")
    most = max(slow)
    report(
        f"from Enter to the next question, a model that takes {LATENCY:g} s, milliseconds",
        {
            "answers": len(slow),
            "slow model, median": statistics.median(slow),
            "slow model, most": most,
            "guide alone, median": statistics.median(alone),
            "guide alone, most": max(alone),
            "target": f"{'met' if most <= TARGET else 'missed'} (most <= {TARGET:g})",
        },
    )


if __name__ == "__main__":
    main()

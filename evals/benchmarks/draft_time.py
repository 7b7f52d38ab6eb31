"""How long a person waits for a draft: for its first words, and for the whole of it.

`byline draft TOPIC --for xiaohongshu --provider local` runs as a process of its own in a new
workspace for each of four invented people of the drafting suite; the clock starts with the process.
Model ready: the model has been loaded. Facts: byline says which facts the post is made of. First
words: the first sentence of the post is on the screen (target 10 s). Whole: the process has ended
(target 90 s). Beside it, also as a process: the same model given one plain prompt with the same
words, streamed.

    .venv/bin/python evals/benchmarks/draft_time.py [--rounds 2] [--json]
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from time import perf_counter
from typing import IO

from table import report

from byline.evaluation.loading import cases_by_id
from byline.evaluation.targets import drafting_plain
from byline.evaluation.targets.workspaces import interviewed
from byline.evaluation.trial import CLOCK
from byline.llm.chat import open_chat
from byline.platforms import load_platform
from byline.settings import load_settings

BYLINE = str(Path(sys.executable).with_name("byline"))
CASES = ("lin-hr-xhs", "gao-math-xhs", "cui-vet-xhs", "peng-laundry-xhs")
HEADER = f"—— {load_platform('xiaohongshu').names.zh} ——"
FIRST, WHOLE = 10.0, 90.0


class Clock:
    """Seconds since a process was started until certain words were on its screen."""

    def __init__(self) -> None:
        self.started = perf_counter()
        self.at: dict[str, float] = {}

    def mark(self, name: str) -> None:
        self.at.setdefault(name, perf_counter() - self.started)

    def read_errors(self, pipe: IO[str]) -> None:
        for line in pipe:
            if "秒就绪" in line:
                self.mark("model ready")
            if "用到的事实" in line:
                self.mark("facts")

    def read_text(self, pipe: IO[str], *, after: str) -> None:
        text = ""
        while piece := pipe.read(1):
            text += piece
            if text.strip() and after in text and not (after and text.strip().endswith(after)):
                self.mark("first words")


def run(command: list[str], folder: Path, *, after: str = "") -> dict[str, float]:
    """What one process showed when."""
    clock = Clock()
    with subprocess.Popen(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        assert process.stderr
        errors = threading.Thread(target=clock.read_errors, args=(process.stderr,))
        errors.start()
        clock.read_text(process.stdout, after=after)
        errors.join()
    if process.returncode:
        sys.exit(f"{' '.join(command)}: {process.returncode}")
    clock.mark("whole")
    return clock.at


def plain(name: str) -> None:
    """The other side: one request, shown as it comes."""
    settings = load_settings({"provider": "local"})
    with open_chat(settings, temperature=0.0) as session:
        for piece in drafting_plain.pieces(cases_by_id("drafting")[name], session.model, CLOCK):
            print(piece, end="", flush=True)


def measure(rounds: int) -> dict[str, float | int | str]:
    """Both sides, one after the other, for every person."""
    ours: list[dict[str, float]] = []
    theirs: list[dict[str, float]] = []
    cases = cases_by_id("drafting")
    with tempfile.TemporaryDirectory(prefix="byline-benchmark-") as place:
        for number in range(rounds):
            for name in CASES:
                workspace = interviewed(Path(place) / f"{name}-{number}", cases[name])
                draft = [BYLINE, "draft", cases[name].topic, "--for", "xiaohongshu"]
                ours.append(run([*draft, "--provider", "local"], workspace.root, after=HEADER))
                theirs.append(run([sys.executable, __file__, "--plain", name], Path.cwd()))
                print(name, ours[-1], theirs[-1], file=sys.stderr, flush=True)
    rows: dict[str, float | int | str] = {"drafts": len(ours)}
    for step in ("model ready", "facts", "first words", "whole"):
        rows[f"byline, {step}, median s"] = statistics.median(one[step] for one in ours)
        rows[f"byline, {step}, most s"] = max(one[step] for one in ours)
    for step in ("first words", "whole"):
        rows[f"plain prompt, {step}, median s"] = statistics.median(one[step] for one in theirs)
    for step, target in (("first words", FIRST), ("whole", WHOLE)):
        most = max(one[step] for one in ours)
        rows[f"{step} <= {target:g} s"] = "met" if most <= target else "missed"
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--plain", metavar="CASE", help="show the plain prompt's answer, and stop")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    if asked.plain:
        plain(asked.plain)
    else:
        report("byline draft --for xiaohongshu, embedded model, seconds", measure(asked.rounds))


if __name__ == "__main__":
    main()

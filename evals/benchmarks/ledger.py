"""What a large ledger costs: `byline facts` as a process, beside a plain YAML load of its file.

A workspace of N facts is made, half of them with every optional field filled; then each command
runs ROUNDS times in turn, and the medians count. CPU seconds are given beside the clock, because a
busy machine stretches only the latter (target: `byline facts` at most 1 second).

    .venv/bin/python evals/benchmarks/ledger.py [--json]
"""

import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from ruamel.yaml import YAML
from table import report, timed

from byline.ledger.events import Answered, Asked
from byline.ledger.models import NewFact, Proposal, verify
from byline.workspace import Workspace

FACTS = 10_000
PER_ANSWER = 10
ROUNDS = 5
TARGET = 1.0
BYLINE = str(Path(sys.executable).with_name("byline"))
NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)


def answers() -> Iterator[tuple[str, list[str]]]:
    """Answer ids with the sentences of each."""
    for number in range(1, FACTS // PER_ANSWER + 1):
        yield (
            f"a{number:03d}",
            [
                f"第{number}回第{part}件：去年我把货位重新编了号，错发率从千分之{part + 1}降下来，"
                f"一个月少赔{number}元。"
                for part in range(PER_ANSWER)
            ],
        )


def new_facts(answer: str, said: list[str]) -> Iterator[NewFact]:
    for quote in said:
        proposal = Proposal(statement=quote, quote=quote, kind="result")
        yield verify(proposal, "".join(said), answer, recorded=NOW, topic="result")


def made(root: Path) -> Workspace:
    """A workspace as months of interviews leave it."""
    workspace = Workspace.create(root, "很多话的人")
    lines: list[str] = []
    new: list[NewFact] = []
    for number, (answer, said) in enumerate(answers(), start=1):
        question = f"q{number:03d}"
        asked = Asked(seq=2 * number - 1, question_id=question, topic="result", text="说一件事")
        told = Answered(seq=2 * number, answer_id=answer, question_id=question, text="".join(said))
        lines += [asked.model_dump_json(), told.model_dump_json()]
        new.extend(new_facts(answer, said))
    workspace.journal_path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    ledger = workspace.ledger()
    ledger.add(new, said=NOW)
    ledger.save()
    _fill_fields(workspace.facts_path)
    return workspace


def _fill_fields(path: Path) -> None:
    """Every other entry as it is after a review, a wording and a draft."""
    head, *entries = path.read_text(encoding="utf-8").split("- id: ")
    filled = [
        entry.replace(
            "  confirmed: false\n",
            '  anonymised: "以前那个仓少赔了一些"\n  identifying: ["货位"]\n'
            f'  confirmed: true\n  checked: "{NOW.isoformat()}"\n',
        ).replace("  source:\n", f'  last_used: "{NOW.isoformat()}"\n  source:\n')
        if place % 2
        else entry
        for place, entry in enumerate(entries)
    ]
    path.write_text("- id: ".join([head, *filled]), encoding="utf-8")


def process(*arguments: str, cwd: Path) -> tuple[float, float]:
    """Clock and CPU seconds of one `byline` process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    clock = timed(
        lambda: subprocess.run([BYLINE, *arguments], cwd=cwd, capture_output=True, check=True)
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return clock, cpu


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        workspace = made(Path(folder) / "large")
        commands = {
            "byline facts": ["facts"],
            "byline facts --json": ["facts", "--json"],
            "byline facts f5000": ["facts", "f5000"],
            "byline facts --search 500元": ["facts", "--search", "500元"],
            "byline facts merge --json": ["facts", "merge", "--json"],
        }
        times: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
        for _ in range(ROUNDS + 1):
            for name, command in commands.items():
                times[name].append(process(*command, cwd=workspace.root))
        text = workspace.facts_path.read_text(encoding="utf-8")
        plain = timed(lambda: YAML(typ="safe", pure=True).load(text))
    rows: dict[str, float | int | str] = {"facts": FACTS, "megabytes": len(text.encode()) / 1e6}
    for name, taken in times.items():
        # The first round fills the page cache.
        rows[name] = statistics.median(clock for clock, _ in taken[1:])
        rows[f"{name}, CPU"] = statistics.median(cpu for _, cpu in taken[1:])
    rows["plain ruamel load"] = plain
    met = float(rows["byline facts"]) <= TARGET
    rows["target"] = "met" if met else f"missed (<= {TARGET})"
    report(f"a ledger of {FACTS:,} facts, {ROUNDS} rounds, seconds", rows)


if __name__ == "__main__":
    main()

"""What `byline check` costs on a text of 2,000 characters: as a process, and in the process.

The text is labelled sentences of the checks suite one after another, so that every check has work.
As a process (target: 0.5 s) the interpreter and the imports count; in the process (target: 20 ms)
the rules are already read. Beside it, a text that is one sentence, and one held against 200 facts
and 50 earlier drafts made of other labelled sentences, which have no target in the process; as one,
with as many in the workspace. CPU seconds are given beside the clock, because a busy machine
stretches only the latter.

    .venv/bin/python evals/benchmarks/checks.py [--json]
"""

import itertools
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from table import percentile, report, timed

from byline.checks.review import Told, review
from byline.checks.similarity import Earlier
from byline.evaluation.loading import load_cases, load_suite
from byline.evaluation.targets.checks import ChecksCase
from byline.ledger.events import Answered, Asked
from byline.ledger.models import Fact, NewFact, Proposal, Source, verify
from byline.platforms import load_platform
from byline.workspace import Workspace

CHARACTERS = 2_000
FACTS = 200
DRAFTS, SENTENCES = 50, 30
ROUNDS = 15
PROCESS_TARGET, TARGET = 0.5, 0.020
BYLINE = str(Path(sys.executable).with_name("byline"))
NOW = datetime(2026, 11, 25, tzinfo=UTC)


def sentences() -> list[str]:
    """The labelled sentences, in the order of their files."""
    cases = [case for case in load_cases(load_suite("checks")) if isinstance(case, ChecksCase)]
    return [case.text for case in cases if case.language == "zh" and not case.platform]


def fact(number: int, quote: str) -> Fact:
    """A fact that was said in so many words; every fourth is private."""
    return Fact(
        id=f"f{number:03}",
        statement=quote,
        quote=quote,
        source=Source(kind="answer", id=f"a{number:03}", start=0, end=len(quote)),
        kind="experience",
        consent="private" if number % 4 == 0 else "public",
        recorded=NOW,
    )


def worked(action: Callable[[], object]) -> float:
    """CPU seconds of an action, its child processes included."""
    before = os.times()
    action()
    after = os.times()
    return sum(after[:4]) - sum(before[:4])


def in_workspace(root: Path, quotes: list[str], posts: list[str]) -> str:
    """A workspace where somebody said so much and has so many drafts."""
    workspace = Workspace.create(root, "陈砚")
    lines: list[str] = []
    new: list[NewFact] = []
    for number, quote in enumerate(quotes, start=1):
        answer, question = f"a{number:03}", f"q{number:03}"
        asked = Asked(seq=2 * number - 1, question_id=question, topic="result", text="说一件事")
        said = Answered(seq=2 * number, answer_id=answer, question_id=question, text=quote)
        lines += [asked.model_dump_json(), said.model_dump_json()]
        proposal = Proposal(statement=quote, quote=quote, kind="experience")
        new.append(verify(proposal, quote, answer, recorded=NOW, topic="result"))
    workspace.journal_path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    ledger = workspace.ledger()
    ledger.add(new, said=NOW)
    ledger.save()
    for number, post in enumerate(posts):
        path = workspace.drafts / f"2026-11-01-{number:02}" / "xiaohongshu.md"
        path.parent.mkdir()
        path.write_text(f"# 题目\n\n{post}\n", encoding="utf-8")
    return str(root)


def main() -> None:
    said = sentences()
    text = "\n".join(said)[:CHARACTERS]
    lump = "".join(c for c in "".join(said) if c.isalnum())[:CHARACTERS]
    facts = [fact(n, quote) for n, quote in enumerate(said[-FACTS:], 1)]
    others = said[len(said) // 3 :]
    posts = ["\n".join(others[n * 7 :][:SENTENCES]) for n in range(DRAFTS)]
    told = Told("陈砚", facts)
    known = Told("陈砚", facts, [Earlier(f"d{n}", post) for n, post in enumerate(posts)])
    platform = load_platform("xiaohongshu")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "post.md"
        path.write_text(text, encoding="utf-8")
        command = [BYLINE, "check", str(path), "--for", "xiaohongshu"]

        # An installed byline has its bytecode.
        plain = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}

        def process(*more: str) -> None:
            subprocess.run(
                [*command, *more], capture_output=True, check=False, cwd=folder, env=plain
            )

        # The first round fills the page cache.
        outside = [timed(process) for _ in range(ROUNDS + 1)][1:]
        cpu = statistics.median(worked(process) for _ in range(ROUNDS))
        workspace = in_workspace(Path(folder) / "ws", said[-FACTS:], posts)
        inside_one = [timed(lambda: process("--in", workspace)) for _ in range(ROUNDS + 1)][1:]
    inside = {
        "in process": [timed(lambda: review(text, platform)) for _ in range(ROUNDS + 1)][1:],
        "one sentence": [timed(lambda: review(lump, platform)) for _ in range(ROUNDS + 1)][1:],
        f"with {FACTS} facts": [
            timed(lambda: review(text, platform, told)) for _ in range(ROUNDS + 1)
        ][1:],
        f"and {DRAFTS} earlier drafts": [
            timed(lambda: review(text, platform, known)) for _ in range(ROUNDS + 1)
        ][1:],
    }
    met = statistics.median(outside) <= PROCESS_TARGET
    met_inside = statistics.median(inside["in process"]) <= TARGET
    report(
        f"byline check on {len(text):,} characters, {ROUNDS} rounds, seconds",
        {
            "findings": len(review(text, platform).findings),
            "process median": statistics.median(outside),
            "process p95": percentile(outside, 95),
            "process CPU median": cpu,
            "in process CPU median": worked(
                lambda: [review(text, platform) for _ in range(10 * ROUNDS)]
            )
            / (10 * ROUNDS),
            "process in a workspace median": statistics.median(inside_one),
            "process target": "met" if met else f"missed (<= {PROCESS_TARGET})",
            **dict(
                itertools.chain.from_iterable(
                    [
                        (f"{name} median", statistics.median(taken)),
                        (f"{name} p95", percentile(taken, 95)),
                    ]
                    for name, taken in inside.items()
                )
            ),
            "in process target": "met" if met_inside else f"missed (<= {TARGET})",
        },
    )


if __name__ == "__main__":
    main()

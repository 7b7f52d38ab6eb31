"""What `byline check` costs on a text of 2,000 characters: as a process, and in the process.

The text is labelled sentences of the checks suite one after another, so that every check has work.
As a process (target: 0.5 s) the interpreter and the imports count; in the process (target: 20 ms)
the rules are already read. Beside it, a text that is one sentence, and one held against 40 facts,
which have no target.

    .venv/bin/python evals/benchmarks/checks.py [--json]
"""

import itertools
import os
import statistics
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from table import percentile, report, timed

from byline.checks.review import Told, review
from byline.evaluation.loading import load_cases, load_suite
from byline.evaluation.targets.checks import ChecksCase
from byline.ledger.models import Fact, Source
from byline.platforms import load_platform

CHARACTERS = 2_000
FACTS = 40
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


def main() -> None:
    said = sentences()
    text = "\n".join(said)[:CHARACTERS]
    lump = "".join(c for c in "".join(said) if c.isalnum())[:CHARACTERS]
    told = Told("陈砚", [fact(n, quote) for n, quote in enumerate(said[-FACTS:], 1)])
    platform = load_platform("xiaohongshu")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "post.md"
        path.write_text(text, encoding="utf-8")
        command = [BYLINE, "check", str(path), "--for", "xiaohongshu"]

        # An installed byline has its bytecode.
        plain = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}

        def process() -> None:
            subprocess.run(command, capture_output=True, check=False, cwd=folder, env=plain)

        # The first round fills the page cache.
        outside = [timed(process) for _ in range(ROUNDS + 1)][1:]
    inside = {
        "in process": [timed(lambda: review(text, platform)) for _ in range(ROUNDS + 1)][1:],
        "one sentence": [timed(lambda: review(lump, platform)) for _ in range(ROUNDS + 1)][1:],
        f"with {FACTS} facts": [
            timed(lambda: review(text, platform, told)) for _ in range(ROUNDS + 1)
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

"""Drafts beside their facts, to be read by a person, and what the reading came to.

    .venv/bin/python evals/benchmarks/drafting_read.py show RUN [RUN] [--most 40]    Markdown
    .venv/bin/python evals/benchmarks/drafting_read.py form RUN [RUN] [--most 40]    YAML to fill in
    .venv/bin/python evals/benchmarks/drafting_read.py count [RUN] [--json]          bent per draft

RUN is a folder of `byline eval run drafting drafting-plain`, or two of them. Read `show`, write
what bends a fact into evals/readings/bent.yaml (begin with `form`), then `count`. With RUN, `count`
also names verdicts on texts that were written anew since.
"""

import argparse
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from ruamel.yaml import YAML

from byline.evaluation import bent
from byline.evaluation.models import Row
from byline.evaluation.rows import read_rows

SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?”]*|\n+")
HEAD = "# 拿稿子一篇一篇对着事实读出来的。class 见 byline.evaluation.bent。\n"


def rows_of(runs: list[Path]) -> list[Row]:
    return [row for run in runs for row in read_rows(run)]


def shown(rows: list[Row]) -> Iterator[str]:
    """One case after the other: brief and facts once, then byline's and the plain post."""
    last = ""
    for row in rows:
        told = {turn.role: turn.text for turn in row.outcome.transcript}
        if row.case != last:
            facts = "\n".join(f"- {line}" for line in told["fact"].split("\n"))
            yield f"\n# {row.case}\n\n{told['brief']}\n\n{facts}"
        last = row.case
        by = bent.SUITES[row.suite]
        yield f"\n## {row.case} · {by} · {bent.digest(told['draft'])}\n"
        yield "\n".join(numbered(told["draft"]))


def numbered(text: str) -> Iterator[str]:
    """A line a sentence, so that a verdict can be copied."""
    number = 0
    for sentence in SENTENCE.findall(text):
        if words := sentence.strip():
            number += 1
            yield f"{number:2}. {words}"


def form(rows: list[Row]) -> None:
    writer = YAML()
    writer.width = 4096
    read = [one.model_dump(exclude_defaults=True) for one in bent.blank(rows)]
    sys.stdout.write(HEAD)
    writer.dump({"reader": "reader", "read": read}, sys.stdout)


def count(runs: list[Path], *, as_json: bool) -> None:
    readings = bent.load()
    found = bent.counts(readings)
    if as_json:
        print(json.dumps([one.model_dump() for one in found], ensure_ascii=False))
        return
    for one in found:
        if one.per_draft is None:
            print(f"{one.by:7} nothing was read")
            continue
        between = f"[{one.low:.2f}, {one.high:.2f}]" if one.low is not None else "no interval"
        classes = ", ".join(f"{name} {number}" for name, number in one.classes.items())
        print(f"{one.by:7} {one.bent} bent in {one.drafts} drafts: {one.per_draft:.2f} {between}")
        print(f"        {classes or 'none'}")
    for words in bent.stale(readings, rows_of(runs)):
        print(f"read before it was written anew: {words}")


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("command", choices=["show", "form", "count"])
    parser.add_argument("runs", nargs="*", type=Path)
    parser.add_argument("--most", type=int, default=40)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(arguments)
    if asked.command == "count":
        count(asked.runs, as_json=asked.json)
        return
    rows = bent.readable(rows_of(asked.runs), asked.most)
    if not rows:
        sys.exit("no finished drafts there: byline eval run drafting drafting-plain --into RUN")
    if asked.command == "form":
        form(rows)
    else:
        print("\n".join(shown(rows)).strip())


if __name__ == "__main__":
    main(sys.argv[1:])

"""Retrieval over a corpus of passages: byline, its parts, and what a person would pick instead.

Every system gets the same chunks and the same vectors, embedded once and kept by content under
--work, and runs in a process of its own, so that its memory is its own. The weights of byline were
chosen on the `dev` half of the questions; the `held` half is what to judge by.

    P=folder/of/the/data
    .venv/bin/python evals/benchmarks/retrieval/run.py --corpus $P/corpus.jsonl \\
        --queries $P/queries.jsonl [--half dev|held|all] [--no-peers] [--tune] [--json]
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data import HALVES, Passage, Question, read_passages, read_questions, split
from measuring import in_child, load, percentile
from metrics import DEPTH, scored
from systems import OWN, PEERS
from tables import Cell, table
from tune import tuned
from vectors import embedded

HERE = Path(__file__).parent
TARGETS = {"recall@5": 0.97, f"nDCG@{DEPTH}": 0.90}
Rows = dict[str, dict[str, Cell]]


@dataclass(frozen=True)
class Measured:
    """What the systems answered, by name, and why some have no answer."""

    answers: dict[str, dict[str, Any]]
    left_out: dict[str, str]


def asked(arguments: argparse.Namespace, questions: Sequence[Question], array: Path) -> Measured:
    """Run every system on all the questions, one after the other."""
    found = Measured({}, {})
    task = {
        "corpus": str(arguments.corpus.absolute()),
        "limit": arguments.limit,
        "array": str(array),
        "kept": str(array.with_suffix(".sqlite")),
        "questions": {question.id: question.text for question in questions},
    }
    for name in OWN if arguments.no_peers else OWN | PEERS:
        say(f"{name} …")
        try:
            answer = in_child(HERE / "one.py", {**task, "system": name})
        except RuntimeError as error:
            found.left_out[name] = f"failed, {error}"
            continue
        if "left out" in answer:
            found.left_out[name] = answer["left out"]
        else:
            found.answers[name] = answer
    return found


def rows_of(measured: Measured, questions: Sequence[Question]) -> Rows:
    """Return one row a system, over these questions."""
    relevant = {question.id: question.relevant for question in questions}
    rows: Rows = {}
    for name, answer in measured.answers.items():
        taken = [answer["ms"][question.id] for question in questions]
        rows[name] = {
            **scored(answer["rankings"], relevant),
            "build s": answer["build s"],
            "p50 ms": percentile(taken, 50),
            "p95 ms": percentile(taken, 95),
            "disk MB": answer["disk MB"],
            "peak MB": answer["peak MB"],
        }
    return rows


def targets(rows: Rows) -> dict[str, str]:
    """Return whether byline reaches what was asked of it."""
    row = rows["byline"]
    return {
        f"{metric} >= {least}": "met"
        if float(row[metric]) >= least
        else f"missed ({row[metric]:.3f})"
        for metric, least in TARGETS.items()
    }


def options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--queries", type=Path, required=True)
    parser.add_argument("--half", choices=[*HALVES, "both", "all"], default="both")
    parser.add_argument("--no-peers", action="store_true", help="byline and its parts alone")
    parser.add_argument("--tune", action="store_true", help="search the weights on the dev half")
    parser.add_argument("--limit", type=int, help="only so many chunks, to try things out")
    parser.add_argument("--work", type=Path, help="where vectors are kept; the cache folder")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def say(line: str) -> None:
    """Tell the person what is going on, beside the result."""
    print(line, file=sys.stderr)


def chosen(
    half: str, passages: Sequence[Passage], questions: Sequence[Question]
) -> dict[str, list[Question]]:
    """Return the questions of each table that was asked for."""
    if half == "all":
        return {"all": list(questions)}
    halves = split(questions, {passage.id: passage.parent for passage in passages})
    return halves if half == "both" else {half: halves[half]}


def shown(told: dict[str, Any]) -> str:
    """Return all of it as text."""
    parts = [
        f"{told['chunks']} chunks, {told['questions']} questions, "
        f"load of the machine {told['load before']:.1f}"
    ]
    if "tuning" in told:
        facts = dict(told["tuning"])
        rows = table("weights, on the dev half alone", facts.pop("rows"))
        parts.append("\n".join([rows, *(f"  {what}: {value}" for what, value in facts.items())]))
    for name, rows in told["halves"].items():
        lines = [f"  byline {what}: {verdict}" for what, verdict in told["targets"][name].items()]
        parts.append("\n".join([table(name, rows), *lines]))
    parts += [f"left out: {name}: {why}" for name, why in told["left out"].items()]
    return "\n\n".join(parts)


def main() -> None:
    arguments = options()
    passages = read_passages(arguments.corpus, arguments.limit)
    questions = read_questions(arguments.queries, passages)
    array = embedded(passages, arguments.work, arguments.limit, say)
    told: dict[str, Any] = {
        "chunks": len(passages),
        "questions": len(questions),
        "load before": load(),
    }
    if arguments.tune:
        told["tuning"] = tuned(passages, chosen("dev", passages, questions)["dev"], array, say)
        arguments.half = "held"
    tables = chosen(arguments.half, passages, questions)
    measured = asked(arguments, [q for some in tables.values() for q in some], array)
    told["left out"] = measured.left_out
    told["halves"] = {name: rows_of(measured, some) for name, some in tables.items()}
    told["targets"] = {name: targets(rows) for name, rows in told["halves"].items()}
    print(json.dumps(told, ensure_ascii=False) if arguments.json else shown(told))


if __name__ == "__main__":
    main()

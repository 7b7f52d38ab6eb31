"""Measures one system, in a process of its own (`run.py` starts it).

Owns: what is inside which clock. Build is from passages and their vectors to the first query;
byline's ends with files on disk, the peers' in memory, and what they save is saved afterwards.
Every query is embedded inside its clock. The peak is of the whole life of the process.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from data import read_passages
from measuring import child, disk_mb, latencies, peak_mb, timed
from metrics import DEPTH
from systems import LeftOutError, Setting, system


def measured(task: dict[str, Any]) -> dict[str, Any]:
    """Build, search, save; the answer holds a ranking and milliseconds for every question."""
    folder = Path(task["folder"])
    work = folder / "work"
    work.mkdir()
    setting = Setting(
        passages=read_passages(Path(task["corpus"]), task["limit"]),
        array=Path(task["array"]),
        kept=Path(task["kept"]),
        folder=work,
    )
    questions: dict[str, str] = task["questions"]
    try:
        made = system(task["system"])
        built = timed(lambda: made.build(setting))
    except LeftOutError as error:
        return {"left out": str(error)}
    rankings: list[list[str]] = []
    taken = latencies(lambda text: rankings.append(made.search(text, DEPTH)), [*questions.values()])
    peak = peak_mb()
    made.save(work)
    return {
        "build s": built,
        "disk MB": disk_mb(work),
        "peak MB": peak,
        "ms": dict(zip(questions, taken, strict=True)),
        # The first few rankings are of the queries that did not count.
        "rankings": dict(zip(questions, rankings[-len(questions) :], strict=True)),
    }


if __name__ == "__main__":
    child(measured)

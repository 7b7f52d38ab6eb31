"""What every measurement here needs: time, memory, disk, and a process of its own.

Owns: the way to the module the other benchmarks share, and how a child is asked and answers. A
child gets one JSON object on its standard input and writes one to the file the object names:
libraries print what they like.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from byline.threads import calm_threads

# The scripts of this folder are run by path, and Python looks beside the script alone.
sys.path.append(str(Path(__file__).parents[1]))
from table import percentile, report, timed

__all__ = [
    "child",
    "disk_mb",
    "in_child",
    "latencies",
    "load",
    "peak_mb",
    "percentile",
    "report",
    "timed",
]

WARM = 3
"""Queries before the clock starts: models and files are loaded by then."""


def peak_mb() -> float:
    """Most memory this process ever held, in MB."""
    # What getrusage says also holds the peak of the process that started this one.
    if (peak := _status("VmHWM")) is not None:
        return peak
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def mapped_mb() -> float:
    """How much of its memory now is pages of files, which the system may take back; -1: unknown."""
    found = _status("RssFile")
    return -1.0 if found is None else found


def _status(name: str) -> float | None:
    path = Path("/proc/self/status")
    for line in path.read_text().splitlines() if path.exists() else ():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) * 1024 / 1e6
    return None


def load() -> float:
    """How many processes wanted to run in the last minute, on average; -1 when nobody knows."""
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else -1.0


def disk_mb(folder: Path) -> float:
    """Size of every file in a folder, in MB."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def latencies(search: Callable[[str], object], queries: Sequence[str]) -> list[float]:
    """Milliseconds of every query, after a few that do not count."""
    for query in queries[:WARM]:
        search(query)
    return [1000 * timed(lambda query=query: search(query)) for query in queries]


def in_child(script: Path, task: Mapping[str, Any]) -> dict[str, Any]:
    """Run `script` on `task` in a process of its own; RuntimeError when it fails."""
    calm_threads()  # the child inherits it: byline, and every peer, under the same rules
    with tempfile.TemporaryDirectory(prefix="byline-benchmark-") as folder:
        answer = Path(folder) / "answer.json"
        told = json.dumps({**task, "folder": folder, "answer": str(answer)})
        done = subprocess.run(
            [sys.executable, str(script)], input=told, text=True, capture_output=True, check=False
        )
        if done.returncode or not answer.is_file():
            last = (done.stderr.strip().splitlines() or ["no message"])[-1]
            raise RuntimeError(f"exit code {done.returncode}: {last}")
        return json.loads(answer.read_text(encoding="utf-8"))


def child(work: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """Be the other side of `in_child`."""
    task = json.loads(sys.stdin.read())
    answer = json.dumps(work(task), ensure_ascii=False)
    Path(task["answer"]).write_text(answer, encoding="utf-8")

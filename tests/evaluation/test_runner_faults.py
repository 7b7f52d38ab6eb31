"""A service that fails in every way it can, and a run that is killed: the counts stay exact."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from completion_suite import write_prompts, write_suite
from faulty_service import FAULTS, FaultyService, serving, some_faults
from running_child import REPEATS

from byline.evaluation.rows import ROWS, read_rows

CASES = 40
PLANNED = CASES * REPEATS
CHILD = str(Path(__file__).with_name("running_child.py"))


@pytest.fixture
def service() -> FaultyService:
    return FaultyService(fault=some_faults(7), latency=0.02)


def arguments(service: FaultyService, root: Path, how: str) -> list[str]:
    return [sys.executable, CHILD, service.base_url, *map(str, places(root)), how]


def places(root: Path) -> tuple[Path, Path, Path]:
    return root / "evals", root / "version", root / "run"


def lines_of(folder: Path) -> list[bytes]:
    path = folder / ROWS
    return path.read_bytes().splitlines(keepends=True) if path.exists() else []


def kill_after(process: subprocess.Popen[str], folder: Path, rows: int, wait: float) -> None:
    deadline = time.monotonic() + 120
    while len(lines_of(folder)) < rows and process.poll() is None:
        assert time.monotonic() < deadline, "the child writes no rows"
        time.sleep(0.005)
    time.sleep(wait)
    process.kill()
    process.communicate()


def prepared(root: Path) -> Path:
    evals, version, folder = places(root)
    write_suite(evals, CASES)
    write_prompts(version)
    return folder


def test_every_fault_is_outlived(service: FaultyService, tmp_path: Path) -> None:
    folder = prepared(tmp_path)
    with serving(service):
        done = subprocess.run(
            arguments(service, tmp_path, "new"), capture_output=True, text=True, check=True
        )
    assert done.stdout.split() == [str(PLANNED), "0", str(PLANNED), str(PLANNED), "0", "0"]
    assert set(FAULTS) <= set(service.faults), "the script of faults left one out"
    rows = list(read_rows(folder))
    assert len({row.key for row in rows}) == len(rows) == len(lines_of(folder)) == PLANNED
    assert all(row.outcome.scores == {"passed": 1.0} for row in rows)


def test_killed_at_any_instant_a_resumed_run_ends_with_exact_counts(
    service: FaultyService, tmp_path: Path
) -> None:
    folder, draw = prepared(tmp_path), random.Random(11)
    kept = 0
    with serving(service):
        for turn, enough in enumerate((1, 12, 30)):
            command = arguments(service, tmp_path, "resume" if turn else "new")
            process = subprocess.Popen(
                command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
            )
            kill_after(process, folder, enough, draw.uniform(0, 0.15))
            assert process.returncode == -signal.SIGKILL, "it ended before it could be killed"
            kept = sum(line.endswith(b"\n") for line in lines_of(folder))
            assert enough <= kept < PLANNED
        done = subprocess.run(
            arguments(service, tmp_path, "resume"), capture_output=True, text=True, check=True
        )
    planned, skipped, ran, finished, failed, invalid = map(int, done.stdout.split())
    assert (planned, finished, failed, invalid) == (PLANNED, PLANNED, 0, 0)
    assert (skipped, ran) == (kept, PLANNED - kept)
    written = Counter((row["case"], row["repeat"]) for row in map(json.loads, lines_of(folder)))
    assert len(written) == PLANNED and set(written.values()) == {1}
    assert len(list(read_rows(folder))) == PLANNED


def test_half_a_line_left_by_a_kill_is_run_again(service: FaultyService, tmp_path: Path) -> None:
    folder = prepared(tmp_path)
    with serving(service):
        command = arguments(service, tmp_path, "new")
        subprocess.run(command, capture_output=True, check=True)
        path = folder / ROWS
        os.truncate(path, path.stat().st_size - 100)
        done = subprocess.run(
            arguments(service, tmp_path, "resume"), capture_output=True, text=True, check=True
        )
    assert list(map(int, done.stdout.split())) == [PLANNED, PLANNED - 1, 1, PLANNED, 0, 0]
    assert len(list(read_rows(folder))) == len(lines_of(folder)) == PLANNED

"""Processes that build at the same time, and processes that are killed."""

import json
import resource
import subprocess
import sys
from pathlib import Path

from index_samples import chunks, generations, works
from note_samples import Cheap
from test_chroma import CHILD

KILLS = Path(__file__).parents[2] / "evals/benchmarks/index_kills.py"


def start(folder: Path, count: int) -> "subprocess.Popen[str]":
    command = [sys.executable, "-W", "error", str(CHILD), str(folder), str(count)]
    return subprocess.Popen(
        command, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
    )


def test_processes_building_at_once_build_once(tmp_path: Path):
    children = [start(tmp_path, 24) for _ in range(2)]
    ends = [child.communicate(timeout=120) for child in children]
    assert [err for _, err in ends] == ["", ""]
    assert sorted(out.splitlines()[-1] for out, _ in ends) == [
        "0/0 embedded 0 right True kept True",
        "0/0 embedded 24 right True kept True",
    ]
    assert len(generations(tmp_path)) == 1


def test_processes_over_different_texts_both_get_their_own(tmp_path: Path):
    children = [start(tmp_path, count) for count in (24, 30)]
    ends = [child.communicate(timeout=120) for child in children]
    assert [err for _, err in ends] == ["", ""]
    assert all("right True kept True" in out for out, _ in ends)


def test_a_killed_build_goes_on_where_it_stopped(tmp_path: Path, cheap: Cheap):
    child = start(tmp_path, 400)
    assert child.stdout is not None
    for line in child.stdout:
        if line.startswith("200/400"):
            break
    child.kill()
    child.communicate()
    assert works(tmp_path, chunks(400), cheap)
    assert len(cheap.passages) <= 200
    assert len(generations(tmp_path)) == 1


def test_a_full_disk_is_a_clear_error_and_leaves_no_wrong_index(tmp_path: Path, cheap: Cheap):
    ran = subprocess.run(
        [sys.executable, "-W", "error", str(CHILD), str(tmp_path), "400"],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000)),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert ran.returncode == 1
    assert "KnowledgeError: 索引打不开" in ran.stderr
    assert not (tmp_path / "index/current.json").exists()
    assert works(tmp_path, chunks(400), cheap)
    assert len(generations(tmp_path)) == 1


def test_kills_at_random_instants_leave_a_right_index_or_none():
    ran = subprocess.run(
        [sys.executable, str(KILLS), "--kills", "12", "--json"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, ""), ran.stdout + ran.stderr
    told = json.loads(ran.stdout)
    assert told["kills"] == 12
    assert told["left a wrong or unreadable index"] == 0
    assert told["next open wrong or failed"] == 0
    assert told["kept embeddings lost"] == 0

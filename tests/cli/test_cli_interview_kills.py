"""kill -9 at random instants, with answers changed, marked and read for facts meanwhile."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "evals" / "benchmarks"))

import interview_kills
from interview_kills import Count, Played, check

from byline.ledger.events import Answered, Asked
from byline.workspace import Workspace


def test_nothing_taken_is_lost_and_the_right_question_is_asked() -> None:
    count = interview_kills.run(kills=15, seed=11)
    assert (count.kills, count.interviews) >= (15, 1)
    assert count.changed > 0
    assert (count.lost, count.wrong, count.unreadable, count.unsound) == (0, 0, 0, 0)


@pytest.fixture
def left(tmp_path: Path) -> Workspace:
    """A folder as a kill might leave it: one answer."""
    workspace = Workspace.create(tmp_path / "me", "")
    with workspace.lock():
        journal = workspace.journal()
        journal.append(Asked(question_id="q001", topic="situation", text="？"))
        journal.append(Answered(answer_id="a001", question_id="q001", text="管仓库。"))
    return workspace


def person(*taken: tuple[str, str]) -> Played:
    import random

    return Played(random.Random(1), taken=list(taken))


def test_what_it_counts_as_lost(left: Workspace) -> None:
    count = Count()
    kept, gone, mark = ("answer", "管仓库。"), ("answer", "没写下。"), ("mark", "a001")
    check(left.root, person(kept), count, whole=False)
    assert count.lost == 0
    check(left.root, person(kept, gone, mark), count, whole=False)
    assert count.lost == 2


def test_what_it_counts_as_unsound(left: Workspace) -> None:
    count = Count()
    check(left.root, person(), count, whole=True)
    assert count.unsound == 1, "an answer nobody read for facts"


def test_what_it_counts_as_unreadable(left: Workspace) -> None:
    with left.journal_path.open("a") as stream:
        stream.write("{}\n")
    count = Count()
    check(left.root, person(), count, whole=False)
    assert count.unreadable == 1

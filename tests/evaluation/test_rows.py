"""The run folder: nothing half-written is read, nothing whole is lost."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from byline.errors import BylineError, InputError, StorageError
from byline.evaluation.manifest import Manifest, PlannedSuite, PlannedVariant, differences
from byline.evaluation.models import Row, RowStatus
from byline.evaluation.rows import ROWS, RunFolder, read_rows, read_states

AT = datetime(2026, 1, 2, tzinfo=UTC)
MANIFEST = Manifest(
    created=AT,
    planned=2,
    suites=[PlannedSuite(id="s", cases=2, repeats=1, digest="d", cases_digest="c")],
    variants=[PlannedVariant(name="now", reads={"s": {"p/q@1": "aa"}})],
    model="m",
    seed=1,
)


def row(case: str, status: RowStatus = "done", error: str = "") -> Row:
    return Row(
        suite="s",
        case=case,
        person=case,
        variant="now",
        repeat=0,
        status=status,
        error=error,
        at=AT,
    )


def written(folder: Path, *rows: Row) -> Path:
    with RunFolder.create(folder, MANIFEST) as place:
        for one in rows:
            place.add(one)
    return folder / ROWS


def test_rows_come_back_as_they_went_in(tmp_path: Path) -> None:
    # U+2028 ends a line for str.splitlines, and must not here.
    rows = [row("a"), row("b", "failed", "两行\n还有\u2028一行"), row("c", "invalid", "坏了")]
    path = written(tmp_path / "run", *rows)
    assert list(read_rows(tmp_path / "run")) == rows
    assert path.stat().st_mode & 0o777 == 0o600


def test_the_last_line_of_a_key_counts(tmp_path: Path) -> None:
    written(tmp_path, row("a", "failed", "x"), row("b"), row("a"))
    assert [(one.case, one.status) for one in read_rows(tmp_path)] == [("b", "done"), ("a", "done")]
    assert read_states(tmp_path) == {("s", "now", "b", 0): "done", ("s", "now", "a", 0): "done"}


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_cut_anywhere_the_whole_rows_stay_and_more_can_be_added(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("cut")
    rows = [row(name, "failed", "原因，不短" * n) for n, name in enumerate("abc")]
    path = written(folder, *rows)
    ends = [0]
    for line in path.read_bytes().splitlines(keepends=True):
        ends.append(ends[-1] + len(line))
    cut = data.draw(st.integers(0, ends[-1]))
    os.truncate(path, cut)
    whole = sum(end <= cut for end in ends[1:])
    assert list(read_rows(folder)) == rows[:whole]
    with RunFolder.reopen(folder, MANIFEST) as place:
        assert place.torn == cut - ends[whole]
        place.add(row("d"))
    assert list(read_rows(folder)) == [*rows[:whole], row("d")]


def test_a_torn_line_longer_than_one_read_is_cut(tmp_path: Path) -> None:
    path = written(tmp_path, row("a"))
    with path.open("ab") as stream:
        stream.write(b'{"suite": "' + b"x" * 200_000)
    with RunFolder.reopen(tmp_path, MANIFEST) as place:
        assert place.torn == 200_011
    assert list(read_rows(tmp_path)) == [row("a")]


def test_a_line_that_is_not_a_row_is_named(tmp_path: Path) -> None:
    path = written(tmp_path, row("a"))
    with path.open("ab") as stream:
        stream.write(b'{"suite": "s"}\n')
    with pytest.raises(InputError, match="第 2 行"):
        list(read_rows(tmp_path))


def test_two_runs_do_not_write_one_folder(tmp_path: Path) -> None:
    with RunFolder.create(tmp_path, MANIFEST):
        with pytest.raises(BylineError, match="另一个 byline"):
            RunFolder.reopen(tmp_path, MANIFEST)
        with pytest.raises(BylineError, match="另一个 byline"):
            RunFolder.create(tmp_path, MANIFEST)
    with RunFolder.reopen(tmp_path, MANIFEST):
        pass


def test_a_refused_run_leaves_the_folder_unlocked(tmp_path: Path) -> None:
    written(tmp_path)
    with pytest.raises(InputError, match="已经有一次运行"):
        RunFolder.create(tmp_path, MANIFEST)
    with pytest.raises(InputError, match="模型 m -> n"):
        RunFolder.reopen(tmp_path, MANIFEST.model_copy(update={"model": "n"}))
    with RunFolder.reopen(tmp_path, MANIFEST):
        pass


def test_a_write_the_disk_refuses_leaves_no_half_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.write
    taken = iter([40])

    def fills(handle: int, data: bytes) -> int:
        room = next(taken, None)
        if room is None:
            raise OSError(28, "No space left on device")
        return real(handle, data[:room])

    with RunFolder.create(tmp_path, MANIFEST) as place:
        place.add(row("a"))
        monkeypatch.setattr(os, "write", fills)
        with pytest.raises(StorageError, match="No space left") as refused:
            place.add(row("b"))
        monkeypatch.setattr(os, "write", real)
        place.add(row("c"))
    assert "--resume" in refused.value.next_step
    assert [one.case for one in read_rows(tmp_path)] == ["a", "c"]


def test_rows_are_synced_once_however_often_it_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    with RunFolder.create(tmp_path, MANIFEST) as place:
        monkeypatch.setattr(os, "fsync", synced.append)
        place.sync()
        place.add(row("a"))
        place.sync()
        place.sync()
        assert len(synced) == 1
        place.add(row("b"))
    assert len(synced) == 2


def test_a_folder_without_rows_reads_as_none(tmp_path: Path) -> None:
    assert list(read_rows(tmp_path)) == []
    assert read_states(tmp_path) == {}


def test_a_manifest_that_is_not_one_is_named(tmp_path: Path) -> None:
    (tmp_path / "run.json").write_text('{"format": 1}', encoding="utf-8")
    with pytest.raises(InputError, match="created"):
        RunFolder.reopen(tmp_path, MANIFEST)


def test_library_versions_and_the_command_make_no_other_run() -> None:
    same = {"versions": {"openai": "9"}, "command": "x", "options": {"a": "b"}, "created": AT}
    assert differences(MANIFEST, MANIFEST.model_copy(update=same)) == []


def test_what_changed_is_named() -> None:
    variant = PlannedVariant(name="now", reads={"s": {"p/q@2": "bb"}})
    found = differences(MANIFEST, MANIFEST.model_copy(update={"variants": [variant], "seed": 2}))
    assert found == ["种子 1 -> 2", "版本 now 的 p/q@1、p/q@2"]

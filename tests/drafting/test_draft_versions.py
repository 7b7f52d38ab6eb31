"""Versions: what a file held is never lost, whoever changed it and whatever happened meanwhile."""

import random
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from draft_samples import recorded

from byline.drafting.document import load, save
from byline.drafting.versions import FOLDER, History
from byline.errors import InputError, StorageError, WorkspaceError

NOW = datetime(2026, 11, 26, 8, tzinfo=UTC)


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History(save(tmp_path, recorded()), lambda: NOW)


def revised(history: History, text: str) -> None:
    history.replace(text, "revised", "短一点", base=history.now())


def whys(history: History) -> list[str]:
    return [one.note.why for one in history.versions()]


def test_a_new_draft_has_its_first_version(history: History):
    [first] = history.versions()
    assert first.data == history.path.read_bytes()
    assert (first.number, first.note.why, first.note.after) == (1, "written", 0)
    assert first.note.when == recorded().made
    assert history.current() == first
    kept = history.folder / "0001.md.kept"
    assert kept.stat().st_mode & 0o777 == 0o600
    assert history.folder.stat().st_mode & 0o777 == 0o700


def test_a_hand_edit_is_kept_before_anything_takes_its_place(history: History):
    edited = history.path.read_bytes().replace("半天".encode(), "一天".encode())
    history.path.write_bytes(edited)
    assert history.current() is None
    revised(history, "新的")
    assert history.path.read_text(encoding="utf-8") == "新的"
    assert whys(history) == ["written", "edited", "revised"]
    assert history.find(2).data == edited
    assert [one.note.after for one in history.versions()] == [0, 1, 2]
    assert history.find(3).note.words == "短一点"


def test_bytes_that_are_no_text_are_kept_as_they_are(history: History):
    odd = b"\xef\xbb\xbf---\r\n\xff\xfe\x00 mine"
    history.path.write_bytes(odd)
    revised(history, "新的")
    history.undo()
    assert history.path.read_bytes() == odd


def test_keeping_twice_keeps_once(history: History):
    history.path.write_text("我的", encoding="utf-8")
    assert history.keep() == history.keep()
    assert whys(history) == ["written", "edited"]


def test_a_file_from_before_versions_were_kept(tmp_path: Path):
    path = tmp_path / "x.md"
    path.write_text("早先的", encoding="utf-8")
    history = History(path)
    revised(history, "新的")
    assert whys(history) == ["unknown", "revised"]
    assert history.undo()[0].text == "早先的"


def test_undo_and_undo_of_undo(history: History):
    first = history.now()
    revised(history, "二")
    revised(history, "三")
    assert history.undo()[0].number == 2
    assert history.now() == "二".encode()
    assert history.undo()[0].number == 3
    assert history.now() == "三".encode()
    history.undo(1)
    assert history.now() == first
    history.undo()
    assert history.now() == "三".encode()
    assert whys(history) == ["written", "revised", "revised", *["undone"] * 4]


def test_undo_of_a_hand_edit(history: History):
    first = history.now()
    history.path.write_text("我改的", encoding="utf-8")
    history.undo()
    assert history.now() == first
    history.undo()
    assert history.now() == "我改的".encode()


def test_undo_finds_a_file_that_is_gone(history: History):
    revised(history, "二")
    history.path.unlink()
    assert history.current() is None
    history.undo()
    assert history.now() == "二".encode()


def test_nothing_to_go_back_to(history: History):
    with pytest.raises(InputError, match="没有更早的版本"):
        history.undo()
    with pytest.raises(InputError, match="就是这一版"):
        history.undo(1)
    with pytest.raises(InputError, match="没有这一版") as raised:
        history.undo(7)
    assert "第 1 到第 1 版" in str(raised.value)
    assert whys(history) == ["written"]


def test_a_file_changed_meanwhile_is_left_alone(history: History):
    base = history.now()
    history.path.write_text("边改边写的", encoding="utf-8")
    with pytest.raises(WorkspaceError, match="被改过了") as raised:
        history.replace("新的", "revised", "短一点", base=base)
    assert "byline undo" in str(raised.value)
    assert history.now() == "边改边写的".encode()
    assert [one.text for one in history.versions()][1:] == ["边改边写的", "新的"]


def test_a_lost_or_broken_note_costs_no_words(history: History):
    revised(history, "二")
    (history.folder / "0001.json").unlink()
    (history.folder / "0002.json").write_text("{", encoding="utf-8")
    assert whys(history) == ["unknown", "unknown"]
    history.undo()
    assert history.path.read_bytes() == history.find(1).data


def test_a_deleted_drafts_versions_are_not_anothers(history: History):
    folder = history.path.parent.parent
    history.path.unlink()
    again = save(folder, recorded())
    assert again.name == "wechat-2.md"
    assert whys(History(again)) == ["written"]


def test_versions_are_no_drafts(history: History):
    assert history.folder.parent.name == FOLDER
    with pytest.raises(InputError) as raised:
        load(history.path.parent.parent)
    assert FOLDER not in str(raised.value)


def test_a_full_disk_leaves_the_file(history: History):
    before = history.now()
    code = (
        "import resource, signal, sys\n"
        "from pathlib import Path\n"
        "from byline.drafting.versions import History\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))\n"
        "history = History(Path(sys.argv[1]))\n"
        "history.replace('新' * 5000, 'revised', '长一点', base=history.now())\n"
    )
    for room in (0, 10, 300, 14000):
        ran = subprocess.run(
            [sys.executable, "-c", code, str(history.path), str(room)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert "StorageError" in ran.stderr, ran.stderr
        assert history.now() == before
        assert [one.data for one in history.versions()] == [before]
    revised(history, "二")
    assert whys(history) == ["written", "revised"]


def test_a_folder_that_takes_no_writing_leaves_the_file(
    history: History, monkeypatch: pytest.MonkeyPatch
):
    # The versions fit, the file itself does not: both states are kept, the file holds the old one.
    before = history.now()

    def full(path: Path, data: bytes) -> None:
        if path == history.path:
            raise StorageError("没能写进磁盘", value=str(path))
        path.write_bytes(data)

    monkeypatch.setattr("byline.files.replace_bytes", full)
    with pytest.raises(StorageError):
        revised(history, "二")
    assert history.now() == before
    assert [one.text for one in history.versions()][1:] == ["二"]
    monkeypatch.undo()
    current = history.current()
    assert current is not None and current.number == 1


BUSY = """
import sys
from pathlib import Path
from byline.drafting.versions import History
history = History(Path(sys.argv[1]))
number = int(sys.argv[2])
while True:
    number += 1
    text = f"{number}\\n" * 4000
    if number % 3 == 0:
        # An editor writes beside and renames, as most do.
        beside = history.path.with_suffix(".swp")
        beside.write_text(text)
        beside.replace(history.path)
    elif number % 5 == 0 and len(history.versions()) > 1:
        history.undo()
        continue
    else:
        history.replace(text, "revised", str(number), base=history.now())
    print(number, flush=True)
"""


@pytest.mark.parametrize("seed", range(3))
def test_kill_at_any_instant_leaves_old_or_new(history: History, seed: int):
    chance = random.Random(seed)
    done: list[int] = []
    for start in range(99, 694, 99):  # the first is no hand edit over a hand edit
        with subprocess.Popen(
            [sys.executable, "-c", BUSY, str(history.path), str(start)],
            stdout=subprocess.PIPE,
            text=True,
        ) as child:
            assert child.stdout is not None
            done.append(int(child.stdout.readline()))
            time.sleep(chance.uniform(0, 0.15))
            child.send_signal(signal.SIGKILL)
            done += [int(line) for line in child.stdout if line.endswith("\n")]
        text = history.path.read_text(encoding="utf-8")
        assert len(set(text.split())) == 1 and text.count("\n") == 4000
        held = {one.text for one in history.versions()} | {text}
        assert {f"{number}\n" * 4000 for number in done} <= held
    history.undo(1)
    assert history.path.read_bytes() == history.find(1).data

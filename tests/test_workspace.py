import os
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from byline.errors import (
    BylineError,
    FormatVersionError,
    NotAWorkspaceError,
    SettingsError,
    WorkspaceError,
    WorkspaceLockedError,
)
from byline.ledger.events import Answered
from byline.ledger.models import Proposal, verify
from byline.workspace import Workspace

NOW = datetime(2026, 1, 2, tzinfo=UTC)


@pytest.fixture
def workspace(tmp_path):
    return Workspace.create(tmp_path / "me", '小"刘\\')


def test_a_new_folder_is_private_and_complete(workspace):
    assert workspace.root.stat().st_mode & 0o777 == 0o700
    assert workspace.config_path.stat().st_mode & 0o777 == 0o600
    assert (workspace.config.name, workspace.config.language, workspace.config.format) == (
        '小"刘\\',
        "zh",
        1,
    )
    assert sorted(p.name for p in workspace.root.iterdir()) == [
        ".byline",
        "byline.toml",
        "drafts",
        "materials",
    ]
    assert all(p.stat().st_mode & 0o777 == 0o700 for p in workspace.root.iterdir() if p.is_dir())


def test_an_empty_folder_becomes_private(tmp_path):
    (tmp_path / "me").mkdir(mode=0o755)
    assert Workspace.create(tmp_path / "me", "", "en").root.stat().st_mode & 0o777 == 0o700


def test_someone_elses_folder_is_left_alone(tmp_path):
    (tmp_path / "thesis.doc").write_text("x")
    with pytest.raises(WorkspaceError, match="byline new"):
        Workspace.create(tmp_path, "刘")
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.doc"]
    with pytest.raises(WorkspaceError, match="不是文件夹"):
        Workspace.create(tmp_path / "thesis.doc", "刘")


def test_an_existing_workspace_says_how_to_go_on(workspace):
    with pytest.raises(WorkspaceError, match="byline interview"):
        Workspace.create(workspace.root, "别人")
    assert Workspace.open(workspace.root).config.name == '小"刘\\'


@pytest.mark.parametrize("find", [Workspace.open, Workspace.find])
def test_not_a_workspace(tmp_path, find):
    with pytest.raises(NotAWorkspaceError, match="byline new") as caught:
        find(tmp_path)
    assert caught.value.value == str(tmp_path)


def test_found_from_below(workspace):
    assert Workspace.find(workspace.drafts).root == workspace.root


def test_a_newer_format_is_refused(workspace):
    workspace.config_path.write_text("format = 2\n")
    with pytest.raises(FormatVersionError, match="2"):
        Workspace.open(workspace.root)


@pytest.mark.parametrize("text", ["format = ", "", "format = 0", "format = 1\ncolour = 'red'"])
def test_a_broken_config(workspace, text):
    workspace.config_path.write_text(text)
    with pytest.raises(SettingsError, match=r"byline\.toml"):
        Workspace.open(workspace.root)


LOCKER = """
import sys
from pathlib import Path
from byline.errors import WorkspaceLockedError
from byline.workspace import Workspace
try:
    with Workspace.open(Path(sys.argv[1])).lock():
        print("locked", flush=True)
        sys.stdin.read()
except WorkspaceLockedError as error:
    print(error)
"""


def locker(workspace):
    return subprocess.Popen(
        [sys.executable, "-c", LOCKER, workspace.root],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_a_second_process_is_told_who_writes(workspace):
    with workspace.lock(), locker(workspace) as other:
        said, _ = other.communicate()
    assert str(os.getpid()) in said
    assert str(workspace.root) in said


def test_the_lock_of_a_killed_process_is_free_again(workspace):
    with locker(workspace) as other:
        assert other.stdout.readline() == "locked\n"
        with pytest.raises(WorkspaceLockedError, match=str(other.pid)), workspace.lock():
            pass
        assert not workspace.locked
        other.kill()
    with workspace.lock():
        assert workspace.locked
    assert not workspace.locked


def test_two_objects_in_one_process_exclude_each_other(workspace):
    with workspace.lock():
        with workspace.lock():
            pass
        assert workspace.locked
        with pytest.raises(WorkspaceLockedError), Workspace.open(workspace.root).lock():
            pass


def test_the_cache_folder_may_be_deleted(workspace):
    workspace.cache.rmdir()
    with workspace.lock():
        assert workspace.cache.is_dir()


def test_the_journal_is_writable_under_the_lock_only(workspace):
    event = Answered(answer_id="a001", question_id="q001", text="我做HR")
    with pytest.raises(RuntimeError):
        workspace.journal().append(event)
    with workspace.lock():
        stamped = workspace.journal(lambda: NOW).append(event)
    assert stamped.at == "2026-01-02T00:00:00+00:00"
    assert workspace.journal().answers() == {"a001": "我做HR"}


def test_facts_are_checked_against_answers_and_materials(workspace):
    (workspace.materials / "cv.md").write_bytes("毕业于\r\n大学".encode())
    with workspace.lock():
        workspace.journal(lambda: NOW).append(
            Answered(answer_id="a001", question_id="q001", text="我做HR")
        )
        said = Proposal(statement="做HR", quote="我做HR", kind="skill")
        read = Proposal(statement="大学", quote="毕业于\n大学", kind="credential")
        ledger = workspace.ledger()
        ledger.add(
            [
                verify(said, "我做HR", "a001", recorded=NOW),
                verify(read, "毕业于\n大学", "cv.md", recorded=NOW, source_kind="material"),
            ]
        )
        ledger.save()
    assert len(workspace.ledger().facts) == 2
    with pytest.raises(BylineError, match=r"cv\.md"):
        workspace.ledger({})


def test_every_path_lies_in_the_folder(workspace):
    names = [
        name
        for name in dir(Workspace)
        if isinstance(getattr(Workspace, name), property) and name != "locked"
    ]
    assert len(names) == 11
    assert all(getattr(workspace, name).is_relative_to(workspace.root) for name in names)

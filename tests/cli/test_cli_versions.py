"""byline versions, diff and undo on a draft's file."""

import json
import re
import resource
from pathlib import Path

import pytest
from byline_process import Cli
from draft_samples import HALVED, STICKERS, recorded, saved

from byline.drafting.versions import History
from byline.workspace import Workspace


@pytest.fixture
def path(workspace: Workspace) -> Path:
    return saved(workspace.drafts, recorded())


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    head, _, post = text.partition("\n---\n")
    assert old in post
    path.write_text(f"{head}\n---\n{post.replace(old, new)}", encoding="utf-8")


def test_a_hand_edit_is_listed_and_can_be_undone_and_done_again(cli: Cli, path: Path):
    edit(path, "两天改成半天", "三天改成半天")
    mine = path.read_bytes()
    ran = cli.run("versions", str(path))
    assert ran.code == 0, ran.err
    assert re.search(r"1  2026-11-22 09:30  写成\n  –  .*你自己改的  \+1 −1 字  ← 现在\n", ran.out)
    ran = cli.run("diff", str(path))
    assert "~ 去年我把盘点从[-两-]{+三+}天改成半天，差错率降到千分之二。" in ran.out
    assert "\x1b" not in ran.out
    assert STICKERS in ran.out and "4 段没变" in ran.out
    ran = cli.run("undo", str(path))
    assert ran.code == 0, ran.err
    assert "回到了第 1 版，记作第 3 版" in ran.out
    assert HALVED in path.read_text(encoding="utf-8")
    assert cli.run("undo", str(path)).code == 0
    assert path.read_bytes() == mine


def test_json(cli: Cli, path: Path):
    edit(path, "先贴标签", "先写标签")
    assert cli.run("undo", str(path)).code == 0
    rows = json.loads(cli.run("versions", str(path), "--json").out)
    assert [(row["version"], row["why"], row["now"]) for row in rows] == [
        (1, "written", False),
        (2, "edited", False),
        (3, "undone", True),
    ]
    assert (rows[1]["added"], rows[1]["removed"], rows[1]["after"]) == (1, 1, 1)
    told = json.loads(cli.run("diff", str(path), "1", "2", "--json").out)
    assert (told["older"], told["newer"], told["added"], told["removed"]) == (1, 2, 1, 1)
    [changed] = [line for line in told["lines"] if line["state"] == "changed"]
    assert {"state": "added", "text": "写"} in changed["pieces"]


def test_a_sentence_that_was_settled_is_named(cli: Cli, path: Path):
    history = History(path)
    for words, text in (("先别买。", "一"), ("", "二")):
        history.replace(text, "affirmed", words, base=history.now())
    ran = cli.run("versions", str(path))
    assert "定下【待认】：先别买。" in ran.out
    assert re.search(r"定下【待认】  \+", ran.out)


def test_what_is_no_version_and_no_draft(cli: Cli, workspace: Workspace, path: Path):
    cli.run("diff", str(path)).failed_with("只有一版", "byline revise")
    cli.run("undo", str(path)).failed_with("没有更早的版本")
    cli.run("undo", str(path), "9").failed_with("没有这一版", "9")
    cli.run("diff", str(path), "1", "4").failed_with("没有这一版", "4")
    for name in ("facts.yaml", "byline.toml", "没有.md", "drafts"):
        cli.run("versions", str(workspace.root / name)).failed_with(name)


def test_a_broken_record_can_be_undone(cli: Cli, path: Path):
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b"sentences:", b"sentences: ["))
    cli.run("trace", str(path)).failed_with("改好")
    assert cli.run("undo", str(path)).code == 0
    assert path.read_bytes() == whole


def test_another_byline_at_work_is_not_disturbed(cli: Cli, workspace: Workspace, path: Path):
    edit(path, "先贴标签", "先写标签")
    mine = path.read_bytes()
    with workspace.lock():
        cli.run("undo", str(path)).failed_with("另一个 byline")
        assert cli.run("versions", str(path)).code == 0
    assert path.read_bytes() == mine


def test_a_full_disk_leaves_the_file(cli: Cli, path: Path):
    edit(path, "先贴标签", "先写标签")
    mine = path.read_bytes()

    def no_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (200, resource.RLIM_INFINITY))

    cli.run("undo", str(path), limit=no_room).failed_with("没能写进磁盘", "下一步")
    assert path.read_bytes() == mine
    assert cli.run("undo", str(path)).code == 0


def test_at_a_terminal_changes_have_colours(cli: Cli, path: Path):
    edit(path, "两天改成半天", "三天改成半天")
    child = cli.terminal("diff", str(path), cwd=cli.home)
    child.expect("三")
    assert "\x1b[4;32m" in child.before + child.after
    child.close()

import stat
from pathlib import Path

from byline_process import Cli

from byline.workspace import Workspace


def test_a_new_folder_is_private_and_says_what_comes_next(cli: Cli) -> None:
    ran = cli.run("new", "我的", "--name", "陈砚")
    assert ran.code == 0
    root = cli.home / "我的"
    assert stat.S_IMODE(root.stat().st_mode) == 0o700
    assert stat.S_IMODE((root / "byline.toml").stat().st_mode) == 0o600
    assert Workspace.open(root).config.name == "陈砚"
    assert "cd 我的 && byline interview" in ran.err


def test_an_existing_workspace_is_left_alone(cli: Cli, workspace: Workspace) -> None:
    before = workspace.config_path.read_bytes()
    cli.run("new", str(workspace.root)).failed_with("已经是一个 byline 文件夹", "byline interview")
    assert workspace.config_path.read_bytes() == before


def test_a_foreign_folder_is_left_alone(cli: Cli, tmp_path: Path) -> None:
    foreign = tmp_path / "photos"
    foreign.mkdir()
    (foreign / "a.jpg").write_bytes(b"x")
    cli.run("new", str(foreign)).failed_with("已有别的东西", str(foreign))
    assert [path.name for path in foreign.iterdir()] == ["a.jpg"]


def test_a_file_is_not_a_folder(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "note").write_text("x")
    cli.run("new", str(tmp_path / "note")).failed_with("不是文件夹")


def test_commands_outside_a_workspace_say_how_to_make_one(cli: Cli) -> None:
    for command in (["facts"], ["interview", "--no-model"], ["position"], ["draft", "题"]):
        cli.run(*command).failed_with("不是 byline 的文件夹", "byline new")

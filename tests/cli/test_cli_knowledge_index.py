"""The index behind the commands: built, damaged, blocked, shared, on a server."""

import json
from pathlib import Path
from typing import Any

import chroma_server
import pytest
from byline_process import Cli

from byline.workspace import Workspace


def indexing(cli: Cli, *arguments: str, env: dict[str, str] | None = None) -> dict[str, Any]:
    ran = cli.run("knowledge", "index", "--json", *arguments, env=env)
    assert ran.code == 0, ran.err
    return json.loads(ran.out)


def best(cli: Cli, env: dict[str, str] | None = None) -> str:
    ran = cli.run("knowledge", "search", "没粉丝谁看我啊", "-k", "1", "--json", env=env)
    assert ran.code == 0, ran.err
    return json.loads(ran.out)[0]["id"]


def current(cli: Cli) -> Path:
    told = json.loads((cli.home / "cache/index/current.json").read_text())
    return cli.home / "cache/index" / told["folder"]


def test_the_index_says_how_it_is(knowing: Cli) -> None:
    told = indexing(knowing)
    assert (told["embedded"], told["folder"]) == (0, str(knowing.home / "cache/index"))
    assert told["vectors"] >= 5 * told["notes"] >= 5 * 80
    before = current(knowing)
    assert indexing(knowing, "--rebuild")["embedded"] == 0
    assert current(knowing) != before
    assert not before.exists()
    ran = knowing.run("knowledge", "index")
    assert f"{told['notes']} 条笔记" in ran.out


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("chroma.sqlite3", b""),
        ("chroma.sqlite3", b"foreign" * 999),
        ("*/header.bin", b""),
        ("words/vocab.index.json", None),
        ("sealed.json", b"{"),
    ],
)
def test_a_damaged_index_is_made_again(knowing: Cli, name: str, content: bytes | None) -> None:
    before, expected = current(knowing), best(knowing)
    path = next(before.glob(name))
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    assert best(knowing) == expected
    assert current(knowing) != before


def test_a_blocked_index_folder_costs_a_temporary_index(knowing: Cli) -> None:
    expected = best(knowing)
    (knowing.home / "cache/index").rename(knowing.home / "cache/old")
    (knowing.home / "cache/index").write_text("a file where the folder should be")
    assert best(knowing) == expected
    assert indexing(knowing)["folder"] is None
    assert (knowing.home / "cache/index").is_file()


def test_two_searches_at_once_find_the_same(knowing: Cli) -> None:
    expected = best(knowing)
    (knowing.home / "cache/index/current.json").unlink()
    arguments = ("knowledge", "search", "没粉丝谁看我啊", "-k", "1", "--json")
    running = [knowing.start(*arguments, cwd=knowing.home) for _ in range(2)]
    ends = [process.communicate(timeout=120)[0] for process in running]
    assert [process.returncode for process in running] == [0, 0]
    assert [json.loads(out)[0]["id"] for out in ends] == [expected, expected]


def test_a_server_gives_the_same_answers(knowing: Cli, chroma: chroma_server.Server) -> None:
    expected, before = best(knowing), chroma.collections()
    env = {"BYLINE_CHROMA_URL": chroma.url}
    assert best(knowing, env) == expected
    assert len(chroma.collections() - before) == 1
    indexing(knowing, "--rebuild", env=env)
    indexing(knowing, "--rebuild", env=env)
    assert len(chroma.collections() - before) <= 2
    assert best(knowing, env) == expected


def test_a_server_can_be_set_in_the_config_file(knowing: Cli, chroma: chroma_server.Server) -> None:
    before = chroma.collections()
    (knowing.home / "config").mkdir()
    (knowing.home / "config/config.toml").write_text(f'chroma_url = "{chroma.url}"\n')
    assert best(knowing)
    assert len(chroma.collections() - before) == 1


def test_a_server_that_is_away_is_a_clear_error(knowing: Cli) -> None:
    expected = best(knowing)
    address = f"http://127.0.0.1:{chroma_server.free_port()}"
    ran = knowing.run("knowledge", "search", "信任", env={"BYLINE_CHROMA_URL": address})
    ran.failed_with("Chroma 服务用不了", address, "BYLINE_CHROMA_URL")
    assert ran.out == ""
    assert best(knowing) == expected


@pytest.mark.parametrize("address", ["127.0.0.1:8000", "ftp://a", "http://"])
def test_an_address_that_is_none_is_refused(knowing: Cli, address: str) -> None:
    ran = knowing.run("knowledge", "search", "信任", env={"BYLINE_CHROMA_URL": address})
    ran.failed_with("chroma_url", address)


@pytest.fixture
def own(knowing: Cli) -> Workspace:
    workspace = Workspace.create(knowing.home / "我的", "陈砚")
    materials = workspace.root / "materials"
    (materials / "仓库.md").write_text("那天大促错发率千分之八。\n\n客人说再错就退店。")
    (workspace.root / "drafts/2026-11-22-a").mkdir(parents=True)
    post = workspace.root / "drafts/2026-11-22-a/wechat.md"
    post.write_text("---\nplatform: wechat\n---\n后来把货位重新编号。")
    return workspace


def mine(cli: Cli, own: Workspace, *arguments: str) -> list[dict[str, Any]]:
    ran = cli.run("knowledge", "search", "--mine", "--json", *arguments, cwd=own.root)
    assert ran.code == 0, ran.err
    return json.loads(ran.out)


def test_ones_own_material_is_found(knowing: Cli, own: Workspace) -> None:
    hits = mine(knowing, own, "發錯貨", "--why")
    assert hits[0]["id"] == "materials/仓库.md#1.1"
    assert hits[0]["text"].startswith("那天大促错发率")
    assert hits[0]["why"]["through"]["kind"] == "material"
    (post,) = mine(knowing, own, "发错货", "--consent", "public")
    assert (post["title"], post["text"]) == (
        "drafts/2026-11-22-a/wechat.md",
        "后来把货位重新编号。",
    )
    assert {hit["title"] for hit in mine(knowing, own, "发错货", "--consent", "private")} == {
        "materials/仓库.md"
    }
    (own.root / "materials/新.txt").write_text("上个月学会了开叉车。")
    assert mine(knowing, own, "叉车", "-k", "1")[0]["id"] == "materials/新.txt#1.1"


def test_ones_own_material_never_goes_to_a_server(
    knowing: Cli, own: Workspace, chroma: chroma_server.Server
) -> None:
    before = chroma.collections()
    for address in (chroma.url, f"http://127.0.0.1:{chroma_server.free_port()}"):
        env = {"BYLINE_CHROMA_URL": address}
        arguments = ("knowledge", "search", "--mine", "发错货", "--json")
        ran = knowing.run(*arguments, cwd=own.root, env=env)
        assert json.loads(ran.out), ran.err
    assert chroma.collections() == before
    held = {path.name for path in (knowing.home / "cache").iterdir()}
    assert held <= {"index", "vectors.sqlite", "vectors.sqlite-wal", "vectors.sqlite-shm"}


def test_what_goes_with_mine(knowing: Cli, own: Workspace, tmp_path: Path) -> None:
    ask = ("knowledge", "search", "--mine", "发错货")
    knowing.run(*ask, "--stage", "plan", cwd=own.root).failed_with("--stage")
    knowing.run(*ask, "--consent", '{"$ne": ""}', cwd=own.root).failed_with("--consent", "private")
    knowing.run(*ask, cwd=tmp_path).failed_with("byline")
    empty = Workspace.create(tmp_path / "空", "陈砚")
    knowing.run(*ask, cwd=empty.root).failed_with("没有材料", "byline add")

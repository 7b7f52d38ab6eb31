"""`byline add` as a process: documents in, facts out, and nothing lost on the way."""

import json
import random
import signal
import time
from pathlib import Path

import pytest
from byline_process import Cli, ended
from loopback import Reply, Service
from material_files import LINES, given, labels, long_text, named

from byline.workspace import Workspace


def quotes(workspace: Workspace) -> list[str]:
    return [fact.quote for fact in workspace.ledger().facts]


def test_a_folder_goes_in_and_what_is_left_out_is_said(cli: Cli, workspace: Workspace) -> None:
    folder = given(cli.home)
    ran = cli.run("add", str(folder), "--no-model", cwd=workspace.root)
    assert ran.code == 0, ran.err
    assert workspace.shelf().names() == ["文章.html", "简历.docx"]
    for words in ("收下 简历.docx（12 段", "扫描.pdf：1 页里没有文字", "照片.png", "识别"):
        assert words in ran.err
    again = cli.run("add", str(folder / "简历.docx"), "--no-model", cwd=workspace.root)
    assert "已经有了：简历.docx" in again.err
    assert len(workspace.shelf().names()) == 2


def test_a_file_that_cannot_be_taken_fails_and_the_others_go_in(
    cli: Cli, workspace: Workspace
) -> None:
    folder = given(cli.home)
    paths = [str(folder / "扫描.pdf"), str(folder / "简历.docx")]
    ran = cli.run("add", *paths, "--no-model", cwd=workspace.root)
    ran.failed_with("扫描.pdf", "扫描件")
    assert workspace.shelf().names() == ["简历.docx"]
    cli.run("add", "没有的.pdf", cwd=workspace.root).failed_with("没有的.pdf")


def test_facts_wait_for_the_person_and_are_private(
    cli: Cli, workspace: Workspace, service: Service
) -> None:
    folder = given(cli.home)
    labels(service, 11)
    ran = cli.run(
        "add", str(folder / "简历.docx"), "--json", cwd=workspace.root, env=named(service)
    )
    assert ran.code == 0, ran.err
    told = json.loads(ran.out)
    assert told["materials"][0]["left_out"] == {"联系方式和证件号": 1}
    rate = next(fact for fact in told["facts"] if "错发率" in fact["quote"])
    assert rate["place"] == "第 10 段"
    assert {(fact["consent"], fact["confirmed"]) for fact in told["facts"]} == {("private", False)}
    listed = json.loads(cli.run("facts", "--json", cwd=workspace.root).out)
    assert [fact["id"] for fact in listed] == [fact["id"] for fact in told["facts"]]
    shown = cli.run("add", cwd=workspace.root, env=named(service))
    assert "错发率" in shown.out
    assert "在终端里运行 byline add" in shown.err
    assert len(service.asked) == 1


def test_a_person_confirms_drops_and_leaves_page_by_page(
    cli: Cli, workspace: Workspace, service: Service
) -> None:
    path = cli.home / "长.md"
    path.write_text(long_text(1), encoding="utf-8")
    labels(service, LINES)
    cli.environment |= named(service)
    child = cli.terminal("add", str(path), cwd=workspace.root, rows=60)
    child.expect("1 到 8，共 24 条")
    child.expect("›")
    child.send("2 公开 3 不公开 4\r")
    child.expect("9 到 16")
    child.expect("›")
    child.send("什么\r")
    child.expect("没看懂")
    child.send("\r")
    child.expect("17 到 24")
    child.send("q\r")
    child.expect("先停在这里")
    assert ended(child) == 0
    held = {fact.id: fact for fact in workspace.ledger().facts}
    assert "f002" not in held
    assert (held["f001"].consent, held["f001"].confirmed) == ("public", True)
    assert (held["f003"].consent, held["f004"].consent) == ("public", "private")
    assert (held["f016"].confirmed, held["f017"].confirmed) == (True, False)
    child = cli.terminal("add", cwd=workspace.root, rows=60)
    child.expect("1 到 8，共 8 条")
    child.send("全部\r")
    child.expect_exact("›")
    ended(child)
    assert len(workspace.ledger().facts) == 15
    assert len(service.asked) == 1


def test_a_chat_is_read_once_it_is_known_who_the_person_is(
    cli: Cli, workspace: Workspace, service: Service
) -> None:
    import documents

    path = cli.home / "聊天.txt"
    path.write_bytes(documents.CHAT.encode("gb18030"))
    ran = cli.run("add", str(path), cwd=workspace.root, env=named(service))
    assert ran.code == 0
    assert "陈砚、小周" in ran.err
    assert "byline add --me 陈砚" in ran.err
    labels(service, 3)
    ran = cli.run("add", "--me", "陈砚", cwd=workspace.root, env=named(service))
    assert "第 3 条（2026-11-02 21:16:02 陈砚）" in ran.out
    assert "2 处别人说的话" in ran.err
    assert not any("三万" in quote for quote in quotes(workspace))


def test_voice_samples_give_no_facts(cli: Cli, workspace: Workspace, service: Service) -> None:
    path = cli.home / "旧文.md"
    path.write_text("我发过的一篇，带了十二个人。", encoding="utf-8")
    ran = cli.run("add", "--voice", str(path), cwd=workspace.root, env=named(service))
    assert ran.code == 0
    assert "不会从里面记事实" in ran.err
    assert service.asked == []
    assert "voice/旧文.md" in cli.run("materials", cwd=workspace.root).out


def test_the_text_with_its_places_can_be_looked_at(cli: Cli, workspace: Workspace) -> None:
    cli.run("add", str(given(cli.home)), "--no-model", cwd=workspace.root)
    ran = cli.run("materials", "简历.docx", cwd=workspace.root)
    assert "第 10 段\n去年夏天" in ran.out
    told = json.loads(cli.run("materials", "--json", cwd=workspace.root).out)
    assert [row["unread"] for row in told["materials"]] == [1, 1]
    assert "1 段没读" in cli.run("materials", cwd=workspace.root).out
    cli.run("materials", "没有.docx", cwd=workspace.root).failed_with("没有.docx")


def test_a_deleted_cache_comes_back_and_an_edited_document_is_reported(
    cli: Cli, workspace: Workspace, service: Service
) -> None:
    import shutil

    path = cli.home / "记.md"
    path.write_text("错发率降到千分之一点二。\n\n管过十二个人。", encoding="utf-8")
    labels(service, 2)
    cli.run("add", str(path), cwd=workspace.root, env=named(service))
    before = cli.run("facts", "--json", cwd=workspace.root).out
    shutil.rmtree(workspace.cache)
    assert cli.run("facts", "--json", cwd=workspace.root).out == before
    copy = workspace.materials / "记.md"
    copy.write_text("错发率降到千分之三。\n\n管过十二个人。", encoding="utf-8")
    cli.run("facts", cwd=workspace.root).failed_with("facts.yaml", "quote", "f001", "记.md")
    copy.unlink()
    cli.run("facts", cwd=workspace.root).failed_with("facts.yaml", "source.id", "记.md")


def test_a_model_that_fails_leaves_the_rest_for_the_next_run(
    cli: Cli, workspace: Workspace, service: Service
) -> None:
    path = cli.home / "长.md"
    path.write_text(long_text(2), encoding="utf-8")
    labels(service, LINES)
    service.fails(401)
    ran = cli.run("add", str(path), "--yes", cwd=workspace.root, env=named(service))
    assert ran.code == 0
    assert "接着读" in ran.err
    assert len(quotes(workspace)) == LINES
    labels(service, LINES)
    cli.run("add", "--yes", cwd=workspace.root, env=named(service))
    assert len(quotes(workspace)) == 2 * LINES


def test_ctrl_c_keeps_what_was_read(cli: Cli, workspace: Workspace, service: Service) -> None:
    path = cli.home / "长.md"
    path.write_text(long_text(2), encoding="utf-8")
    labels(service, LINES)
    service.replies.append(Reply(delay=3, body={}))
    cli.environment |= named(service)
    child = cli.terminal("add", str(path), cwd=workspace.root)
    child.expect("1/2")
    child.sendintr()
    child.expect("接着读")
    assert ended(child) == 130
    assert len(quotes(workspace)) == LINES


@pytest.mark.parametrize("seed", range(3))
def test_kill_at_any_instant_leaves_everything_whole(
    cli: Cli, workspace: Workspace, service: Service, seed: int
) -> None:
    chance = random.Random(seed)
    folder = cli.home / "下载"
    folder.mkdir()
    for number in range(3):
        text = f"{long_text(2)}\n".replace("仓我", f"仓{number}我")
        (folder / f"{number}.md").write_text(text, encoding="utf-8")
    labels(service, LINES, times=60)
    cli.environment |= named(service)
    for number in range(8):
        asked = len(service.asked)

        def busy(number: int = number, asked: int = asked) -> bool:
            """Documents are taken in, or, every other time, a portion is saved."""
            if number % 2:
                return len(service.asked) > asked + 1
            return (workspace.materials / "0.md").exists()

        with cli.start("add", str(folder), "--yes", cwd=workspace.root) as child:
            while not busy() and child.poll() is None:
                time.sleep(0.005)
            time.sleep(chance.uniform(0, 0.06))
            child.send_signal(signal.SIGKILL)
        check(workspace, folder)
    assert quotes(workspace)
    ran = cli.run("add", str(folder), "--yes", cwd=workspace.root)
    assert ran.code == 0, ran.err
    check(workspace, folder)
    assert len(workspace.shelf().names()) == 3
    assert len(quotes(workspace)) == 3 * 2 * LINES


def check(workspace: Workspace, folder: Path) -> None:
    """Every document is one of those given, every fact stands in its document, none twice."""
    originals = {path.read_bytes() for path in folder.iterdir()}
    shelf = workspace.shelf()
    copies = [shelf.path(name).read_bytes() for name in shelf.names()]
    assert set(copies) <= originals
    assert len(set(copies)) == len(copies)
    held = quotes(workspace)
    assert len(set(held)) == len(held)

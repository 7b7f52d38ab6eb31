"""byline revise: a wish, the new version, and what was not taken."""

import json
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from byline_process import Cli
from draft_samples import ASKING, HALVED, SLOT, STICKERS, recorded, saved
from loopback import Reply, Service

from byline.drafting.versions import History
from byline.ledger.models import Fact
from byline.workspace import Workspace

NEWER = "去年盘点要两天，我把它改成半天，差错率降到千分之二。"


@pytest.fixture
def path(cli: Cli, workspace: Workspace, hold: Callable[..., Fact], service: Service) -> Path:
    hold(HALVED, "result", "skill")
    hold(STICKERS, "skill", "skill")
    cli.environment |= {"BYLINE_BASE_URL": service.base_url, "BYLINE_MODEL": "m"}
    return saved(workspace.drafts, recorded(tags=("盘点",)))


def answer(service: Service, *sentences: str, facts: tuple[str, ...] = ()) -> None:
    fields = {f"s{at}": one for at, one in enumerate(sentences, 1)}
    more = {"facts": list(facts)} if facts else {}
    service.says(json.dumps(fields | more, ensure_ascii=False))


def test_a_wish_makes_a_version_that_can_be_undone(cli: Cli, path: Path, service: Service):
    before = path.read_bytes()
    answer(service, NEWER, "我是博士，每个货架先贴标签，再两个人一起数。", facts=("f001",))
    ran = cli.run("revise", str(path), "更口语一点", "--paragraph", "1")
    assert ran.code == 0, ran.err
    assert "存成第 2 版" in ran.out and "改成半天" in ran.out
    assert "没采用：我是博士" in ran.err and "这句照旧" in ran.err
    assert "状态：needs_input" in ran.out
    text = path.read_text(encoding="utf-8")
    assert NEWER in text and STICKERS in text and SLOT in text and ASKING in text
    assert "博士" not in text.partition("\n---\n")[2]
    traced = json.loads(cli.run("trace", str(path), "--json").out)["trace"]
    assert traced["paragraphs"][0]["lines"][0] == {
        "text": NEWER,
        "state": "carried",
        "facts": ["f001"],
        "was": "",
    }
    assert any("博士" in words for words in traced["removed"])
    assert "按“更口语一点”改" in cli.run("versions", str(path)).out
    assert cli.run("undo", str(path)).code == 0
    assert path.read_bytes() == before


def test_nothing_changed_is_said_and_makes_no_version(cli: Cli, path: Path, service: Service):
    before = path.read_bytes()
    answer(service, HALVED, STICKERS, facts=("f001",))
    ran = cli.run("revise", str(path), "换个说法", "--paragraph", "1")
    assert ran.code == 0, ran.err
    assert "一个字也没改" in ran.out
    assert path.read_bytes() == before
    assert len(History(path).versions()) == 1


def test_a_paragraph_is_deleted_without_a_model(cli: Cli, path: Path, service: Service):
    ran = cli.run("revise", str(path), "删掉第二段", "--json")
    assert ran.code == 0, ran.err
    told = json.loads(ran.out)
    assert (told["version"], told["changed"], told["status"]) == (2, True, "pass")
    post = path.read_text(encoding="utf-8").partition("\n---\n")[2]
    assert SLOT not in post and "别人的一回" not in post and HALVED in post
    assert service.asked == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("加上我是北大毕业的",), ("不能写进去", "北大毕业", "byline log")),
        (("标题换一个",), ("直接改文件",)),
        (("短一点", "--paragraph", "9"), ("没有这一段", "3 段")),
        (("短一点", "--only", "没有的字"), ("没有句子里有这几个字", "1 去年我把盘点")),
        (("短一点", "--paragraph", "2"), ("没有可以改的句子",)),
    ],
)
def test_what_cannot_be_done_asks_no_model(
    cli: Cli, path: Path, service: Service, arguments: tuple[str, ...], words: tuple[str, ...]
):
    before = path.read_bytes()
    cli.run("revise", str(path), *arguments).failed_with(*words)
    assert path.read_bytes() == before
    assert service.asked == []


def test_a_hand_edit_made_before_is_a_version(cli: Cli, path: Path, service: Service):
    mine = path.read_bytes().replace("别人的一回".encode(), "朋友的一回".encode())
    path.write_bytes(mine)
    answer(service, NEWER, STICKERS, facts=("f001",))
    assert cli.run("revise", str(path), "换个说法", "--paragraph", "1").code == 0
    held = History(path).versions()
    assert [one.note.why for one in held] == ["written", "edited", "revised"]
    assert held[1].data == mine
    assert "朋友的一回" in path.read_text(encoding="utf-8")


def test_ctrl_c_leaves_the_draft(cli: Cli, path: Path, service: Service):
    before = path.read_bytes()
    answered = threading.Event()
    service.replies.append(Reply(body={}, hold=answered))
    with cli.start("revise", str(path), "更口语一点", cwd=cli.home) as child:
        while not service.asked and child.poll() is None:
            time.sleep(0.02)
        child.send_signal(signal.SIGINT)
        child.wait(timeout=60)
        answered.set()
    assert child.returncode == 130
    assert path.read_bytes() == before
    assert len(History(path).versions()) == 1

"""byline revise: a wish, the new version, and what was not taken."""

import json
import signal
import threading
import time
from pathlib import Path

import pytest
from byline_process import Cli
from in_process import PROPOSED, Here, held, post_of
from loopback import Reply
from studio_samples import POST, audited

from byline.drafting.versions import History

PLAIN = POST.replace(f"\n\n{PROPOSED}〔?〕", "")
OPENING = "你那里的菜是不是也一筐一筐地倒？"
NEWER = "你那里的菜是不是也天天倒？"
TWO = PLAIN.replace(OPENING, NEWER)


@pytest.fixture
def path(here: Here) -> Path:
    """A draft with nothing open."""
    return here.draft(PLAIN, (1, "none", ""))


def answers(here: Here, post: str, *verdicts: tuple[int, str, str]) -> None:
    here.service.streams(post)
    audited(here.service, *verdicts, count=14)


def test_a_wish_makes_a_version_that_can_be_undone(here: Here, path: Path) -> None:
    before = path.read_bytes()
    answers(here, TWO)
    ran = here.run("revise", str(path), "开头更口语一点")
    assert ran.code == 0, ran.err
    assert "存成第 2 版" in ran.out and "{+天天+}倒" in ran.out
    assert "状态：pass" in ran.out and f"byline undo {path}" in ran.err
    assert "开头更口语一点" in str(here.service.asked[0]["messages"][-1]["content"])
    assert NEWER in post_of(path)
    assert held(path).draft.facts == ["f005", "f001", "f002", "f003", "f004"]
    assert "按“开头更口语一点”改" in here.run("versions", str(path)).out
    assert here.run("undo", str(path)).code == 0
    assert path.read_bytes() == before


def test_only_what_is_new_is_audited_and_told(here: Here, path: Path) -> None:
    answers(here, TWO, (1, "beyond", "没说过"), (3, "beyond", "一直站着的句子"))
    here.service.says("1｜删")
    audited(here.service, count=14)
    ran = here.run("revise", str(path), "更口语一点")
    assert ran.code == 0, ran.err
    assert f"删掉：{NEWER}（没说过）" in ran.err
    assert "我在小学食堂管采购六年。" in post_of(path)
    answers(here, TWO.replace(OPENING, ""))
    again = here.run("revise", str(path), "再口语一点")
    assert again.code == 0 and "没说过" not in again.err


def test_what_a_wish_proposes_is_left_open(here: Here, path: Path) -> None:
    answers(here, POST, (6, "proposed", ""))
    ran = here.run("revise", str(path), "结尾给一个能做的动作")
    assert ran.code == 0, ran.err
    assert f"【待认：{PROPOSED}】" in post_of(path)
    assert "状态：needs_input" in ran.out and f"byline draft --affirm {path}" in ran.err


def test_nothing_changed_is_said_and_makes_no_version(here: Here, path: Path) -> None:
    # The record of the first writing has no prompt of a revision.
    answers(here, PLAIN)
    here.run("revise", str(path), "换个说法")
    before, count = path.read_bytes(), len(History(path).versions())
    answers(here, PLAIN)
    ran = here.run("revise", str(path), "换个说法")
    assert ran.code == 0, ran.err
    assert "一个字也没改" in ran.out
    assert path.read_bytes() == before
    assert len(History(path).versions()) == count


def test_json_has_the_difference_and_what_was_refused(here: Here, path: Path) -> None:
    answers(here, TWO, (1, "beyond", "没说过"))
    here.service.says("1｜删")
    audited(here.service, count=14)
    ran = here.run("revise", str(path), "更口语一点", "--json")
    assert ran.code == 0, ran.err
    told = json.loads(ran.out)
    assert (told["version"], told["changed"], told["status"]) == (2, True, "pass")
    assert told["refused"] == [{"was": NEWER, "now": "", "reason": "没说过"}]
    assert told["difference"]["lines"]


def test_a_paragraph_alone_changes_and_the_others_are_put_back(here: Here, path: Path) -> None:
    answers(here, TWO.replace("别光盯着单价，", ""))
    ran = here.run("revise", str(path), "更口语一点", "--paragraph", "1")
    assert ran.code == 0, ran.err
    assert NEWER in post_of(path) and "别光盯着单价，" in post_of(path)


def test_a_hand_edit_made_before_is_a_version_and_counts(here: Here, path: Path) -> None:
    mine = path.read_bytes().replace("别光盯着单价".encode(), "千万别光盯着单价".encode())
    path.write_bytes(mine)
    answers(
        here,
        TWO.replace(
            "别光盯着单价，我觉得烂掉的那些也是钱。〔f004〕",
            "千万别光盯着单价，我觉得烂掉的那些也是钱。〔w001〕",
        ),
    )
    assert here.run("revise", str(path), "开头口语一点").code == 0
    versions = History(path).versions()
    assert [one.note.why for one in versions] == ["written", "edited", "revised"]
    assert versions[1].data == mine
    assert "千万别光盯着单价" in post_of(path)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("短一点", "--paragraph", "9"), ("没有这一段", "3 段")),
        (("短一点", "--only", "没有的字"), ("没有句子里有这几个字", "byline trace")),
        (("短一点", "--writer", "quotes"), ("只按原话写稿", "--writer")),
    ],
)
def test_what_cannot_be_done_asks_no_model(
    here: Here, path: Path, arguments: tuple[str, ...], words: tuple[str, ...]
) -> None:
    before = path.read_bytes()
    here.run("revise", str(path), *arguments).failed_with(*words)
    assert path.read_bytes() == before
    assert here.service.asked == []


def test_a_model_that_hands_in_no_post_leaves_the_draft(here: Here, path: Path) -> None:
    before = path.read_bytes()
    for _ in range(2):
        here.service.streams("抱歉，我不能帮忙。")
    here.run("revise", str(path), "更口语一点").failed_with("--writer")
    assert path.read_bytes() == before
    assert len(History(path).versions()) == 1


def test_ctrl_c_leaves_the_draft(knowing: Cli, here: Here, path: Path) -> None:
    knowing.environment |= {"BYLINE_BASE_URL": here.service.base_url, "BYLINE_MODEL": "m"}
    before = path.read_bytes()
    answered = threading.Event()
    here.service.replies.append(Reply(body={}, hold=answered))
    with knowing.start("revise", str(path), "更口语一点", cwd=here.workspace.root) as child:
        while not here.service.asked and child.poll() is None:
            time.sleep(0.02)
        child.send_signal(signal.SIGINT)
        child.wait(timeout=60)
        answered.set()
    assert child.returncode == 130
    assert path.read_bytes() == before
    assert len(History(path).versions()) == 1

"""Documents taken in, and the facts in them."""

import json
from pathlib import Path

import pytest
from documents import CHAT
from loopback import Service

from byline.app.materials import Desk, Reading, Taking, rendering, take
from byline.errors import InputError, ModelError
from byline.interview.material_review import Decision
from byline.llm.chat import ChatSession
from byline.workspace import Workspace


def quiet(at: Taking) -> None:
    """Nobody watches."""


def no_progress(at: Reading) -> None:
    """Nobody watches."""


def refused(name: str, error: InputError) -> None:
    raise AssertionError(error)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    given = tmp_path / "下载"
    (given / ".缓存").mkdir(parents=True)
    (given / ".缓存" / "a.txt").write_text("藏着的", encoding="utf-8")
    (given / "文章.txt").write_text("我把货位重新编了一遍号。\n", encoding="utf-8")
    (given / "照片.png").write_bytes(b"\x89PNG")
    return given


def test_a_file_that_cannot_be_taken_keeps_no_other_out(workspace: Workspace, folder: Path) -> None:
    heard: list[Taking] = []
    with workspace.lock():
        photo = folder / "照片.png"
        taken = take(workspace, [photo, folder], voice=False, progress=heard.append)
    assert [added.name for _, added in taken.added] == ["文章.txt"]
    assert len(taken.refused) == len(taken.passed_over) == 1
    assert {at.path.name for at in heard} == {"照片.png", "文章.txt"}
    assert "货位" in rendering(workspace, "文章.txt").text
    with pytest.raises(InputError, match="没有这份材料"):
        rendering(workspace, "没有.txt")
    with pytest.raises(InputError, match="没有这个文件"):
        take(workspace, [folder / "没有"], voice=False, progress=quiet)


def test_what_a_failing_model_did_not_read_waits(
    workspace: Workspace, folder: Path, session: ChatSession, service: Service
) -> None:
    with workspace.lock():
        take(workspace, [folder], voice=False, progress=quiet)
        desk = Desk.open(workspace)
        desk.lay_out(None, "", which=None, refused=refused)
        service.fails(401)
        with pytest.raises(ModelError):
            desk.read(session, no_progress)
        assert [file.name for file in desk.waiting] == ["文章.txt"]
        service.says(json.dumps({"w1": "…", "l1": "result"}))
        heard: list[Reading] = []
        desk.read(session, heard.append)
        assert desk.waiting == []
        assert heard[-1] == Reading("文章.txt", 1, 1, 1)
        [file] = desk.files
        [fact] = desk.open_facts(file)
        assert (fact.consent, fact.confirmed) == ("private", False)
        assert desk.decide(Decision(consents={fact.id: "public"})) == 1
        assert desk.open_facts(file) == []
    [fact] = workspace.ledger().facts
    assert fact.usable and fact.confirmed


def test_a_document_of_several_people_waits_until_it_is_known_who_is_who(
    workspace: Workspace, tmp_path: Path
) -> None:
    chat = tmp_path / "群聊.txt"
    chat.write_text(CHAT, encoding="utf-8")
    asked: list[list[str]] = []
    left: list[str] = []

    def which(name: str, people: list[str]) -> str:
        asked.append(people)
        return "陈砚"

    def note(name: str, error: InputError) -> None:
        left.append(name)

    with workspace.lock():
        take(workspace, [chat], voice=False, progress=quiet)
        desk = Desk.open(workspace)
        desk.lay_out(None, "", which=None, refused=note)
        assert (desk.files, left) == ([], ["群聊.txt"])
        desk.lay_out(None, "", which=which, refused=note)
        assert asked == [["陈砚", "小周"]]
        assert [file.me for file in desk.files] == ["陈砚"]
        again = Desk.open(workspace)
        again.lay_out(None, "", which=None, refused=note)
        assert [file.me for file in again.files] == ["陈砚"]

"""byline interview --fill: from the open place of a draft to its paragraph."""

import json
import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from byline_process import Cli, Ran, ended
from draft_samples import ASKING, HALVED, recorded, section
from loopback import Reply, Service

from byline.drafting import storage
from byline.drafting.models import Draft
from byline.drafting.stored import load
from byline.ledger.events import Answered, Asked, Unasked
from byline.ledger.models import Fact
from byline.workspace import Workspace

STOCK = HALVED
DONE = "你自己做成过的一回：原来怎样，你怎么做，后来怎样？"
VIEW = "这件事上，你跟同行不一样的看法是什么？"
ANSWER = (
    "2019年我管童装仓库，那天大促错发率千分之八，后来我花两个月把货位重新编号，"
    "降到千分之一点二，隔壁仓库没想到，第二年也照着这么编。"
)
OPINION = "都说先换系统再理货，我不同意，货没理清楚换什么系统都白搭，先花两天把货位标清楚。"
WORDED = "2019年我管童装仓库，大促错发率千分之八。后来我花两个月把货位重新编号，降到千分之一点二。"
SECRET = "那年我女儿刚上小学，我一个月工资八千二，天天盘点到半夜，后来改成半天盘完就能回家接她。"


def draft() -> Draft:
    return recorded(
        section((STOCK, ["f001"]), beat="opening"),
        section((f"【待补：{DONE}】", [])),
        section((f"【待补：{VIEW}】", []), beat="view"),
        section((ASKING, []), beat="closing"),
        platform="xiaohongshu",
        tags=("盘点",),
    )


@pytest.fixture
def path(workspace: Workspace, hold: Callable[..., Fact]) -> Path:
    hold(STOCK, "result", "skill")
    return storage.save(workspace.drafts, draft())


@pytest.fixture
def model(service: Service) -> dict[str, str]:
    return {"BYLINE_BASE_URL": service.base_url, "BYLINE_MODEL": "m"}


def fill(cli: Cli, path: Path, stdin: str = "", *more: str, **env: str) -> Ran:
    return cli.run("interview", "--fill", str(path), *more, stdin=stdin, env=env)


def labels(service: Service, kind: str) -> None:
    service.says(json.dumps({"l1": kind}))


def paragraph(service: Service, text: str, fact: str) -> None:
    service.says(json.dumps({"text": text, "facts": [fact]}, ensure_ascii=False))


def post(path: Path) -> str:
    return path.read_text(encoding="utf-8").partition("\n---\n")[2]


def edit(path: Path, *changes: tuple[str, str]) -> None:
    """Change words below the front matter by hand."""
    head, _, words = path.read_text(encoding="utf-8").partition("\n---\n")
    for old, new in changes:
        assert old in words
        words = words.replace(old, new)
    path.write_text(f"{head}\n---\n{words}", encoding="utf-8")


def asked(workspace: Workspace) -> list[str]:
    events = workspace.journal().events
    return [e.text for e in events if isinstance(e, Asked) and e.slot is not None]


def test_answers_become_facts_and_paragraphs(
    cli: Cli, workspace: Workspace, path: Path, service: Service, model: dict[str, str]
) -> None:
    before = post(path)
    labels(service, "result")
    labels(service, "opinion")
    paragraph(service, WORDED, "f002")
    paragraph(service, OPINION, "f003")
    ran = fill(cli, path, f"{ANSWER}\n{OPINION}\n", **model)
    assert ran.code == 0, ran.err
    assert asked(workspace) == [DONE, VIEW]
    assert [ran.out.index(f"[{place}/2 待补] ") for place in (1, 2)] == sorted(
        [ran.out.index(DONE) - 9, ran.out.index(VIEW) - 9]
    )
    assert "2 处待补" in ran.err
    assert f"上文：{STOCK}" in ran.err
    assert post(path) == before.replace(f"【待补：{DONE}】", WORDED).replace(
        f"【待补：{VIEW}】", OPINION
    )
    held = load(path).draft
    assert (held.status, held.sections[1].facts, held.sections[2].facts) == (
        "pass",
        ["f002"],
        ["f003"],
    )
    assert [f.id for f in workspace.ledger().facts if f.last_used] == ["f002", "f003"]
    assert "补上了（f002）" in ran.out
    assert f"byline check {path} --for xiaohongshu" in ran.err
    assert f"byline trace {path}" in ran.err
    told = cli.run("trace", str(path), "--json")
    assert told.code == 0
    assert "slot" not in [
        line["state"]
        for part in json.loads(told.out)["trace"]["paragraphs"]
        for line in part["lines"]
    ]


def test_a_draft_without_places_says_so_and_asks_nothing(
    cli: Cli, workspace: Workspace, path: Path
) -> None:
    edit(path, (f"【待补：{DONE}】", "有。"), (f"【待补：{VIEW}】", "有。"))
    before = path.read_bytes(), workspace.journal_path.read_bytes()
    ran = fill(cli, path)
    assert (ran.code, ran.out) == (0, "这篇稿子没有待补的地方。\n")
    assert f"byline check {path} --for xiaohongshu" in ran.err
    assert (path.read_bytes(), workspace.journal_path.read_bytes()) == before


def test_what_is_no_draft_is_refused(cli: Cli, workspace: Workspace, path: Path) -> None:
    notes = workspace.root / "a.md"
    notes.write_text("【待补：哪年】\n", encoding="utf-8")
    fill(cli, notes).failed_with("不是 byline 写的稿子", "a.md")
    fill(cli, path.parent).failed_with("文件夹", "xiaohongshu.md")
    fill(cli, workspace.root / "没有.md").failed_with("没有.md")
    outside = cli.home / "外面.md"
    outside.write_bytes(path.read_bytes())
    fill(cli, outside).failed_with("byline new")


def test_a_place_is_left_by_skip_and_by_pause(cli: Cli, workspace: Workspace, path: Path) -> None:
    before = path.read_bytes()
    ran = fill(cli, path, "/skip\n/pause\n", "--no-model")
    assert ran.code == 0, ran.err
    assert path.read_bytes() == before
    assert f"下次接着补：byline interview --fill {path}" in ran.out
    assert "状态：needs_input" in ran.out
    assert "还有 2 处待补" in ran.err
    fill(cli, path, "/pause\n", "--no-model")
    assert asked(workspace) == [DONE, VIEW, DONE]


def test_without_a_model_the_persons_words_are_offered(
    cli: Cli, workspace: Workspace, path: Path
) -> None:
    ran = fill(cli, path, f"{ANSWER}\n/skip\n\n", "--no-model")
    assert ran.code == 0, ran.err
    assert "先把原话放进稿子？" in ran.err
    assert ANSWER in post(path)
    (section,) = [one for one in load(path).draft.sections if one.beat == "done"]
    assert section.facts == ["f002"]
    assert workspace.ledger().get("f002").quote == ANSWER


@pytest.mark.parametrize("reply", ["n\n", ""])
def test_who_would_rather_wait_for_a_model_is_not_asked_again(
    cli: Cli,
    workspace: Workspace,
    path: Path,
    service: Service,
    model: dict[str, str],
    reply: str,
) -> None:
    before = path.read_bytes()
    ran = fill(cli, path, f"{ANSWER}\n/skip\n{reply}", "--no-model")
    assert ran.code == 0, ran.err
    assert "不会再问一遍" in ran.err
    assert path.read_bytes() == before
    labels(service, "result")
    paragraph(service, WORDED, "f002")
    again = fill(cli, path, "/skip\n", **model)
    assert "其中 1 处你答过了" in again.err
    assert asked(workspace) == [DONE, VIEW, VIEW]
    assert WORDED in post(path)


def test_a_model_that_dies_while_it_writes_leaves_the_persons_words(
    cli: Cli, path: Path, service: Service, model: dict[str, str]
) -> None:
    labels(service, "result")
    service.fails(400)
    ran = fill(cli, path, f"{ANSWER}\n/skip\n", **model)
    assert ran.code == 0, ran.err
    assert ANSWER in post(path)
    assert "放的是你的原话" in ran.err


def test_what_is_private_stays_out_until_it_is_opened(
    cli: Cli, workspace: Workspace, path: Path, service: Service, model: dict[str, str]
) -> None:
    before = path.read_bytes()
    labels(service, "result")
    ran = fill(cli, path, f"{SECRET}\n/skip\n\n", **model)
    assert ran.code == 0, ran.err
    assert "先当作不公开" in ran.out
    assert path.read_bytes() == before
    assert "byline facts --public f002" in ran.err
    assert len(service.asked) == 1, "only the reading for facts: no paragraph is asked for"
    assert cli.run("facts", "--public", "f002", cwd=workspace.root).code == 0
    paragraph(service, SECRET, "f002")
    assert fill(cli, path, "/skip\n", **model).code == 0
    assert asked(workspace) == [DONE, VIEW, VIEW]
    assert "八千二" in post(path)


def test_what_is_opened_in_the_review_is_written_at_once(
    cli: Cli, path: Path, service: Service, model: dict[str, str]
) -> None:
    labels(service, "result")
    paragraph(service, SECRET, "f002")
    ran = fill(cli, path, f"{SECRET}\n/skip\n1\n", **model)
    assert ran.code == 0, ran.err
    assert "八千二" in post(path)


def test_an_answer_marked_private_is_not_written(
    cli: Cli, workspace: Workspace, path: Path
) -> None:
    before = path.read_bytes()
    ran = fill(cli, path, f"{ANSWER}\n/private\n/skip\n\n", "--no-model")
    assert ran.code == 0, ran.err
    assert path.read_bytes() == before
    assert workspace.ledger().get("f002").consent == "private"
    assert "byline facts --public f002" in ran.err


def test_a_kill_between_answer_and_paragraph_costs_no_question(
    cli: Cli, workspace: Workspace, path: Path, service: Service, model: dict[str, str]
) -> None:
    service.replies.append(Reply(status=400, body={"error": {"message": "no"}}, delay=0.5))
    service.replies.append(Reply(status=400, body={"error": {"message": "no"}}, delay=0.5))
    cli.environment.update(model)
    process = cli.start("interview", "--fill", str(path), cwd=workspace.root)
    assert process.stdin
    assert process.stdout
    process.stdin.write(f"{ANSWER}\n".encode())
    process.stdin.flush()
    while VIEW.encode() not in process.stdout.readline():
        pass
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdin.close()
    process.stdout.close()
    assert list(workspace.journal().answers().values())[-1] == ANSWER
    service.replies.clear()
    labels(service, "result")
    paragraph(service, WORDED, "f002")
    ran = fill(cli, path, "/skip\n")
    assert ran.code == 0, ran.err
    assert asked(workspace) == [DONE, VIEW, VIEW]
    assert WORDED in post(path)
    assert len([e for e in workspace.journal().events if isinstance(e, Unasked)]) == 1


def test_a_slot_and_a_paragraph_changed_by_hand(cli: Cli, path: Path) -> None:
    own = "哪一回让你老板没想到？"
    edit(path, (f"【待补：{DONE}】", f"【待补：{own}"), (ASKING, f"{ASKING}  \n\n\n我自己添的。"))
    before = post(path)
    ran = fill(cli, path, f"{ANSWER}\n/skip\n\n", "--no-model")
    assert ran.code == 0, ran.err
    assert f"[1/2 待补] {own}" in ran.out
    assert post(path) == before.replace(f"【待补：{own}", ANSWER)
    assert load(path).draft.sections[1].text == ANSWER


def test_answers_come_from_a_file(
    cli: Cli, path: Path, service: Service, model: dict[str, str]
) -> None:
    script = cli.home / "a.yaml"
    script.write_text(
        json.dumps({"answers": {"result": [ANSWER]}}, ensure_ascii=False), encoding="utf-8"
    )
    labels(service, "result")
    paragraph(service, WORDED, "f002")
    ran = fill(cli, path, "", "--answers", str(script), **model)
    assert ran.code == 0, ran.err
    assert f"› {ANSWER}" in ran.out
    assert WORDED in post(path)
    assert f"【待补：{VIEW}】" in post(path)


def test_the_interview_goes_on_where_it_was(cli: Cli, workspace: Workspace, path: Path) -> None:
    cli.run("interview", "--no-model", cwd=workspace.root)
    questions = [e for e in workspace.journal().events if isinstance(e, Asked)]
    fill(cli, path, "", "--no-model")
    again = cli.run("interview", "--no-model", cwd=workspace.root)
    assert questions[-1].text in again.out
    assert DONE not in again.out


def test_english_places_are_asked_in_english(cli: Cli, path: Path) -> None:
    edit(path, (DONE, "What have you pulled off yourself?"), (VIEW, "Where do you differ?"))
    ran = fill(cli, path, "/pause\n", "--no-model")
    assert "[1/2 open place] What have you pulled off" in ran.out
    assert "Stopped here. To go on: byline interview --fill" in ran.out


def test_the_sitting_in_a_terminal(cli: Cli, workspace: Workspace, path: Path) -> None:
    child = cli.terminal("interview", "--fill", str(path), "--no-model", cwd=workspace.root)
    child.expect("2 处待补")
    child.expect(r"\[1/2 待补\]")
    child.expect("›")
    child.send("我盘点的时候改过几个地方，大家觉得还可以\r")
    child.expect("追问")
    child.expect("›")
    child.send(f"{ANSWER}\r")
    child.expect(r"\[2/2 待补\]")
    child.expect("›")
    child.send("/back\r")
    child.expect("你当时说")
    child.expect("›")
    child.send("/skip\r")
    child.expect(r"\[2/2 待补\]")
    child.expect("›")
    child.send("打到一半")
    child.sendintr()
    child.expect("停在这里了")
    child.expect("原话放进稿子")
    child.send("\r")
    child.expect("补上了")
    child.expect("byline trace")
    assert ended(child) == 0
    assert ANSWER in post(path)
    assert f"【待补：{VIEW}】" in post(path)
    said = [e.text for e in workspace.journal().events if isinstance(e, Answered)]
    assert "打到一半" not in "".join(said)


def test_ctrl_c_at_every_question_leaves_the_draft_whole(
    cli: Cli, workspace: Workspace, path: Path
) -> None:
    before = path.read_bytes()
    child = cli.terminal("interview", "--fill", str(path), "--no-model", cwd=workspace.root)
    child.expect(r"\[1/2 待补\]")
    child.expect("›")
    child.send(f"{ANSWER}\r")
    child.expect(r"\[2/2 待补\]")
    child.sendintr()
    child.expect("原话放进稿子")
    child.sendintr()
    child.expect("不会再问一遍")
    assert ended(child) == 0
    assert path.read_bytes() == before
    assert list(workspace.journal().answers().values())[-1] == ANSWER


def test_a_draft_that_waits_says_what_to_run(
    cli: Cli,
    workspace: Workspace,
    hold: Callable[..., Fact],
    service: Service,
    model: dict[str, str],
) -> None:
    fear = hold("刚当上店长的人最怕月底盘点。", "audience", "audience")
    service.streams(json.dumps({"text": "你是不是最怕月底盘点？", "facts": [fear.id]}))
    service.says(json.dumps({"question": "你那边呢？"}))
    service.says(json.dumps({"titles": ["盘点"], "tags": ["盘点", "店长", "药店"]}))
    ran = cli.run("draft", "盘点", "--for", "xiaohongshu", cwd=workspace.root, env=model)
    assert ran.code == 0, ran.err
    (made,) = workspace.drafts.rglob("*.md")
    assert f"byline interview --fill {made}" in ran.err


def test_what_is_to_be_told_anonymously_waits_for_its_wording(
    cli: Cli, workspace: Workspace, path: Path
) -> None:
    before = path.read_bytes()
    ran = fill(cli, path, f"{SECRET}\n/skip\n\n1 隐名\n", "--no-model")
    assert ran.code == 0, ran.err
    assert path.read_bytes() == before
    assert workspace.ledger().get("f002").consent == "anonymise"
    assert "byline facts --anonymise f002" in ran.err

"""byline interview --fill: what a draft waits for is asked, and the answers go into it."""

import json
import os
import signal
import threading
from pathlib import Path

import pytest
from byline_process import Cli, Ran, ended
from draft_samples import recorded, section
from in_process import PROPOSED, TOPIC, Here, held, post_of
from loopback import Reply
from studio_samples import audited

from byline.drafting import document
from byline.drafting.models import Draft
from byline.drafting.versions import History
from byline.ledger.events import Affirmed, Answered, Asked, Unasked

TOLD = "我在一个小学食堂管采购，管了六年。"
DONE = "你自己做成过的一回：原来怎样，你怎么做，后来怎样？"
VIEW = "这件事上，你跟同行不一样的看法是什么？"
ASKING = "你那边是什么情况？评论里说一句就行。"
ANSWER = (
    "2019年我管童装仓库，那天大促错发率千分之八，后来我花两个月把货位重新编号，"
    "降到千分之一点二，隔壁仓库没想到，第二年也照着这么编。"
)
OPINION = "都说先换系统再理货，我不同意，货没理清楚换什么系统都白搭，先花两天把货位标清楚。"
WORDED = "2019年大促，我管的童装仓库错发率千分之八，花两个月把货位重新编号，降到了千分之一点二。"
SECRET = "那年我女儿刚上小学，我一个月工资八千二，天天盘点到半夜，后来改成半天盘完就能回家接她。"


def waiting() -> Draft:
    return recorded(
        section((TOLD, ["f001"])),
        section((f"【待补：{DONE}】", [])),
        section((f"【待补：{VIEW}】", [])),
        section((ASKING, [])),
        platform="xiaohongshu",
        tags=("盘点",),
    )


@pytest.fixture
def path(here: Here) -> Path:
    return document.save(here.workspace.drafts, waiting())


def fill(here: Here, path: Path, stdin: str = "", *more: str) -> Ran:
    return here.run("interview", "--fill", str(path), *more, stdin=stdin)


def labels(here: Here, kind: str) -> None:
    here.service.says(json.dumps({"l1": kind}))


def writes(here: Here, done: str = "", view: str = "", *verdicts: tuple[int, str, str]) -> None:
    """Queue the one call that fills, and its audit; what is not given stays open."""
    parts = [done or f"【待补：{DONE}】", view or f"【待补：{VIEW}】"]
    post = "\n\n".join([f"{TOLD}〔f001〕", *parts, ASKING])
    here.service.streams(f"[标题]\n盘点怎么改\n[正文]\n{post}\n[话题]\n盘点")
    audited(here.service, *verdicts, count=14)


def edit(path: Path, *changes: tuple[str, str]) -> None:
    """Change words below the front matter by hand."""
    head, mark, words = path.read_text(encoding="utf-8").partition("\n---\n")
    for old, new in changes:
        assert old in words
        words = words.replace(old, new)
    path.write_text(f"{head}{mark}{words}", encoding="utf-8")


def asked(here: Here) -> list[str]:
    events = here.workspace.journal().events
    return [one.text for one in events if isinstance(one, Asked) and one.slot is not None]


def test_answers_become_facts_and_one_call_puts_them_in(here: Here, path: Path) -> None:
    before = post_of(path)
    labels(here, "result")
    labels(here, "opinion")
    writes(here, f"{WORDED}〔f007〕", f"{OPINION}〔f008〕")
    ran = fill(here, path, f"{ANSWER}\n{OPINION}\n")
    assert ran.code == 0, ran.err
    assert asked(here) == [DONE, VIEW]
    assert f"[1/2 待补] {DONE}" in ran.out and f"[2/2 待补] {VIEW}" in ran.out
    assert "2 处待补" in ran.err and f"上文：{TOLD}" in ran.err and f"下文：{ASKING}" in ran.err
    assert post_of(path) == before.replace(f"【待补：{DONE}】", WORDED).replace(
        f"【待补：{VIEW}】", OPINION
    )
    draft = held(path).draft
    assert draft.status == "pass" and draft.facts == ["f001", "f007", "f008"]
    assert {"f007", "f008"} <= {one.id for one in here.facts() if one.last_used}
    assert "f007" in str(here.service.asked[2]["messages"][-1]["content"])
    assert len(here.service.asked) == 4, "two readings for facts, one writing, one audit"
    assert "存成第 2 版" in ran.out and "状态：pass" in ran.out
    assert f"byline trace {path}" in ran.err
    assert [one.note.why for one in History(path).versions()] == ["written", "filled"]
    traced = json.loads(here.run("trace", str(path), "--json").out)["trace"]
    states = [line["state"] for part in traced["paragraphs"] for line in part["lines"]]
    assert "slot" not in states and states.count("carried") >= 3


def test_what_stands_after_a_place_keeps_its_facts(here: Here) -> None:
    draft = recorded(
        section((f"【待补：{DONE}】", [])),
        section((TOLD, ["f001"])),
        section((ASKING, [])),
        platform="xiaohongshu",
    )
    path = document.save(here.workspace.drafts, draft)
    labels(here, "result")
    here.service.streams(f"[正文]\n{WORDED}〔f007〕\n\n{TOLD}〔f001〕\n\n{ASKING}")
    audited(here.service, count=14)
    ran = fill(here, path, f"{ANSWER}\n")
    assert ran.code == 0, ran.err
    assert f"{TOLD}〔f001〕" in str(here.service.asked[1]["messages"][-1]["content"])
    assert held(path).draft.facts == ["f007", "f001"]


def test_a_topic_that_was_refused_is_written_once_it_is_told(here: Here) -> None:
    here.service.streams(f"[问]\n{DONE}")
    assert here.run("draft", "仓库错发怎么办", "--for", "xiaohongshu").code == 0
    [path] = here.workspace.drafts.glob("*/*.md")
    here.service.asked.clear()
    labels(here, "result")
    here.service.streams(f"[标题]\n错发怎么办\n[正文]\n{WORDED}〔f007〕你那边呢？")
    audited(here.service, count=14)
    ran = fill(here, path, f"{ANSWER}\n")
    assert ran.code == 0, ran.err
    assert WORDED in ran.out, "shown while it is written"
    assert held(path).draft.status == "pass" and held(path).title == "错发怎么办"


def test_a_draft_without_places_says_so_and_asks_nothing(here: Here, path: Path) -> None:
    edit(path, (f"【待补：{DONE}】", "有。"), (f"【待补：{VIEW}】", "有。"))
    journal = here.workspace.journal_path
    before = path.read_bytes(), journal.read_bytes()
    ran = fill(here, path)
    assert ran.code == 0 and ran.out.startswith("这篇稿子没有待补的地方。\n")
    assert (path.read_bytes(), journal.read_bytes()) == before
    assert here.service.asked == []


def test_what_is_no_draft_is_refused(here: Here, path: Path) -> None:
    notes = here.workspace.root / "a.md"
    notes.write_text("【待补：哪年】\n", encoding="utf-8")
    fill(here, notes).failed_with("不是 byline 写的稿子", "a.md")
    fill(here, path.parent).failed_with("文件夹", "xiaohongshu.md")
    fill(here, here.workspace.root / "没有.md").failed_with("没有.md")
    outside = here.workspace.root.parent / "外面.md"
    outside.write_bytes(path.read_bytes())
    fill(here, outside).failed_with("byline new")


def test_a_place_is_left_by_skip_and_by_pause(here: Here, path: Path) -> None:
    before = path.read_bytes()
    ran = fill(here, path, "/skip\n/pause\n", "--no-model")
    assert ran.code == 0, ran.err
    assert path.read_bytes() == before
    assert f"下次接着补：byline interview --fill {path}" in ran.out
    assert "状态：needs_input" in ran.out and f"byline interview --fill {path}" in ran.err
    fill(here, path, "/pause\n", "--no-model")
    assert asked(here) == [DONE, VIEW, DONE]


def test_without_a_model_the_persons_words_are_offered(here: Here, path: Path) -> None:
    ran = fill(here, path, f"{ANSWER}\n{OPINION}\n\n", "--no-model")
    assert ran.code == 0, ran.err
    assert "先把原话放进稿子？" in ran.err and "没有经过模型" in ran.err
    assert here.service.asked == []
    words = post_of(path)
    assert words.index(TOLD) < words.index(ANSWER) < words.index(OPINION) < words.index(ASKING)
    assert held(path).draft.facts == ["f001", "f007", "f008"]
    assert [one.quote for one in here.facts()[-2:]] == [ANSWER, OPINION]
    assert "【待补" not in words


def test_a_person_whose_model_writes_quotes_gets_their_own_words(here: Here, path: Path) -> None:
    here.patch.setenv("BYLINE_WRITES", "quotes")
    labels(here, "result")
    ran = fill(here, path, f"{ANSWER}\n/skip\n")
    assert ran.code == 0, ran.err
    assert len(here.service.asked) == 1, "the reading for facts alone"
    assert ANSWER in post_of(path) and f"【待补：{VIEW}】" in post_of(path)
    assert "没有经过模型" in ran.err


@pytest.mark.parametrize("reply", ["n\n", ""])
def test_who_would_rather_wait_for_a_model_is_not_asked_again(
    here: Here, path: Path, reply: str
) -> None:
    before = path.read_bytes()
    ran = fill(here, path, f"{ANSWER}\n/skip\n{reply}", "--no-model")
    assert ran.code == 0, ran.err
    assert "不会再问一遍" in ran.err
    assert path.read_bytes() == before
    labels(here, "result")
    writes(here, f"{WORDED}〔f007〕")
    again = fill(here, path, "/skip\n")
    assert "其中 1 处你答过了" in again.err
    assert asked(here) == [DONE, VIEW, VIEW]
    assert WORDED in post_of(path)


def test_a_model_that_fails_while_it_writes_costs_no_answer(here: Here, path: Path) -> None:
    before = path.read_bytes()
    labels(here, "result")
    for _ in range(2):
        here.service.fails(400)
    ran = fill(here, path, f"{ANSWER}\n/skip\n")
    assert ran.code == 1 and "你说的都记下了" in ran.err and "Traceback" not in ran.err
    assert path.read_bytes() == before
    here.service.replies.clear()
    writes(here, f"{WORDED}〔f007〕")
    assert fill(here, path, "/skip\n").code == 0
    assert asked(here) == [DONE, VIEW, VIEW] and WORDED in post_of(path)


def test_what_the_model_leaves_out_is_said_and_tried_again(here: Here, path: Path) -> None:
    labels(here, "result")
    writes(here)
    ran = fill(here, path, f"{ANSWER}\n/skip\n")
    assert ran.code == 0, ran.err
    assert f"没有用上：{DONE}" in ran.err and "（f007）" in ran.err
    writes(here, f"{WORDED}〔f007〕")
    assert fill(here, path, "/skip\n").code == 0
    assert asked(here) == [DONE, VIEW, VIEW] and WORDED in post_of(path)


def test_what_is_private_stays_out_until_it_is_opened(here: Here, path: Path) -> None:
    before = path.read_bytes()
    labels(here, "result")
    ran = fill(here, path, f"{SECRET}\n/skip\n\n")
    assert ran.code == 0, ran.err
    assert "先当作不公开" in ran.out
    assert path.read_bytes() == before
    assert "byline facts --public f007" in ran.err
    assert len(here.service.asked) == 1, "only the reading for facts: no writing is asked for"
    assert here.run("facts", "--public", "f007").code == 0
    writes(here, f"{SECRET}〔f007〕")
    assert fill(here, path, "/skip\n").code == 0
    assert asked(here) == [DONE, VIEW, VIEW]
    assert "八千二" in post_of(path)


def test_what_is_opened_in_the_review_is_written_at_once(here: Here, path: Path) -> None:
    labels(here, "result")
    writes(here, f"{SECRET}〔f007〕")
    ran = fill(here, path, f"{SECRET}\n/skip\n1\n")
    assert ran.code == 0, ran.err
    assert "八千二" in post_of(path)


def test_what_is_to_be_told_anonymously_waits_for_its_wording(here: Here, path: Path) -> None:
    before = path.read_bytes()
    ran = fill(here, path, f"{SECRET}\n/skip\n\n1 隐名\n", "--no-model")
    assert ran.code == 0, ran.err
    assert path.read_bytes() == before
    assert here.workspace.ledger().get("f007").consent == "anonymise"
    assert "byline facts --anonymise f007" in ran.err


def test_an_answer_marked_private_is_not_written(here: Here, path: Path) -> None:
    before = path.read_bytes()
    ran = fill(here, path, f"{ANSWER}\n/private\n/skip\n\n", "--no-model")
    assert ran.code == 0, ran.err
    assert path.read_bytes() == before
    assert here.workspace.ledger().get("f007").consent == "private"
    assert "byline facts --public f007" in ran.err


def test_a_few_words_go_into_a_sentence_and_keep_its_secret(here: Here) -> None:
    draft = recorded(
        section(("我那会儿在【待补：哪个城市】管仓库。", []), (TOLD, ["f001"])),
        section(("每个月【待补：工资多少】左右。", [])),
        platform="xiaohongshu",
    )
    path = document.save(here.workspace.drafts, draft)
    before = post_of(path)
    here.service.streams(
        f"[标题]\n盘点怎么改\n[正文]\n我那会儿在杭州管仓库。〔f007〕{TOLD}〔f001〕\n\n"
        "每个月【待补：工资多少】左右。"
    )
    audited(here.service, count=14)
    ran = fill(here, path, "杭州\n八千二\n\n")
    assert ran.code == 0, ran.err
    assert "这一句：我那会儿在＿＿＿＿管仓库。" in ran.err
    assert post_of(path) == before.replace("【待补：哪个城市】", "杭州")
    assert [(one.quote, one.consent) for one in here.facts()[-2:]] == [
        ("杭州", "public"),
        ("八千二", "private"),
    ]
    assert "八千二" not in json.dumps(here.service.asked, ensure_ascii=False)


def test_a_place_that_was_taken_out_meanwhile_gets_nothing(here: Here, path: Path) -> None:
    fill(here, path, f"{ANSWER}\n/pause\n", "--no-model")
    edit(path, (f"【待补：{DONE}】", "这段我自己写好了。"))
    before = post_of(path)
    labels(here, "opinion")
    ran = fill(here, path, "/skip\n")
    assert ran.code == 0, ran.err
    assert post_of(path) == before


def test_a_slot_and_a_paragraph_changed_by_hand(here: Here, path: Path) -> None:
    own = "哪一回让你老板没想到？"
    edit(path, (f"【待补：{DONE}】", f"【待补：{own}"), (ASKING, f"{ASKING}  \n\n\n我自己添的。"))
    before = post_of(path)
    ran = fill(here, path, f"{ANSWER}\n/skip\n\n", "--no-model")
    assert ran.code == 0, ran.err
    assert f"[1/2 待补] {own}" in ran.out
    assert post_of(path) == before.replace(f"【待补：{own}", ANSWER)


def test_answers_come_from_a_file(here: Here, path: Path) -> None:
    script = here.workspace.root / "a.yaml"
    script.write_text(
        json.dumps({"answers": {"skill": [ANSWER]}}, ensure_ascii=False), encoding="utf-8"
    )
    labels(here, "result")
    writes(here, f"{WORDED}〔f007〕")
    ran = fill(here, path, "", "--answers", str(script))
    assert ran.code == 0, ran.err
    assert f"› {ANSWER}" in ran.out
    assert WORDED in post_of(path) and f"【待补：{VIEW}】" in post_of(path)


def test_the_interview_goes_on_where_it_was(here: Here, path: Path) -> None:
    here.run("interview", "--no-model")
    questions = [one for one in here.workspace.journal().events if isinstance(one, Asked)]
    fill(here, path, "", "--no-model")
    again = here.run("interview", "--no-model")
    assert questions[-1].text in again.out
    assert DONE not in again.out


def test_english_places_are_asked_in_english(here: Here, path: Path) -> None:
    edit(path, (DONE, "What have you pulled off yourself?"), (VIEW, "Where do you differ?"))
    ran = fill(here, path, "/pause\n", "--no-model")
    assert "[1/2 open place] What have you pulled off" in ran.out
    assert "Stopped here. To go on: byline interview --fill" in ran.out


def test_a_draft_that_waits_says_what_to_run(here: Here) -> None:
    here.service.streams(f"[正文]\n{TOLD}〔f001〕\n\n【待补：{DONE}】")
    audited(here.service, count=4)
    ran = here.run("draft", TOPIC, "--for", "xiaohongshu")
    assert ran.code == 0, ran.err
    [made] = here.workspace.drafts.glob("*/*.md")
    assert f"byline interview --fill {made}" in ran.err


@pytest.fixture
def served(knowing: Cli, here: Here) -> Cli:
    """The same workspace for a byline that is a process of its own."""
    knowing.environment |= {"BYLINE_BASE_URL": here.service.base_url, "BYLINE_MODEL": "m"}
    return knowing


def test_a_kill_between_answer_and_writing_costs_no_question(
    served: Cli, here: Here, path: Path
) -> None:
    for _ in range(2):
        body = {"error": {"message": "no"}}
        here.service.replies.append(Reply(status=400, body=body, delay=0.5))
    process = served.start("interview", "--fill", str(path), cwd=here.workspace.root)
    assert process.stdin and process.stdout
    process.stdin.write(f"{ANSWER}\n".encode())
    process.stdin.flush()
    while VIEW.encode() not in process.stdout.readline():
        pass
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdin.close()
    process.stdout.close()
    assert list(here.workspace.journal().answers().values())[-1] == ANSWER
    here.service.replies.clear()
    labels(here, "result")
    writes(here, f"{WORDED}〔f007〕")
    ran = fill(here, path, "/skip\n")
    assert ran.code == 0, ran.err
    assert asked(here) == [DONE, VIEW, VIEW]
    assert WORDED in post_of(path)
    events = here.workspace.journal().events
    assert len([one for one in events if isinstance(one, Unasked)]) == 1


def test_the_sitting_in_a_terminal(served: Cli, here: Here, path: Path) -> None:
    child = served.terminal("interview", "--fill", str(path), "--no-model", cwd=here.workspace.root)
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
    child.expect("存成第 2 版")
    child.expect("byline trace")
    assert ended(child) == 0
    assert ANSWER in post_of(path)
    assert f"【待补：{VIEW}】" in post_of(path)
    said = [one.text for one in here.workspace.journal().events if isinstance(one, Answered)]
    assert "打到一半" not in "".join(said)


def test_ctrl_c_at_every_question_leaves_the_draft_whole(
    served: Cli, here: Here, path: Path
) -> None:
    before = path.read_bytes()
    child = served.terminal("interview", "--fill", str(path), "--no-model", cwd=here.workspace.root)
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
    assert list(here.workspace.journal().answers().values())[-1] == ANSWER


def test_ctrl_c_while_it_is_written_leaves_the_draft(served: Cli, here: Here, path: Path) -> None:
    before = path.read_bytes()
    labels(here, "result")
    held_back = threading.Event()
    here.service.replies.append(Reply(body={}, hold=held_back))
    child = served.terminal("interview", "--fill", str(path), cwd=here.workspace.root)
    child.expect(r"\[1/2 待补\]")
    child.expect("›")
    child.send(f"{ANSWER}\r")
    child.expect(r"\[2/2 待补\]")
    child.expect("›")
    child.send("/skip\r")
    child.expect("正在写")
    child.sendintr()
    child.expect("不会再问一遍")
    held_back.set()
    assert ended(child) == 0
    assert path.read_bytes() == before


def test_proposals_are_asked_about_after_filling_and_by_themselves(
    served: Cli, here: Here, path: Path
) -> None:
    edit(path, (ASKING, f"【待认：{PROPOSED}】"))
    child = served.terminal("interview", "--fill", str(path), "--no-model", cwd=here.workspace.root)
    child.expect(r"\[1/2 待补\]")
    child.expect("›")
    child.send(f"{ANSWER}\r")
    child.expect(r"\[2/2 待补\]")
    child.expect("›")
    child.send(f"{OPINION}\r")
    child.expect("原话放进稿子")
    child.send("\r")
    child.expect("这 1 句你没说过")
    child.expect("q ›")
    child.send("q\r")
    child.expect("还有 1 句没定")
    assert ended(child) == 0
    assert ANSWER in post_of(path) and f"【待认：{PROPOSED}】" in post_of(path)
    child = served.terminal("interview", "--fill", str(path), cwd=here.workspace.root)
    child.expect("没有待补的地方")
    child.expect("q ›")
    child.send("y\r")
    child.expect("状态：pass")
    assert ended(child) == 0
    said = [one.text for one in here.workspace.journal().events if isinstance(one, Affirmed)]
    assert said == [PROPOSED]

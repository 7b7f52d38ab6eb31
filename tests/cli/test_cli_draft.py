"""byline draft: what is on the screen, what is asked, and the file whatever happens."""

import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from byline_process import Cli, ended
from in_process import PROPOSED, TOPIC, Here, held, post_of
from loopback import Reply
from studio_samples import POST, QUOTES, audited

from byline.app import drafts
from byline.drafting.versions import History
from byline.ledger.events import Affirmed, Struck
from byline.ledger.models import Fact
from byline.workspace import Workspace

HEALTH = "糖尿病人少吃这种菜。"
LAW = "跟供应商的合同要写清楚退货。"
MONEY = "省下来的钱拿去买基金。"
DELICATE = POST.replace(f"{PROPOSED}〔?〕", f"{PROPOSED}〔?〕{MONEY}〔?〕{LAW}〔?〕{HEALTH}〔?〕")
WAITS = f"【待认：{PROPOSED}】"


def draft(here: Here, *more: str) -> Any:
    return here.run("draft", TOPIC, "--for", "xiaohongshu", *more)


def affirmed(workspace: Workspace) -> list[str]:
    return [one.text for one in workspace.journal().events if isinstance(one, Affirmed)]


def rules(path: Path) -> set[str]:
    return {one.rule for one in held(path).draft.findings}


def test_a_piped_run_shows_it_as_it_comes_and_leaves_what_is_proposed(here: Here) -> None:
    here.writes()
    ran = draft(here)
    assert ran.code == 0, ran.err
    shown = ran.out
    assert "〔" not in shown and "[正文]" not in shown
    assert shown.index("小红书") < shown.index("先别急着换供应商") < shown.index(f"\n{PROPOSED}")
    assert "现在是这样：" in shown and WAITS in shown
    assert "话题：#食堂 #采购" in shown and "也可以叫：菜扔得多，先记一个礼拜" in ran.err
    assert "状态：needs_input" in shown
    [path] = here.workspace.drafts.glob("*/*.md")
    assert f"byline draft --affirm {path}" in ran.err
    assert held(path).draft.status == "needs_input"
    assert here.service.asked[0]["stream"] is True
    sent = json.dumps(here.service.asked, ensure_ascii=False)
    assert "甲状腺" not in sent
    assert {one.id for one in here.facts() if one.last_used} == {f"f00{n}" for n in range(1, 6)}
    assert affirmed(here.workspace) == []


def test_what_the_audit_changed_and_cut_is_told_with_its_reason(here: Here) -> None:
    bent, gone = "原话是两成，一个月倒掉好几千块", "没说过"
    here.service.streams(POST.replace("六年。〔f001〕", "六年。〔f001〕全省都学我。〔f001〕"))
    audited(here.service, (4, "beyond", gone), (5, "bent", bent), count=14)
    mended = "去年蔬菜损耗有两成，一个月倒掉好几千块。〔f002〕"
    here.service.says(f"4｜全省来学。〔f001〕\n5｜{mended}")
    for _ in range(2):
        audited(here.service, (4, "beyond", gone), count=14)
        here.service.says("4｜都来学。〔f001〕")
    here.service.replies.pop()
    ran = draft(here)
    assert ran.code == 0, ran.err
    assert f"（{bent}）" in ran.err and "改过：去年蔬菜损耗有两成，后来" in ran.err
    assert "没有采用：" in ran.err and f"（{gone}）" in ran.err
    _, _, now = ran.out.partition("现在是这样：")
    assert "一个月倒掉好几千块" in now and "来学" not in now and "学我" not in now


def test_json_is_the_whole_draft_and_asks_nothing(here: Here) -> None:
    here.writes()
    ran = draft(here, "--json")
    assert ran.code == 0, ran.err
    [told] = json.loads(ran.out)
    assert told["platform"] == "xiaohongshu" and Path(told["path"]).is_file()
    kinds = [one["kind"] for one in told["sentences"]]
    assert kinds.count("proposed") == 1 and "told" in kinds
    assert told["status"] == "needs_input" and told["writes"] == "posts"
    assert told["notes"] and told["auditor"] == "m"


def test_yes_agrees_to_all_but_health_law_and_money(here: Here) -> None:
    verdicts = [(number, "proposed", "") for number in (6, 7, 8, 9)]
    here.writes(DELICATE, *verdicts)
    ran = draft(here, "--yes")
    assert ran.code == 0, ran.err
    [path] = here.workspace.drafts.glob("*/*.md")
    assert affirmed(here.workspace) == [PROPOSED]
    assert [one.words for one in held(path).proposals] == [MONEY, LAW, HEALTH]
    assert PROPOSED in post_of(path) and WAITS not in post_of(path)
    assert "这 3 句说到健康、法律或钱" in ran.err
    assert f"认了，记成 f007：{PROPOSED}" in ran.err
    again = here.run("draft", "--affirm", str(path), "--yes")
    assert again.code == 0 and affirmed(here.workspace) == [PROPOSED]
    assert held(path).draft.status == "needs_input"
    assert "byline draft --affirm" in again.err


def test_affirming_without_a_terminal_leaves_everything(here: Here) -> None:
    path = here.draft()
    before = path.read_bytes()
    ran = here.run("draft", "--affirm", str(path), stdin="y\n")
    assert ran.code == 0, ran.err
    assert path.read_bytes() == before and affirmed(here.workspace) == []
    assert "状态：needs_input" in ran.out and f"byline draft --affirm {path}" in ran.err
    [told] = json.loads(here.run("draft", "--affirm", str(path), "--json").out)
    assert told["status"] == "needs_input"
    assert here.service.asked == []


def test_nothing_to_affirm_is_said(here: Here) -> None:
    path = here.draft()
    here.run("draft", "--affirm", str(path), "--yes")
    ran = here.run("draft", "--affirm", str(path))
    assert ran.code == 0 and "没有要认的句子" in ran.err


def test_a_kill_between_the_journal_and_the_file(
    here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = here.draft()
    before = path.read_bytes()

    class Killed(BaseException): ...

    def killed(*arguments: Any) -> Any:
        raise Killed

    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(drafts, "_replaced", killed)
        here.run("draft", "--affirm", str(path), "--yes")
    assert path.read_bytes() == before
    assert affirmed(here.workspace) == [PROPOSED]
    assert here.run("draft", "--affirm", str(path), "--yes").code == 0
    assert WAITS not in post_of(path) and PROPOSED in post_of(path)
    assert [one.quote for one in here.facts()].count(PROPOSED) == 1
    assert "f007" in held(path).draft.facts


def test_a_sentence_that_went_meanwhile_becomes_no_fact(here: Here) -> None:
    path = here.draft()
    sentence = held(path).draft.proposed[0]
    head, mark, post = path.read_text(encoding="utf-8").partition("\n---\n")
    path.write_text(head + mark + post.replace(WAITS, ""), encoding="utf-8")
    with here.workspace.lock():
        for act in (drafts.affirm_sentence, drafts.strike_sentence):
            with pytest.raises(Exception, match="没有这句待认的话"):
                act(here.workspace, path, sentence)
    events = here.workspace.journal().events
    assert not [one for one in events if isinstance(one, Affirmed | Struck)]


def test_a_post_that_cannot_be_audited_is_kept_and_audited_later(here: Here) -> None:
    here.service.streams(POST)
    for _ in range(4):
        here.service.fails(400)
    ran = draft(here)
    assert ran.code == 1
    [path] = here.workspace.drafts.glob("*/*.md")
    assert "还没有核" in ran.err and f"byline draft --audit {path}" in ran.err
    assert "unaudited" in rules(path) and held(path).draft.auditor == ""
    here.service.replies.clear()
    audited(here.service, (6, "proposed", ""), count=14)
    again = here.run("draft", "--audit", str(path))
    assert again.code == 0, again.err
    assert held(path).draft.auditor == "m" and held(path).draft.status == "needs_input"
    assert held(path).draft.facts == ["f005", "f001", "f002", "f003", "f004"]
    assert len(History(path).versions()) == 2


def test_a_failure_before_a_word_was_written_leaves_nothing(here: Here) -> None:
    here.service.fails(401)
    ran = draft(here)
    assert ran.code == 1 and "Traceback" not in ran.err
    assert not list(here.workspace.drafts.glob("*/*.md"))


def test_a_topic_the_facts_do_not_carry_gets_questions(here: Here) -> None:
    here.service.streams("[问]\n你自己修过水管吗？哪一回？")
    ran = here.run("draft", "水管漏了怎么办", "--for", "xiaohongshu")
    assert ran.code == 0, ran.err
    assert "先要问你" in ran.out and "你自己修过水管吗？哪一回？" in ran.out
    [path] = here.workspace.drafts.glob("*/*.md")
    assert f"byline interview --fill {path}" in ran.err
    assert held(path).draft.status == "needs_input" and not held(path).draft.facts


def test_quotes_ask_no_model_and_say_so(here: Here) -> None:
    ran = draft(here, "--writer", "quotes")
    assert ran.code == 0, ran.err
    assert "全是你的原话" in ran.err
    assert here.service.asked == []
    [path] = here.workspace.drafts.glob("*/*.md")
    made = held(path).draft
    assert made.writes == "quotes" and made.facts and not made.proposed
    quotes = "".join(quote for quote, _, _ in QUOTES)
    for one in made.sentences:
        assert one.kind == "slot" or one.text.rstrip("。") in quotes


def test_writer_and_auditor_are_each_their_own(here: Here) -> None:
    here.service.streams(POST)
    audited(here.service, (6, "proposed", ""), count=14)
    address = here.service.base_url
    ran = draft(here, "--writer", f"{address}#scribe", "--auditor", f"{address}#judge")
    assert ran.code == 0, ran.err
    assert [one["model"] for one in here.service.asked] == ["scribe", "judge"]
    [path] = here.workspace.drafts.glob("*/*.md")
    assert (held(path).draft.model, held(path).draft.auditor) == ("scribe", "judge")


def test_what_is_said_is_in_the_language_of_the_settings(here: Here) -> None:
    here.patch.setenv("BYLINE_LANGUAGE", "en")
    here.writes()
    ran = draft(here)
    assert ran.code == 0, ran.err
    assert "Status: needs_input, waits for your word" in ran.out and "It now reads:" in ran.out
    assert "you are asked one by one" in ran.err and "状态" not in ran.out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((" ",), ("没有说写什么",)),
        ((TOPIC, "--affirm", "x.md"), ("一次只做一样", "byline draft --affirm x.md")),
        ((TOPIC, "--for", "没有这个"), ("不认识这个平台",)),
        ((TOPIC, "--writer", "nobody"), ("没有这个模型服务", "nobody")),
        (("--affirm", "没有.md"), ("没有.md",)),
    ],
)
def test_what_cannot_be_done_asks_no_model(
    here: Here, arguments: tuple[str, ...], words: tuple[str, ...]
) -> None:
    here.run("draft", *arguments).failed_with(*words)
    assert here.service.asked == []
    assert not list(here.workspace.drafts.glob("*/*.md"))


@pytest.fixture
def served(knowing: Cli, here: Here) -> Cli:
    """The same workspace for a byline in a terminal."""
    knowing.environment |= {"BYLINE_BASE_URL": here.service.base_url, "BYLINE_MODEL": "m"}
    return knowing


def test_the_proposals_are_asked_one_by_one_at_a_terminal(served: Cli, here: Here) -> None:
    more = f"{PROPOSED}〔?〕{MONEY}〔?〕明早再称一次。〔?〕后天也称。〔?〕"
    numbers = [(number, "proposed", "") for number in (6, 7, 8, 9)]
    here.writes(POST.replace(f"{PROPOSED}〔?〕", more), *numbers)
    child = served.terminal("draft", TOPIC, "--for", "xiaohongshu", cwd=here.workspace.root)
    child.expect("这 4 句你没说过")
    child.expect("1/4 省下来的钱")
    child.expect("讲到钱")
    child.expect("以后再说 q ›")
    child.send("\r")
    child.expect("没听懂")
    child.expect("q ›")
    child.send("n\r")
    child.expect("删了，以后不再提议")
    child.expect("2/4 今晚先称一次垃圾桶")
    child.expect("q ›")
    child.send("y\r")
    child.expect("认了，记成 f007")
    child.expect("3/4 明早再称一次")
    child.expect("q ›")
    child.send("e\r")
    child.expect("改成 ›")
    child.send("\x15我自己是早上称的\r")
    child.expect("认了，记成 f008")
    child.expect("4/4 后天也称")
    child.expect("q ›")
    child.sendintr()
    child.expect("还有 1 句没定")
    child.expect("状态：needs_input")
    assert ended(child) == 0
    [path] = here.workspace.drafts.glob("*/*.md")
    post = post_of(path)
    assert MONEY not in post and "我自己是早上称的。" in post and "【待认：后天也称。】" in post
    assert PROPOSED in post and WAITS not in post
    assert affirmed(here.workspace) == [PROPOSED, "我自己是早上称的"]
    assert here.workspace.journal().struck() == [MONEY]
    assert [one.text for one in held(path).draft.cut] == [MONEY]


def test_who_strikes_everything_has_a_post_without_it(served: Cli, here: Here) -> None:
    path = here.draft()
    child = served.terminal("draft", "--affirm", str(path), cwd=here.workspace.root)
    child.expect("q ›")
    child.send("删\r")
    child.expect("状态：pass")
    assert ended(child) == 0
    assert held(path).draft.status == "pass" and PROPOSED not in post_of(path)
    assert affirmed(here.workspace) == []


def test_ctrl_c_between_audit_and_affirming(served: Cli, here: Here) -> None:
    here.writes()
    child = served.terminal("draft", TOPIC, "--for", "xiaohongshu", cwd=here.workspace.root)
    child.expect("以后再说 q ›")
    child.sendintr()
    child.expect("还有 1 句没定")
    assert ended(child) == 0
    [path] = here.workspace.drafts.glob("*/*.md")
    assert held(path).draft.status == "needs_input" and held(path).draft.auditor == "m"
    child = served.terminal("draft", "--affirm", str(path), cwd=here.workspace.root)
    child.expect("q ›")
    child.send("认\r")
    child.expect("状态：pass")
    assert ended(child) == 0
    assert held(path).draft.status == "pass"


def test_ctrl_c_during_the_audit_keeps_what_was_written(served: Cli, here: Here) -> None:
    here.service.streams(POST)
    waits = threading.Event()
    here.service.replies.append(Reply(body={}, hold=waits))
    child = served.terminal("draft", TOPIC, "--for", "xiaohongshu", cwd=here.workspace.root)
    child.expect("逐句对照")
    child.sendintr()
    child.expect("byline draft --audit")
    waits.set()
    assert ended(child) == 1
    [path] = here.workspace.drafts.glob("*/*.md")
    assert "unaudited" in rules(path) and PROPOSED in post_of(path)
    here.service.replies.clear()
    audited(here.service, (6, "proposed", ""), count=14)
    assert here.run("draft", "--audit", str(path)).code == 0
    assert held(path).draft.status == "needs_input"


def test_two_platforms_are_two_files(here: Here) -> None:
    here.writes()
    here.writes()
    ran = here.run("draft", TOPIC, "--for", "xiaohongshu，wechat,小红书")
    assert ran.code == 0, ran.err
    names = sorted(one.name for one in here.workspace.drafts.glob("*/*.md"))
    assert names == ["wechat.md", "xiaohongshu.md"]


def test_nothing_public_is_said_before_a_model_is_opened(
    here: Here, hold: Callable[..., Fact]
) -> None:
    with here.workspace.lock():
        ledger = here.workspace.ledger()
        for fact in ledger.facts:
            ledger.set_consent(fact.id, "private")
        ledger.save()
    ran = draft(here)
    ran.failed_with("还没有可以公开的事实")
    assert "就绪" not in ran.err

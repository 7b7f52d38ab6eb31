"""What happens after the last question."""

from collections.abc import Callable

from byline_process import FULL, Cli

from byline.interview.guide import load_guide
from byline.ledger.events import Finished, Heard
from byline.ledger.models import Fact
from byline.workspace import Workspace

NOWHERE = {"BYLINE_BASE_URL": "http://127.0.0.1:9/v1", "BYLINE_MODEL": "none"}
"""A service that is never reached: nothing is left for it to do."""


def test_the_last_question_leads_to_what_was_heard_and_the_review(
    cli: Cli, all_asked: Workspace
) -> None:
    ran = cli.run("interview", cwd=all_asked.root, env=NOWHERE, stdin="都对\nf001\n")
    assert ran.code == 0, ran.err
    assert "我听到的是" in ran.out
    assert load_guide().framed("zh").heard in ran.out
    assert "1. 我女儿今年上二年级" in ran.out
    assert "byline position" in ran.err
    assert all_asked.ledger().get("f001").consent == "public"
    assert isinstance(all_asked.journal().events[-1], Finished)


def test_the_end_is_in_the_language_that_is_spoken(cli: Cli, all_asked: Workspace) -> None:
    ran = cli.run(
        "interview", "--lang", "en", cwd=all_asked.root, env=NOWHERE, stdin="all fine\n\n"
    )
    assert ran.code == 0, ran.err
    for said in ("This is what I heard", "start out private", "about family"):
        assert said in ran.out
    assert "Next: byline position" in ran.err
    assert "公开" not in ran.out


def test_a_reason_is_called_by_its_english_name(cli: Cli, told: Workspace) -> None:
    ran = cli.run("interview", "--lang", "en", cwd=told.root, stdin="family public\n")
    assert "Made public: 1" in ran.err
    assert told.ledger().get("f001").consent == "public"


def test_what_is_wrong_with_what_was_heard_is_kept_out(cli: Cli, all_asked: Workspace) -> None:
    ran = cli.run("interview", cwd=all_asked.root, env=NOWHERE, stdin="第1条不对\n\n")
    assert ran.code == 0, ran.err
    heard = next(e for e in reversed(all_asked.journal().events) if isinstance(e, Heard))
    assert f"{heard.facts[0]} 先不用了" in ran.err
    assert all_asked.ledger().get(heard.facts[0]).consent == "private"
    assert "第1条不对" in all_asked.journal().answers().values()
    # The service is down: the words wait in the journal.
    assert all_asked.journal().pending_extraction()


def test_silence_at_the_review_opens_nothing_and_is_a_decision(cli: Cli, told: Workspace) -> None:
    ran = cli.run("interview", cwd=told.root, stdin="\n")
    assert ran.code == 0, ran.err
    kept = told.ledger().get("f001")
    assert (kept.consent, kept.confirmed) == ("private", True)
    assert "二年级" not in cli.run("interview", cwd=told.root).out


def test_a_reply_that_is_not_understood_is_asked_for_once_more(cli: Cli, told: Workspace) -> None:
    ran = cli.run("interview", cwd=told.root, stdin="好的谢谢\n1 隐名\n")
    assert "没听懂“好的谢谢”" in ran.out
    assert "byline facts --anonymise f001" in ran.err
    kept = told.ledger().get("f001")
    assert (kept.consent, kept.confirmed, kept.usable) == ("anonymise", True, False)


def test_two_replies_that_are_not_understood_decide_nothing(cli: Cli, told: Workspace) -> None:
    before = told.facts_path.read_bytes()
    ran = cli.run("interview", cwd=told.root, stdin="好的谢谢\n嗯嗯\n")
    assert "都先不公开" in ran.err
    assert told.facts_path.read_bytes() == before
    assert "二年级" in cli.run("interview", cwd=told.root, stdin="\n").out


def test_the_review_is_grouped_by_reason(
    cli: Cli, told: Workspace, hold: Callable[..., Fact]
) -> None:
    hold("我老婆不同意")
    hold("我工资八千")
    out = cli.run("interview", cwd=told.root, stdin="\n").out
    places = [
        out.index(words)
        for words in ("涉及钱", "1. 我工资八千", "涉及家人", "2. 我女儿", "3. 我老婆")
    ]
    assert places == sorted(places)
    assert out.count("涉及家人") == 1


def test_nobody_at_the_review_decides_nothing(cli: Cli, told: Workspace) -> None:
    before = told.facts_path.read_bytes()
    ran = cli.run("interview", cwd=told.root)
    assert ran.code == 0, ran.err
    assert "都先不公开" in ran.err
    assert told.facts_path.read_bytes() == before


def test_an_interview_that_is_over_needs_no_model(cli: Cli, told: Workspace) -> None:
    journal = told.journal_path.read_bytes()
    ran = cli.run("interview", "--provider", "deepseek", cwd=told.root)
    assert ran.code == 0, ran.err
    assert f"都聊完了：{len(load_guide().topics) + 1} 段回答" in ran.out
    assert "byline position" in ran.err
    assert told.journal_path.read_bytes() == journal


def test_without_a_model_the_end_says_what_is_left(cli: Cli, workspace: Workspace) -> None:
    stdin = f"{FULL}\n" * len(load_guide().topics)
    ran = cli.run("interview", "--no-model", cwd=workspace.root, stdin=stdin)
    assert "问题都问完了" in ran.out
    assert "事实还没整理" in ran.err
    assert len(workspace.journal().pending_extraction()) == len(load_guide().topics)


def test_an_unreachable_service_costs_facts_and_no_answers(cli: Cli, workspace: Workspace) -> None:
    ran = cli.run("interview", cwd=workspace.root, env=NOWHERE, stdin=f"{FULL}\n")
    assert ran.code == 0, ran.err
    assert "没整理成" in ran.err
    assert list(workspace.journal().answers().values()) == [FULL]
    assert workspace.journal().pending_extraction() == ["a001"]


def test_a_missing_model_is_told_and_the_interview_goes_on(cli: Cli, workspace: Workspace) -> None:
    missing = {"BYLINE_LOCAL_MODEL": str(cli.home / "没有.gguf")}
    for env, reason in ((missing, "没有.gguf"), ({"BYLINE_PROVIDER": "deepseek"}, "密钥")):
        ran = cli.run("interview", cwd=workspace.root, env=env, stdin=f"{FULL}\n")
        assert ran.code == 0, ran.err
        assert reason in ran.err
        assert "没有模型也能聊" in ran.err
    assert list(workspace.journal().answers().values()) == [FULL, FULL]

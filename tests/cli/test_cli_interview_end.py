"""What happens after the last question."""

from byline_process import FULL, Cli

from byline.interview.guide import load_guide
from byline.ledger.events import Finished
from byline.workspace import Workspace

NOWHERE = {"BYLINE_BASE_URL": "http://127.0.0.1:9/v1", "BYLINE_MODEL": "none"}
"""A service that is never reached: nothing is left for it to do."""


def test_the_last_question_leads_to_what_was_heard_and_the_review(
    cli: Cli, all_asked: Workspace
) -> None:
    ran = cli.run("interview", cwd=all_asked.root, env=NOWHERE, stdin="f001\n")
    assert ran.code == 0, ran.err
    assert "我听到的是" in ran.out
    assert "1. 我女儿今年上二年级" in ran.out
    assert "byline position" in ran.err
    assert all_asked.ledger().get("f001").consent == "public"
    assert isinstance(all_asked.journal().events[-1], Finished)


def test_silence_at_the_review_opens_nothing_and_is_a_decision(cli: Cli, told: Workspace) -> None:
    ran = cli.run("interview", cwd=told.root, stdin="\n")
    assert ran.code == 0, ran.err
    kept = told.ledger().get("f001")
    assert (kept.consent, kept.confirmed) == ("private", True)
    assert "二年级" not in cli.run("interview", cwd=told.root).out


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

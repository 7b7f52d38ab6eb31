"""byline facts with a sentence the person said yes to."""

import json

from byline_process import Cli

from byline.ledger import affirmations
from byline.ledger.affirmations import Proposed
from byline.workspace import Workspace

ADVICE = Proposed("drafts/2026-11-30-合同/wechat.md", "签字以前先找人看合同。")
OWN = "我签字以前都请人看一遍。"


def affirm(workspace: Workspace, *texts: str) -> None:
    with workspace.lock():
        journal, ledger = workspace.journal(), workspace.ledger()
        for text in texts:
            affirmations.affirm(journal, ledger, ADVICE, text)


def test_where_it_is_from_is_shown(cli: Cli, workspace: Workspace) -> None:
    affirm(workspace, ADVICE.words, OWN)
    same = cli.run("facts", "f001", cwd=workspace.root)
    assert f"写稿时 byline 提的，你认了（{ADVICE.draft}）：" in same.out, same.err
    assert f"»{ADVICE.words}«" in same.out
    assert "y001" in same.out and "认的，你看过" in same.out
    other = cli.run("facts", "f002", cwd=workspace.root)
    assert f"byline 提的（{ADVICE.draft}）：{ADVICE.words}\n你换成了：\n»{OWN}«" in other.out


def test_as_json_it_names_the_draft_and_what_was_proposed(cli: Cli, workspace: Workspace) -> None:
    affirm(workspace, OWN)
    shown = json.loads(cli.run("facts", "f001", "--json", cwd=workspace.root).out)
    assert (shown["draft"], shown["proposed"]) == (ADVICE.draft, ADVICE.words)
    assert (shown["quote"], shown["question"]) == (OWN, "")


def test_it_is_found_closed_and_removed_like_any(cli: Cli, workspace: Workspace) -> None:
    affirm(workspace, ADVICE.words, OWN)
    found = cli.run("facts", "--source", "y002", "--json", cwd=workspace.root)
    assert [one["id"] for one in json.loads(found.out)] == ["f002"]
    for option, fact_id in (("--private", "f001"), ("--remove", "f002")):
        assert cli.run("facts", option, fact_id, cwd=workspace.root).code == 0
    [left] = workspace.ledger().facts
    assert (left.id, left.consent) == ("f001", "private")

"""`byline log` as a process."""

import json
from datetime import UTC, datetime

from byline_process import Cli, ended
from loopback import Service
from material_files import labels, named
from position_samples import candidate

from byline.positioning import storage
from byline.positioning.models import Positioning
from byline.workspace import Workspace

FIRST = "去年把货位重新编号，错发率从千分之八降到千分之一点二。"
WEEK = "这周错发率又到了千分之三。"


def position(workspace: Workspace) -> None:
    """A chosen position that rests on f001."""
    made = datetime(2020, 1, 1, tzinfo=UTC)
    held = Positioning(
        made=made, candidates=[candidate(1, "一到大促就发错货", ["f001"])], chosen="c1"
    )
    storage.save(workspace.positioning_path, held)


def test_a_line_becomes_a_fact_and_is_compared_with_the_position(
    cli: Cli, workspace: Workspace, service: Service
) -> None:
    labels(service, 1)
    assert cli.run("log", FIRST, cwd=workspace.root, env=named(service)).code == 0
    position(workspace)
    labels(service, 1)
    service.says(json.dumps({"question": "新人一来就发错货，怎么带？"}, ensure_ascii=False))
    ran = cli.run("log", WEEK, cwd=workspace.root, env=named(service))
    assert ran.code == 0, ran.err
    assert "f002 和撑着它的 f001 数字不一样" in ran.out
    assert "可以写 1：新人一来就发错货，怎么带？" in ran.out
    assert "靠 f002、f001，主要让你被信任" in ran.out
    assert "byline position --again" in ran.err
    listed = json.loads(cli.run("log", "--list", "--json", cwd=workspace.root).out)
    assert [(row["text"], row["facts"]) for row in listed] == [(FIRST, ["f001"]), (WEEK, ["f002"])]
    assert listed[1]["posts"][0]["facts"] == ["f002", "f001"]
    assert "新人一来就发错货" in cli.run("log", "--list", cwd=workspace.root).out


def test_words_from_a_pipe_are_kept_without_a_model_and_read_later(
    cli: Cli, workspace: Workspace, service: Service
) -> None:
    ran = cli.run("log", "--no-model", stdin=FIRST, cwd=workspace.root)
    assert ran.code == 0
    assert "还没整理" in cli.run("log", "--list", cwd=workspace.root).out
    gone = {"BYLINE_BASE_URL": "http://127.0.0.1:9/v1", "BYLINE_MODEL": "m"}
    ran = cli.run("log", WEEK, cwd=workspace.root, env=gone)
    assert ran.code == 0
    assert "已经记下" in ran.err
    labels(service, 1, times=2)
    told = json.loads(cli.run("log", "--json", cwd=workspace.root, env=named(service)).out)
    assert [fact["quote"] for fact in told["facts"]] == [FIRST, WEEK]
    assert told["pending"] == []


def test_nothing_is_not_logged(cli: Cli, workspace: Workspace) -> None:
    cli.run("log", "--no-model", stdin=" \n", cwd=workspace.root).failed_with("byline log")
    assert not workspace.journal_path.exists()
    assert "还没有记过" in cli.run("log", "--list", cwd=workspace.root).out


def test_at_a_terminal_the_question_is_asked(cli: Cli, workspace: Workspace) -> None:
    child = cli.terminal("log", "--no-model", cwd=workspace.root)
    child.expect("这周工作上有什么事")
    child.send(f"{FIRST}\r")
    child.expect("记下了")
    assert ended(child) == 0
    assert workspace.journal().logs() == {"l001": FIRST}


def test_a_broken_ledger_does_not_keep_the_words_out(cli: Cli, workspace: Workspace) -> None:
    workspace.facts_path.write_text("facts:\n- id: 没有\n", encoding="utf-8")
    cli.run("log", FIRST, "--no-model", cwd=workspace.root).failed_with("facts.yaml")
    assert workspace.journal().logs() == {"l001": FIRST}

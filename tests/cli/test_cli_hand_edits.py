"""A file somebody broke by hand: named with line and field, and not touched."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from byline_process import Cli, ended

from byline.ledger.models import Fact
from byline.positioning import storage
from byline.positioning.models import Candidate, Evidence, Positioning
from byline.workspace import Workspace

EVERY = (
    ["facts"],
    ["interview", "--no-model"],
    ["interview"],
    ["position"],
    ["draft", "库存老对不上"],
)


@pytest.mark.parametrize("command", EVERY, ids=" ".join)
@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("kind: experience", "kind: tale", "kind"),
        ("我管仓库八年", "我管仓库九年", "quote"),
        ("consent: public", "consent: 'yes", ""),
    ],
)
def test_a_broken_ledger_stops_every_command(
    cli: Cli,
    workspace: Workspace,
    hold: Callable[..., Fact],
    command: list[str],
    old: str,
    new: str,
    field: str,
) -> None:
    hold("我管仓库八年")
    text = workspace.facts_path.read_text()
    assert old in text
    workspace.facts_path.write_text(text.replace(old, new))
    before = workspace.facts_path.read_bytes()
    journal = workspace.journal_path.read_bytes()
    ran = cli.run(*command, cwd=workspace.root)
    ran.failed_with("facts.yaml 第 ", " 行", field, "没有动这个文件")
    assert "模型" not in ran.err
    assert workspace.facts_path.read_bytes() == before
    assert workspace.journal_path.read_bytes() == journal


@pytest.mark.parametrize("command", EVERY, ids=" ".join)
def test_a_broken_journal_names_the_line(
    cli: Cli, workspace: Workspace, hold: Callable[..., Fact], command: list[str]
) -> None:
    hold("我管仓库八年")
    lines = workspace.journal_path.read_text().splitlines()
    lines[1] = lines[1].replace('"text"', '"texts"')
    workspace.journal_path.write_text("\n".join(lines) + "\n")
    before = workspace.journal_path.read_bytes()
    cli.run(*command, cwd=workspace.root).failed_with("interview.jsonl 第 2 行", "text")
    assert workspace.journal_path.read_bytes() == before


def candidate(number: int) -> Candidate:
    return Candidate(
        id=f"c{number}",
        angle="从问你的人出发",
        audience="两三个人的小网店",
        problem="库存老对不上",
        domain="小仓库",
        role="管过仓的人",
        why_him="管仓库八年",
        alternative="买系统",
        must_be_true="有人愿意动手",
        test="发一条",
        builds="trust",
        support=["f001"],
        against=[],
        evidence=Evidence(facts=1, figures=1, results=0, people=0, advantages=["skill"]),
        prompts=["positioning/candidate@1"],
        model="m",
    )


@pytest.fixture
def positioned(workspace: Workspace, hold: Callable[..., Fact]) -> Workspace:
    hold("我管仓库八年")
    made = datetime(2026, 11, 22, tzinfo=UTC)
    candidates = [candidate(number) for number in (1, 2, 3)]
    storage.save(workspace.positioning_path, Positioning(made=made, candidates=candidates))
    return workspace


@pytest.mark.parametrize("command", [["position"], ["draft", "库存老对不上"]], ids=" ".join)
@pytest.mark.parametrize(
    ("old", "new", "named"),
    [("builds: trust", "builds: love", "builds"), ("candidates:", "candidates: [", "行")],
)
def test_a_broken_positioning_names_the_field(
    cli: Cli, positioned: Workspace, command: list[str], old: str, new: str, named: str
) -> None:
    path = positioned.positioning_path
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))
    before = path.read_bytes()
    cli.run(*command, cwd=positioned.root).failed_with("positioning.yaml 第 ", named)
    assert path.read_bytes() == before


def test_held_candidates_are_shown_without_a_model(cli: Cli, positioned: Workspace) -> None:
    ran = cli.run("position", cwd=positioned.root)
    assert ran.code == 0, ran.err
    assert "我管仓库八年" in ran.out
    assert "byline position --choose c1" in ran.err


def test_a_choice_is_kept_and_leads_on(cli: Cli, positioned: Workspace) -> None:
    ran = cli.run("position", "--choose", "c2", cwd=positioned.root)
    assert "byline draft" in ran.err
    kept = storage.load(positioned.positioning_path)
    assert kept is not None
    assert kept.chosen == "c2"


def test_a_choice_there_is_not_names_those_there_are(cli: Cli, positioned: Workspace) -> None:
    before = positioned.positioning_path.read_bytes()
    ran = cli.run("position", "--choose", "c9", cwd=positioned.root)
    ran.failed_with("c9", "c1、c2、c3")
    assert positioned.positioning_path.read_bytes() == before


@pytest.mark.parametrize("key", ["\x03", "\x04", "\r"])
def test_no_choice_at_the_terminal_is_fine(cli: Cli, positioned: Workspace, key: str) -> None:
    child = cli.terminal("position", cwd=positioned.root)
    child.expect("回车先不选")
    child.send(key)
    child.expect("先不选。")
    assert ended(child) == 0


def test_a_removed_fact_still_shows_the_candidates(cli: Cli, positioned: Workspace) -> None:
    cli.run("facts", "--remove", "f001", cwd=positioned.root)
    assert "这条事实已经删了" in cli.run("position", cwd=positioned.root).out

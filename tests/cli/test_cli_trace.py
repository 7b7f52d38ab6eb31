"""byline trace: what each sentence rests on, in the terminal, as JSON and as a page."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from byline_process import Cli
from draft_samples import (
    ASKING,
    FORMAT_1,
    HALVED,
    PROPOSAL,
    STICKERS,
    proposing,
    recorded,
    saved,
)

from byline.ledger.models import Fact
from byline.workspace import Workspace

VEILED = "康宁那家店，去年我把盘点从两天改成半天，差错率降到千分之二。"


@pytest.fixture
def traced(workspace: Workspace, hold: Callable[..., Fact]) -> Workspace:
    hold(VEILED, "result", "skill")
    hold(STICKERS, "skill", "skill")
    return workspace


def draft(workspace: Workspace, *changes: tuple[str, str]) -> Path:
    return saved(workspace.drafts, recorded(), *changes)


def test_each_sentence_with_its_quote_and_source(cli: Cli, traced: Workspace):
    ran = cli.run("trace", str(draft(traced)))
    assert ran.code == 0, ran.err
    told = ran.out[ran.out.index(HALVED) :]
    assert re.search(rf"f001  “{VEILED}”\n\s+a001 · \d{{4}}-\d\d-\d\d 说的 · 问：问\n", told)
    assert re.search(r"f001  同上", told)
    assert "说自己行，后面跟一件事（craft/evidence）" in told
    assert told.count("不说事：这句不靠任何事实") == 2
    assert "写的模型 m，核对的模型 a" in told
    assert "待补：等你的话" in told
    assert "5 句：2 句有依据，2 句不说事，1 处待补" in ran.err


def test_a_hand_edit_is_said(cli: Cli, traced: Workspace):
    path = draft(traced, ("两天改成半天", "三天改成半天"), (ASKING, "我还拿过奖。"))
    ran = cli.run("trace", str(path))
    assert ran.code == 0
    assert "改过：" in ran.out
    assert f"原来：{HALVED}" in ran.out
    assert "依据里没有的数：三天\n" in ran.out
    assert "这句是后来加的" in ran.out
    assert ran.out.index("你删掉的句子") < ran.out.index("评论里说一句就行。")


def test_a_proposed_sentence_is_said_to_wait(cli: Cli, traced: Workspace):
    ran = cli.run("trace", str(saved(traced.drafts, proposing())))
    assert re.search(rf"{PROPOSAL}\n\s+待认：这句你还没说过", ran.out)
    assert "3 句：2 句有依据，1 句待认，0 句不说事" in ran.err


@pytest.mark.parametrize("path", sorted(FORMAT_1.glob("*.md")), ids=lambda path: path.stem)
def test_a_draft_of_an_earlier_byline(cli: Cli, traced: Workspace, path: Path):
    before = path.read_bytes()
    page = cli.home / f"{path.stem}.html"
    ran = cli.run("trace", str(path), "--in", str(traced.root), "--html", str(page))
    assert ran.code == 0, ran.err
    assert "<html" in page.read_text(encoding="utf-8")
    assert cli.run("export", str(path)).code == 0
    assert path.read_bytes() == before


def test_an_english_draft_is_traced_in_english(cli: Cli, traced: Workspace):
    ran = cli.run("trace", str(FORMAT_1 / "x.md"), "--in", str(traced.root))
    assert "Claims nothing: it rests on no fact" in ran.out
    assert "12 sentences: 10 with facts, 2 that claim nothing" in ran.err


def test_facts_that_no_longer_hold_are_told(cli: Cli, traced: Workspace):
    with traced.lock():
        ledger = traced.ledger()
        ledger.set_consent("f001", "private")
        ledger.remove("f002")
        ledger.save()
    ran = cli.run("trace", str(draft(traced)), "--json")
    facts = json.loads(ran.out)["facts"]
    assert {name: one["standing"] for name, one in facts.items()} == {
        "f001": "private",
        "f002": "gone",
    }
    assert "现在不公开，这句先别发" in cli.run("trace", str(draft(traced))).out


def test_json_holds_everything(cli: Cli, traced: Workspace):
    told = json.loads(cli.run("trace", str(draft(traced)), "--json").out)
    assert set(told) == {"trace", "facts", "notes", "position"}
    first = told["trace"]["paragraphs"][0]["lines"][0]
    assert first == {"text": HALVED, "state": "carried", "facts": ["f001"], "was": ""}
    assert told["facts"]["f001"]["quote"] == VEILED
    assert told["notes"]["craft/evidence"]


def test_the_page_is_one_file_that_may_travel(cli: Cli, traced: Workspace):
    with traced.lock():
        ledger = traced.ledger()
        ledger.anonymise("f001", "有家店的盘点从两天改成半天。", ["康宁"])
        ledger.save()
    changes = (
        ("# 盘点怎么改", "# 盘点<script>怎么改"),
        ("评论里说一句就行。", ""),
        ("再两个", "两个"),
    )
    path = draft(traced, *changes)
    page = cli.home / "依据.html"
    ran = cli.run("trace", str(path), "--html", str(page))
    assert ran.code == 0, ran.err
    html = page.read_text(encoding="utf-8")
    assert HALVED in html
    assert f"“{STICKERS}”" in html
    assert "有家店的盘点从两天改成半天。" in html
    for left_out in ("康宁", "评论里说一句就行", STICKERS + "</p>"):
        assert left_out not in html
    assert "<script" not in html
    assert not re.search(r"(src|href)\s*=|url\(|@import|https?:", html)
    cli.run("trace", str(path), "--html", str(page)).failed_with("不覆盖", "依据.html")


@pytest.mark.parametrize("name", ["byline.toml", "facts.yaml", "drafts", "没有.md"])
def test_what_is_no_draft(cli: Cli, traced: Workspace, name: str):
    cli.run("trace", str(traced.root / name)).failed_with(name, "下一步")


def test_a_draft_outside_a_workspace(cli: Cli, traced: Workspace):
    away = cli.home / "别处"
    away.mkdir()
    path = draft(traced).rename(away / "稿.md")
    cli.run("trace", str(path)).failed_with("别处")
    assert cli.run("trace", str(path), "--in", str(traced.root)).code == 0

"""`byline topics` as a process."""

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import icalendar
import pytest
from byline_process import Cli
from loopback import Service
from material_files import named

from byline.ledger.events import Logged, LogRead, PostIdea, Suggested
from byline.ledger.models import Fact, Proposal, verify
from byline.workspace import Workspace

Hold = Callable[..., Fact]


@pytest.fixture
def told(workspace: Workspace, hold: Hold) -> Workspace:
    """A person with something to tell."""
    hold("我在童装公司管仓库，手底下十二个人，从分拣干起来的。", "credential", "situation")
    hold("我把货位重新编了一遍号，错发率降到千分之一点二。", "result", "skill")
    hold("小网店一到大促就发错货，差评就来了。", "audience", "audience")
    hold("我觉得小店别一上来就买系统，货都没放明白。", "opinion", "opinion")
    hold("一周顶多五个小时，周日上午。", "constraint", "hours")
    return workspace


@pytest.fixture
def proposed(knowing: Cli, told: Workspace) -> Workspace:
    ran = knowing.run("topics", "--no-model", cwd=told.root)
    assert ran.code == 0, ran.err
    return told


def listed(cli: Cli, workspace: Workspace, *more: str) -> list[dict[str, object]]:
    return json.loads(cli.run("topics", "list", "--json", *more, cwd=workspace.root).out)


def test_topics_are_proposed_shown_and_kept(knowing: Cli, told: Workspace) -> None:
    ran = knowing.run("topics", "--no-model", cwd=told.root)
    assert ran.code == 0, ran.err
    assert "还没选定位" in ran.err
    assert "一到大促就发错货，怎么办？" in ran.out
    assert "靠 f002   我把货位重新编了一遍号" in ran.out
    assert "养哪层    被信任" in ran.out
    assert "先要你答  有没有一回你做砸了" in ran.out
    assert "byline topics accept 1" in ran.err
    again = knowing.run("topics", "--no-model", cwd=told.root)
    assert "没有新的可提" in again.out
    assert "是一篇" in again.err


def test_a_model_words_them_and_its_absence_is_said(
    knowing: Cli, told: Workspace, service: Service
) -> None:
    gone = {"BYLINE_BASE_URL": "http://127.0.0.1:9/v1", "BYLINE_MODEL": "m"}
    asked = {"how": "网店的货位怎么编？", "whether": "要不要重新编货位？", "why": "x"}
    for _ in range(8):
        service.says(json.dumps(asked, ensure_ascii=False))
    ran = knowing.run("topics", "--json", cwd=told.root, env=named(service))
    assert ran.code == 0, ran.err
    rows = json.loads(ran.out)["topics"]
    assert next(row["question"] for row in rows if row["origin"] == "model") == "网店的货位怎么编？"
    assert all(fact["words"] for row in rows for fact in row["facts"])
    told.topics_path.unlink()
    ran = knowing.run("topics", cwd=told.root, env=gone)
    assert ran.code == 0, ran.err
    assert "错发率降到千分之一点二，怎么做到的？" in ran.out


def test_decisions_are_kept(cli: Cli, proposed: Workspace) -> None:
    count = len(listed(cli, proposed))
    assert cli.run("topics", "accept", "1", "t002", cwd=proposed.root).code == 0
    assert cli.run("topics", "drop", "3", "--reason", "不想说", cwd=proposed.root).code == 0
    assert cli.run("topics", "done", "2", cwd=proposed.root).code == 0
    assert listed(cli, proposed)[0]["id"] == "t001"
    assert len(listed(cli, proposed)) == count - 2
    every = {row["id"]: row for row in listed(cli, proposed, "--dropped")}
    assert (every["t003"]["status"], every["t003"]["reason"]) == ("dropped", "不想说")
    assert "不写因为  不想说" in cli.run("topics", "list", "--dropped", cwd=proposed.root).out
    assert cli.run("topics", "move", "4", "--to", "1", cwd=proposed.root).code == 0
    assert [row["id"] for row in listed(cli, proposed)][:2] == ["t004", "t001"]
    before = proposed.topics_path.read_bytes()
    cli.run("topics", "accept", "1", "99", cwd=proposed.root).failed_with("byline topics list")
    cli.run("topics", "accept", "一", cwd=proposed.root).failed_with("byline topics list")
    waiting = next(str(row["id"]) for row in every.values() if row.get("missing"))
    cli.run("topics", "accept", waiting, cwd=proposed.root).failed_with("还缺你的话")
    assert proposed.topics_path.read_bytes() == before


def test_the_plan_fits_what_was_said_of_time(cli: Cli, proposed: Workspace) -> None:
    ran = cli.run("topics", "plan", "--start", "2026-11-30", cwd=proposed.root)
    assert ran.code == 0, ran.err
    assert "一周 5 个小时排（f005）" in ran.err
    assert "自己估的" in ran.err
    assert "12-06 周日" in ran.out
    assert "被看见" in ran.out and "被喜欢" in ran.out and "被信任" in ran.out
    assert "辞职" not in ran.out + ran.err
    told = json.loads(cli.run("topics", "plan", "--hours", "2.5", "--json", cwd=proposed.root).out)
    assert told["hours"] == 2.5
    assert sum(post["hours"] for post in told["posts"]) <= 4 * 2.5
    assert date.fromisoformat(told["start"]).weekday() == 0
    assert date.fromisoformat(told["start"]) > date.today()
    cli.run("topics", "plan", "--start", "下周", cwd=proposed.root).failed_with("年-月-日")


def test_unknown_hours_are_a_small_default_said_aloud(
    knowing: Cli, workspace: Workspace, hold: Hold
) -> None:
    hold("我把货位重新编了一遍号，错发率降到千分之一点二。", "result", "skill")
    assert knowing.run("topics", "--no-model", cwd=workspace.root).code == 0
    ran = knowing.run("topics", "plan", cwd=workspace.root)
    assert "先按 3 个小时排" in ran.err
    assert "--hours" in ran.err


def test_the_plan_travels_without_what_was_closed_since(cli: Cli, proposed: Workspace) -> None:
    ics, page = proposed.root / "排期.ics", proposed.root / "排期.md"
    cli.run("topics", "export", cwd=proposed.root).failed_with("--ics")
    cli.run("topics", "export", "--ics", str(ics), cwd=proposed.root).failed_with(
        "byline topics plan"
    )
    assert cli.run("topics", "plan", cwd=proposed.root).code == 0
    ran = cli.run("topics", "export", "--ics", str(ics), "--md", str(page), cwd=proposed.root)
    assert ran.code == 0, ran.err
    events = icalendar.Calendar.from_ical(ics.read_bytes()).walk("VEVENT")
    assert len(events) >= 2
    assert all(
        event.decoded("dtend") - event.decoded("dtstart") == timedelta(1) for event in events
    )
    assert "我把货位重新编了一遍号" in page.read_text(encoding="utf-8")
    cli.run("topics", "export", "--md", str(page), cwd=proposed.root).failed_with("不覆盖")
    assert cli.run("facts", "--private", "f002", cwd=proposed.root).code == 0
    later = Path(f"{page}.2")
    ran = cli.run("topics", "export", "--md", str(later), cwd=proposed.root)
    assert "f002 现在不能公开" in ran.err
    assert "货位重新编" not in later.read_text(encoding="utf-8")
    assert "现在不能公开，这篇先别写" in cli.run("topics", "list", cwd=proposed.root).out
    assert "没排：靠的 f002" in cli.run("topics", "plan", cwd=proposed.root).err


def test_a_broken_hand_edit_is_named_and_kept(cli: Cli, proposed: Workspace) -> None:
    text = proposed.topics_path.read_text(encoding="utf-8").replace(
        "builds: trust", "builds: 名", 1
    )
    proposed.topics_path.write_text(text, encoding="utf-8")
    for command in (["list"], ["accept", "1"], ["plan"], ["--no-model"]):
        ran = cli.run("topics", *command, cwd=proposed.root)
        assert ran.code == 1
        assert "topics.yaml 第" in ran.err and "builds" in ran.err
    assert proposed.topics_path.read_text(encoding="utf-8") == text


def test_nothing_to_tell_is_said_before_anything_loads(cli: Cli, workspace: Workspace) -> None:
    cli.run("topics", cwd=workspace.root).failed_with("byline interview")
    assert "还没有选题" in cli.run("topics", "list", cwd=workspace.root).out
    cli.run("topics", "plan", cwd=workspace.root).failed_with("byline topics")


def test_what_the_log_proposed_is_news(knowing: Cli, told: Workspace) -> None:
    week = "这周帮隔壁店理货位，一个下午贴完两百个标。"
    with told.lock():
        journal, ledger = told.journal(), told.ledger()
        entry = journal.append(Logged(log_id="l001", text=week))
        ledger.know("l001", week)
        proposal = Proposal(statement=week, quote=week, kind="result")
        now = datetime.fromisoformat(entry.at)
        [fact] = ledger.add([verify(proposal, week, "l001", recorded=now, source_kind="log")])
        ledger.save()
        journal.append(LogRead(log_id="l001", facts=[fact.id], prompt="p@1", model="m"))
        idea = PostIdea(
            question="标签怎么贴才快？", facts=[fact.id], builds="trust", origin="model"
        )
        journal.append(Suggested(log_id="l001", posts=[idea]))
    ran = knowing.run("topics", "--no-model", "--json", cwd=told.root)
    assert ran.code == 0, ran.err
    [row] = [row for row in json.loads(ran.out)["topics"] if row["origin"] == "log"]
    assert row["question"] == "标签怎么贴才快？"
    assert "刚记下的事（l001）" in row["why_now"]
    assert date.fromisoformat(row["due"]) > date.today()


def test_posts_among_the_materials_and_drafts_are_not_proposed_again(
    knowing: Cli, told: Workspace
) -> None:
    posts = [
        {"title": "大促老发错货，怎么办", "content": "先把货放好。", "created_at": "2026-10-01"},
        {"title": "上周的事", "content": "我把货位重新编了一遍号，错发率降到千分之一点二。"},
    ]
    export = told.materials / "笔记.json"
    export.write_text(json.dumps(posts, ensure_ascii=False), encoding="utf-8")
    (told.drafts / "坏的.md").write_text("不是稿子", encoding="utf-8")
    ran = knowing.run("topics", "--no-model", cwd=told.root)
    assert ran.code == 0, ran.err
    assert "没算进已经写过的" in ran.err and "坏的.md" in ran.err
    assert "跟 笔记.json 第 1 条" in ran.err
    assert "跟 笔记.json 第 2 条" in ran.err
    assert "怎么做到的" not in ran.out and "一到大促就发错货" not in ran.out

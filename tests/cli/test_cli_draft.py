"""byline draft through a model service on loopback: what it is shown, and what the ledger notes."""

import json
from collections.abc import Callable

from byline_process import Cli
from loopback import Service

from byline.ledger.models import Fact
from byline.workspace import Workspace

STOCK = "去年我把盘点从两天改成半天。"
VEIL = "康宁那会儿盘点要两天两夜。"
TOLD = "以前那家店盘点要两天两夜。"


def test_a_draft_is_noted_on_the_facts_it_rests_on_and_sees_no_other(
    cli: Cli, workspace: Workspace, hold: Callable[..., Fact], service: Service
) -> None:
    hold(STOCK, "result", "skill")
    hold(VEIL, "opinion", "opinion")
    hold("工资八千二。", "result", "skill")
    with workspace.lock():
        ledger = workspace.ledger()
        ledger.anonymise("f002", TOLD, ["康宁"])
        ledger.save()
    for text, fact_id in ((STOCK, "f001"), (TOLD, "f002")):
        service.says(json.dumps({"text": text, "facts": [fact_id]}, ensure_ascii=False))
    service.says(json.dumps({"question": "你盘点花多少时间？"}, ensure_ascii=False))
    service.says(
        json.dumps({"titles": ["盘点"], "tags": ["盘点", "店长", "药店"]}, ensure_ascii=False)
    )
    ran = cli.run(
        *("draft", "盘点怎么少花时间", "--for", "xiaohongshu", "--json"),
        cwd=workspace.root,
        env={"BYLINE_BASE_URL": service.base_url, "BYLINE_MODEL": "m"},
    )
    assert ran.code == 0, ran.err
    (made,) = json.loads(ran.out)
    used = {fact_id for section in made["sections"] for fact_id in section["facts"]}
    assert used == {"f001", "f002"}
    noted = {fact.id for fact in workspace.ledger().facts if fact.last_used}
    assert noted == used
    told = json.dumps(service.asked, ensure_ascii=False) + ran.out
    for secret in ("康宁", "八千二"):
        assert secret not in told
    assert "写过" in cli.run("facts", cwd=workspace.root).out


def test_a_draft_is_shown_as_it_is_written_and_says_why(
    cli: Cli, workspace: Workspace, hold: Callable[..., Fact], service: Service
) -> None:
    hold(STOCK, "result", "result")
    hold("我不同意先换系统再理货。", "opinion", "opinion")
    told = STOCK + "省了十万块。"
    service.streams(json.dumps({"text": told, "facts": ["f001"]}, ensure_ascii=False))
    service.says(json.dumps({"text": "省了八万块。"}, ensure_ascii=False))
    view = {"text": "我不同意先换系统再理货。", "facts": ["f002"]}
    service.streams(json.dumps(view, ensure_ascii=False))
    service.says(json.dumps({"question": "你盘点花多少时间？"}, ensure_ascii=False))
    service.says(
        json.dumps({"titles": ["半天盘完"], "tags": ["盘点", "店长", "药店"]}, ensure_ascii=False)
    )
    ran = cli.run(
        *("draft", "盘点怎么少花时间", "--for", "微博"),
        cwd=workspace.root,
        env={"BYLINE_BASE_URL": service.base_url, "BYLINE_MODEL": "m"},
    )
    assert ran.code == 0, ran.err
    assert (
        ran.out.index(STOCK)
        < ran.out.index("我不同意先换系统再理货。")
        < ran.out.index("你盘点花多少时间？")
    )
    assert "十万" not in ran.out
    assert "没有采用：省了十万块。" in ran.err
    assert "用到的事实：f001、f002" in ran.err
    assert "状态：pass" in ran.out
    assert service.asked[0]["stream"] is True

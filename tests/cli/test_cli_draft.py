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
    for text, fact_id in ((STOCK, "f001"), (TOLD, "f002"), ("你呢？", "f002")):
        service.says(json.dumps({"text": text, "facts": [fact_id]}, ensure_ascii=False))
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

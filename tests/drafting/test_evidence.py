"""What is told about a fact behind a sentence."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import pytest

from byline.drafting.evidence import Claim, Evidence, gather, note_titles
from byline.drafting.trace import Trace
from byline.drafting.trace_page import Page
from byline.ledger.affirmations import Proposed, affirm
from byline.ledger.models import Proposal, verify
from byline.workspace import Workspace


def page(*facts: Evidence, language: Literal["zh", "en"] = "zh") -> Page:
    """The page that words what is known of facts."""
    bare = Trace(
        path="x.md",
        platform="wechat",
        language=language,
        title="",
        status="pass",
        writes="posts",
        model="m",
        auditor="",
        prompts=[],
        notes=[],
        paragraphs=[],
        gone=[],
        changed=[],
        cut=[],
    )
    return Page(trace=bare, facts={one.id: one for one in facts}, notes={}, position="")


RESUME = "简介\n\n我管过一个四千平的仓。"
QUOTE = "我管过一个四千平的仓。"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made = Workspace.create(tmp_path / "我的", "陈砚")
    (made.materials / "简历.md").write_text(RESUME, encoding="utf-8")
    with made.lock():
        ledger = made.ledger()
        proposal = Proposal(statement=QUOTE, quote=QUOTE, kind="result")
        now = datetime(2026, 11, 22, 9, tzinfo=UTC)
        new = verify(proposal, RESUME, "简历.md", recorded=now, source_kind="material")
        ledger.add([new])
        ledger.set_consent("f001", "public")
        ledger.save()
    return made


def test_a_fact_from_a_document_names_the_place(workspace: Workspace):
    claim = Claim(candidate="c2", side="support", sentence="管仓的：帮小店")
    found = gather(workspace, ["f001"], {"f001": [claim]})["f001"]
    assert (found.quote, page().source(found)) == (QUOTE, "简历.md 第 2 段")
    assert (found.question, page().trouble(found), found.claims) == ("", "", [claim])
    assert page().part(claim) == "支持定位 c2"


def test_a_superseded_fact_names_its_successor(workspace: Workspace):
    with workspace.lock():
        ledger = workspace.ledger()
        text = "我管过两个仓。"
        (workspace.materials / "新.md").write_text(text, encoding="utf-8")
        ledger.know("新.md", text)
        now = datetime(2026, 11, 23, 9, tzinfo=UTC)
        proposal = Proposal(statement=text, quote=text, kind="result")
        ledger.add([verify(proposal, text, "新.md", recorded=now, source_kind="material")])
        ledger.supersede("f001", "f002")
        ledger.save()
    found = gather(workspace, ["f001"], {})["f001"]
    assert found.standing == "superseded"
    assert "f002" in page().trouble(found)


def test_a_sentence_the_person_agreed_to_is_told_as_that(workspace: Workspace):
    with workspace.lock():
        journal, ledger = workspace.journal(), workspace.ledger()
        affirm(journal, ledger, Proposed("drafts/x.md", "先别买系统。"), "先别急着买系统。")
    fact = workspace.ledger().facts[-1]
    found = gather(workspace, [fact.id], {})[fact.id]
    assert (found.quote, found.source_kind, found.question) == ("先别急着买系统。", "affirmed", "")
    assert re.fullmatch(r"y001 · \d{4}-\d\d-\d\d 你认下的一句", page().source(found))
    assert "a sentence you agreed to" in page(language="en").source(found)


def test_an_id_nobody_knows_is_gone(workspace: Workspace):
    found = gather(workspace, ["f099"], {})["f099"]
    assert (found.standing, found.quote) == ("gone", "")
    assert "删掉" in page().trouble(found)
    assert "removed" in page(language="en").trouble(found)


def test_notes_that_left_have_no_title():
    titles = note_titles(["craft/evidence", "craft/gone", "../../etc/passwd"])
    assert titles["craft/evidence"]
    assert (titles["craft/gone"], titles["../../etc/passwd"]) == ("", "")

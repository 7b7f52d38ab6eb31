"""A line a week: on the disk first, then facts; what no model has read waits."""

import json
from datetime import UTC, datetime

import pytest
from loopback_caller import Service

from byline.errors import HandEditError, ModelError
from byline.interview.log import WeekLog, write
from byline.ledger.events import PostIdea
from byline.llm.structured import StructuredCaller
from byline.workspace import Workspace

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
WEEK = "这周盘点只用了半天，以前要两天。"


def wrote(workspace: Workspace, text: str, caller: StructuredCaller | None = None) -> WeekLog:
    """The log after one more entry."""
    write(workspace.journal(), text)
    return opened(workspace, caller)


def opened(workspace: Workspace, caller: StructuredCaller | None = None) -> WeekLog:
    return WeekLog(workspace.journal(), workspace.ledger(), caller, "m", lambda: NOW)


def says(service: Service, *kinds: str) -> None:
    fields: dict[str, str] = {}
    for number, kind in enumerate(kinds, start=1):
        fields |= {f"w{number}": "…", f"l{number}": kind}
    service.says(json.dumps(fields))


def test_an_entry_becomes_facts_that_quote_it(
    workspace: Workspace, caller: StructuredCaller, service: Service
) -> None:
    book = wrote(workspace, WEEK, caller)
    says(service, "result")
    [fact] = book.read("l001")
    assert (fact.quote, fact.source.kind, fact.source.id) == (WEEK, "log", "l001")
    assert fact.consent == "public"
    assert workspace.ledger().facts == [fact]
    [entry] = opened(workspace).entries()
    assert (entry.text, entry.facts, entry.read) == (WEEK, ["f001"], True)


def test_customers_and_money_start_as_private(
    workspace: Workspace, caller: StructuredCaller, service: Service
) -> None:
    book = wrote(workspace, "有个客户这周说要介绍朋友来。", caller)
    says(service, "result")
    assert [fact.consent for fact in book.read("l001")] == ["private"]


def test_words_are_kept_without_a_model_and_read_later(
    workspace: Workspace, caller: StructuredCaller, service: Service
) -> None:
    wrote(workspace, WEEK)
    wrote(workspace, "没啥吧")
    assert opened(workspace).read("l001") == []
    later = opened(workspace, caller)
    service.fails(400)
    service.fails(400)
    service.fails(400)
    with pytest.raises(ModelError):
        later.read("l001")
    service.replies.clear()
    assert opened(workspace).pending() == ["l001", "l002"]
    says(service, "result")
    for log_id in later.pending():
        later.read(log_id)
    assert opened(workspace).pending() == []
    assert [entry.facts for entry in opened(workspace).entries()] == [["f001"], []]


def test_an_entry_read_twice_after_a_kill_gives_its_facts_once(
    workspace: Workspace, caller: StructuredCaller, service: Service
) -> None:
    book = wrote(workspace, WEEK, caller)
    says(service, "result")
    book.read("l001")
    path = workspace.journal_path
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))
    again = opened(workspace, caller)
    assert again.pending() == ["l001"]
    says(service, "experience")
    assert [fact.id for fact in again.read("l001")] == ["f001"]


def test_posts_are_kept_with_their_entry(workspace: Workspace) -> None:
    book = wrote(workspace, WEEK)
    idea = PostIdea(question="盘点怎么这么慢？", facts=["f001"], builds="trust", origin="words")
    book.suggest("l001", [idea])
    assert opened(workspace).entries()[0].posts == [idea]


def test_a_fact_whose_entry_says_something_else_is_reported(
    workspace: Workspace, caller: StructuredCaller, service: Service
) -> None:
    book = wrote(workspace, WEEK, caller)
    says(service, "result")
    book.read("l001")
    path = workspace.journal_path
    path.write_text(path.read_text(encoding="utf-8").replace("半天", "一天"), encoding="utf-8")
    with pytest.raises(HandEditError) as caught:
        workspace.ledger()
    assert (caught.value.field, "l001" in caught.value.problem) == ("quote", True)

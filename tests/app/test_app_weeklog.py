"""The week in a line."""

import json
from datetime import UTC, datetime

import pytest
from loopback import Service
from position_samples import candidate

from byline.app import weeklog
from byline.errors import ModelError
from byline.llm.chat import ChatSession
from byline.positioning import storage
from byline.positioning.models import Positioning
from byline.workspace import Workspace

FIRST = "去年把货位重新编号，错发率从千分之八降到千分之一点二。"
WEEK = "这周错发率又到了千分之三。"
LABELLED = json.dumps({"w1": "…", "l1": "result"})


def silent(what: str, done: int, total: int) -> None:
    """Nobody watches."""


def test_what_was_read_is_told_when_a_later_entry_fails(
    workspace: Workspace, session: ChatSession, service: Service
) -> None:
    with workspace.lock():
        journal = workspace.journal()
        assert [weeklog.write(journal, words) for words in (FIRST, WEEK)] == ["l001", "l002"]
        book, news = weeklog.open_book(workspace, journal), weeklog.News()
        service.says(LABELLED)
        service.fails(401)
        with pytest.raises(ModelError):
            weeklog.read(workspace, book, session, news, silent)
        assert [fact.quote for fact in news.facts] == [FIRST]
        assert not news.compared
        assert weeklog.pending(journal) == ["l002"]
    assert [(entry.log_id, entry.read) for entry in weeklog.entries(workspace)] == [
        ("l001", True),
        ("l002", False),
    ]


def test_a_figure_that_changed_is_a_reason_to_think_again(
    workspace: Workspace, session: ChatSession, service: Service
) -> None:
    steps: list[tuple[str, int, int]] = []
    made = datetime(2020, 1, 1, tzinfo=UTC)
    held = Positioning(made=made, candidates=[candidate(1, "一到大促就发错货", ["f001"])])
    with workspace.lock():
        journal = workspace.journal()
        weeklog.write(journal, FIRST)
        book = weeklog.open_book(workspace, journal)
        service.says(LABELLED)
        weeklog.read(workspace, book, session, weeklog.News(), silent)
        storage.save(workspace.positioning_path, held)
        weeklog.write(journal, WEEK)
        service.says(LABELLED)
        service.says(json.dumps({"question": "新人一来就发错货，怎么带？"}, ensure_ascii=False))
        news = weeklog.News()
        book = weeklog.open_book(workspace, journal)
        weeklog.read(workspace, book, session, news, lambda *step: steps.append(step))
    assert steps == [("reading", 1, 1), ("considering", 1, 1)]
    assert [(one.fact, one.side) for one in news.bearings] == [("f002", "contradicts")]
    assert news.refresh == "有和定位对不上的新情况"
    assert [idea.question for idea in news.posts] == ["新人一来就发错货，怎么带？"]
    assert weeklog.entries(workspace)[1].posts == news.posts

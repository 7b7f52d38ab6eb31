"""A workspace with facts in it, and a model service on loopback."""

import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "llm"))
sys.path.insert(0, str(Path(__file__).parents[1] / "interview"))
sys.path.insert(0, str(Path(__file__).parents[1] / "materials"))
sys.path.insert(0, str(Path(__file__).parents[1] / "topics"))
sys.path.insert(0, str(Path(__file__).parents[1] / "positioning"))
sys.path.insert(0, str(Path(__file__).parents[1] / "knowledge"))

from loopback import Service, serving

from byline.app.models import open_model
from byline.ledger.events import Answered, Asked, Extracted
from byline.ledger.models import Fact, Kind, Proposal, verify
from byline.llm.chat import ChatSession
from byline.settings import load_settings
from byline.workspace import Workspace

Hold = Callable[..., Fact]


@pytest.fixture
def service() -> Iterator[Service]:
    with serving() as running:
        yield running


@pytest.fixture
def session(service: Service, monkeypatch: pytest.MonkeyPatch) -> Iterator[ChatSession]:
    """A model as commands get it."""
    monkeypatch.setenv("BYLINE_BASE_URL", service.base_url)
    monkeypatch.setenv("BYLINE_MODEL", "m")
    with open_model(load_settings()) as opened:
        yield opened


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace.create(tmp_path / "我的", "陈砚")


@pytest.fixture
def hold(workspace: Workspace) -> Hold:
    """Put one said and extracted fact into the workspace."""

    def add(quote: str, kind: Kind = "experience", topic: str = "situation") -> Fact:
        with workspace.lock():
            journal, ledger = workspace.journal(), workspace.ledger()
            question, answer = journal.next_question_id(), journal.next_answer_id()
            journal.append(Asked(question_id=question, topic=topic, text="问"))
            journal.append(Answered(answer_id=answer, question_id=question, text=quote))
            ledger.know(answer, quote)
            proposal = Proposal(statement=quote, quote=quote, kind=kind)
            now = datetime(2026, 11, 22, 9, tzinfo=UTC)
            [fact] = ledger.add([verify(proposal, quote, answer, recorded=now, topic=topic)])
            ledger.save()
            journal.append(Extracted(answer_id=answer, facts=[fact.id], prompt="p@1", model="m"))
            return fact

    return add

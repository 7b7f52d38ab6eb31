"""byline in a home of its own, and workspaces in every state an interview can leave."""

import shutil
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "llm"))
sys.path.insert(0, str(Path(__file__).parents[1] / "knowledge"))
sys.path.insert(0, str(Path(__file__).parents[1] / "drafting"))

import chroma_server
from byline_process import FULL, Cli, environment
from in_process import Here, settled
from loopback import Service, serving

from byline.interview.guide import load_guide
from byline.ledger.events import Answered, Asked, Extracted, Finished
from byline.ledger.models import Fact, Kind, Proposal, verify
from byline.workspace import Workspace


@pytest.fixture
def service() -> Iterator[Service]:
    """A model service on loopback."""
    with serving() as running:
        yield running


@pytest.fixture
def cli(tmp_path: Path) -> Cli:
    home = tmp_path / "home"
    home.mkdir()
    return Cli(home, environment(home))


@pytest.fixture(scope="session")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Cli:
    """With the notes index built, once for all tests: it takes half a minute."""
    home = tmp_path_factory.mktemp("indexed")
    cli = Cli(home, environment(home))
    ran = cli.run("knowledge", "search", "信任", "--json")
    assert ran.code == 0, ran.err
    return cli


@pytest.fixture
def knowing(indexed: Cli, cli: Cli) -> Cli:
    """With an index of its own, which a test may damage, and the vectors of every note."""
    shutil.copytree(indexed.home / "cache", cli.home / "cache")
    return cli


@pytest.fixture(scope="session")
def chroma(tmp_path_factory: pytest.TempPathFactory) -> Iterator[chroma_server.Server]:
    """A Chroma server on loopback."""
    with chroma_server.serving(tmp_path_factory.mktemp("chroma")) as running:
        yield running


@pytest.fixture
def workspace(cli: Cli) -> Workspace:
    return Workspace.create(cli.home / "我的", "陈砚")


@pytest.fixture
def hold(workspace: Workspace) -> Callable[..., Fact]:
    """Put one said and extracted fact into the workspace."""

    def add(quote: str, kind: Kind = "experience", topic: str = "situation") -> Fact:
        with workspace.lock():
            journal = workspace.journal()
            asked = journal.append(
                Asked(question_id=journal.next_question_id(), topic=topic, text="问")
            )
            said = journal.append(
                Answered(
                    answer_id=journal.next_answer_id(), question_id=asked.question_id, text=quote
                )
            )
            ledger = workspace.ledger()
            proposal = Proposal(statement=quote, quote=quote, kind=kind)
            now = datetime(2026, 11, 22, 9, tzinfo=UTC)
            new = verify(proposal, quote, said.answer_id, recorded=now, topic=topic)
            [fact] = ledger.add([new])
            ledger.save()
            journal.append(
                Extracted(answer_id=said.answer_id, facts=[fact.id], prompt="p@1", model="m")
            )
            return fact

    return add


@pytest.fixture
def all_asked(workspace: Workspace, hold: Callable[..., Fact]) -> Workspace:
    """Everything asked and extracted, one private fact nobody has decided on, not yet closed."""
    hold("我女儿今年上二年级")
    for number, topic in enumerate(load_guide().order):
        hold(f"{FULL}（{number}）", "result", topic.id)
    return workspace


@pytest.fixture
def told(all_asked: Workspace) -> Workspace:
    """A closed interview."""
    with all_asked.lock():
        all_asked.journal().append(Finished())
    return all_asked


@pytest.fixture
def here(
    indexed: Cli,
    workspace: Workspace,
    service: Service,
    hold: Callable[..., Fact],
    monkeypatch: pytest.MonkeyPatch,
) -> Here:
    """byline in this process, in a workspace with facts, its model on loopback."""
    return settled(workspace, service, monkeypatch, hold, indexed.home / "cache")

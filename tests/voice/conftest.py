"""A workspace in which somebody has said and written things."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from voice_samples import Post, Say

from byline.ledger.events import Answered, Asked, Event, Logged
from byline.workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace.create(tmp_path / "我的", "陈砚")


@pytest.fixture
def say(workspace: Workspace) -> Say:
    """Answer questions in so many words."""

    def answer(*texts: str, log: bool = False, private: Callable[[str], Event] | None = None):
        with workspace.lock():
            journal = workspace.journal(lambda: datetime(2026, 11, 22, 9, tzinfo=UTC))
            for text in texts:
                if log:
                    journal.append(Logged(log_id=journal.next_log_id(), text=text))
                    continue
                question, name = journal.next_question_id(), journal.next_answer_id()
                journal.append(Asked(question_id=question, topic="skill", text="问"))
                journal.append(Answered(answer_id=name, question_id=question, text=text))
                if private:
                    journal.append(private(name))

    return answer


@pytest.fixture
def post(workspace: Workspace, tmp_path: Path) -> Post:
    """Add a voice sample under a name."""

    def add(name: str, text: str, *, voice: bool = True) -> str:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return workspace.shelf().add(path, voice=voice).name

    return add

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from byline.workspace import Workspace

sys.path.insert(0, str(Path(__file__).parents[1] / "llm"))

from loopback_caller import caller, service

__all__ = ["caller", "service"]


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """A new workspace, held by this process."""
    workspace = Workspace.create(tmp_path / "我的", "陈砚")
    with workspace.lock():
        yield workspace

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "llm"))
sys.path.insert(0, str(Path(__file__).parents[1] / "interview"))

from loopback_caller import caller, service

from byline.knowledge.embeddings import LocalEmbeddings
from byline.topics.nearness import Nearness

__all__ = ["caller", "service"]


@pytest.fixture(scope="session")
def near() -> Nearness:
    """The embedded embedding model: what is near is the point of half of these tests."""
    return Nearness(LocalEmbeddings())

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "llm"))
sys.path.insert(0, str(Path(__file__).parents[1] / "interview"))
sys.path.insert(0, str(Path(__file__).parents[1] / "drafting"))

from loopback_caller import caller, service

__all__ = ["caller", "service"]

import sys
from pathlib import Path

TESTS = Path(__file__).parents[1]
sys.path += [str(TESTS / "llm"), str(TESTS / "interview"), str(TESTS / "knowledge")]

from loopback_caller import caller, service  # noqa: E402 - found by the line above

__all__ = ["caller", "service"]

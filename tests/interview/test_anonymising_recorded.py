"""Wordings by the embedded model, replayed; see tests/conftest.py to record again."""

from typing import Any

import pytest

from byline.interview.anonymising import propose
from byline.ledger.anonymity import faults
from byline.llm.structured import StructuredCaller

pytestmark = pytest.mark.vcr


def test_names_become_general_words_and_everything_else_stays(recorded_model: Any) -> None:
    caller = StructuredCaller(recorded_model)
    for quote, hidden, rest in (
        ("我女儿在实验小学上二年级，晚上九点以后我才有空。", ["实验小学"], "上二年级，晚上九点"),
        ("去年我给万科做过一套样板间，花了三十一万。", ["万科", "三十一万"], "做过一套样板间"),
        ("周姐那家店在解放路，盘点从两天变半天。", ["周姐", "解放路"], "盘点从两天变半天。"),
    ):
        made = propose(caller, quote, hidden)
        assert made is not None
        assert made.origin == "model"
        assert rest in made.wording
        assert not faults(made.wording, quote, hidden)
        assert "某某" not in made.wording

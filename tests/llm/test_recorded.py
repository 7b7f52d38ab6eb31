"""Calls the embedded model really answered; see tests/conftest.py to record them again."""

from typing import Any, Literal

import pytest
from langchain_core.messages import HumanMessage, SystemMessage
from pydantic import BaseModel

from byline.errors import TruncatedError
from byline.llm.calls import complete_text, stream_text
from byline.llm.structured import StructuredCaller

pytestmark = pytest.mark.vcr


class Fact(BaseModel):
    quote: str
    kind: Literal["experience", "opinion"]


class Facts(BaseModel):
    facts: list[Fact]


SAID = "我在成都开理发店十九年，带过两个徒弟。我最反对办卡。"
ASK = [SystemMessage("从原话里抽出事实，每条逐字引用原话。"), HumanMessage(SAID)]


def test_facts_come_back_in_the_shape_asked_for(recorded_model: Any) -> None:
    found = StructuredCaller(recorded_model).ask(ASK, Facts, max_tokens=200)
    assert found.facts
    assert found.facts[0].quote in SAID


def test_json_mode_works_too(recorded_model: Any) -> None:
    caller = StructuredCaller(recorded_model, first_step="json_object")
    assert caller.ask(ASK, Facts, max_tokens=200).facts
    assert caller.step == "json_object"


def test_prose_streams_in_pieces(recorded_model: Any) -> None:
    ask = [HumanMessage("用不到二十个字说说理发师做什么。")]
    pieces = list(stream_text(recorded_model, ask, max_tokens=60))
    assert len(pieces) > 1
    assert "发" in "".join(pieces)


def test_a_limit_that_is_too_small_truncates(recorded_model: Any) -> None:
    with pytest.raises(TruncatedError):
        complete_text(recorded_model, [HumanMessage("数到一百。")], max_tokens=5)

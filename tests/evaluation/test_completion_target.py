"""The completion target's rules, and that it asks what the model itself would ask."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from faulty_service import FaultyService, serving
from langchain_core.messages import HumanMessage, SystemMessage
from pydantic import ValidationError

from byline.errors import ModelAuthError, ModelUnreachableError
from byline.evaluation.targets.completion import CompletionCase, broken_rules
from byline.llm.calls import Patience, acomplete_text
from byline.llm.chat import open_chat
from byline.llm.direct import direct
from byline.llm.response_cache import ResponseCache
from byline.settings import load_settings
from byline.text.counting import characters

MESSAGES = [SystemMessage("听完接一句。"), HumanMessage("我修电梯。")]


def case(**rules: Any) -> CompletionCase:
    return CompletionCase(id="c", inputs={}, **rules)


@pytest.mark.parametrize(
    ("rules", "broken"),
    [
        ({"contains": ["电梯", "二十年"]}, ["缺 '二十年'"]),
        ({"absent": ["电梯", "AI"]}, ["不该有 '电梯'"]),
        ({"max_characters": 4}, []),
        ({"max_characters": 3}, ["4 字，超过 3 字"]),
        ({"equals": "修电梯。"}, []),
        ({"equals": "修电梯"}, ["应是 '修电梯'"]),
        ({"contains": ["电梯"], "absent": ["飞机"], "max_characters": 9}, []),
    ],
)
def test_rules(rules: dict[str, Any], broken: list[str]) -> None:
    text = " 修电梯。\n"
    assert broken_rules(case(**rules), text, characters(text)) == broken


def test_a_case_that_could_not_fail_is_refused() -> None:
    with pytest.raises(ValidationError, match="至少要一个"):
        case()


def answers(service: FaultyService, responses: ResponseCache, *, short: bool) -> tuple[str, int]:
    settings = load_settings({"base_url": service.base_url, "model": "m"})
    patience = Patience(attempts=2, first_wait=0.01, longest_wait=1.0)
    with open_chat(settings, patience=patience, responses=responses) as session:
        fresh = session.fresh(5)
        model = direct(fresh.model) if short else fresh.model

        async def ask() -> str:
            try:
                return await acomplete_text(model, MESSAGES, max_tokens=9, patience=patience)
            finally:
                await session.aclose()

        return asyncio.run(ask()), fresh.usage.prompt_tokens


def test_the_short_way_asks_and_counts_what_the_long_way_does(tmp_path: Path) -> None:
    with serving(FaultyService()) as service, ResponseCache(mode="live") as responses:
        assert answers(service, responses, short=True) == ("收到：我修电梯。", 10)
        assert answers(service, responses, short=False) == ("收到：我修电梯。", 10)
        assert service.asked[0] == service.asked[1]
    with serving(FaultyService()) as service, ResponseCache(tmp_path / "r.sqlite") as responses:
        answers(service, responses, short=False)
        answers(service, responses, short=True)
        assert len(service.asked) == 1


def test_the_short_way_names_failures_like_the_long_way() -> None:
    for fault, error in (("401", ModelAuthError), ("500", ModelUnreachableError)):
        for short in (True, False):
            failing = FaultyService(fault=lambda asked, tries, fault=fault: fault)
            with (
                serving(failing) as service,
                ResponseCache(mode="live") as responses,
                pytest.raises(error),
            ):
                answers(service, responses, short=short)


def test_a_page_that_is_no_completion_is_named() -> None:
    page = FaultyService(page=b"<html>login</html>")
    with (
        serving(page) as service,
        ResponseCache(mode="live") as responses,
        pytest.raises(ModelUnreachableError, match="不是模型服务的格式"),
    ):
        answers(service, responses, short=True)

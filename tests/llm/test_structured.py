import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Literal

import pytest
from langchain_core.messages import HumanMessage, SystemMessage
from loopback import QUICK, Service
from pydantic import BaseModel, Field, create_model

from byline.errors import (
    ModelAuthError,
    ModelError,
    RefusedError,
    StructuredOutputError,
    TruncatedError,
)
from byline.llm.service import ServiceChat
from byline.llm.structured import StructuredCaller


class Fact(BaseModel):
    quote: str
    years: int = Field(ge=0)


ASK = [SystemMessage("抽出事实。"), HumanMessage("开店十九年")]
GOOD = json.dumps({"quote": "开店十九年", "years": 19}, ensure_ascii=False)
DEEPSEEK = "This response_format type is unavailable now"


@pytest.fixture
def caller(model: ServiceChat) -> StructuredCaller:
    return StructuredCaller(model, patience=QUICK)


def ask(caller: StructuredCaller) -> Fact:
    return caller.ask(ASK, Fact, max_tokens=100)


def test_a_schema_is_asked_for_first(service: Service, caller: StructuredCaller) -> None:
    service.says(GOOD)
    assert ask(caller) == Fact(quote="开店十九年", years=19)
    shape = service.asked[0]["response_format"]["json_schema"]
    assert shape["strict"] is True
    assert shape["schema"]["required"] == ["quote", "years"]
    assert service.asked[0]["messages"][0]["content"] == "抽出事实。"


@pytest.mark.parametrize("status", [400, 404, 422])
def test_the_ladder_goes_down_and_remembers(
    service: Service, caller: StructuredCaller, status: int
) -> None:
    service.fails(status, DEEPSEEK)
    service.fails(status, "json_object is unavailable")
    service.says(f"好的，结果是：\n```json\n{GOOD}\n```\n还要别的吗？")
    service.says(GOOD)
    assert ask(caller).years == 19
    assert ask(caller).years == 19
    assert service.formats() == ["json_schema", "json_object", None, None]
    assert caller.step == "text"
    system = service.asked[-1]["messages"][0]["content"]
    assert system.startswith("抽出事实。")
    assert '"quote"' in system


def test_json_mode_carries_the_schema_in_the_prompt(
    service: Service, caller: StructuredCaller
) -> None:
    service.fails(400, DEEPSEEK)
    service.says(GOOD)
    assert ask(caller).years == 19
    assert "JSON Schema" in service.asked[1]["messages"][0]["content"]
    assert caller.step == "json_object"


def test_an_invalid_object_is_repaired_once(service: Service, caller: StructuredCaller) -> None:
    service.says('{"quote": "开店十九年", "years": -1}')
    service.says(GOOD)
    assert ask(caller).years == 19
    words = service.asked[1]["messages"][-1]["content"]
    assert "years" in words
    assert service.asked[1]["messages"][-2]["role"] == "assistant"
    assert caller.step == "json_schema"


def test_a_service_that_ignores_the_schema_is_told_it_in_words(
    service: Service, caller: StructuredCaller
) -> None:
    service.says('{"原话": "开店十九年"}')
    service.says(GOOD)
    assert ask(caller).years == 19
    assert caller.step == "json_object"


def test_two_bad_objects_are_an_error(service: Service, caller: StructuredCaller) -> None:
    service.says("我不知道")
    service.says('{"quote": 3}')
    with pytest.raises(StructuredOutputError, match="years") as caught:
        ask(caller)
    assert caught.value.value == '{"quote": 3}'


@pytest.mark.parametrize(
    ("finish", "refusal", "error"),
    [("length", None, TruncatedError), ("stop", "我不能", RefusedError)],
)
def test_truncated_and_refused_are_errors(
    service: Service,
    caller: StructuredCaller,
    finish: str,
    refusal: str | None,
    error: type[ModelError],
) -> None:
    service.says('{"quote": "开', finish=finish, refusal=refusal)
    with pytest.raises(error):
        ask(caller)
    assert len(service.asked) == 1


def test_a_bad_key_does_not_go_down_the_ladder(service: Service, caller: StructuredCaller) -> None:
    service.fails(401)
    with pytest.raises(ModelAuthError):
        ask(caller)
    assert caller.step == "json_schema"


def test_an_unknown_model_leaves_the_ladder_where_it_was(
    service: Service, caller: StructuredCaller
) -> None:
    for _ in range(3):
        service.fails(404, "model not found")
    with pytest.raises(ModelError, match="没有这个模型"):
        ask(caller)
    assert caller.step == "json_schema"


def test_a_busy_service_is_waited_for(service: Service, caller: StructuredCaller) -> None:
    service.fails(429, headers={"retry-after": "0.01"})
    service.says(GOOD)
    assert ask(caller).years == 19


def test_langchains_warning_about_schemas_stays_out_of_the_way(
    service: Service, caller: StructuredCaller
) -> None:
    service.fails(400, "'response_format' of type 'json_schema' is not supported with this model")
    service.says(GOOD)
    assert ask(caller).years == 19


def test_choices_made_at_run_time_are_enforced(service: Service, caller: StructuredCaller) -> None:
    shape: Any = create_model("Pick", note=(Literal["n1", "n2"], ...))
    service.says('{"note": "n9"}')
    service.says('{"note": "n2"}')
    assert caller.ask(ASK, shape, max_tokens=9).note == "n2"


def test_threads_share_a_caller(service: Service, caller: StructuredCaller) -> None:
    for _ in range(8):
        service.says(GOOD)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: ask(caller).years, range(8)))
    assert found == [19] * 8

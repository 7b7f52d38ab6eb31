import json

import pytest
from langchain_core.messages import HumanMessage
from loopback import QUICK, Reply, Service

from byline.errors import (
    ModelAuthError,
    ModelError,
    ModelMissingError,
    ModelUnreachableError,
    RefusedError,
    TruncatedError,
)
from byline.llm.calls import EmptyAnswerError, Patience, complete_text, stream_text
from byline.llm.service import ServiceChat
from byline.llm.usage import Usage

ASK = [HumanMessage("写一句")]


def say(model: ServiceChat) -> str:
    return complete_text(model, ASK, max_tokens=50, patience=QUICK)


def test_an_answer_is_counted_and_asked_as_the_service_wants(
    service: Service, model: ServiceChat, usage: Usage
) -> None:
    service.says("好的")
    assert say(model) == "好的"
    assert usage == Usage(calls=1, prompt_tokens=10, cached_tokens=8, completion_tokens=5)
    sent = service.asked[0]
    assert sent["max_tokens"] == 50
    assert "max_completion_tokens" not in sent
    assert sent["temperature"] == 0.3


def test_a_busy_service_is_asked_again_after_the_time_it_named(
    service: Service, model: ServiceChat
) -> None:
    service.fails(429, headers={"retry-after": "0.05"})
    service.fails(503)
    service.says("好的")
    assert say(model) == "好的"
    assert len(service.asked) == 3


def test_retries_are_bounded(service: Service, model: ServiceChat) -> None:
    for _ in range(9):
        service.fails(500)
    with pytest.raises(ModelUnreachableError, match="出错"):
        say(model)
    assert len(service.asked) == QUICK.attempts


def test_a_long_wait_is_reported_instead_of_waited_for(
    service: Service, model: ServiceChat
) -> None:
    service.fails(429, headers={"retry-after": "3600"})
    with pytest.raises(ModelUnreachableError, match="频繁"):
        say(model)
    assert len(service.asked) == 1


@pytest.mark.parametrize(
    ("status", "more", "error"),
    [
        (401, {}, ModelAuthError),
        (403, {}, ModelAuthError),
        (402, {}, ModelAuthError),
        (404, {}, ModelMissingError),
        (400, {}, ModelError),
        (429, {"code": "insufficient_quota"}, ModelAuthError),
    ],
)
def test_what_cannot_get_better_is_not_retried(
    service: Service, model: ServiceChat, status: int, more: dict[str, str], error: type[ModelError]
) -> None:
    service.fails(status, "the service's own words", **more)
    with pytest.raises(error, match="the service's own words") as caught:
        say(model)
    assert type(caught.value) is error
    assert caught.value.next_step
    assert len(service.asked) == 1


def test_a_context_overflow_is_named(service: Service, model: ServiceChat) -> None:
    service.fails(400, "too many tokens", type="exceed_context_size_error")
    with pytest.raises(ModelError, match="上下文"):
        say(model)


def test_a_hanging_service_times_out(service: Service, model: ServiceChat) -> None:
    service.replies.append(Reply(body={}, delay=1.5))
    with pytest.raises(ModelUnreachableError, match="没有按时"):
        complete_text(model, ASK, max_tokens=5, patience=Patience(attempts=1))


def test_nobody_listening_is_unreachable(service: Service, model: ServiceChat) -> None:
    stray = model.model_copy()
    stray.root_client = model.root_client.copy(base_url="http://127.0.0.1:9/v1")
    stray.client = stray.root_client.chat.completions
    with pytest.raises(ModelUnreachableError, match="连不上"):
        say(stray)


def test_a_web_page_is_not_an_answer(service: Service, model: ServiceChat) -> None:
    service.replies.append(Reply(body="<html>"))
    with pytest.raises(ModelUnreachableError, match="BYLINE_BASE_URL"):
        say(model)


@pytest.mark.parametrize(
    ("finish", "text", "refusal", "error"),
    [
        ("length", "写到一", None, TruncatedError),
        ("content_filter", "", None, RefusedError),
        ("stop", "", "我不能", RefusedError),
        ("stop", " ", None, EmptyAnswerError),
    ],
)
def test_half_an_answer_is_no_answer(
    service: Service,
    model: ServiceChat,
    finish: str,
    text: str,
    refusal: str | None,
    error: type[ModelError],
) -> None:
    service.says(text, finish=finish, refusal=refusal)
    with pytest.raises(error):
        say(model)


def test_thoughts_are_cut_off(service: Service, model: ServiceChat) -> None:
    service.says("<think>想想\n再想想</think>\n\n答案")
    assert say(model) == "答案"


def piece(text: str, finish: str | None = None) -> str:
    choice = {"index": 0, "delta": {"content": text}, "finish_reason": finish}
    return json.dumps({"id": "1", "object": "chat.completion.chunk", "choices": [choice]})


def test_prose_streams_after_a_retry(service: Service, model: ServiceChat) -> None:
    service.fails(503)
    service.replies.append(Reply(stream=[piece("你"), piece("好"), piece("", "stop"), "[DONE]"]))
    assert list(stream_text(model, ASK, max_tokens=9, patience=QUICK)) == ["你", "好"]


def test_a_truncated_stream_says_so_at_its_end(service: Service, model: ServiceChat) -> None:
    service.replies.append(Reply(stream=[piece("你"), piece("", "length"), "[DONE]"]))
    pieces = stream_text(model, ASK, max_tokens=1, patience=QUICK)
    assert next(pieces) == "你"
    with pytest.raises(TruncatedError):
        list(pieces)


def test_loopback_ignores_proxies(
    service: Service, model: ServiceChat, monkeypatch: pytest.MonkeyPatch
) -> None:
    from byline.llm.service import http_client

    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "socks5://127.0.0.1:9")
    service.replies.append(Reply(body={"ok": True}))
    with http_client(loopback=True) as client:
        assert client.post(service.base_url, json={}).json() == {"ok": True}

"""How the models of a run are opened, and the prompt that is asked by itself."""

import asyncio
import json
from pathlib import Path

import pytest
from loopback import Service

from byline import prompts
from byline.app import health
from byline.app.models import open_cached_model, open_responses
from byline.app.prompts import complete
from byline.errors import ModelMissingError
from byline.llm.chat import ChatSession
from byline.settings import load_settings


def test_a_cached_answer_needs_no_service(
    service: Service, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("BYLINE_BASE_URL", service.base_url)
    monkeypatch.setenv("BYLINE_MODEL", "m")
    place = tmp_path / "cache.sqlite"
    service.says("第一次")
    for _ in range(2):
        with (
            open_responses(load_settings(), "record", place) as responses,
            open_cached_model(load_settings(), responses) as session,
        ):
            assert session.model.invoke("问").text == "第一次"
    assert len(service.asked) == 1


def test_live_keeps_nothing(tmp_path: Path) -> None:
    place = tmp_path / "there" / "cache.sqlite"
    with open_responses(load_settings(), "live", place):
        pass
    assert not place.exists()


def test_a_prompt_is_asked_once_with_its_inputs(session: ChatSession, service: Service) -> None:
    name = next(one.id for one in prompts.load_all() if one.id == "search/rewrite")
    service.says("换个说法")
    asked = complete(name, {"query": "没粉丝谁看我啊"}, session.model, session.caller)
    answered = asyncio.run(asked)
    assert answered.answer == "换个说法"
    assert "没粉丝谁看我啊" in answered.question
    assert "没粉丝谁看我啊" in json.dumps(service.asked[0], ensure_ascii=False)


def test_what_is_broken_is_a_row_and_no_exception(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(health, "_index", lambda _: health.Row("笔记索引", "ok", ""))
    rows = {row.what: row for row in health.examine(tmp_path, "deepseek")}
    assert rows["工作区"].state == "warning"
    assert rows["模型"].state == "error" and "DEEPSEEK_API_KEY" in rows["模型"].detail
    assert rows["提示词"].state == "ok"
    unknown = {row.what: row for row in health.examine(tmp_path, "depseek")}
    assert unknown["模型"].state == "error"


def test_a_model_that_is_missing_is_said_when_it_is_opened(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from byline.app.models import open_model

    monkeypatch.setenv("BYLINE_PROVIDER", "deepseek")
    with pytest.raises(ModelMissingError), open_model(load_settings()):
        pass

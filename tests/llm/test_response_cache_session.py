"""A whole session over a response cache: the embedded model, seeds, the ladder, awaited calls."""

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

import pytest
from langchain_core.messages import HumanMessage, SystemMessage
from loopback import QUICK, Service
from pydantic import BaseModel

from byline.errors import ModelError, ModelMissingError, ModelUnreachableError, TruncatedError
from byline.llm import chat as sessions
from byline.llm import embedded
from byline.llm.calls import acomplete_text, complete_text
from byline.llm.chat import ChatSession, open_chat
from byline.llm.counting import calling
from byline.llm.prices import cost
from byline.llm.providers import Choice, load_providers
from byline.llm.response_cache import NotRecordedError, ResponseCache
from byline.llm.usage import Usage
from byline.settings import Settings

ASK = [HumanMessage("在吗")]
SEEN: list[str] = []


class Fact(BaseModel):
    quote: str


@pytest.fixture
def responses(tmp_path: Path) -> Iterator[ResponseCache]:
    with ResponseCache(tmp_path / "c") as cache:
        yield cache


@pytest.fixture
def settings(service: Service) -> Settings:
    return Settings(base_url=service.base_url, model="m")


@pytest.fixture
def servers(service: Service, monkeypatch: pytest.MonkeyPatch) -> list["StandIn"]:
    """The servers that were started; they stand at the loopback service."""
    started: list[StandIn] = []

    def start(model: Path, *, states: Path | None) -> StandIn:
        started.append(StandIn(model, service.base_url))
        started[-1].states = states
        return started[-1]

    monkeypatch.setattr(sessions, "EmbeddedServer", start)
    return started


class StandIn:
    api_key = "started"

    def __init__(self, model: Path, base_url: str) -> None:
        self.model = model
        self.base_url = base_url
        self.states: Path | None = None
        self.running = False

    def __enter__(self) -> "StandIn":
        self.running = True
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.running = False


def gguf(path: Path, filling: bytes) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"GGUF" + filling * 1000)
    return path


def say(chat: ChatSession, **options: Any) -> str:
    return complete_text(chat.fresh(1).model, ASK, max_tokens=9, patience=QUICK, **options)


def test_an_embedded_model_is_started_by_the_first_miss(
    service: Service, servers: list[StandIn], responses: ResponseCache, tmp_path: Path
) -> None:
    settings = Settings(local_model=gguf(tmp_path / "m.gguf", b"a"))
    service.says("好的")
    for _ in range(2):
        with open_chat(settings, responses=responses) as chat:
            assert chat.label == "m · 本机"
            assert say(chat) == "好的"
    assert len(servers) == 1
    assert service.keys == ["Bearer started"]
    assert not servers[0].running


def test_what_byline_ships_is_read_by_itself_before_the_first_request(
    service: Service, servers: list[StandIn], tmp_path: Path
) -> None:
    shipped = {"role": "system", "content": "照抄，不编。" * 60}
    settings = Settings(local_model=gguf(tmp_path / "m.gguf", b"a"), cache_dir=tmp_path / "cache")
    service.says("")
    service.fails(501)
    service.says("好的")
    with open_chat(settings, patience=QUICK, beginnings=lambda: [[shipped]]) as chat:
        asked = [SystemMessage(shipped["content"]), *ASK]
        assert complete_text(chat.model, asked, max_tokens=9, patience=QUICK) == "好的"
        assert servers[0].states == tmp_path / "cache" / "beginnings"
    alone, _, whole = service.asked
    assert alone["messages"] == [shipped] == whole["messages"][:-1]
    assert chat.usage.calls == 1


def test_a_cache_that_takes_nothing_is_done_without(
    service: Service, servers: list[StandIn], tmp_path: Path
) -> None:
    (tmp_path / "cache").write_text("no folder")
    settings = Settings(local_model=gguf(tmp_path / "m.gguf", b"a"), cache_dir=tmp_path / "cache")
    service.says("好的")
    with open_chat(settings, patience=QUICK, beginnings=list) as chat:
        assert say(chat) == "好的"
    assert servers[0].states is None


def test_threads_start_one_server(
    service: Service, servers: list[StandIn], responses: ResponseCache, tmp_path: Path
) -> None:
    settings = Settings(local_model=gguf(tmp_path / "m.gguf", b"a"))
    for _ in range(4):
        service.says("好的")
    with open_chat(settings, responses=responses) as chat:
        work = [threading.Thread(target=lambda: say(chat)) for _ in range(4)]
        for thread in work:
            thread.start()
        for thread in work:
            thread.join()
    assert len(servers) == 1


def test_without_a_cache_it_is_started_at_once(
    service: Service, servers: list[StandIn], tmp_path: Path
) -> None:
    with open_chat(Settings(local_model=gguf(tmp_path / "m.gguf", b"a"))) as chat:
        assert servers[0].running
        service.says("好的")
        assert say(chat) == "好的"


def test_two_files_of_one_name_do_not_answer_for_each_other(
    service: Service, servers: list[StandIn], responses: ResponseCache, tmp_path: Path
) -> None:
    for filling, text in ((b"a", "一"), (b"b", "二")):
        service.says(text)
        path = gguf(tmp_path / filling.decode() / "m.gguf", filling)
        with open_chat(Settings(local_model=path), responses=responses) as chat:
            assert say(chat) == text
    assert len(servers) == 2


def test_offline_needs_no_weights(
    service: Service, servers: list[StandIn], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with ResponseCache(tmp_path / "c") as responses:
        monkeypatch.setattr(sessions, "locate", lambda settings, progress: tmp_path)
        service.says("好的")
        with open_chat(Settings(), responses=responses) as chat:
            say(chat)
        responses.export(responses.used, tmp_path / "recorded.jsonl")
    monkeypatch.undo()
    with (
        ResponseCache.load(tmp_path / "recorded.jsonl") as recorded,
        open_chat(Settings(cache_dir=tmp_path / "nothing"), responses=recorded) as chat,
    ):
        assert say(chat) == "好的"
        assert not chat.upstream.started
        with pytest.raises(NotRecordedError):
            complete_text(chat.model, [HumanMessage("别的")], max_tokens=9)
    assert len(servers) == 1
    assert not (tmp_path / "nothing").exists()


def test_weights_that_are_missing_are_named_at_the_first_miss(
    responses: ResponseCache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nowhere(settings: Settings, progress: object) -> Path:
        raise ModelMissingError("没有装全")

    monkeypatch.setattr(sessions, "locate", nowhere)
    with open_chat(Settings(), responses=responses) as chat:
        with pytest.raises(ModelMissingError, match="没有装全"):
            say(chat)
        with pytest.raises(ModelMissingError, match="没有装全"):
            asyncio.run(acomplete_text(chat.model, ASK, max_tokens=9))


def test_a_busy_service_is_asked_again_and_kept_once(
    service: Service, settings: Settings, responses: ResponseCache
) -> None:
    service.fails(429, headers={"retry-after": "0.05"})
    service.says("好的")
    with open_chat(settings, responses=responses) as chat, calling() as count:
        assert say(chat) == "好的"
    assert (count.sent, count.live, len(responses)) == (2, 1, 1)


def test_each_piece_of_work_counts_and_seeds_for_itself(
    service: Service, settings: Settings
) -> None:
    service.says("一")
    service.says("二")
    with open_chat(settings, temperature=0.3) as chat:
        one, two = chat.fresh(1), chat.fresh(2, temperature=0.9)
        complete_text(one.model, ASK, max_tokens=9)
        complete_text(two.caller.model, ASK, max_tokens=9)
        assert one.usage == two.usage == Usage(1, 10, 8, 5)
        assert chat.usage == Usage()
        assert one.model.root_client is two.model.root_client is chat.model.root_client
    sent = [(body["seed"], body["temperature"]) for body in service.asked]
    assert sent == [(1, 0.3), (2, 0.9)]


def test_a_service_that_fixes_its_sampling_gets_no_seed(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BYLINE_API_KEY", "k")
    service.says("一")
    with open_chat(Settings(provider="moonshot", base_url=service.base_url)) as chat:
        complete_text(chat.fresh(1, temperature=0.9).model, ASK, max_tokens=9)
    assert not {"seed", "temperature"} & set(service.asked[0])


def test_what_a_service_refuses_is_learnt_once_and_for_good(
    service: Service, settings: Settings, tmp_path: Path
) -> None:
    service.fails(400, "response_format is unavailable")
    for _ in range(2):
        service.says('{"quote": "在"}')
    with ResponseCache(tmp_path / "c") as responses:
        with open_chat(settings, responses=responses) as chat:
            for seed in range(2):
                chat.fresh(seed).caller.ask(ASK, Fact, max_tokens=9)
        responses.export(responses.used, tmp_path / "recorded.jsonl")
    assert service.formats() == ["json_schema", "json_object", "json_object"]
    for reopened in (
        ResponseCache(tmp_path / "c"),
        ResponseCache.load(tmp_path / "recorded.jsonl"),
    ):
        with reopened, open_chat(settings, responses=reopened) as chat, calling() as count:
            for seed in range(2):
                assert chat.fresh(seed).caller.ask(ASK, Fact, max_tokens=9).quote == "在"
            assert (count.sent, count.replayed) == (0, 2)


def test_a_schema_ignored_in_one_row_does_not_change_the_next(
    service: Service, settings: Settings, responses: ResponseCache
) -> None:
    for text in ("好", '{"quote": "在"}') * 2:
        service.says(text)
    for _ in range(2):
        with open_chat(settings, responses=responses) as chat:
            for seed in range(2):
                assert chat.fresh(seed).caller.ask(ASK, Fact, max_tokens=9).quote == "在"
    assert service.formats() == ["json_schema", "json_object"] * 2


def awaited(chat: ChatSession, **options: Any) -> str:
    async def work() -> str:
        try:
            return await acomplete_text(
                chat.fresh(1).model, ASK, max_tokens=9, patience=QUICK, **options
            )
        finally:
            await chat.aclose()

    return asyncio.run(work())


def test_an_awaited_call_shares_the_cache_and_the_table(
    service: Service, settings: Settings, responses: ResponseCache
) -> None:
    service.fails(429, headers={"retry-after": "0.05"})
    service.fails(503)
    service.says("好的")
    with open_chat(settings, responses=responses) as chat, calling() as count:
        assert awaited(chat) == say(chat) == "好的"
    assert (count.sent, count.live, count.replayed) == (3, 1, 1)


def test_an_awaited_call_fails_as_any_other(service: Service, settings: Settings) -> None:
    with open_chat(settings) as chat:
        service.says("写到一", finish="length")
        with pytest.raises(TruncatedError):
            awaited(chat)
        service.fails(400, "no")
        with pytest.raises(ModelError):
            awaited(chat)
        for _ in range(9):
            service.fails(500)
        with pytest.raises(ModelUnreachableError):
            awaited(chat)
    assert len(service.asked) == 2 + QUICK.attempts


def test_an_offline_miss_is_not_retried(settings: Settings, tmp_path: Path) -> None:
    with (
        ResponseCache(tmp_path / "c", "offline") as responses,
        open_chat(settings, responses=responses) as chat,
        calling() as count,
    ):
        for work in (say, awaited):
            with pytest.raises(NotRecordedError):
                work(chat)
        with pytest.raises(NotRecordedError):
            chat.caller.ask(ASK, Fact, max_tokens=9)
    assert count.sent == 0


def choice(name: str, **changes: Any) -> Choice:
    provider = load_providers()[name]
    known = {"model": provider.model, "base_url": provider.base_url or ""}
    return Choice(provider, key=None, reason="", **{**known, **changes})


READ = Usage(calls=1, prompt_tokens=1_000_000, cached_tokens=500_000, completion_tokens=100_000)


def test_what_a_call_cost() -> None:
    assert cost(READ, choice("deepseek")) == (pytest.approx(0.075 + 0.0015 + 0.06), "USD")
    # No price for cached input is known: it counts as any other.
    assert cost(READ, choice("qwen")) == (pytest.approx(0.8 + 0.2), "CNY")
    assert cost(READ, choice("local", model="mine")) == (0.0, "CNY")


@pytest.mark.parametrize(
    "unknown",
    [
        choice("zhipu"),
        choice("deepseek", model="another"),
        choice("deepseek", base_url="https://resold.example.org"),
    ],
)
def test_an_unknown_price_is_no_price(unknown: Choice) -> None:
    assert cost(READ, unknown) is None


def test_the_embedded_model_is_asked_as_much_as_it_has_slots() -> None:
    assert load_providers()["local"].concurrency == embedded.SLOTS

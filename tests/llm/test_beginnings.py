"""What the embedded model read of byline's own prompts, kept from one process to the next."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import httpx2
import pytest
from loopback import listening

from byline import prompts
from byline.llm import beginnings
from byline.llm.beginnings import Beginnings
from byline.llm.service import http_client

MINE = "我在药店管了七年库房，错发率千分之八。"
SYSTEMS = [f"你做第{number}件事。" + "照抄，不编。" * 60 for number in range(3)]
SHIPPED = [[{"role": "system", "content": text}] for text in SYSTEMS]


@dataclass
class Slots:
    """A server that keeps what its slots hold in files, as llama.cpp's does."""

    folder: Path
    held: dict[int, str] = field(default_factory=dict[int, str])
    asked: list[tuple[str, Any]] = field(default_factory=list[tuple[str, Any]])
    short: bool = False
    """The disk takes half of what it writes."""
    saves: bool = True
    url: str = ""

    @property
    def did(self) -> list[str]:
        return [path for path, _ in self.asked]

    def answer(self, path: str, body: Any) -> tuple[int, Any]:
        self.asked.append((path, body))
        if path == "/v1/chat/completions":
            self.held[body["id_slot"]] = json.dumps(body["messages"], ensure_ascii=False)
            return 200, {}
        slot, file = int(path[len("/slots/")]), self.folder / body["filename"]
        if path.endswith("save"):
            whole = self.held[slot].encode()
            if not self.saves:
                return 501, {"error": "no"}
            file.write_bytes(whole[: len(whole) // 2] if self.short else whole)
            return 200, {"n_written": len(whole)}
        if file.read_bytes()[:1] != b"[":
            return 400, {"error": "magic"}
        self.held[slot] = file.read_text(encoding="utf-8")
        return 200, {"n_restored": 1}


def handler(slots: Slots) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["content-length"])
            status, body = slots.answer(self.path, json.loads(self.rfile.read(length)))
            payload = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("content-length", str(len(payload)))
            self.end_headers()
            self.wfile.write(payload)

        def log_message(self, format: str, *args: Any) -> None: ...

    return Handler


@pytest.fixture
def slots(tmp_path: Path) -> Iterator[Slots]:
    found = Slots(tmp_path / "states")
    found.folder.mkdir()
    with listening(handler(found)) as address:
        found.url = f"{address}/"
        yield found


@pytest.fixture
def client(slots: Slots) -> Iterator[httpx2.Client]:
    with http_client(loopback=True) as found:
        found.base_url = slots.url
        yield found


def process(slots: Slots, client: httpx2.Client, identity: str = "m 1") -> Beginnings:
    """What a new process knows: the folder, and nothing of the slots."""
    slots.held.clear()
    slots.asked.clear()
    return Beginnings(slots.folder, identity, lambda: SHIPPED, client, 2)


def request(number: int, said: str = MINE) -> bytes:
    messages = [*SHIPPED[number], {"role": "user", "content": said}]
    return json.dumps({"messages": messages}).encode()


def states(slots: Slots) -> list[Path]:
    return sorted(slots.folder.iterdir())


READ, SAVE, RESTORE = "/v1/chat/completions", "save", "restore"


def steps(slots: Slots) -> list[str]:
    return [path if path == READ else path.split("=")[1] for path in slots.did]


def test_what_was_read_once_is_not_read_again_by_the_next_process(
    slots: Slots, client: httpx2.Client
) -> None:
    first = process(slots, client)
    first.prepare(request(0))
    first.prepare(request(0, "另一句"))
    assert steps(slots) == [READ, SAVE]
    process(slots, client).prepare(request(0, "又一句"))
    assert steps(slots) == [RESTORE]
    assert json.loads(slots.held[0]) == SHIPPED[0]


def test_nobody_s_words_are_written(slots: Slots, client: httpx2.Client) -> None:
    kept = Beginnings(slots.folder, "m", prompts.beginnings, client, 2)
    for name in ("positioning/candidate", "topics/question", "interview/extract"):
        prompt = prompts.load(name)
        messages = [
            {"role": {"human": "user", "ai": "assistant"}.get(one.type, one.type), "content": text}
            for one in prompt.messages(**dict.fromkeys(prompt.inputs, MINE))
            if (text := str(one.text))
        ]
        assert MINE in messages[-1]["content"]
        kept.prepare(json.dumps({"messages": messages}).encode())
    assert len(states(slots)) == 3
    assert all(MINE not in path.read_text(encoding="utf-8") for path in states(slots))
    assert MINE not in json.dumps(slots.asked, ensure_ascii=False)


@pytest.mark.parametrize(
    "body",
    [
        json.dumps({"messages": [{"role": "system", "content": MINE * 20}]}),
        json.dumps({"messages": [{**SHIPPED[0][0], "role": "user"}]}),
        json.dumps({"prompt": "x"}),
        json.dumps([1]),
        "{",
    ],
)
def test_what_byline_does_not_ship_is_left_alone(
    slots: Slots, client: httpx2.Client, body: str
) -> None:
    process(slots, client).prepare(body.encode())
    assert slots.did == []


def test_another_model_reads_for_itself(slots: Slots, client: httpx2.Client) -> None:
    process(slots, client).prepare(request(0))
    process(slots, client, "m 2").prepare(request(0))
    assert steps(slots) == [READ, SAVE]
    assert len(states(slots)) == 2


def test_a_damaged_state_is_thrown_away_and_read_anew(slots: Slots, client: httpx2.Client) -> None:
    process(slots, client).prepare(request(0))
    (state,) = states(slots)
    state.write_bytes(b"\0" * 10)
    process(slots, client).prepare(request(0))
    assert steps(slots) == [RESTORE, READ, SAVE]
    assert json.loads(state.read_text(encoding="utf-8")) == SHIPPED[0]


@pytest.mark.parametrize("trouble", ["short", "saves"])
def test_what_could_not_be_kept_whole_leaves_no_file(
    slots: Slots, client: httpx2.Client, trouble: str
) -> None:
    kept = process(slots, client)
    setattr(slots, trouble, trouble == "short")
    kept.prepare(request(0))
    assert steps(slots) == [READ, SAVE]
    assert states(slots) == []


def test_a_server_that_is_gone_costs_nothing(tmp_path: Path) -> None:
    with http_client(loopback=True) as nobody:
        nobody.base_url = "http://127.0.0.1:9/"
        Beginnings(tmp_path, "m", lambda: SHIPPED, nobody, 2).prepare(request(0))
    assert list(tmp_path.iterdir()) == []


def test_the_slot_used_longest_ago_is_given_up_and_its_state_put_back_when_it_is_wanted(
    slots: Slots, client: httpx2.Client
) -> None:
    kept = process(slots, client)
    for number in (0, 1, 0, 2):
        kept.prepare(request(number))
    assert steps(slots) == [READ, SAVE] * 3
    assert json.loads(slots.held[0]) == SHIPPED[0]
    assert json.loads(slots.held[1]) == SHIPPED[2]
    slots.asked.clear()
    kept.prepare(request(1))
    assert slots.did == ["/slots/0?action=restore"]


def test_the_states_used_least_make_room(
    slots: Slots, client: httpx2.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = process(slots, client)
    kept.prepare(request(0))
    (first,) = states(slots)
    monkeypatch.setattr(beginnings, "MOST_BYTES", first.stat().st_size + 10)
    kept.prepare(request(1))
    (left,) = states(slots)
    assert left != first
    assert json.loads(left.read_text(encoding="utf-8")) == SHIPPED[1]

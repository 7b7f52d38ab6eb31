import json
import signal
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from byline.errors import InputError, StorageError
from byline.llm.counting import calling, current_call
from byline.llm.exchange import Answer, Asked, asked_of, line_of, read_line, whole
from byline.llm.response_cache import NotRecordedError, ResponseCache

URL = "https://api.example.org/v1/chat/completions"
BODY = {"model": "m", "messages": [{"role": "user", "content": "你在吗"}], "seed": 1}


def asked(repeat: int = 0, url: str = URL, **changes: object) -> Asked:
    return asked_of("POST", url, json.dumps({**BODY, **changes}).encode(), repeat)


def answer(text: str = "在", body: bytes | None = None) -> Answer:
    said = json.dumps({"choices": [{"message": {"content": text}}]}).encode()
    return Answer(200, "application/json", body or said, 1.25, "2026-11-22T08:00:00+00:00")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def shuffled(value: object) -> object:
    if isinstance(value, dict):
        return {name: shuffled(value[name]) for name in reversed(list(value))}
    return [shuffled(item) for item in value] if isinstance(value, list) else value


@given(st.dictionaries(st.text(), json_values, max_size=4))
def test_the_order_of_fields_and_the_white_space_do_not_matter(body: dict[str, object]) -> None:
    one = json.dumps(body).encode()
    other = json.dumps(shuffled(body), indent=2, ensure_ascii=True).encode()
    assert asked_of("POST", URL, one).key == asked_of("POST", URL, other).key


@pytest.mark.parametrize(
    "other",
    [
        asked(repeat=1),
        asked(seed=2),
        asked(url="https://other.example.org/v1/chat/completions"),
        asked(url="https://api.example.org/v1/embeddings"),
        asked_of("PUT", URL, json.dumps(BODY).encode()),
        asked_of("POST", URL, b"not json"),
        asked_of("POST", URL, b"not json\xff"),
    ],
)
def test_what_is_asked_where_and_which_time_is_the_key(other: Asked) -> None:
    assert other.key != asked().key


def test_raw_bodies_are_told_apart_byte_by_byte() -> None:
    assert asked_of("POST", URL, b"\xff").key != asked_of("POST", URL, b"\xfe").key


@given(json_values)
def test_any_body_can_be_described(body: object) -> None:
    assert len(asked_of("POST", URL, json.dumps({"messages": body}).encode()).about) <= 80


def test_a_request_can_be_recognised() -> None:
    said = asked(repeat=3)
    assert (said.method, said.path, said.model) == ("POST", "/v1/chat/completions", "m")
    assert (said.about, said.repeat, said.streamed) == ("你在吗", 3, False)
    assert asked_of("POST", URL, b'{"input": ["abc"]}').about == '["abc"]'


EVENT = b'data: {"choices": []}\n\n'


@pytest.mark.parametrize(
    ("stream", "body", "verdict"),
    [
        (False, b'{"choices": []}', True),
        (False, b'{"error": {"message": "busy"}}', False),
        (False, b'{"error": null, "choices": []}', True),
        (False, b"<html>", False),
        (False, b'{"choices": [', False),
        (True, EVENT + b"data: [DONE]\n\n", True),
        (True, EVENT + b"data:[DONE]\r\n\r\n", True),
        (True, EVENT, False),
        (True, b"", False),
        (True, b'data: {"content": "[DONE]"}\n\n', False),
        (True, b'data: {"error": {"message": "busy"}}\n\ndata: [DONE]\n\n', False),
        (True, b'data: {"content": "\\"error\\""}\n\ndata: [DONE]\n\n', True),
    ],
)
def test_only_what_ended_well_is_whole(stream: bool, body: bytes, verdict: bool) -> None:
    assert whole(asked(stream=stream), answer(body=body)) is verdict


@pytest.mark.parametrize("status", [199, 302, 400, 429, 500])
def test_only_success_is_whole(status: int) -> None:
    assert not whole(asked(), Answer(status, "application/json", b"{}", 0.1, ""))


def test_what_is_kept_is_found_again(tmp_path: Path) -> None:
    path = tmp_path / "new" / "cache.sqlite"
    with ResponseCache(path) as cache:
        assert cache.find(asked()) is None
        assert cache.keep(asked(), answer()) == answer()
        assert cache.find(asked()) == answer()
        assert path.stat().st_mode & 0o777 == 0o600
    with ResponseCache(path, "offline") as cache:
        assert cache.find(asked()) == answer()


def test_the_first_answer_stays(tmp_path: Path) -> None:
    with ResponseCache(tmp_path / "c") as cache:
        cache.keep(asked(), answer("一"))
        assert cache.keep(asked(), answer("二")) == answer("一")
        assert len(cache) == 1


def test_live_keeps_and_finds_nothing(tmp_path: Path) -> None:
    path = tmp_path / "c"
    with ResponseCache(path) as cache:
        cache.keep(asked(), answer())
    with ResponseCache(path, "live") as cache:
        assert cache.find(asked()) is None
        cache.keep(asked(1), answer())
        assert cache.used == frozenset()
    with ResponseCache(path) as cache:
        assert len(cache) == 1


def test_offline_says_what_is_missing_and_how_to_record_it(tmp_path: Path) -> None:
    with (
        ResponseCache(tmp_path / "c", "offline", record_with="byline eval run x") as cache,
        pytest.raises(NotRecordedError, match="你在吗") as caught,
    ):
        cache.find(asked(2))
    assert asked(2).key[:12] in caught.value.what
    assert caught.value.next_step == "byline eval run x"


def test_which_entries_a_run_used_is_known(tmp_path: Path) -> None:
    with ResponseCache(tmp_path / "c") as cache:
        cache.keep(asked(0), answer())
        cache.keep(asked(1), answer())
    with ResponseCache(tmp_path / "c") as cache:
        cache.find(asked(1))
        cache.find(asked(2))
        cache.keep(asked(3), answer())
        assert cache.used == {asked(1).key, asked(3).key}
        assert cache.unplayed() == {asked(0).key}


def test_entries_travel_as_lines_for_review(tmp_path: Path) -> None:
    lines = tmp_path / "recorded.jsonl"
    streamed = asked(stream=True)
    events = 'data: {"content": "你\u2028好\x85"}\n\ndata: [DONE]\n\n'.encode()
    with ResponseCache(tmp_path / "c") as cache:
        cache.keep(asked(), answer("在的"))
        cache.keep(asked(1), answer("\ud83d"))
        cache.keep(asked(2), answer("不要的"))
        cache.keep(streamed, answer(body=events))
        wanted = [asked().key, asked(1).key, streamed.key, "0" * 64]
        assert cache.export(wanted, lines) == 3
    text = lines.read_text(encoding="utf-8")
    assert "在的" in text
    assert "不要的" not in text
    with ResponseCache.load(lines) as again:
        assert again.mode == "offline"
        assert again.unplayed() == {asked().key, asked(1).key, streamed.key}
        found = again.find(asked(1))
        assert found is not None
        assert json.loads(found.body) == json.loads(answer("\ud83d").body)
        kept = again.find(streamed)
        assert kept is not None
        assert kept.body == events
        assert again.take_in(lines) == 0


@given(st.dictionaries(st.text(), json_values), st.integers(0, 9))
def test_a_line_reads_back_as_what_it_was(body: dict[str, object], repeat: int) -> None:
    said, given_answer = asked(repeat), answer(body=json.dumps(body).encode())
    back, read = read_line(line_of(said, given_answer))
    assert back == said
    assert json.loads(read.body) == body
    assert (read.status, read.elapsed, read.at) == (200, 1.25, given_answer.at)


def test_an_edited_line_is_refused(tmp_path: Path) -> None:
    lines = tmp_path / "recorded.jsonl"
    good = line_of(asked(), answer("原话"))
    lines.write_text(f"{line_of(asked(1), answer())}\n{good.replace('1.25', '0.25')}\n")
    with pytest.raises(InputError, match=r"第 2 行.*改过"):
        ResponseCache.load(lines)


@pytest.mark.parametrize("line", ["[]", "{}", "x", ""])
def test_a_line_of_something_else_is_refused(tmp_path: Path, line: str) -> None:
    lines = tmp_path / "recorded.jsonl"
    lines.write_text(f"{line}\n{line}\n")
    with pytest.raises(InputError, match="第 1 行"):
        ResponseCache.load(lines)


def test_an_empty_recording_is_an_empty_cache(tmp_path: Path) -> None:
    (tmp_path / "r.jsonl").write_text("")
    with ResponseCache.load(tmp_path / "r.jsonl") as cache:
        assert len(cache) == 0


def test_refusals_are_kept_for_their_service(tmp_path: Path) -> None:
    with ResponseCache(tmp_path / "c") as cache:
        cache.remember_refusal("a", "json_schema", "1")
        cache.remember_refusal("a", "json_schema", "1")
    with ResponseCache(tmp_path / "c", "offline") as cache:
        cache.remember_refusal("a", "json_object", "1")
        assert cache.refusals("a") == {("json_schema", "1")}
        assert cache.refusals("b") == set()


def test_an_empty_file_becomes_a_cache(tmp_path: Path) -> None:
    (tmp_path / "c").write_bytes(b"")
    with ResponseCache(tmp_path / "c") as cache:
        cache.keep(asked(), answer())
        assert len(cache) == 1


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "c"
    path.write_bytes(b"notes, not a database\n" * 99)
    with pytest.raises(InputError, match="不是响应缓存") as caught:
        ResponseCache(path)
    assert str(path) in caught.value.next_step
    assert path.read_bytes() == b"notes, not a database\n" * 99


def test_a_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "c"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE music (title TEXT)")
    other.close()
    before = path.read_bytes()
    with pytest.raises(InputError, match="不是响应缓存"):
        ResponseCache(path)
    assert path.read_bytes() == before


def test_a_cache_of_another_version_is_named(tmp_path: Path) -> None:
    path = tmp_path / "c"
    ResponseCache(path).close()
    other = sqlite3.connect(path)
    other.execute("PRAGMA user_version = 99")
    other.close()
    with pytest.raises(InputError, match="99"):
        ResponseCache(path)


def test_damage_found_later_is_named(tmp_path: Path) -> None:
    path = tmp_path / "c"
    with ResponseCache(path) as cache:
        for repeat in range(200):
            cache.keep(asked(repeat), answer("长" * 500))
    size = path.stat().st_size
    with path.open("r+b") as stream:
        stream.seek(4096)
        stream.write(b"\xff" * (size - 4096))
    with pytest.raises(InputError, match="坏了"), ResponseCache(path) as cache:
        for repeat in range(200):
            cache.find(asked(repeat))


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "c").mkdir()
    with pytest.raises(StorageError):
        ResponseCache(tmp_path / "c")


def test_threads_share_one_cache(tmp_path: Path) -> None:
    with ResponseCache(tmp_path / "c") as cache:

        def work(number: int) -> None:
            for repeat in range(50):
                cache.keep(asked(repeat), answer(str(number)))
                assert cache.find(asked(repeat)) is not None

        threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(cache) == 50


WRITER = """
import sys
from pathlib import Path
from byline.llm.exchange import Answer, asked_of
from byline.llm.response_cache import ResponseCache
cache = ResponseCache(Path(sys.argv[1]))
for number in range(int(sys.argv[2])):
    asked = asked_of("POST", "http://a/v1", b"{}", number)
    cache.keep(asked, Answer(200, "application/json", b"{}" * 3000, 0.1, "now"))
    print(number, flush=True)
"""


def writer(path: Path, count: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(path), str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_what_was_kept_survives_a_kill(tmp_path: Path) -> None:
    path = tmp_path / "c"
    with writer(path, 1_000_000) as process:
        assert process.stdout is not None
        while process.stdout.readline() != "300\n":
            pass
        process.send_signal(signal.SIGKILL)
        said = [300, *(int(line) for line in process.stdout if line.endswith("\n"))]
    with ResponseCache(path) as cache:
        assert len(cache) >= said[-1] + 1
        for number in range(said[-1] + 1):
            found = cache.find(asked_of("POST", "http://a/v1", b"{}", number))
            assert found is not None
            assert found.body == b"{}" * 3000
        cache.keep(asked(), answer())


def test_two_processes_share_one_file(tmp_path: Path) -> None:
    path = tmp_path / "c"
    with writer(path, 300) as one, writer(path, 300) as other:
        assert len(one.communicate()[0].split()) == 300
        assert len(other.communicate()[0].split()) == 300
    with ResponseCache(path) as cache:
        assert len(cache) == 300


def test_a_block_counts_for_itself() -> None:
    with calling(2) as outer:
        with calling(5) as inner:
            current_call()[1].add(live=1, seconds=0.5)
            assert current_call()[0] == 5
        current_call()[1].add(replayed=1)
        assert current_call() == (2, outer)
    assert (inner.live, inner.replayed, inner.seconds) == (1, 0, 0.5)
    assert (outer.live, outer.replayed) == (0, 1)
    assert current_call()[0] == 0

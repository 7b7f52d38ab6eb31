import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from byline.errors import HandEditError, StorageError
from byline.ledger import events as ev
from byline.ledger.journal import RECOVERED, Journal


class Clock:
    def __init__(self):
        self.now = datetime(2026, 1, 2, tzinfo=UTC)

    def __call__(self):
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture
def path(tmp_path):
    return tmp_path / "interview.jsonl"


def opened(path, **kw):
    return Journal.open(path, Clock(), **kw)


def asked(n, topic="work", **kw):
    return ev.Asked(question_id=f"q{n:03d}", topic=topic, text="做什么？", **kw)


def answered(n, text="我做HR"):
    return ev.Answered(answer_id=f"a{n:03d}", question_id=f"q{n:03d}", text=text)


ALL = [
    ev.Session(language="zh", byline="0.1.0"),
    asked(1),
    answered(1, "第一行\n第二行\u2028第三"),
    ev.ExtractionFailed(answer_id="a001", reason="超时"),
    ev.Extracted(answer_id="a001", facts=["f001"], prompt="extract@1", model="m"),
    asked(2, topic="money", probe=True, origin="model", notes=["n1"]),
    ev.Skipped(question_id="q002"),
    ev.Heard(text=["你做HR"]),
    ev.Finished(),
]


def test_every_event_comes_back_as_it_was(path):
    journal = opened(path)
    written = [journal.append(event) for event in ALL]
    again = opened(path)
    assert again.events == written == journal.events
    assert [event.seq for event in written] == list(range(1, len(ALL) + 1))
    assert written[0].at == "2026-01-02T00:00:01+00:00"
    assert len(path.read_bytes().split(b"\n")) == len(ALL) + 1
    assert path.stat().st_mode & 0o777 == 0o600


def test_what_the_chain_asks_of_it(path):
    journal = opened(path)
    assert (journal.next_question_id(), journal.next_answer_id()) == ("q001", "a001")
    journal.append(asked(1))
    assert journal.last_unanswered().question_id == "q001"
    journal.append(answered(1))
    assert journal.last_unanswered() is None
    assert journal.pending_extraction() == ["a001"]
    journal.append(ev.ExtractionFailed(answer_id="a001", reason="x"))
    assert journal.pending_extraction() == ["a001"]
    journal.append(asked(2, topic="money"))
    journal.append(ev.Skipped(question_id="q002"))
    journal.append(asked(3))
    journal.append(answered(3, "b"))
    journal.append(ev.Extracted(answer_id="a001", facts=[], prompt="p@1", model="m"))
    assert journal.pending_extraction() == ["a003"]
    assert journal.asked_topics() == ["work", "money"]
    assert journal.answers() == {"a001": "我做HR", "a003": "b"}
    assert (journal.next_question_id(), journal.next_answer_id()) == ("q004", "a004")


@given(st.text(st.one_of(st.characters(), st.characters(categories=["Cs"])), min_size=1))
def test_any_typed_text_can_be_stored(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("j") / "interview.jsonl"
    stored = opened(path).append(answered(1, text))
    assert opened(path).answers() == {"a001": stored.text}
    if not any("\ud800" <= c <= "\udfff" for c in text):
        assert stored.text == text


def test_a_hundred_kilobyte_answer(path):
    text = "我做了十年。" * 17_000
    opened(path).append(answered(1, text))
    assert opened(path).answers()["a001"] == text


def test_a_torn_line_is_set_aside(path):
    journal = opened(path)
    journal.append(asked(1))
    whole = path.read_bytes()
    path.write_bytes(whole + '{"seq": 2, "event": "answered", "text": "我做'.encode()[:-1])
    again = opened(path)
    assert path.read_bytes() == whole
    assert "我" in path.with_name(RECOVERED).read_text()
    assert RECOVERED in again.recovered
    assert len(again.events) == 1
    again.append(answered(1))
    assert opened(path).recovered is None
    assert opened(path).answers() == {"a001": "我做HR"}


def test_a_whole_last_line_only_gets_its_newline(path):
    journal = opened(path)
    journal.append(asked(1))
    journal.append(answered(1))
    whole = path.read_bytes()
    path.write_bytes(whole[:-1])
    again = opened(path)
    assert path.read_bytes() == whole
    assert again.recovered
    assert again.answers() == {"a001": "我做HR"}
    assert not path.with_name(RECOVERED).exists()


def test_a_reader_without_the_lock_touches_nothing(path):
    opened(path).append(asked(1))
    torn = path.read_bytes() + b'{"seq'
    path.write_bytes(torn)
    reader = opened(path, writable=False)
    assert len(reader.events) == 1
    assert path.read_bytes() == torn
    assert not path.with_name(RECOVERED).exists()
    with pytest.raises(RuntimeError, match="lock"):
        reader.append(asked(2))


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("{broken", ""),
        ("", ""),
        ("[" * 100_000, ""),
        (b"\xff\xfe", ""),
        ('{"event": "sung", "seq": 1, "at": ""}', "event"),
        ('{"event": "finished", "seq": 1, "at": "", "mood": 1}', "mood"),
        (
            '{"event": "answered", "answer_id": "a1", "question_id": "q001", "text": "x"}',
            "answer_id",
        ),
    ],
)
def test_a_line_broken_by_hand_is_reported_and_left(path, line, field):
    journal = opened(path)
    journal.append(asked(1))
    line = line if isinstance(line, bytes) else line.encode()
    broken = path.read_bytes() + line + b"\n" + path.read_bytes()
    path.write_bytes(broken)
    with pytest.raises(HandEditError) as caught:
        opened(path)
    assert caught.value.line == 2
    assert field in caught.value.field
    assert path.read_bytes() == broken


def test_an_answer_id_stands_once(path):
    journal = opened(path)
    journal.append(answered(1))
    with pytest.raises(ValueError, match="a001"):
        journal.append(answered(1))
    path.write_bytes(path.read_bytes() * 2)
    with pytest.raises(HandEditError, match="两次"):
        opened(path)


KILLS = """
import os, random, signal, sys, time
from datetime import UTC, datetime
from pathlib import Path
from byline import files
from byline.ledger import events as ev
from byline.ledger.journal import Journal

path, rng, cut = Path(sys.argv[1]), random.Random(7), 0

def words(n):
    return "话" * (n * 7919 % 3_000 + 1)

def write(acks, budget):
    real, left = os.write, budget
    def dying(handle, data):
        # A file system may take a write in pieces: die inside a line, after `budget` bytes.
        nonlocal left
        taken = real(handle, data[:left])
        left -= taken
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)
        return taken
    if budget:
        files.os.write = dying
    journal = Journal.open(path, lambda: datetime.now(UTC))
    for n in range(int(journal.next_answer_id()[1:]), 10**6):
        journal.append(ev.Answered(answer_id=f"a{n:03d}", question_id="q001", text=words(n)))
        real(acks, b"%d\\n" % n)

last = 0
for round in range(60):
    read, acks = os.pipe()
    child = os.fork()
    if not child:
        write(acks, budget=rng.randrange(1, 40_000) if round % 2 else 0)
    os.close(acks)
    with os.fdopen(read) as stream:
        heard = stream.readline()
        if not round % 2:
            time.sleep(rng.random() * 0.01)
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        last = max([last, *map(int, (heard + stream.read()).split())])
    journal = Journal.open(path, lambda: datetime.now(UTC))
    cut += journal.recovered is not None
    answers = journal.answers()
    assert list(answers) == [f"a{n:03d}" for n in range(1, len(answers) + 1)]
    assert len(answers) - last in (0, 1), (len(answers), last)
    assert all(text == words(n) for n, text in enumerate(answers.values(), start=1))
assert cut > 10, "too few kills landed inside a line: the test proves nothing"
print("torn", cut, "answers", len(answers))
"""


def test_a_kill_loses_at_most_the_line_in_flight(path):
    """Sixty real SIGKILLs at random instants; every acknowledged answer must still be there."""
    done = run(KILLS, path)
    assert done.returncode == 0, done.stderr


def run(script, path):
    return subprocess.run(
        [sys.executable, "-c", script, path], capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("cut", range(1, 60, 7))
def test_a_cut_at_any_byte_loses_only_the_last_line(path, cut):
    journal = opened(path)
    journal.append(asked(1))
    journal.append(answered(1, "很久以前的一句话"))
    whole = path.read_bytes()
    path.write_bytes(whole[:-cut])
    again = opened(path)
    assert again.events[0].event == "asked"
    assert again.answers() == ({"a001": "很久以前的一句话"} if cut == 1 else {})


DISK_FULL = """
import resource, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from byline.errors import StorageError
from byline.ledger import events as ev
from byline.ledger.journal import Journal
path = Path(sys.argv[1])
journal = Journal.open(path, lambda: datetime.now(UTC))
journal.append(ev.Answered(answer_id="a001", question_id="q001", text="第一句"))
before = path.read_bytes()
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 50, len(before) + 50))
said = "第二句" * 100
try:
    journal.append(ev.Answered(answer_id="a002", question_id="q002", text=said))
except StorageError as error:
    assert error.unsaved == said, error.unsaved
    assert "下一步" in str(error)
else:
    sys.exit("no error")
assert path.read_bytes() == before
assert len(journal.events) == 1
assert list(Journal.open(path, lambda: datetime.now(UTC)).answers()) == ["a001"]
"""


def test_a_full_disk_keeps_the_file_whole_and_hands_back_the_words(path):
    done = run(DISK_FULL, path)
    assert done.returncode == 0, done.stderr


def test_a_refused_write_is_a_storage_error(tmp_path):
    journal = opened(tmp_path / "missing" / "interview.jsonl")
    with pytest.raises(StorageError) as caught:
        journal.append(answered(1, "说过的话"))
    assert caught.value.unsaved == "说过的话"
    assert journal.events == []
    assert list(tmp_path.iterdir()) == []

"""The journal read as a conversation, with changes."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from byline.ledger import events as ev
from byline.ledger.exchanges import exchanges
from byline.ledger.journal import Journal, root


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return opened(tmp_path / "interview.jsonl")


def opened(path: Path) -> Journal:
    return Journal.open(path, lambda: datetime(2026, 11, 25, tzinfo=UTC))


def ask(journal: Journal, number: int, **more: object) -> None:
    journal.append(
        ev.Asked(question_id=f"q{number:03d}", topic=f"t{number}", text="问？", **more)  # pyright: ignore
    )


def say(journal: Journal, answer_id: str, question: int, text: str) -> None:
    journal.append(ev.Answered(answer_id=answer_id, question_id=f"q{question:03d}", text=text))


def test_the_latest_version_holds_in_the_place_of_the_first(journal: Journal) -> None:
    for number in (1, 2):
        ask(journal, number)
        say(journal, f"a00{number}", number, f"第{number}段")
    say(journal, journal.next_version_id("a001"), 1, "改过")
    say(journal, journal.next_version_id("a001.2"), 1, "再改")
    assert journal.answers() == {"a001.3": "再改", "a002": "第2段"}
    assert list(journal.spoken()) == ["a001", "a002", "a001.2", "a001.3"]
    assert journal.next_answer_id() == "a003"
    first, second = exchanges(journal.events)
    assert [one.text for one in first.versions] == ["第1段", "改过", "再改"]
    assert (first.number, first.answer and first.answer.text) == (1, "再改")
    assert (second.number, len(second.versions)) == (2, 1)


def test_only_what_holds_waits_for_extraction(journal: Journal) -> None:
    ask(journal, 1)
    say(journal, "a001", 1, "一")
    journal.append(ev.Extracted(answer_id="a001", facts=[], prompt="p@1", model="m"))
    say(journal, "a001.2", 1, "二")
    assert journal.pending_extraction() == ["a001.2"]
    journal.append(ev.Withdrawn(answer_id="a001.2"))
    assert journal.pending_extraction() == []


def test_a_withdrawn_answer_is_gone_until_it_is_given_again(journal: Journal) -> None:
    ask(journal, 1)
    say(journal, "a001", 1, "一")
    journal.append(ev.Withdrawn(answer_id="a001"))
    [exchange] = exchanges(journal.events)
    assert (exchange.answer, exchange.withdrawn, exchange.number) == (None, True, 1)
    assert journal.answers() == {}
    assert journal.spoken() == {"a001": "一"}
    assert journal.last_unanswered() is None
    say(journal, journal.next_version_id("a001"), 1, "还是说了")
    [exchange] = exchanges(journal.events)
    assert exchange.answer and exchange.answer.text == "还是说了"
    assert journal.answers() == {"a001.2": "还是说了"}


def test_a_question_taken_back_is_closed_and_its_topic_open_again(journal: Journal) -> None:
    ask(journal, 1)
    assert journal.asked_topics() == ["t1"]
    journal.append(ev.Unasked(question_id="q001"))
    assert journal.last_unanswered() is None
    assert journal.asked_topics() == []
    assert exchanges(journal.events) == []


def test_a_skipped_question_can_still_be_answered(journal: Journal) -> None:
    ask(journal, 1)
    journal.append(ev.Skipped(question_id="q001"))
    assert [one.skipped for one in exchanges(journal.events)] == [True]
    say(journal, "a001", 1, "想起来了")
    [exchange] = exchanges(journal.events)
    assert (exchange.skipped, exchange.answer and exchange.answer.text) == (False, "想起来了")


def test_private_means_every_version(journal: Journal) -> None:
    for number in (1, 2):
        ask(journal, number)
        say(journal, f"a00{number}", number, "说")
    say(journal, "a001.2", 1, "改")
    journal.append(ev.MarkedPrivate(answer_id="a001"))
    assert [one.private for one in exchanges(journal.events)] == [True, False]


def test_a_journal_of_the_version_before_reads_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "interview.jsonl"
    lines = (
        '{"seq": 1, "at": "2026-11-01T10:00:00+08:00", "event": "session", "language": "zh", '
        '"byline": "0.1.0"}',
        '{"seq": 2, "at": "2026-11-01T10:00:01+08:00", "event": "asked", "question_id": "q001", '
        '"topic": "situation", "probe": false, "text": "做什么？", "origin": "guide", "notes": []}',
        '{"seq": 3, "at": "2026-11-01T10:01:00+08:00", "event": "answered", "answer_id": "a001", '
        '"question_id": "q001", "text": "管仓库"}',
    )
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    before = path.read_bytes()
    journal = opened(path)
    assert journal.answers() == {"a001": "管仓库"}
    assert path.read_bytes() == before


@given(st.integers(1, 2000), st.integers(2, 40))
def test_a_version_has_the_root_of_its_answer(number: int, version: int) -> None:
    answer = f"a{number:03d}"
    assert root(f"{answer}.{version}") == root(answer) == answer


@given(
    st.lists(
        st.tuples(st.sampled_from("答改收跳"), st.integers(0, 5), st.text(min_size=1)), max_size=25
    )
)
def test_nothing_said_is_missing_whatever_happens(
    tmp_path_factory: pytest.TempPathFactory, acts: list[tuple[str, int, str]]
) -> None:
    journal = opened(tmp_path_factory.mktemp("j") / "interview.jsonl")
    said: list[str] = []
    questions = 0
    for act, which, text in acts:
        held = [one for one in exchanges(journal.events) if one.versions]
        if act == "改" and held:
            target = held[which % len(held)]
            version = journal.next_version_id(target.versions[0].answer_id)
            said.append(
                journal.append(
                    ev.Answered(answer_id=version, question_id=target.asked.question_id, text=text)
                ).text
            )
        elif act == "收" and held:
            journal.append(ev.Withdrawn(answer_id=held[which % len(held)].versions[-1].answer_id))
        else:
            questions += 1
            ask(journal, questions)
            if act == "跳":
                journal.append(ev.Skipped(question_id=f"q{questions:03d}"))
                continue
            answer = journal.append(
                ev.Answered(
                    answer_id=journal.next_answer_id(),
                    question_id=f"q{questions:03d}",
                    text=text,
                )
            )
            said.append(answer.text)
    shown = [version.text for one in exchanges(journal.events) for version in one.versions]
    assert sorted(shown) == sorted(said)
    assert sorted(journal.spoken().values()) == sorted(said)
    holding = [one.answer.text for one in exchanges(journal.events) if one.answer]
    assert holding == list(journal.answers().values())

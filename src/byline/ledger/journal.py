"""interview.jsonl: everything that was asked, said and agreed to, in order, and never rewritten.

Owns: reading, repairing and appending the journal. Promise: when `append` returns, the words are
on the disk; a kill at any instant loses at most the line being written; a line someone broke by
hand is reported with its number and nothing is touched.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TypeVar, cast

from pydantic import ValidationError

from byline import files
from byline.errors import HandEditError, InputError, StorageError
from byline.ledger.events import (
    EVENT,
    Affirmed,
    Answered,
    Asked,
    Entered,
    Event,
    Extracted,
    Logged,
    Skipped,
    Struck,
    Unasked,
    Withdrawn,
)

E = TypeVar("E", bound=Event)
Clock = Callable[[], datetime]
RECOVERED = "interview.recovered.txt"


class Journal:
    """The interview so far: `events` in order.

    `recovered` is a sentence for the person when a torn last line was set aside or completed,
    else None.
    """

    def __init__(self, path: Path, clock: Clock, *, writable: bool = True) -> None:
        self._path = path
        self._clock = clock
        self._writable = writable
        self.events: list[Event] = []
        self._seq = 0
        self._given: set[str] = set()
        self.recovered: str | None = None

    @classmethod
    def open(cls, path: Path, clock: Clock, *, writable: bool = True) -> Journal:
        """Read and validate the journal; a missing file is an empty one.

        With `writable`, a torn last line is set aside into interview.recovered.txt: the caller
        holds the workspace lock. Without it nothing is touched and `append` is refused.
        """
        journal = cls(path, clock, writable=writable)
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            return journal
        except OSError as error:
            raise InputError(
                f"访谈记录打不开（{error.strerror}）", value=str(path), next_step="检查路径和权限"
            ) from error
        # Only \n ends a line: people paste U+2028, which splitlines() would split at.
        *lines, tail = data.split(b"\n")
        journal._take(_read(path, lines, set()))
        if tail:
            journal._mend(tail, len(lines) + 1, len(data) - len(tail))
        return journal

    def append(self, event: E) -> E:
        """Write one event durably and return it with `seq` and `at`.

        On StorageError the person's words are in `error.unsaved` and the journal is as before.
        """
        if not self._writable:
            raise RuntimeError("the journal was opened without the workspace lock")
        if (given := _given_id(event)) and given[1] in self._given:
            raise ValueError(f"{given[0]} {given[1]!r} is taken")
        stamped = event.model_copy(update={"seq": self._seq + 1, "at": self._clock().isoformat()})
        line = json.dumps(stamped.model_dump(mode="json"), ensure_ascii=False)
        try:
            files.append(self._path, line + "\n")
        except StorageError as error:
            error.unsaved = _words(event) or line
            raise
        self._take([stamped])
        return stamped

    def next_question_id(self) -> str:
        """The id for the next question (q001, q002, ...)."""
        return _next("q", [e.question_id for e in self.events if isinstance(e, Asked)])

    def next_answer_id(self) -> str:
        """The id for the next answer (a001, a002, ...)."""
        return _next("a", [root(name) for name in self.spoken()])

    def next_version_id(self, answer_id: str) -> str:
        """The id under which a changed answer is kept: a003.2, then a003.3."""
        first = root(answer_id)
        return f"{first}.{1 + sum(root(name) == first for name in self.spoken())}"

    def answers(self) -> dict[str, str]:
        """Answer id -> the words that hold now, in the order the questions were first answered.

        Of a changed answer that is the last version; one taken back is left out.
        """
        latest: dict[str, Answered | None] = {}
        for event in self.events:
            if isinstance(event, Answered):
                latest[root(event.answer_id)] = event
            elif isinstance(event, Withdrawn):
                latest[root(event.answer_id)] = None
        return {event.answer_id: event.text for event in latest.values() if event}

    def spoken(self) -> dict[str, str]:
        """Answer id -> words of every version of every answer: what a quote may stand in."""
        return {e.answer_id: e.text for e in self.events if isinstance(e, Answered)}

    def said_at(self, answer_id: str) -> datetime | None:
        """When an answer was given; None when the journal does not tell."""
        told = (e.at for e in self.events if isinstance(e, Answered) and e.answer_id == answer_id)
        return datetime.fromisoformat(at) if (at := next(told, "")) else None

    def question_of(self, answer_id: str) -> Asked | None:
        """The question an answer was given to."""
        named = [e for e in self.events if isinstance(e, Answered) and e.answer_id == answer_id]
        asked = (e for e in self.events if isinstance(e, Asked) and named)
        return next((e for e in asked if e.question_id == named[0].question_id), None)

    def logs(self) -> dict[str, str]:
        """Log id -> the words, in the order they were written."""
        return {e.log_id: e.text for e in self.events if isinstance(e, Logged)}

    def next_log_id(self) -> str:
        """The id for the next log entry (l001, l002, ...)."""
        return _next("l", list(self.logs()))

    def affirmations(self) -> dict[str, Affirmed]:
        """Affirmation id -> what was said yes to, oldest first."""
        return {e.affirm_id: e for e in self.events if isinstance(e, Affirmed)}

    def next_affirm_id(self) -> str:
        """The id for the next affirmation (y001, y002, ...)."""
        return _next("y", list(self.affirmations()))

    def pending_affirmations(self) -> list[Affirmed]:
        """Affirmations that never reached the ledger, oldest first."""
        done = {e.affirm_id for e in self.events if isinstance(e, Entered)}
        return [e for e in self.affirmations().values() if e.affirm_id not in done]

    def struck(self) -> list[str]:
        """Proposed sentences the person does not want, oldest first; a later yes takes one back."""
        held: dict[str, None] = {}
        for event in self.events:
            if isinstance(event, Struck):
                held[event.proposed] = None
            elif isinstance(event, Affirmed):
                held.pop(event.proposed, None)
        return list(held)

    def said(self) -> dict[str, str]:
        """Where a quote may stand: every version of an answer, the log, and what was affirmed."""
        affirmed = {name: event.text for name, event in self.affirmations().items()}
        return self.spoken() | self.logs() | affirmed

    def pending_extraction(self) -> list[str]:
        """Ids of answers no extraction has succeeded for, oldest first."""
        done = {e.answer_id for e in self.events if isinstance(e, Extracted)}
        return [answer for answer in self.answers() if answer not in done]

    def asked_topics(self) -> list[str]:
        """Topics in the order they were first asked, each once; questions taken back left out."""
        unasked = {e.question_id for e in self.events if isinstance(e, Unasked)}
        asked = (e for e in self.events if isinstance(e, Asked))
        return list(dict.fromkeys(e.topic for e in asked if e.question_id not in unasked))

    def last_unanswered(self) -> Asked | None:
        """The last question, if it was neither answered nor skipped nor taken back."""
        asked = [e for e in self.events if isinstance(e, Asked)]
        closed = {e.question_id for e in self.events if isinstance(e, Answered | Skipped | Unasked)}
        return asked[-1] if asked and asked[-1].question_id not in closed else None

    def _take(self, events: Iterable[Event]) -> None:
        for event in events:
            self.events.append(event)
            self._seq = max(self._seq, event.seq)
            if given := _given_id(event):
                self._given.add(given[1])

    def _mend(self, tail: bytes, line: int, keep: int) -> None:
        """A last line without its newline: complete it when it is whole, else set it aside."""
        try:
            json.loads(tail)
        except ValueError:
            if self._writable:
                self._set_aside(tail, keep)
            return
        self._take(_read(self._path, [tail], set(self._given), first=line))
        if self._writable:
            files.append(self._path, "\n")
            self.recovered = "上次写到一半被打断，最后一条是完整的，已经接好"

    def _set_aside(self, tail: bytes, keep: int) -> None:
        beside = self._path.with_name(RECOVERED)
        # Aside first, then cut: a kill between the two leaves the words twice, never none.
        files.append(beside, tail.decode("utf-8", "replace") + "\n")
        _cut(self._path, keep)
        self.recovered = f"上次写到一半被打断，最后半条已另存到 {beside}"


def root(answer_id: str) -> str:
    """The id of an answer's first version."""
    return answer_id.partition(".")[0]


def _read(path: Path, lines: list[bytes], taken: set[str], *, first: int = 1) -> Iterator[Event]:
    """Validate lines into events; the first bad one is a HandEditError.

    `taken` holds the ids of answers and affirmations already seen.
    """
    for number, line in enumerate(lines, start=first):
        try:
            event = EVENT.validate_python(json.loads(line))
        except ValidationError as error:
            problem = error.errors()[0]
            field = ".".join(str(part) for part in problem["loc"])
            raise HandEditError(
                path, line=number, field=field or "event", problem=problem["msg"]
            ) from error
        except (ValueError, RecursionError) as error:
            raise HandEditError(
                path, line=number, field="", problem=f"不是一行完整的 JSON（{error}）"
            ) from error
        if given := _given_id(event):
            field, name = given
            if name in taken:
                raise HandEditError(path, line=number, field=field, problem=f"{name} 出现了两次")
            taken.add(name)
        yield event


def _given_id(event: Event) -> tuple[str, str] | None:
    """The id that this event gives to words of the person, with its field."""
    if isinstance(event, Answered):
        return "answer_id", event.answer_id
    return ("affirm_id", event.affirm_id) if isinstance(event, Affirmed) else None


def _cut(path: Path, length: int) -> None:
    try:
        handle = os.open(path, os.O_WRONLY)
        try:
            os.ftruncate(handle, length)
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        raise StorageError(
            f"修不好访谈记录（{error.strerror}）", value=str(path), next_step="检查权限，再运行一次"
        ) from error


def _words(event: Event) -> str:
    """What the person would have to type again."""
    text = cast("str | list[str]", getattr(event, "text", ""))
    return text if isinstance(text, str) else "\n".join(text)


def _next(letter: str, ids: list[str]) -> str:
    return f"{letter}{max((int(name[1:]) for name in ids), default=0) + 1:03d}"

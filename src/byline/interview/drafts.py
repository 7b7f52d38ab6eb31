"""Follow-ups written while the person waits, but not for long.

Owns: the thread a model's follow-up is written in, and how long anybody waits for it. Promise: the
first words are there within the deadline or the guide asks instead; what is late is kept for the
same answer's next follow-up; one follow-up is written at a time, so a slow service is never asked
twice for what is already under way.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextvars import copy_context

from byline.interview.follow_up import FollowUpWriter, Streaming, later
from byline.interview.guide import Language
from byline.interview.policy import Step
from byline.interview.thinness import missing_words
from byline.interview.turns import Exchange

REST = 4.0
"""Seconds that the question may take once the person's own words are on the screen."""


class Drafts:
    """Follow-ups of one interview, each written in a thread; without `seconds` they are awaited."""

    def __init__(self, writer: FollowUpWriter, seconds: float | None) -> None:
        self._writer = writer
        self._seconds = seconds
        self._under_way: dict[tuple[str, str], _Writing] = {}

    def worded(self, step: Step, language: Language, shown: Callable[[str], None]) -> str | None:
        """The question for a step as `shown` heard it; None when the guide's wording is to be used.

        When the person's own words came in time and the question did not, the guide's follows them.
        """
        if step.about is None or not step.lack:
            return None
        about, missing = step.about, missing_words(step.lack, language)
        told = later if step.manner == "back" else str
        if self._seconds is None:
            written = self._writer(about.asked.text, about.answer, missing, step.topic.notes)
            if written:
                shown(told(written))
            return told(written) if written else None
        text = ""
        for piece in self._in_time(about, missing, step.topic.notes, self._seconds):
            shown(told(piece))
            text += told(piece)
        if text and not text.endswith(("？", "?")):
            shown(step.text)
            text += step.text
        return text or None

    def _in_time(
        self, about: Exchange, missing: str, known: Sequence[str], seconds: float
    ) -> Iterator[str]:
        key = (about.asked.text, about.answer)
        writing = self._under_way.get(key)
        if writing is None:
            if any(not other.done for other in self._under_way.values()):
                return
            writing = _Writing(self._pieces(*key, missing, known))
            self._under_way = {key: writing}
        yield from writing.until(seconds)

    def _pieces(
        self, question: str, answer: str, missing: str, known: Sequence[str]
    ) -> Iterable[str]:
        if isinstance(self._writer, Streaming):
            return self._writer.stream(question, answer, missing, known)
        return _once(self._writer, question, answer, missing, known)


class _Writing:
    """One generator of pieces, run in a thread; the last piece is the question."""

    def __init__(self, pieces: Iterable[str]) -> None:
        self._pieces: list[str] = []
        self._changed = threading.Condition()
        self.done = False
        context = copy_context()
        threading.Thread(
            target=lambda: context.run(self._work, pieces), name="follow-up", daemon=True
        ).start()

    def until(self, seconds: float) -> Iterator[str]:
        """The pieces, for as long as the first is not late and the rest not very late."""
        read = 0
        limit = time.monotonic() + seconds
        while True:
            with self._changed:
                while len(self._pieces) == read and not self.done:
                    if not self._changed.wait(max(0.0, limit - time.monotonic())):
                        return
                if len(self._pieces) == read:
                    return
                piece = self._pieces[read]
            if read == 0:
                limit = time.monotonic() + REST
            read += 1
            yield piece

    def _work(self, pieces: Iterable[str]) -> None:
        # Whatever goes wrong here, even a client closed under it at the end, is the guide's turn.
        with contextlib.suppress(Exception):
            for piece in pieces:
                with self._changed:
                    self._pieces.append(piece)
                    self._changed.notify_all()
        with self._changed:
            self.done = True
            self._changed.notify_all()


def _once(
    writer: FollowUpWriter, question: str, answer: str, missing: str, known: Sequence[str]
) -> Iterator[str]:
    written = writer(question, answer, missing, known)
    if written:
        yield written

"""Extraction beside the conversation.

Owns: one worker thread that turns answers into facts while the person types. Promise: `drain`
returns when every answer handed in was tried once; a failure is kept for the caller to tell, and
its answer stays pending in the journal.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable

from byline.errors import BylineError
from byline.interview.session import Interview


class BackgroundExtraction:
    """A worker that extracts one answer after another, in the order they came."""

    def __init__(self, interview: Interview) -> None:
        self._interview = interview
        self._waiting: queue.Queue[str | None] = queue.Queue()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._work, name="extraction", daemon=True)
        self.failures: list[BylineError] = []
        self.done = 0
        self.total = 0
        self.facts = 0
        self._thread.start()

    def add(self, answer_id: str) -> None:
        """Queue an answer."""
        self.total += 1
        self._waiting.put(answer_id)

    def drain(self, report: Callable[[int, int], None]) -> None:
        """Wait for the queue to empty; `report(done, total)` is called a few times a second."""
        self._waiting.put(None)
        while self._thread.is_alive():
            self._thread.join(0.2)
            report(self.done, self.total)

    def stop(self) -> None:
        """Finish the answer in hand and leave the others pending in the journal.

        Returns when the worker is done: nothing may be written after the workspace is unlocked.
        """
        self._stopped.set()
        self._waiting.put(None)
        self._thread.join()

    def _work(self) -> None:
        while (answer_id := self._waiting.get()) is not None:
            if self._stopped.is_set():
                return
            try:
                self.facts += len(self._interview.extract(answer_id))
            except BylineError as error:
                self.failures.append(error)
            self.done += 1

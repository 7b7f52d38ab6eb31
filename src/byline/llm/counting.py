"""What one piece of work asks of a model, and which try it is.

Owns: the context that requests are counted in. Promise: a request belongs to the block it was
started in, whatever thread sends it, as long as the context went along.
"""

from __future__ import annotations

import threading
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field


@dataclass
class Count:
    """What was asked for inside one `calling` block; safe to read and fill from any thread."""

    live: int = 0
    """Requests a service really answered now."""
    replayed: int = 0
    """Requests answered from the cache."""
    sent: int = 0
    """Requests that left for a service, answered or not: every retry counts."""
    seconds: float = 0.0
    """What the answers took when they were really given, replayed or not."""
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False, compare=False)

    def add(self, *, live: int = 0, replayed: int = 0, sent: int = 0, seconds: float = 0.0) -> None:
        """Add to the count."""
        with self._lock:
            self.live += live
            self.replayed += replayed
            self.sent += sent
            self.seconds += seconds


_calling: ContextVar[tuple[int, Count]] = ContextVar("byline_calling")


@contextmanager
def calling(repeat: int = 0) -> Generator[Count]:
    """Count the requests of this block and mark them as its `repeat`-th try.

    The mark follows the context: coroutines, asyncio.to_thread and threads started in a copy of
    the context (contextvars.copy_context().run) inherit it, other threads do not. Requests outside
    any block are repeat 0. An inner block counts for itself alone.
    """
    count = Count()
    token = _calling.set((repeat, count))
    try:
        yield count
    finally:
        _calling.reset(token)


def current_call() -> tuple[int, Count]:
    """The repeat index and the count that requests of this context belong to."""
    return _calling.get(None) or (0, Count())

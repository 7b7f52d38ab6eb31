"""A question on its way to the screen.

Owns: showing that byline thinks, and printing a question whole or as its words come. Promise: the
first words end the waiting; on the screen stands exactly what the journal has as asked.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from types import TracebackType
from typing import Self

from byline.cli.console import say, stdout, waiting

STYLE = "bold cyan"


class Speaking:
    """One question, from the thinking to its last word."""

    def __init__(self, thinking: str, mark: Callable[[], str]) -> None:
        self._thinking = thinking
        self._mark = mark
        self._waiting = ExitStack()
        self._shown = ""

    def __enter__(self) -> Self:
        self._waiting.enter_context(waiting(self._thinking))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._waiting.close()

    def piece(self, words: str) -> None:
        """Print the next words of a question that is still being written.

        Only follow-ups come in pieces; a question that comes whole waits for its mark.
        """
        if not self._shown:
            if words.rstrip().endswith(("？", "?")):
                return
            self._waiting.close()
            self._print(f"\n[{self._mark()}] ")
        self._print(words)
        self._shown += words

    def put(self, mark: str, question: str) -> None:
        """End with the whole question on the screen."""
        self._waiting.close()
        if self._shown:
            say(question.removeprefix(self._shown), style=STYLE)
        else:
            say(f"\n[{mark}] {question}", style=STYLE)

    @staticmethod
    def _print(words: str) -> None:
        stdout().print(words, end="", style=STYLE, markup=False, soft_wrap=True)
        stdout().file.flush()

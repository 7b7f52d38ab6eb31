"""Who answers the interview: a terminal, a pipe, or a script.

Owns: turning keystrokes into replies. Promise: all three go through the same `Person` interface, so
the interview is the same code whoever answers.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from prompt_toolkit import PromptSession

    from byline.errors import StorageError
    from byline.interview.script import Script
    from byline.ledger.events import Asked

# A Chinese input method types ／ or 、 on the key of the slash.
_COMMAND = re.compile(r"/\s*([a-z]*).*|[／、]\s*([a-z]+)", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Reply:
    """What came back: words, or a command such as `skip`."""

    text: str = ""
    command: str = ""


class Person(Protocol):
    """Somebody who answers."""

    live: bool
    """Whether a human is waiting: decides what is echoed."""

    def reply(self, question: Asked) -> Reply:
        """One answer or command."""
        ...

    def consent(self) -> str | None:
        """The reply to the closing review; None when there is nobody to decide."""
        ...

    def wants_retry(self, error: StorageError) -> bool:
        """Whether to try again to write down an answer that the disk refused."""
        ...


class ScriptedPerson:
    """Answers from a file; says nothing more once the file is used up."""

    live = False

    def __init__(self, script: Script) -> None:
        self._script = script

    def reply(self, question: Asked) -> Reply:
        """The next answer; a skip for a topic without one, a pause when a text file is used up."""
        text = self._script.reply(question.topic)
        if text is not None:
            return Reply(text=text)
        return Reply(command="pause" if self._script.ordered else "skip")

    def consent(self) -> str:
        """What the file says."""
        return self._script.consent

    def wants_retry(self, error: StorageError) -> bool:
        """No: nobody is there to make room."""
        del error
        return False


class TypingPerson:
    """A human at a terminal, or lines from a pipe; the end of input is a pause."""

    live = True

    def __init__(self) -> None:
        self._terminal = sys.stdin.isatty() and sys.stdout.isatty()
        self._session: PromptSession[str] | None = None

    def reply(self, question: Asked) -> Reply:
        """One line, or several pasted at once; `/word` is a command."""
        line = self._line("› ")
        if line is None:
            return Reply(command="pause")
        command = _COMMAND.fullmatch(line.strip())
        if command:
            return Reply(command=(command[1] or command[2] or "help").lower())
        return Reply(text=line)

    def consent(self) -> str | None:
        """One line; the end of input and Ctrl-C decide nothing."""
        try:
            return self._line("公开哪些› ")
        except KeyboardInterrupt:
            return None

    def wants_retry(self, error: StorageError) -> bool:
        """At a terminal, once there is room; a pipe cannot say."""
        if not self._terminal:
            return False
        from byline.cli.console import hint

        hint(f"{error.what}：{error.value}。这段话还没丢：腾出空间，按回车再存一次；Ctrl-C 停下")
        try:
            return self._line("回车再存一次› ") is not None
        except KeyboardInterrupt:
            return False

    def _line(self, prompt: str) -> str | None:
        if not self._terminal:
            raw = sys.stdin.buffer.readline()
            return raw.decode("utf-8", "surrogateescape").rstrip("\r\n") if raw else None
        try:
            return self._prompt(prompt)
        except EOFError:
            return None

    def _prompt(self, prompt: str) -> str:
        from asyncio import CancelledError

        from prompt_toolkit import PromptSession

        # Its history stays in memory: a second copy of the person's words helps nobody, and a
        # history file that a full disk refuses would take the answer with it.
        self._session = self._session or PromptSession()
        try:
            return self._session.prompt(prompt)
        except CancelledError:
            # Ctrl-C before the line editor has taken over the signal cancels its task instead.
            raise KeyboardInterrupt from None

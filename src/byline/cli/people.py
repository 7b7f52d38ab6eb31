"""Who answers the interview: a terminal, a pipe, or a script.

Owns: turning keystrokes into replies. Promise: all three go through the same `Person` interface, so
the interview is the same code whoever answers.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from prompt_toolkit import PromptSession

    from byline.interview.script import Script
    from byline.ledger.events import Asked


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

    def consent(self) -> str:
        """The reply to the closing review."""
        ...


class ScriptedPerson:
    """Answers from a file; says nothing more once the file is used up."""

    live = False

    def __init__(self, script: Script) -> None:
        self._script = script

    def reply(self, question: Asked) -> Reply:
        """The next answer for the topic, or a skip."""
        text = self._script.reply(question.topic)
        return Reply(text=text) if text is not None else Reply(command="skip")

    def consent(self) -> str:
        """What the file says."""
        return self._script.consent


class TypingPerson:
    """A human at a terminal, or lines from a pipe; the end of input is a pause."""

    live = True

    def __init__(self, history: Path) -> None:
        self._history = history
        self._terminal = sys.stdin.isatty() and sys.stdout.isatty()
        self._session: PromptSession[str] | None = None

    def reply(self, question: Asked) -> Reply:
        """One line, or several pasted at once; `/word` is a command."""
        line = self._line("› ")
        if line is None:
            return Reply(command="pause")
        words = line.strip()
        if words.startswith("/"):
            return Reply(command=words[1:].split()[0] if words[1:].split() else "help")
        return Reply(text=line)

    def consent(self) -> str:
        """One line."""
        return self._line("公开哪些› ") or ""

    def _line(self, prompt: str) -> str | None:
        if not self._terminal:
            raw = sys.stdin.buffer.readline()
            return raw.decode("utf-8", "surrogateescape").rstrip("\r\n") if raw else None
        try:
            return self._prompt(prompt)
        except EOFError:
            return None

    def _prompt(self, prompt: str) -> str:
        from prompt_toolkit import PromptSession
        from prompt_toolkit.history import FileHistory

        if self._session is None:
            self._session = PromptSession(history=FileHistory(str(self._history)))
        return self._session.prompt(prompt)

"""Who answers the interview: a terminal, a pipe, or a script.

Owns: turning keystrokes into replies. Promise: all three go through the same `Person` interface, so
the interview is the same code whoever answers; a line is a command only when it cannot be taken
for an answer.
"""

from __future__ import annotations

import contextlib
import re
import sys
import unicodedata
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, get_args

from byline.cli.wording import Command, wording

if TYPE_CHECKING:
    from collections.abc import Iterable

    from byline.cli.line_editor import LineEditor
    from byline.cli.wording import Wording
    from byline.errors import StorageError
    from byline.interview.script import Script
    from byline.ledger.events import Asked

COMMANDS: tuple[str, ...] = get_args(Command)
ALIASES = {"quit": "pause", "exit": "pause", "q": "pause", "": "help"}
# A Chinese input method types ／ or 、 on the key of the slash.
_COMMAND = re.compile(r"(?P<slash>[/、])\s*(?P<name>[a-z]*)(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
_ARGUMENT = re.compile(r"\d*|zh|en", re.IGNORECASE)


@dataclass(frozen=True)
class Reply:
    """What came back: words, or a command such as `edit` and what follows it."""

    text: str = ""
    command: str = ""
    argument: str = ""


def parsed(line: str) -> Reply:
    """A typed line as a command or as words.

    `/usr 那台机器` and `、ERP 那一套` are words; `/wyh` alone is a command that does not exist.
    """
    found = _COMMAND.fullmatch(unicodedata.normalize("NFKC", line.strip()))
    if found is None:
        return Reply(text=line)
    name, rest = found["name"].lower(), found["rest"].strip()
    name = ALIASES.get(name, name) if name or not rest else name
    simple = _ARGUMENT.fullmatch(rest) is not None
    if name in COMMANDS and (simple or found["slash"] == "/"):
        return Reply(command=name, argument=rest)
    if simple and name and (found["slash"] == "/" or found["name"].islower()):
        return Reply(command=name, argument=rest)
    return Reply(text=line)


class Person(Protocol):
    """Somebody who answers."""

    live: bool
    """Whether a human is waiting: decides what is echoed."""
    terminal: bool
    """Whether they see and edit what they type."""
    words: Wording
    """The language byline speaks to them."""

    def sitting(self) -> AbstractContextManager[None]:
        """Held from the first question to the last."""
        ...

    def reply(self, question: Asked) -> Reply:
        """One answer or command."""
        ...

    def change(self, prompt: str, text: str) -> str | None:
        """`text` as the person wants it now; None to leave it."""
        ...

    def confirm(self, prompt: str) -> str | None:
        """The reply to a small question on the side; None when there is nobody to ask."""
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
    terminal = False

    def __init__(self, script: Script) -> None:
        self._script = script
        self.words = wording("zh")

    def sitting(self) -> AbstractContextManager[None]:
        """Nothing to prepare."""
        return contextlib.nullcontext()

    def reply(self, question: Asked) -> Reply:
        """The next answer; a skip for a topic without one, a pause when a text file is used up."""
        text = self._script.reply(question.topic)
        if text is not None:
            return Reply(text=text)
        return Reply(command="pause" if self._script.ordered else "skip")

    def change(self, prompt: str, text: str) -> str | None:
        """A file changes nothing."""
        del prompt, text
        return None

    def confirm(self, prompt: str) -> str | None:
        """Nobody is there."""
        del prompt
        return None

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
        self.terminal = sys.stdin.isatty() and sys.stdout.isatty()
        self._held: LineEditor | None = None
        self.words = wording("zh")

    def sitting(self) -> AbstractContextManager[None]:
        """Keep what is typed while byline thinks for the next line."""
        return self._editor().sitting() if self.terminal else contextlib.nullcontext()

    def reply(self, question: Asked) -> Reply:
        """One line, or several pasted at once; `/word` is a command."""
        line = self._line(self.words.prompt, history=True)
        return Reply(command="pause") if line is None else parsed(line)

    def change(self, prompt: str, text: str) -> str | None:
        """The words in the line editor; from a pipe, the next line instead of them."""
        if not self.terminal:
            return self._line("") or None
        try:
            return self._line(prompt, text)
        except KeyboardInterrupt:
            return None

    def confirm(self, prompt: str) -> str | None:
        """One line, from a pipe as well; Ctrl-C leaves it unanswered."""
        if not self.terminal:
            from byline.cli.console import hint

            hint(prompt)
        try:
            return self._line(prompt)
        except KeyboardInterrupt:
            return None

    def consent(self) -> str | None:
        """One line; the end of input and Ctrl-C decide nothing."""
        try:
            return self._line(self.words.consent_prompt)
        except KeyboardInterrupt:
            return None

    def wants_retry(self, error: StorageError) -> bool:
        """At a terminal, once there is room; a pipe cannot say."""
        if not self.terminal:
            return False
        from byline.cli.console import hint

        hint(self.words.save_again.format(problem=f"{error.what}：{error.value}"))
        try:
            return self._line(self.words.save_prompt) is not None
        except KeyboardInterrupt:
            return False

    def _line(self, prompt: str, text: str = "", *, history: bool = False) -> str | None:
        if not self.terminal:
            raw = sys.stdin.buffer.readline()
            return raw.decode("utf-8", "surrogateescape").rstrip("\r\n") if raw else None
        editor = self._editor()
        try:
            return editor.answer(prompt) if history else editor.aside(prompt, text)
        except EOFError:
            return None

    def _editor(self) -> LineEditor:
        if self._held is None:
            from byline.cli.line_editor import LineEditor

            self._held = LineEditor(self._meanings)
        return self._held

    def _meanings(self) -> Iterable[tuple[str, str]]:
        """The commands in the language spoken now."""
        return self.words.commands.items()

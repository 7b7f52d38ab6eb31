"""Typing at a terminal: the only importer of prompt_toolkit.

Owns: keys, completion of commands, history. Enter sends, Alt+Enter (Esc, then Enter) starts a line,
a bracketed paste is one text whatever it holds. Promise: what was typed comes back whole, by value;
nothing typed is written anywhere, for a history file would be a second copy of a person's words,
and one that a full disk refuses would take the answer with it.
"""

from __future__ import annotations

import contextlib
import sys
from asyncio import CancelledError
from collections.abc import Callable, Generator, Iterable
from typing import TYPE_CHECKING

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.filters import is_done
from prompt_toolkit.history import DummyHistory, InMemoryHistory
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

if TYPE_CHECKING:
    from prompt_toolkit.formatted_text import AnyFormattedText

SLASHES = "/／、"
"""A Chinese input method types ／ or 、 on the key of the slash."""
MENU_ROWS = 6
"""Rows kept free below the line for the commands."""


_PASTES_MARKED = "\x1b[?2004h"
_PASTES_PLAIN = "\x1b[?2004l"


class LineEditor:
    """One line, or several, from a person at a terminal.

    EOFError is Ctrl-D on an empty line, KeyboardInterrupt Ctrl-C.
    """

    def __init__(self, commands: Callable[[], Iterable[tuple[str, str]]]) -> None:
        self._answers: PromptSession[str] = PromptSession(
            history=InMemoryHistory(),
            completer=_Commands(commands),
            complete_while_typing=True,
            key_bindings=_keys(),
            prompt_continuation=_continuation,
            reserve_space_for_menu=MENU_ROWS,
        )
        self._asides: PromptSession[str] = PromptSession(
            history=DummyHistory(), key_bindings=_keys(), prompt_continuation=_continuation
        )

        self._seated = False

    @contextlib.contextmanager
    def sitting(self) -> Generator[None]:
        """For a whole sitting: what is typed or pasted between two lines waits for the next one.

        Outside of a prompt a terminal would echo it into the progress, cut a line at 4 KB, and hand
        a paste over as so many single answers. What nobody asked for by the end is dropped: the
        shell would run it as commands.
        """
        try:
            import termios
        except ImportError:  # Windows: its console keeps what is typed until it is asked for
            yield
            return
        handle = sys.stdin.fileno()
        before = termios.tcgetattr(handle)
        waiting = termios.tcgetattr(handle)
        waiting[0] &= ~termios.ICRNL
        waiting[3] &= ~(termios.ICANON | termios.ECHO)
        termios.tcsetattr(handle, termios.TCSANOW, waiting)
        self._seated = True
        _write(_PASTES_MARKED)
        try:
            yield
        finally:
            self._seated = False
            _write(_PASTES_PLAIN)
            termios.tcsetattr(handle, termios.TCSAFLUSH, before)

    def answer(self, prompt: str) -> str:
        """An answer or a command; ↑ brings back earlier ones of this sitting."""
        return self._typed(self._answers, prompt)

    def aside(self, prompt: str, text: str = "") -> str:
        """A short reply, or `text` changed; kept out of the history."""
        return self._typed(self._asides, prompt, text)

    def _typed(self, session: PromptSession[str], prompt: str, text: str = "") -> str:
        try:
            return session.prompt(prompt, default=text)
        except CancelledError:
            # Ctrl-C before the line editor has taken over the signal cancels its task instead.
            raise KeyboardInterrupt from None
        finally:
            if self._seated:
                # The editor ends each line with the mark turned off.
                _write(_PASTES_MARKED)


class _Commands(Completer):
    """Completes a line that is nothing but the beginning of a command."""

    def __init__(self, commands: Callable[[], Iterable[tuple[str, str]]]) -> None:
        self._commands = commands

    def get_completions(
        self, document: Document, complete_event: CompleteEvent
    ) -> Iterable[Completion]:
        typed = document.text
        if not typed or typed[0] not in SLASHES or document.cursor_position < len(typed):
            return
        beginning = typed[1:].lower()
        for name, meaning in self._commands():
            if name.startswith(beginning):
                yield Completion(f"/{name}", start_position=-len(typed), display_meta=meaning)


def _write(control: str) -> None:
    sys.stdout.write(control)
    sys.stdout.flush()


def _keys() -> KeyBindings:
    keys = KeyBindings()

    @keys.add("escape", "enter", filter=~is_done)
    def _(event: KeyPressEvent) -> None:
        event.current_buffer.insert_text("\n")

    return keys


def _continuation(width: int, line: int, wrapped: int) -> AnyFormattedText:
    """Later lines start under the first character of the first."""
    del line, wrapped
    return " " * width

"""One line from the person, at a terminal or from a pipe.

Promise: the end of input and Ctrl-C come back as None, which decides nothing.
"""

from __future__ import annotations

import sys


def ask(prompt: str, default: str = "", *, unseen: bool = False) -> str | None:
    """The line that was typed, trimmed; `default` stands in the terminal's line to be edited.

    `unseen`: the question is about something that has just come up, so that a key pressed while
    waiting for it is no answer.
    """
    from byline.text.sentences import clean_input, mend_surrogates

    if unseen and sys.stdin.isatty():
        _forget_typed()
    try:
        line = _typed(prompt, default) if sys.stdin.isatty() and sys.stdout.isatty() else _piped()
    except (EOFError, KeyboardInterrupt):
        return None
    return None if line is None else mend_surrogates(clean_input(line)).strip()


def _forget_typed() -> None:
    try:
        import termios
    except ImportError:
        return
    termios.tcflush(sys.stdin, termios.TCIFLUSH)


def _piped() -> str | None:
    raw = sys.stdin.buffer.readline()
    return raw.decode("utf-8", "surrogateescape").rstrip("\r\n") if raw else None


def _typed(prompt: str, default: str) -> str:
    from asyncio import CancelledError

    from prompt_toolkit import PromptSession

    session: PromptSession[str] = PromptSession()
    try:
        return session.prompt(prompt, default=default)
    except CancelledError:
        # Ctrl-C before the line editor has taken over the signal cancels its task instead.
        raise KeyboardInterrupt from None

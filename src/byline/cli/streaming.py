"""A draft on the screen while it is written.

Owns: when the spinner runs and when text does. Promise: a sentence is shown as soon as it will
stand, each once; nothing is drawn over it.
"""

from __future__ import annotations

from contextlib import ExitStack
from types import TracebackType
from typing import TYPE_CHECKING

from byline.cli.console import hint, say, stdout, waiting

if TYPE_CHECKING:
    from byline.drafting.models import BriefRecord, Section


class Page:
    """One draft; a spinner until its next paragraph begins."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._number = 1
        self._spinner = ExitStack()
        self._heading = ""
        self._shown = False

    def __enter__(self) -> Page:
        """Begin."""
        say(f"\n—— {self._name} ——", style="bold")
        self._spin()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop the spinner, and end a line that was begun."""
        self._spinner.close()
        if self._shown:
            stdout().print()

    def record(self, record: BriefRecord) -> None:
        """Say for whom the post is and what it is made of."""
        reader = f"写给{record.reader}；" if record.reader else ""
        used = "、".join(record.facts) or "还没有合用的"
        hint(f"{reader}用到的事实：{used}")

    def heading(self, heading: str) -> None:
        """Keep the heading of the next paragraph until there is one."""
        self._heading = heading

    def sentence(self, text: str) -> None:
        """Show a sentence of the paragraph being written."""
        if not self._shown:
            self._begin()
        gap = " " if text[:1].isascii() else ""
        stdout().print(f"{text}{gap}", end="", markup=False, highlight=False, soft_wrap=True)

    def section(self, section: Section) -> None:
        """End a paragraph, or show one that was not streamed."""
        if self._shown:
            stdout().print()
        else:
            self._begin()
            say(section.text)
        self._shown = False
        self._number += 1
        self._spin()

    def _begin(self) -> None:
        self._spinner.close()
        self._shown = True
        say()
        if self._heading:
            say(self._heading, style="bold")

    def _spin(self) -> None:
        self._spinner = ExitStack()
        self._spinner.enter_context(waiting(f"正在写{self._name}：第 {self._number} 段…"))

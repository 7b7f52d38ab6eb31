"""The paragraphs of a draft's file and the sentences in them, each with its place.

Owns: where in a file's words a paragraph begins and ends, so that one can be changed and the rest
left as it is, character for character. Pure. Promise: `text[one.start:one.end] == one.text` for
every paragraph and sentence; title, tags, label, headings and the rules of a thread are in none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from byline.checks.post import take_apart
from byline.drafting.stored import SLOT, StoredDraft, cut
from byline.drafting.trace import State, TracedLine, trace
from byline.front_matter import split_front_matter
from byline.platforms import Platform
from byline.text.sentences import Span

_LINE = re.compile(r"[^\n]*\n?")
_HEADING = re.compile(r"#{1,6}[ \t]+(.*?)[ \t]*#*$")
_RULE = re.compile(r"\s*([-*_])(\s*\1){2,}\s*")
OWN: frozenset[State] = frozenset({"edited", "added"})
"""States of a sentence in the person's own words."""


@dataclass(frozen=True)
class Sentence(Span):
    """One sentence and what is recorded of it."""

    line: TracedLine

    @property
    def is_slot(self) -> bool:
        """Whether it waits for the person's words."""
        return bool(SLOT.search(self.text))

    @property
    def is_own(self) -> bool:
        """Whether the person wrote it, or changed it."""
        return self.line.state in OWN


@dataclass(frozen=True)
class Paragraph(Span):
    """Lines without a blank one between them."""

    number: int
    """As the person counts them, from 1."""
    heading: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True)
class Layout:
    """The words of a file below its record."""

    text: str
    title: str
    paragraphs: tuple[Paragraph, ...]


def lay_out(stored: StoredDraft, text: str, platform: Platform) -> Layout:
    """Find the paragraphs of a draft's file; `text` is all of it, as `stored` was read from."""
    post = take_apart(text, platform)
    below = split_front_matter(text)[1]
    lines = [line for one in trace(stored, {}).paragraphs for line in one.lines]
    found: list[Paragraph] = []
    for start, end, heading in _blocks(
        below, post.body.start - post.start, post.body.end - post.start
    ):
        sentences = tuple(_traced(below, start, end, lines))
        if sentences:
            first, last = sentences[0].start, sentences[-1].end
            found.append(
                Paragraph(first, last, below[first:last], len(found) + 1, heading, sentences)
            )
    return Layout(below, stored.words.title, tuple(found))


def _traced(text: str, start: int, end: int, lines: list[TracedLine]) -> Iterator[Sentence]:
    """The sentences of a block; each takes the first line of the trace that has its words."""
    for span in cut(text[start:end]):
        line = next((one for one in lines if one.text == span.text), None)
        if line is None:
            line = TracedLine(text=span.text, state="added", facts=[])
        else:
            lines.remove(line)
        yield Sentence(start + span.start, start + span.end, span.text, line)


def _blocks(text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """Where each run of lines stands, and the heading above it."""
    heading, begin, stop = "", None, start
    for line in _LINE.finditer(text, start, end):
        words = line[0].strip()
        titled = _HEADING.fullmatch(words)
        if not words or titled or _RULE.fullmatch(words):
            if begin is not None:
                yield begin, stop, heading
                heading, begin = "", None
            heading = titled[1] if titled else heading
        else:
            begin = line.start() if begin is None else begin
            stop = line.end()
    if begin is not None:
        yield begin, stop, heading

"""The places in a post that wait for the person: 【待补：…】 asks, 【待认：…】 proposes.

Owns: finding them, however a hand left them, and cutting a text into sentences around them. Pure.
Promise: spans are exact; a place is one span whatever stands in it, and hides no sentence behind
it: one that lost its closing bracket ends with what was recorded in it, else with its sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from byline.text.sentences import Span, sentences

PLACE = re.compile(
    r"(?:【[ \t]*待[补认]|待认(?=[ \t]*[：:]))"
    r"(?:(?:[^【】\r\n]|【[^【】\r\n]*】)*】|(?:(?!\.\s)[^】\r\n。！？!?])*[。！？!?.]?)"
)
"""待认： counts without its opening bracket too: nobody is to publish a proposal unseen."""
_MARK = re.compile(r"【?[ \t]*待(?P<what>[补认])[ \t]*[：:]?[ \t]*")
_CLOSED = re.compile(r"】[。.！!；;]*\Z")
_AROUND = re.compile(r"[\s>*_`\-+。.！!；;]*")
"""What may stand around a place that has its line to itself."""
_ENDS = re.compile(r"[。.！!；;]+(?=[ \t\r]*(?:\n|\Z))")


@dataclass(frozen=True)
class Place(Span):
    """Where a post waits."""

    kind: Literal["slot", "proposed"]
    words: str
    """What stands between the brackets now: a question or a proposed sentence; '' for nothing."""
    around: str
    """Of one inside a sentence the line it stands in; '' for one that has its line to itself."""


def places(
    text: str, start: int = 0, end: int | None = None, recorded: Sequence[str] = ()
) -> Iterator[Place]:
    """The places of a stretch in order; `recorded` are words known to stand in some."""
    end = len(text) if end is None else end
    while found := PLACE.search(text, start, end):
        place = _place(text, found, end, recorded)
        yield place
        start = place.end


def cut(text: str) -> list[Span]:
    """The sentences of a text; a place is one."""
    return list(cut_around(text, 0, len(text), places(text)))


def cut_around(text: str, start: int, end: int, spots: Iterable[Place]) -> Iterator[Span]:
    """The sentences of a stretch, and those of the places that lie in it."""
    for spot in spots:
        if start <= spot.start and spot.end <= end:
            yield from _sentences(text, start, spot.start)
            yield Span(spot.start, spot.end, spot.text)
            start = spot.end
    yield from _sentences(text, start, end)


def _sentences(text: str, start: int, end: int) -> Iterator[Span]:
    for span in sentences(text[start:end]):
        yield Span(span.start + start, span.end + start, span.text)


def _place(text: str, found: re.Match[str], end: int, recorded: Sequence[str]) -> Place:
    begin, stop = found.span()
    mark = _MARK.match(text, begin)
    assert mark is not None
    for words in sorted(filter(None, recorded), key=len, reverse=True):
        if "\n" not in words and text.startswith(words, mark.end(), end):
            whole = mark.end() + len(words)
            stop = max(stop, whole + text.startswith("】", whole, end))
            break
    stop = begin + len(text[begin:stop].rstrip())
    before = text[text.rfind("\n", 0, begin) + 1 : begin]
    if _AROUND.fullmatch(before) and (tail := _ENDS.match(text, stop, end)):
        stop = tail.end()
    line_end = text.find("\n", stop)
    after = text[stop : line_end if line_end >= 0 else len(text)]
    alone = _AROUND.fullmatch(before) and _AROUND.fullmatch(after)
    return Place(
        *(begin, stop, text[begin:stop]),
        kind="slot" if mark["what"] == "补" else "proposed",
        words=_CLOSED.sub("", text[mark.end() : stop]).strip(),
        around="" if alone else (before + text[begin:stop] + after).strip(),
    )

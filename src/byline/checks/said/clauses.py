"""A text read for comparing: its sentences, their clauses, and the figures in them.

Owns: what a clause is told of, in pieces that two wordings share. Pure. Promise: places are places
in the given text, whose folding here keeps every character where it stands.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

from byline.text.quantities import Quantity, quantities
from byline.text.sentences import Span, clauses, sentences

_RUN = re.compile(r"[a-z']+|[^\W\d_a-z]+")
_STEM = 5
_COMMON_WORDS = """
a an the and or of to in on at for with from by is are was were be been it its that this than as so
but i my me we our us you your they them their he his she her who what when there had have has do
did
"""
_COMMON = frozenset(_COMMON_WORDS.split())
_PARTICLES = str.maketrans("", "", "的了是就也都还又很吧呢啊嘛把被个")


@dataclass(frozen=True, eq=False)
class Clause:
    """A stretch between commas."""

    text: str
    """Lower case, as long as what stands in the source."""
    start: int
    sentence: int
    """Which sentence of its text it is in."""
    quote: int
    """Which text it is of."""
    figures: tuple[Quantity, ...]
    """With places in the source."""

    @cached_property
    def pieces(self) -> frozenset[str]:
        """What two wordings of one thing share: pairs of characters, and stems of words."""
        return pieces(self._bare)

    @cached_property
    def _bare(self) -> str:
        bare = self.text
        for figure in self.figures:
            at = figure.start - self.start
            bare = f"{bare[:at]}{'。' * (figure.end - figure.start)}{bare[at + len(figure.text) :]}"
        return bare

    @property
    def end(self) -> int:
        """Where it ends in the source."""
        return self.start + len(self.text)

    @property
    def asks(self) -> bool:
        """Whether it is a question."""
        return self.text.rstrip("”\"' ")[-1:] in ("?", "？")


@lru_cache(maxsize=4096)
def pieces(text: str) -> frozenset[str]:
    """Pairs of neighbouring characters, and the beginnings of Latin words."""
    found: set[str] = set()
    for run in _RUN.findall(text.lower()):
        if run[0].isascii():
            if run not in _COMMON and len(run) > 1:
                found.add(run[:_STEM])
            continue
        kept = run.translate(_PARTICLES)
        found.update(a + b for a, b in itertools.pairwise(kept))
    return frozenset(found)


@lru_cache(maxsize=1024)
def figures_of(text: str) -> tuple[Quantity, ...]:
    """The quantities of a text, remembered: the same sentences are read by several checks."""
    return tuple(quantities(text))


@lru_cache(maxsize=1024)
def read(text: str, quote: int = 0) -> tuple[Clause, ...]:
    """The clauses of a text, in order."""
    figures = figures_of(text)
    whole = sentences(text)
    place = 0
    found: list[Clause] = []
    for span in clauses(text):
        while place + 1 < len(whole) and span.start >= whole[place].end:
            place += 1
        inside = tuple(f for f in figures if span.start <= f.start < span.end)
        found.append(Clause(_lower(span), span.start, place, quote, inside))
    return tuple(found)


def _lower(span: Span) -> str:
    lower = span.text.lower()
    return lower if len(lower) == len(span.text) else span.text

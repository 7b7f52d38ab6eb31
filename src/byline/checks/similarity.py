"""How much of a text stood in an earlier post.

Owns: what counts as the same passage, and one measure for whole texts. Pure. Promise: a finding's
words stand in the earlier post it names, in one script, one way of writing figures and whatever
punctuation; a subject written about twice in other words is no finding.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from byline.checks.findings import Finding
from byline.text import numerals
from byline.text.folding import fold
from byline.text.sentences import one_line

SHINGLE = 5
"""Letters in a piece of the whole-text measure."""
CEILING = 0.5
"""`share` with one earlier post from which a text is that post again."""
RUN = 4
"""Words or Chinese characters in a row that begin a passage."""
GAP = 3
"""Words or Chinese characters that may be put in or changed inside a passage."""
SAME = 0.75
"""Share of a passage that must stand in the earlier post."""
LONGEST_FREE = 12
"""Chinese characters (a word of letters is two) below which saying it again is no passage."""
_TOKEN = re.compile(
    r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?[十百千万亿]*|[零〇一二两三四五六七八九十百千万亿]+"
    r"|[A-Za-z]+(?:['’][A-Za-z]+)*|[^\W\d_]"
)
_TRADITIONAL = re.compile("[們這個說為來時會對過還沒開關後裡頭學與買賣錢點錯總換燈話無從實]")
"""Some of these stand in any passage written in traditional characters."""


_Run = tuple[str, ...]


@dataclass(frozen=True)
class Earlier:
    """A post that is out already, or waiting to be."""

    name: str
    """How the person finds it."""
    text: str


class _Token(NamedTuple):
    word: str
    start: int
    end: int
    weight: int


def check(text: str, earlier: Sequence[Earlier]) -> list[Finding]:
    """Passages that stood in an earlier post, in order of place; first, posts it is as a whole.

    A passage is a warning, a text that shares more than CEILING with one post an error. What
    several posts hold is told of the first.
    """
    tokens = _tokens(text)
    places: dict[_Run, list[int]] = defaultdict(list)
    for at, run in enumerate(_row(tokens)):
        places[run].append(at)
    taken: set[int] = set()
    whole: list[Finding] = []
    passages: list[Finding] = []
    for post in earlier:
        shared = sorted(at for run in places.keys() & _runs(post.text) for at in places[run])
        found = list(_passages(tokens, shared, taken))
        if found and (alike := share(text, post.text)) > CEILING:
            whole.append(_again(post, alike))
        for start, end in found:
            taken |= set(range(start, end))
            passages.append(_repeated(text, tokens[start], tokens[end - 1], post))
    return [*whole, *sorted(passages, key=lambda one: one.span or (0, 0))]


def share(text: str, other: str) -> float:
    """How much of `text` stands in `other`, 0 to 1: containment of character 5-gram shingles.

    |S(text) ∩ S(other)| / |S(text)|, S being the set of all five letters in a row (Broder 1997,
    "On the resemblance and containment of documents"); letters and digits alone, one case, one
    script, figures written one way. Not symmetric: a summary is contained in what it sums up. Two
    Chinese texts on one subject share a few hundredths, English ones about a tenth. A text of fewer
    than five letters shares nothing.
    """
    pieces = _shingles(text)
    return len(pieces & _shingles(other)) / len(pieces) if pieces else 0.0


def _passages(
    tokens: Sequence[_Token], shared: Sequence[int], taken: set[int]
) -> Iterator[tuple[int, int]]:
    """First and last token of each passage, from where runs of it begin; not what is taken."""
    same = sorted({at + more for at in shared for more in range(RUN)} - taken)
    for stretch in _stretches(same):
        long = sum(tokens[at].weight for at in stretch) >= LONGEST_FREE
        start, end = stretch[0], stretch[-1] + 1
        if long and len(stretch) >= SAME * (end - start):
            yield start, end


def _stretches(same: Sequence[int]) -> Iterator[list[int]]:
    """Tokens that are the same, with at most GAP others in between."""
    stretch: list[int] = []
    for at in same:
        if stretch and at - stretch[-1] > GAP + 1:
            yield stretch
            stretch = []
        stretch.append(at)
    if stretch:
        yield stretch


def _row(tokens: Sequence[_Token]) -> Iterator[_Run]:
    words = [token.word for token in tokens]
    return zip(*(words[at:] for at in range(RUN)), strict=False)


@lru_cache(maxsize=512)
def _runs(text: str) -> frozenset[_Run]:
    return frozenset(_row(_tokens(text)))


@lru_cache(maxsize=512)
def _shingles(text: str) -> frozenset[str]:
    letters = "".join(token.word for token in _tokens(text))
    return frozenset(letters[at : at + SHINGLE] for at in range(len(letters) - SHINGLE + 1))


@lru_cache(maxsize=512)
def _tokens(text: str) -> tuple[_Token, ...]:
    plain = numerals.fold(_simplified(text))
    return tuple(
        _Token(_one_way(found[0]), *found.span(), weight=2 if found[0][0].isascii() else 1)
        for found in _TOKEN.finditer(plain)
    )


def _simplified(text: str) -> str:
    """In one script, at the same places; loading the converter costs more than the whole check."""
    if not _TRADITIONAL.search(text):
        return text
    return "".join(one if len(one) == 1 else raw for raw in text for one in [fold(raw)])


def _one_way(word: str) -> str:
    """A figure as its value, 十一 and 11 alike; a word in lower case."""
    if word[0].isalpha() and word[0] not in numerals.DIGITS and word[0] not in numerals.SCALES:
        return word.lower()
    value = numerals.evaluate(word)
    return word if value is None else f"{value.low:f}"


def _again(post: Earlier, alike: float) -> Finding:
    return Finding(
        rule="similar",
        level="error",
        reason=f"有 {alike:.0%} 在《{post.name}》里已经写过，超过 {CEILING:.0%} 就是同一篇",
        suggestion="换一件事讲，或者只留一段，其余写新的",
    )


def _repeated(text: str, first: _Token, last: _Token, post: Earlier) -> Finding:
    words = text[first.start : last.end]
    return Finding(
        rule="similar",
        level="warning",
        span=(first.start, last.end),
        text=words,
        reason=f"“{one_line(words)}”在《{post.name}》里写过",
        suggestion="看过那一篇的读者会认出来：换个说法、换个例子，或者删掉",
    )

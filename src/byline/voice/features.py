"""What can be counted of how somebody writes.

Owns: the counts and the units they are given in. Pure. Promise: nothing but lengths, marks, emoji
and words of the closed lists is kept of a text; an empty text has features, all of them nothing.
"""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Mapping, Sequence

from pydantic import BaseModel, ConfigDict, Field

from byline.ledger.events import Language
from byline.text.emoji import EMOJI
from byline.text.sentences import clauses, sentences
from byline.voice.words import begins_with, counted, lists, manner

MARKS: dict[str, str] = {
    "！": r"[！!]",
    "？": r"[？?]",
    "…": r"…+|\.{3,}",
    "——": r"—+|--+",
    "～": r"[～~]+",
    "（": r"[（(]",
    "：": r"[：:]",
    "；": r"[；;]",
    "、": "、",
    "“": r"[“「『]",
}
"""Marks whose frequency is a habit, each in all its widths."""
MARK_NAMES: dict[str, str] = {
    "！": "感叹号",
    "？": "问号",
    "…": "省略号",
    "——": "破折号",
    "～": "波浪号",
    "（": "括号",
    "：": "冒号",
    "；": "分号",
    "、": "顿号",
    "“": "引号",
}
_LINK = re.compile(r"https?://[\x21-\x7e]+")
_TAG = re.compile(r"#[^\s#]+#?|@[\w一-鿿]+")
_LATIN_WORD = re.compile(r"[A-Za-z0-9]+(?:['’][A-Za-z]+)*")
_TRAILING = re.compile(r"[^\w]+$")


class Length(BaseModel):
    """How long sentences are: characters in Chinese, words in English."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    short: int = Field(ge=0)
    """A quarter are no longer than this."""
    usual: int = Field(ge=0)
    """Half are no longer."""
    long: int = Field(ge=0)
    """Three quarters are no longer."""


class Features(BaseModel):
    """The counts of some texts in one language."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    size: int
    """Characters without white space in Chinese, words in English."""
    sentences: int
    sentence: Length
    clause: Length
    marks: dict[str, float]
    """A thousand characters or words; only what comes at all."""
    particles: dict[str, int]
    """At the end of a clause."""
    openers: dict[str, int]
    """Sentences that begin so."""
    address: dict[str, int]
    self: dict[str, int]
    emoji: int
    words: dict[str, int]
    spread: dict[str, int]
    """In how many of the texts each word stands."""

    def rate(self, count: int) -> float:
        """A count in a thousand characters or words."""
        return round(1000 * count / self.size, 2) if self.size else 0.0


def measure(texts: Sequence[str], language: Language) -> Features:
    """Count over several texts as over one, and in how many of them each word stands."""
    cleaned = [prose(text) for text in texts]
    whole = "\n".join(cleaned)
    held = lists(language)
    spans = [span.text for span in sentences(whole)]
    pieces = [span.text for span in clauses(whole)]
    size = _size(whole, language)
    in_each = [counted(text, manner(language), language) for text in cleaned]
    return Features(
        size=size,
        sentences=len(spans),
        sentence=_lengths(spans, language),
        clause=_lengths(pieces, language),
        marks=_marks(whole, size),
        particles=_ordered(_endings(pieces, held.particles, language)),
        openers=_ordered(
            Counter(filter(None, (begins_with(one, held.openers, language) for one in spans)))
        ),
        address=_ordered(counted(whole, held.address, language)),
        self=_ordered(counted(whole, held.self, language)),
        emoji=len(EMOJI.findall(whole)),
        words=_ordered(sum(in_each, Counter[str]())),
        spread=_ordered(Counter(word for counts in in_each for word in counts)),
    )


def prose(text: str) -> str:
    """A text without links, tags and names called: those are not how somebody writes."""
    return _TAG.sub("", _LINK.sub("", text))


def _size(text: str, language: Language) -> int:
    if language == "en":
        return len(_LATIN_WORD.findall(text))
    return sum(not character.isspace() for character in text)


def _lengths(spans: Sequence[str], language: Language) -> Length:
    sizes = [size for span in spans if (size := _size(_TRAILING.sub("", span), language))]
    if len(sizes) < 2:
        only = sizes[0] if sizes else 0
        return Length(short=only, usual=only, long=only)
    quarters = statistics.quantiles(sizes, n=4, method="inclusive")
    short, usual, long = (round(one) for one in quarters)
    return Length(short=short, usual=usual, long=long)


def _marks(text: str, size: int) -> dict[str, float]:
    counts = {mark: len(re.findall(pattern, text)) for mark, pattern in MARKS.items()}
    return {mark: round(1000 * count / size, 2) for mark, count in counts.items() if count and size}


def _endings(pieces: Sequence[str], particles: Sequence[str], language: Language) -> Counter[str]:
    """Clauses that end with one of the particles, whatever marks follow."""
    by_length = sorted(particles, key=len, reverse=True)
    ends: Counter[str] = Counter()
    for piece in pieces:
        bare = EMOJI.sub("", piece)
        bare = _TRAILING.sub("", bare).lower()
        for particle in by_length:
            closes = bare.endswith(particle if language == "zh" else f" {particle}")
            if closes and len(bare) > len(particle):
                ends[particle] += 1
                break
    return ends


def _ordered(counts: Mapping[str, int]) -> dict[str, int]:
    """Most frequent first; equal ones in order of the alphabet, so that a file does not jump."""
    return dict(sorted(counts.items(), key=lambda one: (-one[1], one[0])))

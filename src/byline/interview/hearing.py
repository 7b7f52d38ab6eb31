"""The closing lines: what was heard, in the person's own words, and what is wrong with them.

Owns: which five facts they are, and how the reply to them is read. Pure. Promise: a line is the
beginning of a quote, and no topic has two lines; a reply disputes the lines it names and no other.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from byline.interview.thinness import cues, said_in
from byline.ledger.models import Fact, Kind
from byline.text.quantities import quantities
from byline.text.sentences import clauses

LINES = 5
LONGEST = 60
"""Characters of a quote in a line."""
KINDS: tuple[Kind, ...] = ("result", "people", "audience", "opinion", "credential", "passion")
"""Kinds that make lines, best first."""

LEAST_SHARED = 4
"""Characters in a row that a reply must share with a line to mean it."""
_NUMBER = re.compile(
    r"(第\s*[1-5一二三四五]|(?<!\d)[1-5])\s*(?:条|句|个|点)?(?=\s*(?:不|错|没|有|应该|是|要|，|,|：|:|、|和|跟|$))"
    r"|\b(?:number|line|no\.?)\s*([1-5])\b",
    re.IGNORECASE,
)
_DIGITS = str.maketrans("一二三四五", "12345")


def agrees(reply: str) -> bool:
    """Whether a reply finds nothing wrong: 都对, all fine."""
    plain = re.sub(r"[\s，。！,.!]+", "", unicodedata.normalize("NFKC", reply).lower())
    return plain in {re.sub(r"\s+", "", word) for word in cues().agreeing}


def disputed(reply: str, lines: Sequence[str]) -> list[int]:
    """Places of the lines a reply says are wrong: by number, or by their words and a 不是."""
    plain = unicodedata.normalize("NFKC", reply)
    named = {
        int(digit.strip("第 ").translate(_DIGITS)) - 1
        for pair in _NUMBER.findall(plain)
        for digit in pair
        if digit
    }
    if not named and said_in(cues().disputing, plain):
        named = {place for place, line in enumerate(lines) if _shares(plain, line)}
    return sorted(place for place in named if place < len(lines))


def _shares(reply: str, line: str) -> bool:
    pieces = (line[at : at + LEAST_SHARED] for at in range(len(line) - LEAST_SHARED + 1))
    return any(piece in reply for piece in pieces)


def chosen(facts: Sequence[Fact]) -> list[Fact]:
    """The facts behind the lines: one a topic, those with figures first."""
    ranked = [fact for kind in KINDS for fact in facts if fact.kind == kind]
    # What was said with a figure is what a person wants to have been heard.
    ranked.sort(key=lambda fact: not quantities(fact.quote))
    best: dict[str, Fact] = {}
    for fact in ranked:
        best.setdefault(fact.topic, fact)
    return list(best.values())[:LINES]


def shortened(quote: str) -> str:
    """The beginning of a long quote, cut at a comma or stop."""
    kept = 0
    for clause in clauses(quote):
        if kept and clause.end > LONGEST:
            return quote[:kept].rstrip("，。；,;. ") + ("…" if quote.isascii() else "……")
        kept = clause.end
    return quote

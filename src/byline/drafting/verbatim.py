"""A sentence that is nearly what the person said, put as they said it.

Pure. Why: a small model that copies changes a word on the way (给她 becomes 给我, 公猫 becomes 猫),
and no check reads meaning. Promise: what comes back is the sentence itself, or a run of whole
clauses of one fact; what stands before them in it is told too unless the post has told it, and
putting in or cutting off the head of a clause is not done.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import Match, SequenceMatcher
from itertools import pairwise

from byline.checks import grounding
from byline.drafting.beats import load_beats
from byline.text.language import Language

NEARLY = 0.75
"""Share of a sentence's characters that must stand, in order, in what was said."""
DENSE = 0.7
"""Share of the said stretch that the sentence must keep: less is another, shorter telling."""
SHORTEST = 2
"""Characters in a row that count as copied."""
TOLD = 0.75
"""Share of a clause's pieces in an earlier sentence that makes it told."""
LONGEST_LEAD = 80
"""Characters before a sentence's first clause past which what was left out is another telling."""
_ENDS = "。.！!？?；;…，,、：: "
_CLAUSE = re.compile(r"[^。！？!?；;…，,：:]+[。！？!?；;…，,：:]+")
_BREAK = re.compile(r"[。！？!?；;…，,、：:\s]")
_TURN = re.compile(r"^(?:你(?:是不是|要是)也?|If you(?:'re| are)?\s)")
_PLAIN: dict[Language, frozenset[str]] = {
    "zh": frozenset("了也就"),
    "en": frozenset(" "),
}
"""Characters whose insertion changes nothing that a fact could hold."""


@dataclass(frozen=True)
class Spot:
    """Where in a post a sentence stands, as far as it bears on what may be left out of it."""

    turned: bool = False
    """It may begin by addressing the reader, 你要是 or If you're, which nobody said."""
    begins: bool = False
    """It begins a paragraph: whoever does something must be named."""
    told: Sequence[str] = ()
    """What the post says before it."""


NOWHERE = Spot()


def as_said(sentence: str, said: Sequence[str], language: Language, spot: Spot = NOWHERE) -> str:
    """The sentence, or the clauses of one fact that it nearly is.

    With what the fact says before them where the post does not say it yet: a condition, or who.
    """
    turn = _TURN.match(sentence) if spot.turned else None
    start = turn.end() if turn else 0
    words = sentence[start:].rstrip(_ENDS)
    end = sentence[start + len(words) :].strip()
    for fact in said:
        found = _said(words, fact.rstrip(_ENDS), language, spot, whole=turn is not None)
        if found is not None:
            if found == words:
                return sentence
            begun = _begun(found, language, inside=turn is not None)
            return f"{sentence[:start]}{begun}{_end(end, language)}"
    return sentence


def _said(words: str, fact: str, language: Language, spot: Spot, *, whole: bool) -> str | None:
    """What was said where `words` nearly is that; None where it is not.

    `whole`: told from the fact's beginning, which says of whom it is.
    """
    matcher = SequenceMatcher(None, fact, words, autojunk=False)
    blocks = [one for one in matcher.get_matching_blocks() if one.size >= SHORTEST]
    matched = sum(one.size for one in blocks)
    if not blocks or matched < NEARLY * len(words):
        return None
    first, last = blocks[0].a, blocks[-1].a + blocks[-1].size
    if matched < DENSE * (last - first):
        return None
    if not whole and not spot.turned and (lead := _untold(fact[:first], spot.told)):
        return fact[first - len(lead) : _clause_end(fact, last)].strip(_ENDS)
    put_in = _between(words, [(one.b, one.size) for one in blocks])
    if words[: blocks[0].b] == "我" and fact[first:].startswith(tuple(load_beats().doing)):
        # A sentence without a subject may get one where somebody does something.
        put_in = put_in[1:]
    head = fact[:first] if whole else _head(fact, first)
    small = {one for one in put_in if one not in _ENDS} <= _PLAIN[language]
    named = not spot.begins or head.strip().casefold() not in load_beats().subjects
    if small and named and all(map(_may_go, [head, *_lost_heads(fact, blocks)])):
        return words
    return fact[first - len(head) : _clause_end(fact, last)].strip(_ENDS)


def _untold(before: str, told: Sequence[str]) -> str:
    """The end of what a fact says before a place that must be told too; '' where nothing must."""
    lead = ""
    for clause in reversed([*_CLAUSE.finditer(before)]):
        words = clause[0].strip(_ENDS)
        if grounding.share(words, told) >= TOLD:
            break
        if words.casefold() not in load_beats().leading:
            lead = before[clause.start() :]
    return lead if len(lead) <= LONGEST_LEAD else ""


def _between(text: str, blocks: Sequence[tuple[int, int]]) -> str:
    """The characters of a text that stand in none of the blocks."""
    kept = {place for start, size in blocks for place in range(start, start + size)}
    return "".join(one for place, one in enumerate(text) if place not in kept)


def _head(fact: str, at: int) -> str:
    """What a clause begins with before a place in it; '' at its beginning."""
    breaks = [one.end() for one in _BREAK.finditer(fact, 0, at)]
    return fact[(breaks[-1] if breaks else 0) : at]


def _lost_heads(fact: str, blocks: Sequence[Match]) -> Iterator[str]:
    """What later clauses begin with and the sentence leaves out: 我让 of 我让他们先翻一半."""
    for before, block in pairwise(blocks):
        head = _head(fact, block.a)
        if block.a - len(head) >= before.a + before.size:
            yield head


def _may_go(head: str) -> bool:
    return not head.strip() or head.strip().casefold() in load_beats().leading


def _clause_end(fact: str, at: int) -> int:
    """Where the clause ends that a place stands in."""
    found = _BREAK.search(fact, at)
    return found.start() if found else len(fact)


def _begun(text: str, language: Language, *, inside: bool) -> str:
    """English begins a sentence with a capital, and goes on without one."""
    if language == "zh" or text[:2] in ("I ", "I'"):
        return text
    return (text[:1].lower() if inside else text[:1].upper()) + text[1:]


def _end(mark: str, language: Language) -> str:
    return mark or ("。" if language == "zh" else ".")

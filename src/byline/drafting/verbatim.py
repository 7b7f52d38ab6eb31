"""A sentence that is nearly what the person said, put as they said it.

Pure. Why: a small model that copies changes a word on the way (给她 becomes 给我, 公猫 becomes 猫),
and no check reads meaning. Promise: what comes back is the sentence itself, or a run of whole
clauses of one fact; leaving out is fine, putting in or cutting off the head of a clause is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import Match, SequenceMatcher
from itertools import pairwise

from byline.drafting.beats import load_beats
from byline.text.language import Language

NEARLY = 0.75
"""Share of a sentence's characters that must stand, in order, in what was said."""
DENSE = 0.7
"""Share of the said stretch that the sentence must keep: less is another, shorter telling."""
SHORTEST = 2
"""Characters in a row that count as copied."""
_ENDS = "。.！!？?；;…，,、：: "
_BREAK = re.compile(r"[。！？!?；;…，,、：:\s]")
_TURN = re.compile(r"^(?:你(?:是不是|要是)也?|If you(?:'re| are)?\s)")
_PLAIN: dict[Language, frozenset[str]] = {
    "zh": frozenset("了也就"),
    "en": frozenset(" "),
}
"""Characters whose insertion changes nothing that a fact could hold."""


def as_said(sentence: str, said: Sequence[str], language: Language, *, turned: bool = False) -> str:
    """The sentence, or the clauses of one fact that it nearly is.

    `turned`: it may begin by addressing the reader, 你要是 or If you're, which nobody said.
    """
    turn = _TURN.match(sentence) if turned else None
    start = turn.end() if turn else 0
    words = sentence[start:].rstrip(_ENDS)
    end = sentence[start + len(words) :].strip()
    for fact in said:
        found = _said(words, fact.rstrip(_ENDS), language, whole=turn is not None)
        if found is not None:
            if found == words:
                return sentence
            begun = _begun(found, language, inside=turn is not None)
            return f"{sentence[:start]}{begun}{_end(end, language)}"
    return sentence


def _said(words: str, fact: str, language: Language, *, whole: bool) -> str | None:
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
    put_in = _between(words, [(one.b, one.size) for one in blocks])
    if language == "zh" and words[: blocks[0].b] == "我":
        # A sentence without a subject may get one.
        put_in = put_in[1:]
    head = fact[:first] if whole else _head(fact, first)
    small = {one for one in put_in if one not in _ENDS} <= _PLAIN[language]
    if small and all(map(_may_go, [head, *_lost_heads(fact, blocks)])):
        return words
    return fact[first - len(head) : _clause_end(fact, last)].strip(_ENDS)


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

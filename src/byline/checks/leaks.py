"""What the person has not opened, standing in a text all the same.

Owns: when words of a closed fact count as told. Pure. Promise: a finding names the
fact and quotes nothing of it but what already stands in the text. What is told without the fact's
figures, names, most of its words or a word of its matter is not seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from byline.checks import grounding, matters
from byline.checks.findings import Finding, Level
from byline.ledger.anonymity import identifying
from byline.ledger.models import Fact
from byline.text.quantities import Quantity, quantities, same
from byline.text.sentences import Span, sentences

TOLD = 0.5
"""Share of a sentence's two-character pieces a closed fact must hold to be told by it."""
ABOUT = 0.15
"""The same, for a figure of the fact beside it to be that figure."""
ABOUT_ANOTHER = 0.4
"""The same, where the fact is of a matter and the sentence has no word of it."""
SHORTEST = 8
"""Letters and characters below which a sentence tells nothing by its words alone."""
SHORTEST_NAME = 2


@dataclass(frozen=True)
class _Opened:
    """What may be told."""

    words: list[str]
    figures: list[Quantity]
    matters: frozenset[str]


@dataclass(frozen=True)
class _Closed:
    """What a closed fact holds and no opened one does."""

    fact: Fact
    figures: list[Quantity]
    names: tuple[str, ...]
    matters: frozenset[str]


def check(text: str, facts: Sequence[Fact]) -> list[Finding]:
    """Figures, names, sentences and matters that only closed facts hold, in order of place."""
    words = [fact.words for fact in facts if fact.usable]
    opened = _Opened(
        words,
        [figure for one in words for figure in _figures_of(one)],
        frozenset[str]().union(*map(matters.matters_of, words)),
    )
    closed = [_closed(fact, opened) for fact in facts if not fact.usable and not fact.superseded_by]
    found = [
        finding
        for sentence in sentences(text)
        for finding in [
            *_hidden_words(sentence, facts, opened),
            *_told(sentence, closed, opened),
        ]
    ]
    return sorted(dict.fromkeys(found), key=lambda one: one.span or (0, 0))


def _closed(fact: Fact, opened: _Opened) -> _Closed:
    own = [
        one
        for one in _figures_of(fact.quote)
        if not any(same(one, said) for said in opened.figures)
    ]
    hidden = matters.matters_of(fact.quote) - opened.matters
    return _Closed(fact, own, _names_of(fact.quote), hidden)


@lru_cache(maxsize=1024)
def _names_of(quote: str) -> tuple[str, ...]:
    names = [word for word in identifying(quote) if not quantities(word)]
    return (*names, *matters.also_called(names), *matters.companies(quote))


@lru_cache(maxsize=1024)
def _figures_of(text: str) -> tuple[Quantity, ...]:
    return tuple(quantities(text))


def _hidden_words(sentence: Span, facts: Sequence[Fact], opened: _Opened) -> Iterator[Finding]:
    """Words that an anonymised fact promised to leave out."""
    for fact in facts:
        for word in fact.identifying if fact.consent == "anonymise" else ():
            yield from _word(sentence, word, fact, opened, "error")


def _told(sentence: Span, closed: Sequence[_Closed], opened: _Opened) -> Iterator[Finding]:
    """What a sentence tells of each closed fact: its words, else its figures, its names.

    Where none of these stands in it, a word of the fact's matter may: that is a guess, a warning.
    """
    long = sum(map(str.isalnum, sentence.text)) >= SHORTEST
    told = matters.told(sentence.text)
    for one in closed:
        share = grounding.share(sentence.text, [one.fact.quote])
        if long and share >= TOLD and grounding.share(sentence.text, opened.words) < TOLD:
            yield _finding(sentence, one.fact, "这句说的", "error")
            continue
        matter = next((name for name in told if name in one.matters), "")
        about = ABOUT_ANOTHER if one.matters else ABOUT
        found = [
            *(_figures(sentence, one) if matter or share >= about else ()),
            *(hit for word in one.names for hit in _word(sentence, word, one.fact, opened)),
        ]
        yield from found
        if matter and not found:
            yield _finding(sentence, one.fact, f"这句像在说{matter}，这件事", "warning")


def _figures(sentence: Span, closed: _Closed) -> Iterator[Finding]:
    for figure in _figures_of(sentence.text) if closed.figures else ():
        # One year or one month is said in any story.
        if figure.value != 1 and any(same(figure, one) for one in closed.figures):
            at = Span(sentence.start + figure.start, sentence.start + figure.end, figure.text)
            yield _finding(at, closed.fact, f"“{figure.text}”", "error")


def _word(
    sentence: Span, word: str, fact: Fact, opened: _Opened, level: Level = "warning"
) -> Iterator[Finding]:
    at = sentence.text.find(word)
    if len(word) >= SHORTEST_NAME and at >= 0 and not any(word in words for words in opened.words):
        start = sentence.start + at
        yield _finding(Span(start, start + len(word), word), fact, f"“{word}”", level)


def _finding(at: Span, fact: Fact, what: str, level: Level) -> Finding:
    return Finding(
        rule="private",
        level=level,
        span=(at.start, at.end),
        text=at.text,
        reason=f"{what}只在你没有公开的事实 {fact.id} 里",
        source="你自己的设定（facts.yaml）",
        suggestion=f"删掉；要公开就先 byline facts --public {fact.id}",
    )

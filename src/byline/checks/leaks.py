"""What the person has not opened, standing in a text all the same.

Owns: when words of a closed fact count as told. Pure. Promise: a finding names the fact and quotes
nothing of it but what already stands in the text. Another wording without its figures, names or
most of its words is not seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from byline.checks import grounding
from byline.checks.findings import Finding, Level
from byline.ledger.anonymity import identifying
from byline.ledger.models import Fact
from byline.text.quantities import Quantity, quantities, same
from byline.text.sentences import Span, sentences

TOLD = 0.5
"""Share of a sentence's two-character pieces a closed fact must hold to be told by it."""
ABOUT = 0.15
"""The same, for a figure of the fact beside it to be that figure."""
SHORTEST = 8
"""Letters and characters below which a sentence tells nothing by its words alone."""
SHORTEST_NAME = 2


@dataclass(frozen=True)
class _Opened:
    """What may be told."""

    words: list[str]
    figures: list[Quantity]


@dataclass(frozen=True)
class _Closed:
    """What a closed fact holds and no opened one does."""

    fact: Fact
    figures: list[Quantity]
    names: list[str]


def check(text: str, facts: Sequence[Fact]) -> list[Finding]:
    """Figures, names and sentences that only closed facts hold, in order of place."""
    words = [fact.words for fact in facts if fact.usable]
    opened = _Opened(words, [figure for one in words for figure in quantities(one)])
    closed = [_closed(fact, opened) for fact in facts if not fact.usable and not fact.superseded_by]
    found = [
        finding
        for sentence in sentences(text)
        for finding in [
            *_hidden_words(sentence, facts, opened),
            *(finding for one in closed for finding in _told(sentence, one, opened)),
        ]
    ]
    return sorted(dict.fromkeys(found), key=lambda one: one.span or (0, 0))


def _closed(fact: Fact, opened: _Opened) -> _Closed:
    own = [
        one for one in quantities(fact.quote) if not any(same(one, said) for said in opened.figures)
    ]
    names = [word for word in identifying(fact.quote) if not quantities(word)]
    return _Closed(fact, own, names)


def _hidden_words(sentence: Span, facts: Sequence[Fact], opened: _Opened) -> Iterator[Finding]:
    """Words that an anonymised fact promised to leave out."""
    for fact in facts:
        for word in fact.identifying if fact.consent == "anonymise" else ():
            yield from _word(sentence, word, fact, opened, "error")


def _told(sentence: Span, closed: _Closed, opened: _Opened) -> Iterator[Finding]:
    """One finding for a closed fact told in a sentence: its words, else its figures, its names."""
    fact = closed.fact
    share = grounding.share(sentence.text, [fact.quote])
    long = sum(map(str.isalnum, sentence.text)) >= SHORTEST
    if long and share >= TOLD and grounding.share(sentence.text, opened.words) < TOLD:
        yield _finding(sentence, fact, "这句说的", "error")
        return
    for figure in quantities(sentence.text) if share >= ABOUT and closed.figures else ():
        if any(same(figure, one) for one in closed.figures):
            at = Span(sentence.start + figure.start, sentence.start + figure.end, figure.text)
            yield _finding(at, fact, f"“{figure.text}”", "error")
    for word in closed.names:
        yield from _word(sentence, word, fact, opened, "warning")


def _word(
    sentence: Span, word: str, fact: Fact, opened: _Opened, level: Level
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

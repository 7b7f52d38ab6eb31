"""What the person has not opened, standing in a text all the same.

Owns: when words of a closed fact count as told. Pure. Promise: a finding names the fact and quotes
nothing of it but what already stands in the text. Another wording without its figures, names or
most of its words is not seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

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


def check(text: str, facts: Sequence[Fact]) -> list[Finding]:
    """Figures, names and sentences that only closed facts hold, in order of place."""
    opened = [fact.words for fact in facts if fact.usable]
    closed = [fact for fact in facts if not fact.usable and not fact.superseded_by]
    found = [
        finding
        for sentence in sentences(text)
        for finding in [
            *_hidden_words(sentence, facts, opened),
            *(one for fact in closed for one in _told(sentence, fact, opened)),
        ]
    ]
    return sorted(dict.fromkeys(found), key=lambda one: one.span or (0, 0))


def _hidden_words(
    sentence: Span, facts: Sequence[Fact], opened: Sequence[str]
) -> Iterator[Finding]:
    """Words that an anonymised fact promised to leave out."""
    for fact in facts:
        for word in fact.identifying if fact.consent == "anonymise" else ():
            yield from _word(sentence, word, fact, opened, "error")


def _told(sentence: Span, fact: Fact, opened: Sequence[str]) -> Iterator[Finding]:
    """One finding for a closed fact told in a sentence: its words, else its figures, its names."""
    share = grounding.share(sentence.text, [fact.quote])
    long = sum(map(str.isalnum, sentence.text)) >= SHORTEST
    if long and share >= TOLD and grounding.share(sentence.text, opened) < TOLD:
        yield _finding(sentence, fact, "这句说的", "error")
        return
    for figure in _figures(sentence.text, fact, opened) if share >= ABOUT else ():
        at = Span(sentence.start + figure.start, sentence.start + figure.end, figure.text)
        yield _finding(at, fact, f"“{figure.text}”", "error")
    for word in identifying(fact.quote):
        if not quantities(word):
            yield from _word(sentence, word, fact, opened, "warning")


def _figures(sentence: str, fact: Fact, opened: Sequence[str]) -> list[Quantity]:
    held = quantities(fact.quote)
    public = [one for words in opened for one in quantities(words)]
    return [
        claim
        for claim in quantities(sentence)
        if any(same(claim, one) for one in held) and not any(same(claim, one) for one in public)
    ]


def _word(
    sentence: Span, word: str, fact: Fact, opened: Sequence[str], level: Level
) -> Iterator[Finding]:
    at = sentence.text.find(word)
    if len(word) >= SHORTEST_NAME and at >= 0 and not any(word in words for words in opened):
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

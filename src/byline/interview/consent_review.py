"""The closing review: what starts as private, and what the person opens.

Owns: which facts are put to the person and how the reply is read. Pure. Promise: silence keeps a
fact private; a reply that is not understood opens nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from byline.ledger.consent import default_consent
from byline.ledger.models import Fact

_EXCEPT = re.compile(r"除了|除去|except(?: for)?", re.IGNORECASE)
_YES = r"(?:都?可以|都?行|都?公开|ok)?"
_ALL = re.compile(rf"(?:全部|全都|所有的?|都可以|都行|都公开|all){_YES}", re.IGNORECASE)
_SEPARATORS = re.compile(r"[\s,、;。.!]+|和|跟|与|\band\b")
_NUMBER = re.compile(rf"第?(f?\d+)[条号]?{_YES}", re.IGNORECASE)
_POINTING = re.compile(r"(?:[那这][条些个]|的|[那这]?条)$")


def questions(facts: Sequence[Fact]) -> list[tuple[Fact, str]]:
    """Private facts the person has not decided on, with the reason; boundaries stay closed."""
    return [
        (fact, default_consent(f"{fact.statement}\n{fact.quote}", fact.kind)[1])
        for fact in facts
        if fact.consent == "private" and not fact.confirmed and fact.kind != "boundary"
    ]


def opened(reply: str, asked: Sequence[Fact]) -> list[Fact]:
    """The facts a reply makes public.

    `1 3` and `f002 f005` name them; `全部` means all, `全部，除了 2、女儿` all but the second and
    those whose quote holds 女儿. A reply of which any part is not understood opens none: "全部保密"
    is not "全部", and an exception nobody can place may be the one that matters.
    """
    named, *excepted = _EXCEPT.split(_plain(reply))
    words = _parts(named)
    if not excepted:
        chosen = _each(words, asked, by_words=False)
        if chosen is not None:
            return [fact for fact in asked if fact.id in chosen]
    if len(words) != 1 or not _ALL.fullmatch(words[0]):
        return []
    kept = _each(_parts(",".join(excepted)), asked, by_words=True) if excepted else set[str]()
    # "除了" with nothing after it is half a sentence.
    if kept is None or (excepted and not kept):
        return []
    return [fact for fact in asked if fact.id not in kept]


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _parts(words: str) -> list[str]:
    return [part for part in _SEPARATORS.split(words) if part]


def _each(parts: Sequence[str], asked: Sequence[Fact], *, by_words: bool) -> set[str] | None:
    """Ids of the facts that the parts mean; None when one of the parts means none."""
    meant: set[str] = set()
    for part in parts:
        found = _meant(part, asked, by_words=by_words)
        if not found:
            return None
        meant |= found
    return meant


def _meant(part: str, asked: Sequence[Fact], *, by_words: bool) -> set[str]:
    places = {str(number): fact.id for number, fact in enumerate(asked, start=1)}
    names = places | {fact.id: fact.id for fact in asked}
    number = _NUMBER.fullmatch(part)
    if number and number[1].lower() in names:
        return {names[number[1].lower()]}
    words = _POINTING.sub("", part) or part
    return {fact.id for fact in asked if by_words and words in _plain(fact.quote)}

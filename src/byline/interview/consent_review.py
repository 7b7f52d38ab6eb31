"""The closing review: what starts as private, and what the person opens.

Owns: which facts are put to the person and how the reply is read. Pure. Promise: silence keeps a
fact private; a reply that is not understood opens nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from byline.ledger.consent import default_consent
from byline.ledger.models import Fact

_ALL = re.compile(r"^\s*(全部|都可以|都行|所有|all)", re.IGNORECASE)
_EXCEPT = re.compile(r"除了|除去|except", re.IGNORECASE)
_SEPARATORS = re.compile(r"[\s,，、；;。.]+")


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
    those whose quote holds 女儿. Anything else, and silence, opens none.
    """
    named, _, excepted = _divide(reply)
    if _ALL.match(named):
        kept = set(_ids(excepted, asked)) | set(_holding(excepted, asked))
        return [fact for fact in asked if fact.id not in kept]
    chosen = set(_ids(named, asked))
    return [fact for fact in asked if fact.id in chosen]


def _divide(reply: str) -> tuple[str, str, str]:
    found = _EXCEPT.search(reply)
    if not found:
        return reply, "", ""
    return reply[: found.start()], found.group(), reply[found.end() :]


def _ids(words: str, asked: Sequence[Fact]) -> list[str]:
    by_number = {str(number): fact.id for number, fact in enumerate(asked, start=1)}
    known = {fact.id for fact in asked}
    parts = [part for part in _SEPARATORS.split(words.lower()) if part]
    return [by_number.get(part, part) for part in parts if part in by_number or part in known]


def _holding(words: str, asked: Sequence[Fact]) -> list[str]:
    parts = [part for part in _SEPARATORS.split(words) if part and not part.isdigit()]
    return [fact.id for fact in asked if any(part in fact.quote for part in parts)]

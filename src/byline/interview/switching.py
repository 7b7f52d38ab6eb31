"""Which language the interview is held in: the one the person answers in.

Owns: when to follow. Pure. Promise: the
first answer decides; after it one answer in another language changes nothing, two in a row do; what
the person set by /lang stays.
"""

from __future__ import annotations

from collections.abc import Sequence

from byline.ledger.events import Event, Language, LanguageChanged, Session
from byline.ledger.journal import Journal
from byline.text.language import detect

IN_A_ROW = 2


def current(events: Sequence[Event], default: Language) -> Language:
    """The language the interview was held in last."""
    for event in reversed(events):
        if isinstance(event, LanguageChanged | Session):
            return event.language
    return default


def to_follow(journal: Journal) -> Language | None:
    """The language to change to after the last answer; None to go on as it is."""
    change = next((e for e in reversed(journal.events) if isinstance(e, LanguageChanged)), None)
    if change is not None and change.asked:
        return None
    said = list(journal.answers().values())
    last: list[Language | None] = [detect(text) for text in said[-IN_A_ROW:]]
    spoken = last[-1] if last else None
    if any(one != spoken for one in last):
        return None
    return spoken if spoken != current(journal.events, "zh") else None

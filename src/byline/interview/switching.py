"""Which language the interview is held in: the one the person answers in.

Owns: telling Chinese from English by script, and when to follow. Pure, no word lists. Promise: the
first answer decides; after it one answer in another language changes nothing, two in a row do; what
the person set by /lang stays.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from byline.ledger.events import Event, Language, LanguageChanged, Session
from byline.ledger.journal import Journal

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_LATIN = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*")
LEAST_HAN = 4
LEAST_WORDS = 4
"""Below both an answer tells nothing: ok, SaaS, 42, 没有."""
HAN_PER_WORD = 2
"""Characters that weigh as much as an English word."""
CHINESE_SHARE = 0.3
"""A Chinese answer full of English terms keeps more than this."""
ENGLISH_SHARE = 0.25
"""An English answer may name a thing or two in Chinese."""
IN_A_ROW = 2


def detect(text: str) -> Language | None:
    """The language of an answer; None when it is too short or in between."""
    han, words = len(_HAN.findall(text)), len(_LATIN.findall(text))
    if han < LEAST_HAN and words < LEAST_WORDS:
        return None
    share = han / (han + HAN_PER_WORD * words)
    if share >= CHINESE_SHARE:
        return "zh"
    return "en" if share <= ENGLISH_SHARE else None


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

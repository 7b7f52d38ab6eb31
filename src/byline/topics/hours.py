"""How many hours a week the person said they have, and on which days.

Owns: reading that out of constraint facts. Pure. Promise: the lower end of a range, for the plan
must fit a bad week too; what is not said for a week stays unknown, and is not worked out of a day.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from byline.ledger.models import Fact
from byline.text.quantities import Quantity, quantities
from byline.text.sentences import Span, clauses, sentences

DEFAULT = 3.0
"""Hours a week where nobody said: knowledge/starting/three-hours-a-week, one good post."""
LEAST, MOST = 0.5, 60.0
"""Hours a week that somebody can mean."""
_WEEK = re.compile(
    r"[一每](?:周|个?礼拜|个?星期)|(?:a|per|every|each) week|weekly",
    re.IGNORECASE,
)
_AMOUNT = (
    "(?:两三|三四|四五|五六|六七|七八|八九|十几|十来|[一二三四五六七八九十两百几半])"
    "个?半?(?:小时|钟头)"
)
_DAY = re.compile(rf"(?<![一两])(?:周|礼拜|星期)(?!{_AMOUNT})([一二三四五六日天])")
"""周六, but not 一周六七个小时."""
_A_WEEK = re.compile(rf"([一每]周)(?={_AMOUNT})")
_DAILY = re.compile(r"每天|天天|每晚|every (?:day|evening|night)", re.IGNORECASE)
_EACH = re.compile(r"各|每晚|each", re.IGNORECASE)
_WEEKEND = "周末"
_SECONDS = {"小时": 3600, "分钟": 60, "刻钟": 900}
_DAYS = {name: at for at, name in enumerate("一二三四五六日")} | {"天": 6}


@dataclass(frozen=True)
class Hours:
    """What was said of the time there is."""

    hours: float
    fact: str
    """The fact that says so."""
    days: tuple[int, ...] = ()
    """Weekdays that were named, Monday is 0."""


def said(facts: Sequence[Fact]) -> Hours | None:
    """Hours a week by the latest fact that tells them; None when none does."""
    telling = [
        fact
        for fact in facts
        if not fact.superseded_by and fact.kind == "constraint" and fact.topic in {"hours", ""}
    ]
    for fact in sorted(telling, key=lambda fact: fact.recorded, reverse=True):
        hours = hours_in(fact.quote)
        if hours is not None:
            return Hours(hours, fact.id, days_in(fact.quote))
    return None


def hours_in(text: str) -> float | None:
    """Hours a week a text tells; None when it tells none for a week.

    Of several the fewest: 忙的那周顶多三个 is the week the plan has to survive.
    """
    # 每周六两个小时: what stands together would be read as 六两.
    apart = _DAY.sub(r"\g<0> ", _A_WEEK.sub(r"\1 ", text))
    found = [
        hours
        for sentence in sentences(apart)
        for hours in _weekly(sentence.text)
        if LEAST <= hours <= MOST
    ]
    return min(found, default=None)


def days_in(text: str) -> tuple[int, ...]:
    """The weekdays a text names, in order."""
    named = {_DAYS[found[1]] for found in _DAY.finditer(text)}
    if _WEEKEND in text:
        named |= {5, 6}
    return tuple(sorted(named))


def _weekly(sentence: str) -> list[float]:
    """What each clause with hours comes to in a week; a week named earlier holds for it too."""
    parts = clauses(sentence)
    found: list[float] = []
    for at, part in enumerate(parts):
        amounts = [hours for one in quantities(part.text) if (hours := _hours(one)) is not None]
        if amounts:
            times = _times(parts, at)
            found += [min(amounts) * times] if times else []
    return found


def _times(parts: Sequence[Span], at: int) -> int:
    """How often a week the hours of a clause are there; 0 when nobody said."""
    here = parts[at].text
    before = "，".join(part.text for part in parts[:at])
    if _WEEK.search(here):
        return 1
    if _DAILY.search(here):
        return 7
    days = days_in(here) or days_in(before)
    if days:
        return len(days) if _EACH.search(here) else 1
    return 1 if _WEEK.search(before) else 0


def _hours(quantity: Quantity) -> float | None:
    seconds = _SECONDS.get(quantity.unit)
    if seconds is None or quantity.value is None or quantity.kind != "duration":
        return None
    return float(quantity.value) * seconds / 3600

"""Why a topic is for now, and until when.

Owns: seasons.toml and the order of reasons. Pure: the day is passed in. Promise: a reason names
what it rests on (a log entry, a day in the calendar, who asks); where there is none it says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date as Date
from datetime import timedelta
from pathlib import Path

from pydantic import Field

from byline.shipped import Strict, WordList, load_rules
from byline.topics.forms import ASKED
from byline.topics.seeds import OWN_STORY, Seed

FRESH = 28
"""Days for which something that was logged or happened is news."""
NEWS = 14
"""Days after a log entry by which its post should be out."""
UNKNOWN = 5
"""Posts up to which nobody knows the author yet."""
ANY = "不赶时间，哪周写都行"


class Season(Strict):
    """Something with a day in the year."""

    name: str
    words: list[str] = Field(min_length=1)
    dates: list[str] = Field(default_factory=list[str])
    """MM-DD, every year."""
    days: list[Date] = Field(default_factory=list[Date])
    ahead: int = Field(ge=1)
    lead: int = Field(ge=0)

    def next(self, today: Date) -> Date | None:
        """The next time it comes."""
        yearly = [
            Date.fromisoformat(f"{year}-{day}")
            for year in (today.year, today.year + 1)
            for day in self.dates
        ]
        return min((day for day in [*yearly, *self.days] if day > today), default=None)


class Seasons(WordList):
    """seasons.toml."""

    season: list[Season]


@dataclass(frozen=True)
class Timing:
    """Why now, and the day by which it should be out."""

    why: str
    due: Date | None = None


@dataclass(frozen=True)
class Today:
    """What is known of the moment."""

    day: Date
    logged: Mapping[str, Date]
    """Log id -> the day it was written."""
    posts: int
    """How much the person has published or drafted already."""


def timing(seed: Seed, today: Today) -> Timing:
    """The best reason there is to write this now."""
    return next(_reasons(seed, today), Timing(ANY))


def _reasons(seed: Seed, today: Today) -> Iterator[Timing]:
    if not seed.core:
        yield Timing("先要你说一件事，说了才写得成")
        return
    yield from _news(seed, today)
    yield from _season(seed, today.day)
    yield from _fresh(seed, today.day)
    loves = any(fact.kind == "passion" for fact in seed.core)
    if seed.form.id == OWN_STORY and not loves and today.posts < UNKNOWN:
        yield Timing("号上还没几个人认得你，先让人知道你是谁")
    if seed.worry and seed.form.id == ASKED and seed.worry.fact.topic == "asked":
        yield Timing(f"最近老有人问你“{seed.worry.words}”")


def _news(seed: Seed, today: Today) -> Iterator[Timing]:
    for fact in seed.core:
        day = today.logged.get(fact.source.id) if fact.source.kind == "log" else None
        if day and 0 <= (today.day - day).days <= FRESH:
            told = f"{day.month} 月 {day.day} 日刚记下的事（{fact.source.id}）"
            yield Timing(told, max(day + timedelta(NEWS), today.day + timedelta(7)))


def _season(seed: Seed, today: Date) -> Iterator[Timing]:
    worry = seed.worry.words if seed.worry else ""
    # What answers a worry is told in passing; the post is about the worry.
    said = worry if seed.form.id == ASKED else seed.words + worry
    near: list[tuple[Date, Season]] = []
    for season in load_seasons().season:
        day = season.next(today)
        if day and (day - today).days <= season.ahead and any(w in said for w in season.words):
            near.append((day, season))
    for day, season in sorted(near, key=lambda pair: pair[0]):
        due = day - timedelta(season.lead)
        if due > today:
            yield Timing(f"离{season.name}还有 {(day - today).days} 天，早发读者来得及用", due)


def _fresh(seed: Seed, today: Date) -> Iterator[Timing]:
    for fact in seed.core:
        if len(fact.happened) == 7:
            year, month = map(int, fact.happened.split("-"))
            months = (today.year - year) * 12 + today.month - month
            if 0 <= months <= 1:
                yield Timing(f"{'上' if months else '这'}个月的事，还新鲜")
        elif len(fact.happened) == 10:
            days = (today - Date.fromisoformat(fact.happened)).days
            if 0 <= days <= FRESH:
                yield Timing(f"{days} 天前的事，还新鲜" if days else "今天的事")


def load_seasons() -> Seasons:
    """seasons.toml, validated."""
    return load_rules(Path(__file__).with_name("seasons.toml"), Seasons)

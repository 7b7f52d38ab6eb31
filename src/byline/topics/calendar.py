"""The plan as iCalendar (RFC 5545), for any calendar that imports one.

Owns: what an entry says. The icalendar library writes it: CRLF, folding at 75 octets, escaping.
Promise: a topic keeps its UID, so that importing a newer plan moves its entry instead of doubling
it; every post is a whole day, for no platform publishes on the minute.
"""

from __future__ import annotations

import unicodedata
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from byline.platforms import load_platform
from byline.topics.models import BUILDS, PlannedPost, Topic
from byline.topics.told import Carrier

_NAMES = uuid.UUID("5f0c1c1e-9f0d-5b1a-8a44-6279e16e0f10")
"""Whatever it is, it must stay: UIDs are made from it."""
PRODUCT = "-//byline//topics//ZH"


def rendered(
    posts: Sequence[tuple[PlannedPost, Topic, Sequence[Carrier]]], stamp: datetime
) -> bytes:
    """The calendar; `stamp` is when it was made."""
    from icalendar import Calendar

    # The library's types are partly unknown.
    calendar: Any = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", "byline 选题")
    for post, topic, carriers in posts:
        calendar.add_component(_event(post, topic, carriers, stamp))
    return bytes(calendar.to_ical())


def uid(topic: Topic) -> str:
    """A name no other topic of anybody has, and that a topic keeps."""
    return f"{uuid.uuid5(_NAMES, f'{topic.id} {topic.made.isoformat()}')}@byline"


def _event(post: PlannedPost, topic: Topic, carriers: Sequence[Carrier], stamp: datetime) -> Any:
    from icalendar import Event

    names = "、".join(load_platform(name).names.zh for name in post.platforms)
    event: Any = Event()
    event.add("uid", uid(topic))
    event.add("dtstamp", stamp.astimezone(UTC))
    event.add("dtstart", post.date)
    event.add("dtend", post.date + timedelta(days=1))
    event.add("summary", _printable(f"发：{topic.question}（{names}）"))
    event.add("description", _printable(_told(post, topic, carriers)))
    event.add("transp", "TRANSPARENT")
    return event


def _told(post: PlannedPost, topic: Topic, carriers: Sequence[Carrier]) -> str:
    lines = [
        f"{topic.id} · 主要让你{BUILDS[topic.builds]} · 约 {post.hours:g} 小时",
        f"{post.write:%m-%d} 写好" if post.write else "",
        f"为什么现在：{topic.why_now}" if topic.why_now else "",
        *(f"{one.id} {one.words}" for one in carriers if one.words),
    ]
    return "\n".join(line for line in lines if line)


def _printable(text: str) -> str:
    """Without control characters: the format has no way to write them."""
    return "".join(c for c in text if c == "\n" or unicodedata.category(c) not in {"Cc", "Cs"})

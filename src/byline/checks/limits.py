"""What a platform allows, counted as the platform counts.

Owns: comparing a draft's parts with a platform's limits. Pure. Promise: every finding carries the
count, the limit, and the rule's source, date and confidence; an unknown limit finds nothing, and is
shown as unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from pydantic import BaseModel, ConfigDict

from byline.checks.findings import Finding
from byline.checks.post import Post
from byline.platforms import Confidence, Counter, Limit, Platform, What
from byline.text.sentences import Span

NAMES: Mapping[What, str] = {
    "title": "标题",
    "body": "正文",
    "tags": "话题词",
    "images": "图片",
    "digest": "摘要",
    "author": "作者",
    "post": "单条",
}


class Count(BaseModel):
    """One part of a post, measured against one limit."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    what: What
    number: int | None = None
    """Which post of a thread, from 1."""
    count: int
    minimum: int | None
    maximum: int | None
    """None where nobody could confirm a limit."""
    counter: Counter
    source: str
    confidence: Confidence


def check(parts: Mapping[What, str | Sequence[str]], platform: Platform) -> list[Finding]:
    """Findings for the parts given; a part that is absent is not judged."""
    return [
        finding
        for what, value in parts.items()
        for limit in platform.limits_on(what)
        if (finding := _judged(limit, value, platform))
    ]


def check_post(post: Post, platform: Platform) -> list[Finding]:
    """Findings for every part of a post, each at its part."""
    places = {"title": post.title, "body": post.body}
    found = [
        _placed(finding, places.get(what))
        for what, value in post.parts()
        for finding in check({what: value}, platform)
    ]
    for piece in post.pieces:
        found += [_placed(one, piece) for one in check({"post": piece.text}, platform)]
    return found


def counts(post: Post, platform: Platform) -> list[Count]:
    """Every part the platform limits, whether it fits or not."""
    found = [one for what, value in post.parts() for one in _counted(what, value, platform)]
    for number, piece in enumerate(post.pieces, 1):
        found += _counted("post", piece.text, platform, number)
    return found


def _counted(
    what: What, value: str | Sequence[str], platform: Platform, number: int | None = None
) -> Iterable[Count]:
    for limit in platform.limits_on(what):
        yield Count(
            what=what,
            number=number,
            count=limit.measure(value),
            minimum=limit.minimum,
            maximum=limit.maximum,
            counter=limit.counter,
            source=limit.cited,
            confidence=limit.confidence,
        )


def _placed(finding: Finding, place: Span | None) -> Finding:
    return finding.model_copy(update={"span": (place.start, place.end)}) if place else finding


def _judged(limit: Limit, value: str | Sequence[str], platform: Platform) -> Finding | None:
    count = limit.measure(value)
    over = limit.maximum is not None and count > limit.maximum
    under = limit.minimum is not None and count < limit.minimum
    if not over and not under:
        return None
    bound = f"最多 {limit.maximum}" if over else f"最少 {limit.minimum}"
    return Finding(
        rule="limit",
        level=limit.level,
        reason=f"{platform.names.zh}的{NAMES[limit.what]}{bound}，现在是 {count}",
        source=limit.cited,
        suggestion="删短一些" if over else "再补一点",
    )

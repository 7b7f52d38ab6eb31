"""What a platform allows, counted as the platform counts.

Owns: comparing a draft's parts with a platform's limits. Pure. Promise: every finding carries the
count, the limit, and the rule's source, date and confidence; an unknown limit finds nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from byline.checks.findings import Finding
from byline.platforms import Limit, Platform, What

NAMES: Mapping[What, str] = {
    "title": "标题",
    "body": "正文",
    "tags": "话题词",
    "images": "图片",
    "digest": "摘要",
    "author": "作者",
}


def check(parts: Mapping[What, str | Sequence[str]], platform: Platform) -> list[Finding]:
    """Findings for the parts given; a part that is absent is not judged."""
    return [
        finding
        for what, value in parts.items()
        for limit in platform.limits_on(what)
        if (finding := _judged(limit, value, platform))
    ]


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
        source=f"{limit.source}（{limit.date}，可信度 {limit.confidence}）",
        suggestion="删短一些" if over else "再补一点",
    )

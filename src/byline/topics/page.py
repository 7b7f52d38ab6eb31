"""The plan and the topics as Markdown, for a notebook or a colleague.

Owns: that page. Promise: of the facts only words that may be told; what the person typed or a model
worded cannot become markup that changes the page.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

from byline.platforms import load_platform
from byline.text.sentences import one_line
from byline.topics.forms import load_forms
from byline.topics.models import BUILDS, Plan, PlannedPost, Topic
from byline.topics.told import Carrier

Told = tuple[Topic, Sequence[Carrier]]
WEEKDAYS = "一二三四五六日"


def rendered(
    plan: Plan | None, posts: Sequence[tuple[PlannedPost, Topic]], topics: Sequence[Told]
) -> str:
    """The page; without a plan the topics alone."""
    parts = ["# 选题"]
    if plan is not None:
        parts += [_weeks(plan, posts)]
    parts += [_topic(topic, carriers) for topic, carriers in topics]
    return "\n\n".join(parts) + "\n"


def _weeks(plan: Plan, posts: Sequence[tuple[PlannedPost, Topic]]) -> str:
    end = plan.start + timedelta(weeks=plan.weeks, days=-1)
    lines = [
        f"## {plan.start:%Y-%m-%d} 到 {end:%Y-%m-%d}，一周 {plan.hours:g} 小时",
        "",
        "| 日子 | 选题 | 发在 | 主要让你 | 约几小时 |",
        "| --- | --- | --- | --- | --- |",
    ]
    for post, topic in posts:
        day = f"{post.date:%m-%d} 周{WEEKDAYS[post.date.weekday()]}"
        names = "、".join(load_platform(name).names.zh for name in post.platforms)
        lines.append(
            f"| {day} | {_safe(topic.question)} | {names} | {BUILDS[topic.builds]} | "
            f"{post.hours:g} |"
        )
    return "\n".join(lines)


def _topic(topic: Topic, carriers: Sequence[Carrier]) -> str:
    form = load_forms().named(topic.form)
    lines = [
        f"## {topic.number}. {_safe(topic.question)}",
        "",
        f"- 主要让你{BUILDS[topic.builds]}" + (f"：{form.because}" if form else ""),
        f"- 为什么现在：{_safe(topic.why_now)}" if topic.why_now else "",
        f"- 先要你答：{_safe(topic.missing)}" if topic.missing else "",
        f"- 怎么写：{'、'.join(map(_safe, topic.notes))}" if topic.notes else "",
        *(f"- {one.id} “{_safe(one.words)}”" for one in carriers if one.words),
    ]
    return "\n".join(line for at, line in enumerate(lines) if line or at == 1)


def _safe(text: str) -> str:
    return re.sub(r"([\\`*_\[\]<>|#])", r"\\\1", one_line(text))

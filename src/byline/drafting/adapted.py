"""Retold paragraphs become a draft for their platform: title, length, likeness, status.

Owns: what is around and about the paragraphs `adapting` makes. Promise: a draft longer than the
platform takes loses its last paragraphs and says so; a likeness above the ceiling (adapting.toml)
is an error that names the passages.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from byline.checks import grounding, limits
from byline.checks.findings import Finding, Level
from byline.checks.review import review
from byline.drafting import adapting, likeness
from byline.drafting.adapting_rules import rules
from byline.drafting.assembly import posts, status
from byline.drafting.layout import Layout
from byline.drafting.models import Draft, Section, TracedSentence
from byline.drafting.storage import rendered
from byline.front_matter import split_front_matter
from byline.ledger.models import Fact
from byline.platforms import Platform
from byline.text.counting import characters
from byline.text.sentences import clean_input, sentences

TITLE = "drafting/adapt_title"
MOST_TITLE = 64


class Titles(BaseModel):
    """What the model proposes."""

    model_config = ConfigDict(extra="forbid")

    titles: list[str] = Field(min_length=1, max_length=3)


def assembled(
    source: Draft, adapter: adapting.Adapter, sections: Sequence[Section], *, made: datetime
) -> Draft:
    """The new draft, checked; its model is the caller's to set."""
    platform, layout = adapter.platform, adapter.layout
    kept = _fitting(sections, platform)
    closing = _closing(layout)
    body = "\n".join(one.text for one in kept)
    title = titled(adapter, body) if _has_title(platform) else ""
    draft = Draft(
        platform=platform.id,
        topic=source.topic,
        made=made,
        title=title or layout.title,
        tags=source.tags[: platform.shape.tags.maximum],
        thread=platform.thread,
        language=source.language,
        brief=source.brief,
        sections=posts([*kept, *closing], platform, source.language),
        status="pass",
        findings=[],
        ai_label=platform.ai_label.text,
        notes=source.notes,
        prompts=[adapter.prompt(name).ref for name in (adapting.PROMPT, TITLE)],
        model=source.model,
    )
    text = split_front_matter(rendered(draft))[1]
    findings = [
        *review(text, platform).findings,
        *alike(body, layout, adapter.facts),
        *_dropped(sections, kept, platform),
    ]
    return draft.model_copy(update={"findings": findings, "status": status(findings)})


def titled(adapter: adapting.Adapter, body: str) -> str:
    """Another title that the platform takes and the body carries; '' when there is none."""
    platform, told = adapter.platform, adapter.layout.title
    most = min(
        (one.maximum for one in platform.limits_on("title") if one.maximum), default=MOST_TITLE
    )
    messages = adapter.prompt(TITLE).messages(
        platform=platform.names.zh, limit=most, told=told, body=body
    )
    for proposed in adapter.caller.ask(messages, Titles, max_tokens=200).titles:
        title = clean_input(proposed).strip().strip('《》“”"')
        fits = title and not limits.check({"title": title}, platform)
        if fits and title != told and not grounding.check(title, [body]):
            return title
    return ""


def alike(body: str, layout: Layout, facts: Sequence[Fact]) -> Iterator[Finding]:
    """Whether it is too near the draft it came from, and where.

    Words taken over that no fact holds are an error; a post that is nearly all the same quotes in
    another order is a warning: they are the person's, and a platform may still take it for a copy.
    """
    whole, own = adapting.measured(body, layout, facts)
    told = "\n".join(one.text for one in layout.paragraphs)
    quotes = [fact.words for fact in facts if fact.usable]
    ceiling = rules().ceiling_own
    if own > ceiling:
        near = [one.text for one in sentences(body)]
        near = [one for one in near if likeness.beyond(one, told, quotes) > ceiling] or near[:1]
        reason = f"跟原来那篇太像：不算原话，{own:.0%} 相同，上限 {ceiling:.0%}"
        yield _alike("error", "／".join(near), reason)
    elif whole > rules().ceiling_all:
        ceiling = rules().ceiling_all
        reason = f"换了先后，句子大多还是同样的原话：{whole:.0%} 相同，过了 {ceiling:.0%} 就提醒"
        yield _alike("warning", "", reason)


def _alike(level: Level, text: str, reason: str) -> Finding:
    return Finding(
        rule="repeat",
        level=level,
        text=text,
        reason=reason,
        source=rules().ceiling_reason,
        suggestion="换个说法，或换一件事讲",
    )


def _has_title(platform: Platform) -> bool:
    return bool(platform.limits_on("title"))


def _fitting(sections: Sequence[Section], platform: Platform) -> list[Section]:
    """The paragraphs that fit the platform's length, from the first on."""
    kept: list[Section] = []
    for section in sections:
        body = "\n\n".join(one.text for one in [*kept, section])
        over = (
            any(one.level == "error" for one in limits.check({"body": body}, platform))
            or characters(body) > platform.shape.body_length.maximum
        )
        if kept and over:
            break
        kept.append(section)
    return kept


def _dropped(
    sections: Sequence[Section], kept: Sequence[Section], platform: Platform
) -> Iterator[Finding]:
    if lost := len(sections) - len(kept):
        yield Finding(
            rule="limit",
            level="warning",
            reason=f"{platform.names.zh}放不下，少讲了 {lost} 段",
            suggestion="要讲就把别的删短",
        )


def _closing(layout: Layout) -> list[Section]:
    """The draft's last question to the reader: it states nothing, so it may be the same."""
    last = layout.paragraphs[-1:] if layout.paragraphs else ()
    for paragraph in last:
        asks = any(
            "你" in one.text and one.text.endswith(("？", "?")) for one in paragraph.sentences
        )
        if asks and not any(one.line.facts or one.is_slot for one in paragraph.sentences):
            kept = [TracedSentence(text=one.text, facts=[]) for one in paragraph.sentences]
            return [Section(beat="closing", text=paragraph.text, facts=[], sentences=kept)]
    return []

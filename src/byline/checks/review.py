"""Every check on one text, for one platform.

Owns: which checks there are and in what order their findings come. Pure. Promise: a finding with a
span points into `Report.text`; nothing is scored: there is what was found, and what was counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from byline.checks import advertising, contacts, limits, slips, tells
from byline.checks.findings import Finding
from byline.checks.post import Post, take_apart
from byline.checks.similarity import Earlier
from byline.ledger.events import Language
from byline.ledger.models import Fact
from byline.platforms import AiLabel, Platform

GROUNDED = frozenset({"quantity", "credential", "experience", "bent"})
"""Rules that hold a text against the facts."""


@dataclass(frozen=True)
class Told:
    """What byline knows of the person whose text it is."""

    name: str
    facts: Sequence[Fact]
    earlier: Sequence[Earlier] = ()
    """What they published or drafted before."""


class Report(BaseModel):
    """What was found and counted."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str
    """The text the spans point into: as given, with one kind of line end."""
    counts: list[limits.Count]
    spoken_seconds: int | None
    """How long it takes to say; None where texts are read."""
    findings: list[Finding]
    """In order of place; those without a place first."""
    ai_label: AiLabel
    """What the platform asks for, and words to do it with."""
    labelled: bool
    """Whether the text says that AI helped."""


def review(
    text: str, platform: Platform, told: Told | None = None, language: Language | None = None
) -> Report:
    """Run every check; those against the person's facts and posts only when they are given.

    `language` is what the text should be in, where that is settled; else what the readers read.
    """
    post = take_apart(text, platform)
    words = post.shown
    slipped = [
        *advertising.check(words),
        *contacts.check(words, platform),
        *slips.check(words, platform, language),
        *tells.check(words),
    ]
    found = [*limits.check_post(post, platform), *_moved(slipped, post.start)]
    if told:
        found += _against(told, post)
    return Report(
        text=post.text,
        counts=limits.counts(post, platform),
        spoken_seconds=platform.speech.seconds(post.body.text) if platform.speech else None,
        findings=sorted(_told_once(found), key=_place),
        ai_label=platform.ai_label,
        labelled=_says_ai(post),
    )


def _against(told: Told, post: Post) -> list[Finding]:
    """What no opened fact carries, what closed ones hold, and the person called by name."""
    # Their word lists are only read where there are facts: a plain check starts sooner.
    from byline.checks import leaks, similarity
    from byline.checks.faithful import faithful

    quotes = [fact.words for fact in told.facts if fact.usable]
    parts = [post.body] if post.title is None else [post.title, post.body]
    found = [
        *slips.called(post.shown, told.name),
        *leaks.check(post.shown, told.facts),
    ]
    unsaid = [
        finding for part in parts for finding in _moved(faithful(part.text, quotes), part.start)
    ]
    told_before = similarity.check(post.body.text, told.earlier)
    return [*_moved(found, post.start), *unsaid, *_moved(told_before, post.body.start)]


def _moved(findings: Sequence[Finding], by: int) -> list[Finding]:
    """Findings in a part of a text, as findings in the text."""
    return [
        one.model_copy(update={"span": (one.span[0] + by, one.span[1] + by)}) if one.span else one
        for one in findings
    ]


def _told_once(findings: Sequence[Finding]) -> list[Finding]:
    """Without what a fact need not hold: figures of a contact detail, the question of a slot."""
    details = [one.span for one in findings if one.rule == "contact" and one.span]
    slots = [one.span for one in findings if one.rule == "slot" and one.span]
    return [
        one
        for one in findings
        if not (one.rule == "quantity" and _inside(one, details))
        and not (one.rule in GROUNDED and _inside(one, slots))
    ]


def _inside(finding: Finding, spans: Sequence[tuple[int, int]]) -> bool:
    if not finding.span:
        return False
    start, end = finding.span
    return any(first <= start and end <= last for first, last in spans)


def _place(finding: Finding) -> tuple[int, int]:
    return finding.span or (-1, -1)


def _says_ai(post: Post) -> bool:
    return bool(post.label and "AI" in post.label.text.upper())

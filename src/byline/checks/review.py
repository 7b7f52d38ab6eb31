"""Every check on one text, for one platform.

Owns: which checks there are and in what order their findings come. Pure. Promise: a finding with a
span points into `Report.text`; nothing is scored: there is what was found, and what was counted.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from byline.checks import advertising, limits
from byline.checks.findings import Finding
from byline.checks.post import Post, take_apart
from byline.platforms import AiLabel, Platform


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


def review(text: str, platform: Platform) -> Report:
    """Run every check that needs nothing but the text."""
    post = take_apart(text, platform)
    found = [*limits.check_post(post, platform), *moved(advertising.check(post.shown), post.start)]
    return Report(
        text=post.text,
        counts=limits.counts(post, platform),
        spoken_seconds=platform.speech.seconds(post.body.text) if platform.speech else None,
        findings=sorted(found, key=_place),
        ai_label=platform.ai_label,
        labelled=_says_ai(post),
    )


def moved(findings: list[Finding], by: int) -> list[Finding]:
    """Findings in a part of a text, as findings in the text."""
    return [
        one.model_copy(update={"span": (one.span[0] + by, one.span[1] + by)}) if one.span else one
        for one in findings
    ]


def _place(finding: Finding) -> tuple[int, int]:
    return finding.span or (-1, -1)


def _says_ai(post: Post) -> bool:
    return bool(post.label and "AI" in post.label.text.upper())

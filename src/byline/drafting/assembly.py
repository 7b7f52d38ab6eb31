"""Settled paragraphs become a post as one platform has it, with its findings and its status.

Pure. Promise: a thread's posts each fit; a status is `pass` only when no check finds an error and
no slot is open.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from byline.checks.findings import Finding
from byline.checks.review import GROUNDED, Told, review
from byline.drafting.beats import load_beats
from byline.drafting.headline import Top
from byline.drafting.models import (
    Brief,
    BriefRecord,
    Draft,
    Section,
    Status,
    TracedSentence,
)
from byline.drafting.settling import GLUE
from byline.platforms import Limit, Platform
from byline.text.language import Language
from byline.voice import fit
from byline.voice.models import Voice


@dataclass(frozen=True)
class Surroundings:
    """What the whole of a post is held against, besides the platform."""

    told: Told | None = None
    """The person's facts, closed ones too, and what they have published; None: nothing is known."""
    voice: Voice | None = None
    language: Language | None = None


@dataclass(frozen=True)
class Origin:
    """When and by what a draft was made."""

    made: datetime
    model: str
    record: BriefRecord
    prompts: list[str]


@dataclass(frozen=True)
class Parts:
    """What readers get of a post."""

    title: str
    body: str
    tags: Sequence[str]


def assembled(
    brief: Brief,
    sections: Sequence[Section],
    top: Top,
    origin: Origin,
    around: Surroundings,
) -> Draft:
    """Put a draft together and check the whole of it."""
    platform = brief.platform
    beats = load_beats().beats
    notes = [note for section in sections for note in beats[section.beat].notes]
    draft = Draft(
        platform=platform.id,
        topic=brief.topic,
        made=origin.made,
        language=brief.language,
        brief=origin.record,
        title=top.title if platform.limits_on("title") else "",
        titles=top.others if platform.limits_on("title") else [],
        tags=top.tags,
        thread=platform.thread,
        sections=posts(sections, platform, brief.language),
        status="pass",
        findings=[],
        ai_label=platform.ai_label.text,
        notes=list(dict.fromkeys(notes)),
        prompts=origin.prompts,
        model=origin.model,
    )
    findings = reviewed(Parts(draft.title, draft.body, draft.tags), platform, around, brief.topic)
    return draft.model_copy(update={"findings": findings, "status": status(findings)})


def reviewed(
    parts: Parts, platform: Platform, around: Surroundings, topic: str = ""
) -> list[Finding]:
    """What the checks say of a post as it will be read, without the label.

    A title that is the topic is the person's own words: no fact has to hold its figures.
    """
    top = f"# {parts.title}\n\n" if parts.title else ""
    bottom = "\n\n" + " ".join(f"#{tag}" for tag in parts.tags) if parts.tags else ""
    found = review(f"{top}{parts.body}{bottom}", platform, around.told, around.language).findings
    if parts.title == topic:
        found = [one for one in found if one.rule not in GROUNDED or not _within(one, top)]
    if around.voice:
        found += fit.check(parts.body, around.voice, around.language or "zh", platform.id)
    return found


def _within(finding: Finding, top: str) -> bool:
    return finding.span is not None and finding.span[1] <= len(top)


def status(findings: Sequence[Finding]) -> Status:
    """pass, or why not: something to change, or something only the person can say."""
    if any(finding.level == "error" and finding.rule != "slot" for finding in findings):
        return "revise"
    return "needs_input" if any(finding.rule == "slot" for finding in findings) else "pass"


def posts(sections: Sequence[Section], platform: Platform, language: Language) -> list[Section]:
    """The paragraphs; on a platform with threads, cut between sentences so that each post fits."""
    if not platform.thread:
        return list(sections)
    return [piece for section in sections for piece in _posts(section, platform, language)]


def _posts(section: Section, platform: Platform, language: Language) -> Iterator[Section]:
    limits = [limit for limit in platform.limits_on("post") if limit.maximum]
    glue = GLUE[language]
    run = list(section.sentences[:1])
    for sentence in section.sentences[1:]:
        if not _fits(glue.join(one.text for one in [*run, sentence]), limits):
            yield _post(section, run, glue)
            run = []
        run.append(sentence)
    yield _post(section, run, glue)


def _post(section: Section, run: Sequence[TracedSentence], glue: str) -> Section:
    used = {name for one in run for name in one.facts}
    return section.model_copy(
        update={
            "text": glue.join(one.text for one in run),
            "facts": [name for name in section.facts if name in used],
            "sentences": list(run),
        }
    )


def _fits(text: str, limits: Sequence[Limit]) -> bool:
    return all(limit.measure(text) <= (limit.maximum or 0) for limit in limits)

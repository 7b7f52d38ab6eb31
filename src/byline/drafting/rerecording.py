"""The record of a draft after its words were changed, so that its trace stays true.

Owns: what is recorded of a revised draft, its findings and its status. Pure. Promise: a sentence is
recorded with facts only when those facts carry it; the person's own words stay recorded as theirs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from byline.checks import grounding
from byline.checks.findings import Finding
from byline.checks.review import review
from byline.drafting import assembly
from byline.drafting.layout import Paragraph, Sentence
from byline.drafting.models import Draft, Section, Status, TracedSentence
from byline.drafting.revising import Change, Revision, joined
from byline.drafting.settling import carriers
from byline.drafting.storage import record
from byline.drafting.stored import cut
from byline.ledger.models import Fact
from byline.platforms import Platform
from byline.text.sentences import sentences

OWN_WORDS = "你自己写的话，没有事实撑着"
"""Why a finding about the person's own sentence is a warning: they may say what they want."""


def rerecorded(
    draft: Draft, revision: Revision, facts: Sequence[Fact], platform: Platform
) -> tuple[Draft, str]:
    """The draft's new record, and the whole new file."""
    left = [one for one in revision.layout.paragraphs if one.number != revision.deleted]
    words = revision.text()
    findings = [*review(words, platform).findings, *_unproven(left, revision, facts)]
    updated = draft.model_copy(
        update={
            "sections": list(_sections(draft, left, revision, facts)),
            "findings": findings,
            "status": status(findings),
            "prompts": list(dict.fromkeys([*draft.prompts, *revision.prompts])),
        }
    )
    return updated, record(updated) + words


def status(findings: Sequence[Finding]) -> Status:
    """What the findings come to; a word of the person's that no fact carries waits for them."""
    found = assembly.status(findings)
    unproven = any(one.reason.startswith(OWN_WORDS) for one in findings)
    return "needs_input" if found == "pass" and unproven else found


def _sections(
    draft: Draft, paragraphs: Sequence[Paragraph], revision: Revision, facts: Sequence[Fact]
) -> Iterator[Section]:
    for paragraph in paragraphs:
        found = _origin(draft, paragraph)
        kept = list(_recorded(paragraph, revision, facts))
        if not kept and found is None:
            # All of it is the person's own.
            continue
        origin = found or Section(beat="", text="", facts=[], sentences=[])
        rejected = [
            change.rejected
            for one in paragraph.sentences
            if (change := revision.becomes(one)) and change.rejected
        ]
        used = [name for one in kept for name in one.facts]
        yield origin.model_copy(
            update={
                "heading": paragraph.heading,
                "text": joined([_now(one, revision) for one in paragraph.sentences]),
                "facts": list(dict.fromkeys(used)),
                "sentences": kept,
                "removed": list(dict.fromkeys([*origin.removed, *rejected])),
            }
        )


def _origin(draft: Draft, paragraph: Paragraph) -> Section | None:
    """The recorded paragraph that most of these words come from."""
    lines = {words for one in paragraph.sentences for words in (one.text, one.line.was) if words}
    shared = [
        (sum(span.text in lines for one in section.sentences for span in cut(one.text)), section)
        for section in draft.sections
    ]
    best = max(shared, key=lambda pair: pair[0], default=None)
    return best[1] if best and best[0] else None


def _recorded(
    paragraph: Paragraph, revision: Revision, facts: Sequence[Fact]
) -> Iterator[TracedSentence]:
    """What is recorded of each sentence; the person's own, unless reworded, is not."""
    told: set[str] = set()
    for one in paragraph.sentences:
        change = revision.becomes(one)
        if change is not None and change.changed:
            yield from _reworded(change, facts)
        elif one.line.state == "edited":
            # The old wording stays on record: the trace goes on saying what was changed.
            if one.line.was not in told:
                told.add(one.line.was)
                yield TracedSentence(text=one.line.was, facts=one.line.facts)
        elif one.line.state != "added":
            yield TracedSentence(text=one.text, facts=one.line.facts)


def _reworded(change: Change, facts: Sequence[Fact]) -> Iterator[TracedSentence]:
    """New sentences with the facts that carry them: of the old one's facts, those that still do."""
    for span in sentences(change.new):
        held = [fact for fact in facts if fact.id in change.old.line.facts] or facts
        found = carriers(span.text, held)
        proven = not grounding.check(span.text, [one.words for one in facts if one.id in found])
        yield TracedSentence(text=span.text, facts=found if proven else [])


def _now(sentence: Sentence, revision: Revision) -> str:
    change = revision.becomes(sentence)
    return change.new if change else sentence.text


def _unproven(
    paragraphs: Sequence[Paragraph], revision: Revision, facts: Sequence[Fact]
) -> Iterator[Finding]:
    """What the person's own sentences claim and no fact holds: theirs to say, and to know."""
    quotes = [fact.words for fact in facts if fact.usable]
    for paragraph in paragraphs:
        for one in paragraph.sentences:
            if not one.is_own:
                continue
            for finding in grounding.check(_now(one, revision), quotes):
                yield finding.model_copy(
                    update={
                        "level": "warning",
                        "span": None,
                        "reason": f"{OWN_WORDS}：“{finding.text}”",
                        "suggestion": "是真的就记成事实：byline log",
                    }
                )

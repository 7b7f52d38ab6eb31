"""What the person's edits of a draft say about their manner, and the rules that become of it.

Owns: an edited draft as pairs of before and after, and voice.yaml after each decision. Promise: a
rule is confirmed by the person alone; every decision is on the disk before the next question; a
hand that is in the file meanwhile loses nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from byline.checks.findings import Finding
    from byline.drafting.document import Document
    from byline.voice.edits import Change
    from byline.voice.models import Rule, Voice
    from byline.voice.rules import Learning, Outcome, Question
    from byline.workspace import Workspace

Reply = Literal["here", "everywhere", "no"]
"""A rule where it was seen, on every platform, or none at all."""


@dataclass(frozen=True)
class Lesson:
    """One edited draft, considered."""

    learning: Learning
    outcome: Outcome
    news: Sequence[Finding]
    """What the edits claim and no fact says: it is new, and no manner."""


def consider_edits(workspace: Workspace, draft: Path) -> Lesson:
    """Hold a draft's edits against the rules there are; what they do to those is saved."""
    from byline.drafting import document
    from byline.voice import edits, rules, storage
    from byline.voice.models import Voice

    learning = _learning(workspace, document.load(draft))
    outcome = rules.consider(storage.load(workspace) or Voice(), learning)
    if outcome.voice.rules:
        storage.save(workspace.voice_path, outcome.voice)
    usable = [fact.words for fact in workspace.ledger().facts if fact.usable]
    return Lesson(learning, outcome, edits.news(learning.changes, usable))


def decide(workspace: Workspace, question: Question, reply: Reply) -> Rule:
    """Keep the person's word on a rule, and return the rule as it stands now."""
    from byline.voice import rules, storage
    from byline.voice.models import EVERYWHERE, Voice

    # Read again each time: a hand may be in the file while a question stands.
    voice = storage.load(workspace) or Voice()
    before = {rule.id for rule in voice.rules}
    scope = EVERYWHERE if reply == "everywhere" else question.rule.scope
    voice = rules.decided(voice, question, yes=reply != "no", scope=scope)
    storage.save(workspace.voice_path, voice)
    return _settled(voice, question, before)


def example(lesson: Lesson, rule: Rule) -> Change | None:
    """The first change of the draft that shows the rule."""
    from byline.voice.edits import evidence

    learning = lesson.learning
    shown = (one for one in learning.changes if evidence(rule, [one], [], learning.language)[0])
    return next(shown, None)


def _settled(voice: Voice, question: Question, before: set[str]) -> Rule:
    name = question.rule.id
    added = [rule for rule in voice.rules if rule.id not in before]
    return added[-1] if added else next(rule for rule in voice.rules if rule.id == name)


def _learning(workspace: Workspace, held: Document) -> Learning:
    from byline.voice.edits import Change
    from byline.voice.rules import Learning
    from byline.voice.sample import language_of

    edited: dict[str, list[str]] = {}
    for line in held.lines:
        if line.state == "edited":
            edited.setdefault(line.was, []).append(line.text)
    language = language_of(held.body)
    space = "" if language == "zh" else " "
    return Learning(
        draft=_name(workspace, held.path.absolute()),
        on=date.today().isoformat(),
        platform=held.draft.platform,
        language=language,
        changes=[
            # A sentence cut in two is one change.
            *(Change(was, space.join(texts)) for was, texts in edited.items()),
            *(Change("", line.text) for line in held.lines if line.state == "added"),
            *(Change(text, "") for text in held.gone),
        ],
        untouched=[line.text for line in held.lines if line.state in ("carried", "plain")],
        # Of an anonymised fact the quote is private as well; its wording is not.
        private=[one.quote.lower() for one in workspace.ledger().facts if one.consent != "public"],
    )


def _name(workspace: Workspace, draft: Path) -> str:
    inside = draft.is_relative_to(workspace.drafts)
    return draft.relative_to(workspace.drafts).as_posix() if inside else draft.name

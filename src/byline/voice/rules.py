"""How far a habit is believed, and what becomes of rules as drafts are edited.

Owns: confidence, and merging what a draft says into the rules. Pure. Confidence is the mean of a
Beta posterior from (1, 1): one more for each time the habit was seen, one for each time it was not,
two for the person's yes. A draft that contradicts a rule first halves what was counted for it, so
that a habit may change. Promise: learning the same draft twice counts it once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from byline.ledger.events import Language
from byline.voice.edits import Change, Proposal, evidence, proposals
from byline.voice.models import EVERYWHERE, Evidence, Rule, Status, Voice
from byline.voice.words import manner

PROPOSED = 0.6
"""Confidence from which a habit is worth asking about: seen once and never otherwise is .67."""
RETIRED = 0.5
"""Confidence below which a rule is dropped."""
YES = 2.0
DECAY = 0.5
AGAIN = 2
"""Drafts that must speak for a rule since the person said no, before they are asked again."""


@dataclass(frozen=True)
class Learning:
    """An edited draft, as far as rules are concerned."""

    draft: str
    on: str
    platform: str
    language: Language
    changes: Sequence[Change]
    untouched: Sequence[str]
    private: Sequence[str] = ()
    """What the person has not opened: a rule names none of its words, for rules go into prompts."""


@dataclass(frozen=True)
class Question:
    """A rule the person is asked about."""

    rule: Rule
    """With this draft's evidence; as confirmed once they agree."""
    confidence: float
    sort: Literal["new", "wider", "again"]
    """wider: confirmed for another platform; again: declined or dropped before."""


@dataclass(frozen=True)
class Outcome:
    """What a draft does to the rules."""

    voice: Voice
    """Rules with this draft's evidence; nothing new confirmed."""
    questions: list[Question]
    strengthened: list[Rule]
    weakened: list[Rule]
    retired: list[Rule]
    """Dropped just now."""


def confidence(rule: Rule, *, confirmed: bool | None = None) -> float:
    """How far a rule is believed, 0 to 1."""
    agreed = rule.status == "confirmed" if confirmed is None else confirmed
    held, against = (YES if agreed else 0.0), 0.0
    for one in rule.history:
        if one.against > one.seen:
            held *= DECAY
        held += one.seen
        against += one.against
    return (1 + held) / (2 + held + against)


def consider(voice: Voice, learning: Learning) -> Outcome:
    """Add a draft's evidence to the rules and find what to ask the person."""
    told: list[Rule] = []
    changed: dict[str, tuple[Rule, float]] = {}
    for rule in voice.rules:
        newer = _with_evidence(rule, learning)
        told.append(newer)
        if newer is not rule and rule.status == "confirmed":
            changed[rule.id] = (newer, confidence(newer) - confidence(rule))
    gone = {rule.id for rule, _ in changed.values() if confidence(rule) < RETIRED}
    rules = [_as(rule, "retired") if rule.id in gone else rule for rule in told]
    return Outcome(
        voice=voice.model_copy(update={"rules": rules}),
        questions=_questions(rules, learning, gone),
        strengthened=[rule for rule, more in changed.values() if more > 0],
        weakened=[rule for rule, more in changed.values() if more < 0 and rule.id not in gone],
        retired=[rule for rule, _ in changed.values() if rule.id in gone],
    )


def decided(voice: Voice, question: Question, *, yes: bool, scope: str) -> Voice:
    """The voice once the person has answered; a no is remembered, so that it is not asked again."""
    rule = question.rule
    status: Status = "confirmed" if yes or question.sort == "wider" else "declined"
    known = {one.id for one in voice.rules}
    name = rule.id if rule.id in known else _next_id(voice.rules)
    told = {"id": name, "scope": scope if yes else rule.scope, "status": status}
    settled = rule.model_copy(update={**told, "asked": rule.history[-1].draft})
    rules = [settled if one.id == name else one for one in voice.rules]
    return voice.model_copy(update={"rules": rules if name in known else [*rules, settled]})


def _questions(rules: Sequence[Rule], learning: Learning, gone: set[str]) -> list[Question]:
    found: list[Question] = []
    for one in proposals(learning.changes, learning.untouched, learning.language):
        rule = _rule(one, learning)
        if _tells(rule, learning.private):
            continue
        known = next((held for held in rules if held.key == rule.key), None)
        if known is None:
            question = Question(rule, confidence(rule, confirmed=False), "new")
        elif known.status == "confirmed":
            if known.scope in (EVERYWHERE, learning.platform) or known.asked == learning.draft:
                continue
            question = Question(known, confidence(known), "wider")
        elif known.id in gone or _soon(known):
            continue
        else:
            question = Question(known, confidence(known, confirmed=False), "again")
        if question.confidence >= PROPOSED:
            found.append(question)
    return found


def _tells(rule: Rule, private: Sequence[str]) -> bool:
    """Whether a word of a rule, beyond those of manner, stands in what is private."""
    words = {rule.was, rule.now} - manner(rule.language) - {""}
    return any(
        any(c.isalnum() for c in word) and word in text for word in words for text in private
    )


def _soon(rule: Rule) -> bool:
    """Whether the person has said no and too few drafts have spoken for the rule since."""
    asked = [number for number, one in enumerate(rule.history) if one.draft == rule.asked]
    since = rule.history[asked[-1] + 1 :] if asked else []
    return rule.status == "declined" and sum(one.seen > one.against for one in since) < AGAIN


def _rule(found: Proposal, learning: Learning) -> Rule:
    habit = found.habit
    return Rule(
        id="r000",
        kind=habit.kind,
        was=habit.was,
        now=habit.now,
        place=habit.place,
        language=learning.language,
        scope=learning.platform,
        history=[_evidence(learning, found.seen, found.against)],
    )


def _with_evidence(rule: Rule, learning: Learning) -> Rule:
    """The rule with this draft's evidence in place of an earlier reading of the same draft.

    A draft without a change may not have been read yet, and says nothing.
    """
    if not learning.changes:
        return rule
    earlier = [one for one in rule.history if one.draft != learning.draft]
    scoped = rule.scope in (EVERYWHERE, learning.platform)
    seen, against = evidence(rule, learning.changes, learning.untouched, rule.language)
    if rule.language != learning.language or not (seen or (against and scoped)):
        return rule
    told = _evidence(learning, seen, against)
    if told in rule.history:
        return rule
    return rule.model_copy(update={"history": [*earlier, told]})


def _evidence(learning: Learning, seen: int, against: int) -> Evidence:
    return Evidence(
        draft=learning.draft,
        on=learning.on,
        platform=learning.platform,
        seen=seen,
        against=against,
    )


def _as(rule: Rule, status: Status) -> Rule:
    return rule.model_copy(update={"status": status})


def _next_id(rules: Sequence[Rule]) -> str:
    return f"r{max((int(rule.id[1:]) for rule in rules), default=0) + 1:03d}"

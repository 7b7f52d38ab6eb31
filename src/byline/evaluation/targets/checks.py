"""The checks suite: what each deterministic check finds in texts labelled by reading them.

Owns: the labelled texts and how a check's findings are held against the labels. Promise: only what
an item labels is scored, so that the mean of a check's `recall` is its recall over the items that
should fire, and of its `precision` its precision over what it found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from pydantic import Field, ValidationError, model_validator

from byline.checks import limits, slips
from byline.checks.faithful import faithful
from byline.checks.findings import Finding
from byline.evaluation.models import Case, Outcome, Strict, Turn
from byline.evaluation.targets import Tools
from byline.evaluation.targets.check_words import ON_WORDS
from byline.evaluation.targets.extraction import guide_topic
from byline.interview.follow_up import FollowUp, worded
from byline.interview.thinness import lacking, shrugs
from byline.ledger.consent import default_consent
from byline.ledger.models import Kind
from byline.platforms import What, load_platform

Words = Literal[
    "quantity",
    "credential",
    "experience",
    "bent",
    "advertising",
    "contact",
    "tell",
    "private",
    "slip",
    "similar",
]
"""Checks that point at words. `bent`: every word was said, and yet it says something else."""
GROUNDING: tuple[Words, ...] = ("quantity", "credential", "experience", "bent")
"""The rules that hold a text against the facts; `grounding` in the scores is all of them."""
PROMISED = ("private", "consent", "limit")
"""Checks that hold what byline promises of every single text: nothing private goes out, no
platform turns a post down. What they let through is counted, one by one."""
Level = Literal["none", "warning", "error"]
_BY_LEVEL: tuple[Level, ...] = get_args(Level)


class Expected(Strict):
    """What a reader says of the text; what is left out is not scored."""

    quantity: list[str] | None = None
    """Verbatim words no fact carries; an empty list says there are none. So are the next ones."""
    credential: list[str] | None = None
    experience: list[str] | None = None
    bent: list[str] | None = None
    advertising: list[str] | None = None
    """Here: words an advertisement may not use."""
    contact: list[str] | None = None
    """Here: contact details and ways of leading readers away, as `platform` forbids them."""
    tell: list[str] | None = None
    """Here: the first place of a turn that reads like a machine."""
    private: list[str] | None = None
    """Here: words that tell one of the `closed`."""
    slip: list[str] | None = None
    """Here: words to the author, open slots, loops."""
    similar: list[str] | None = None
    """Here: words that stand in one of the `earlier`."""
    foreign: bool | None = None
    """Whether the platform's readers do not expect the language."""
    limit: Level | None = None
    """The worst the platform says of the part."""
    thin: bool | None = None
    """Whether an interviewer would ask once more."""
    shrug: bool | None = None
    """Whether it says nothing but that there is nothing to say."""
    unfit: bool | None = None
    """Whether the follow-up question must not be asked."""
    consent: Literal["public", "private"] | None = None

    def words(self) -> Iterator[tuple[Words, list[str]]]:
        """What is labelled of the checks that point at words."""
        for name in get_args(Words):
            expected: list[str] | None = getattr(self, name)
            if expected is not None:
                yield name, expected


class ChecksCase(Case):
    """One text and what should be found in it."""

    text: str = Field(min_length=1)
    """A draft's sentence, a part of a post, an answer, a follow-up question or a fact."""
    facts: list[str] = Field(default_factory=list)
    """What the person said, for the checks that hold a text against it."""
    closed: list[str] = Field(default_factory=list)
    """What the person said and keeps to themself."""
    earlier: list[str] = Field(default_factory=list)
    """Posts that are out already."""
    author: str = ""
    """The name of who publishes the text."""
    expect: Expected
    platform: str = ""
    part: What = "body"
    times: int = Field(default=1, ge=1)
    """The text so often in a row; of tags and images, so many of them."""
    topic: str = ""
    """The guide topic an answer was given to."""
    quote: str = ""
    """What a follow-up quotes of the answer, which is the first of `facts`."""
    kind: Kind = "other"
    """The kind of fact, for consent."""

    @model_validator(mode="after")
    def _complete(self) -> ChecksCase:
        for _, words in self.expect.words():
            if any(self.text.count(word) != 1 for word in words):
                raise ValueError("要找出的词应在正文里正好出现一次")
        if not self.expect.model_dump(exclude_none=True):
            raise ValueError("expect 至少要写一项")
        placed = (self.expect.limit, self.expect.contact, self.expect.foreign)
        if any(one is not None for one in placed) != bool(self.platform):
            raise ValueError("limit、contact、foreign 要和 platform 一起写")
        if (self.expect.thin is not None) and not self.topic:
            raise ValueError("thin 要写明 topic")
        if (self.expect.unfit is not None) and not (self.facts and self.quote):
            raise ValueError("unfit 要写明 facts 和 quote")
        return self


CASE = ChecksCase


@dataclass(frozen=True)
class Verdict:
    """One check on one text."""

    due: bool
    """It should find something."""
    fired: bool
    """It found something."""
    right: bool
    """It found what it should, and nothing else."""
    hit: bool
    """It found all it should."""
    precision: float
    """Share of what it found that it should; 0 when it found nothing."""
    what: str
    """What it found, for reading."""


def run(case: ChecksCase, tools: Tools) -> Outcome:
    """Run every check the case labels."""
    verdicts = dict(judged(case))
    return Outcome(
        scores=scores(verdicts),
        violations={
            f"{name}_missed": [case.text] for name in PROMISED if _missed(verdicts.get(name))
        },
        transcript=[
            *(Turn(role="fact", text=fact) for fact in case.facts),
            Turn(role="text", text=case.text if case.times == 1 else f"{case.text} × {case.times}"),
            *(Turn(role=name, text=verdict.what) for name, verdict in verdicts.items()),
        ],
    )


def judged(case: ChecksCase) -> Iterator[tuple[str, Verdict]]:
    """What each labelled check says, beside its label."""
    grounded = faithful(case.text, case.facts)
    for name, words in case.expect.words():
        found = ON_WORDS[name](case) if name in ON_WORDS else _of(name, grounded, case)
        yield name, _on_words(case.text, words, found)
    if any(name in GROUNDING for name, _ in case.expect.words()):
        yield "grounding", _on_words(case.text, ungrounded(case), grounded)
    for name, check in _WHOLE.items():
        if getattr(case.expect, name) is not None:
            yield name, check(case)


def _of(name: Words, grounded: Sequence[Finding], case: ChecksCase) -> Sequence[Finding]:
    """The findings that are scored against the labels of one check of grounding."""
    if name == "bent":
        return grounded
    # Where a figure nobody said is also a bend of one, the finding is the bend's.
    words = dict(case.expect.words())[name]
    places = [(case.text.index(word), case.text.index(word) + len(word)) for word in words]
    return [
        finding
        for finding in grounded
        if finding.rule == name
        or (finding.rule == "bent" and any(_overlap(finding.span or (0, 0), p) for p in places))
    ]


def ungrounded(case: ChecksCase) -> list[str]:
    """Every word of the case that no fact carries, whatever the class."""
    return [word for name, words in case.expect.words() if name in GROUNDING for word in words]


def scores(verdicts: dict[str, Verdict]) -> dict[str, float | None]:
    """`<check>_right`, `_recall` on what is due, `_precision` on what fired; found, false_alarm.

    `_missed` of the promised ones: whether this text was let through.
    """
    every = list(verdicts.values())
    due = [verdict for verdict in every if verdict.due]
    found: dict[str, float | None] = {}
    for name, verdict in verdicts.items():
        found[f"{name}_right"] = float(verdict.right)
        if verdict.due:
            found[f"{name}_recall"] = float(verdict.hit)
        if verdict.due and name in PROMISED:
            found[f"{name}_missed"] = float(_missed(verdict))
        if verdict.fired:
            found[f"{name}_precision"] = verdict.precision
    if due:
        found["found"] = float(all(verdict.hit for verdict in due))
    else:
        found["false_alarm"] = float(any(verdict.fired for verdict in every))
    return found


def _missed(verdict: Verdict | None) -> bool:
    return verdict is not None and verdict.due and not verdict.hit


def _on_words(text: str, words: Sequence[str], findings: Sequence[Finding]) -> Verdict:
    spans = [finding.span for finding in findings if finding.span]
    places = [(text.index(word), text.index(word) + len(word)) for word in words]
    hit = all(any(_overlap(span, place) for span in spans) for place in places)
    due = [any(_overlap(span, place) for place in places) for span in spans]
    return Verdict(
        due=bool(words),
        fired=bool(spans),
        right=hit and all(due),
        hit=hit,
        precision=sum(due) / len(due) if due else 0.0,
        what=f"应有 {words}，找到 {[finding.text for finding in findings]}",
    )


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _yes_no(expected: bool, fired: bool, what: str) -> Verdict:
    both = expected and fired
    return Verdict(
        expected, fired, right=expected == fired, hit=both, precision=float(both), what=what
    )


def _foreign(case: ChecksCase) -> Verdict:
    found = slips.language(case.text, load_platform(case.platform))
    return _yes_no(bool(case.expect.foreign), bool(found), "".join(one.reason for one in found))


def _limit(case: ChecksCase) -> Verdict:
    listed = case.part in ("tags", "images")
    part = [case.text] * case.times if listed else case.text * case.times
    findings = limits.check({case.part: part}, load_platform(case.platform))
    worst = max((f.level for f in findings), key=_BY_LEVEL.index, default="none")
    right = worst == case.expect.limit
    return Verdict(
        due=case.expect.limit != "none",
        fired=bool(findings),
        right=right,
        hit=right,
        precision=float(right and bool(findings)),
        what="；".join(finding.reason for finding in findings),
    )


def _thin(case: ChecksCase) -> Verdict:
    lacks = lacking(case.text, guide_topic(case.topic))
    return _yes_no(bool(case.expect.thin), bool(lacks), lacks)


def _shrug(case: ChecksCase) -> Verdict:
    return _yes_no(bool(case.expect.shrug), fired := shrugs(case.text), str(fired))


def _unfit(case: ChecksCase) -> Verdict:
    try:
        proposal = FollowUp(quote=case.quote, question=case.text)
    except ValidationError:
        # What the schema refuses never reaches the person either.
        return _yes_no(bool(case.expect.unfit), True, "")
    asked = worded(proposal, case.facts[0])
    return _yes_no(bool(case.expect.unfit), asked is None, asked or "")


def _consent(case: ChecksCase) -> Verdict:
    consent, reason = default_consent(case.text, case.kind)
    return _yes_no(case.expect.consent == "private", consent != "public", reason)


_WHOLE: dict[str, Callable[[ChecksCase], Verdict]] = {
    "foreign": _foreign,
    "limit": _limit,
    "thin": _thin,
    "shrug": _shrug,
    "unfit": _unfit,
    "consent": _consent,
}

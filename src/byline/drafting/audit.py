"""A post held against the facts: by code what code can know, by a model what takes reading.

Owns: what is found wrong with a post, sentence by sentence and as a whole, and which kind each
sentence is after that. Promise: the stricter word wins; ids are real and public; a figure or
credential stands only where a cited fact holds it; advice nobody gave is `proposed`, whoever failed
to mark it. Nothing here rewords a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, Field

from byline import prompts
from byline.checks import bent, contacts, grounding
from byline.checks.findings import Finding
from byline.checks.review import GROUNDED, Told, review
from byline.drafting.brief import Words, opening, words_in
from byline.drafting.marks import Line, Post
from byline.drafting.models import Brief
from byline.text.language import Language
from byline.text.quantities import quantities
from byline.text.sentences import one_line

if TYPE_CHECKING:
    from byline.llm.chat import Role

AUDIT = "drafting/audit"
MOST_PROPOSED = 4
PER_SENTENCE, BESIDE = 70, 600
"""Tokens a verdict takes, and what is said of the whole."""
HARD = frozenset({"unit", "period", "duration", "date", "amount", "subject"})
"""Classes of `checks.bent` that stand even where the auditing model sees nothing wrong: figures in
another sense, another person. The others are read by the model alone: a denial was seen where good
prose had only turned a clause round. `evals/benchmarks/audit.py` counts the gates."""

_COUNTED = frozenset({"plain", "count", "rank", "duration"})
_FEW = 10
_AUTHOR = re.compile(r"我|咱|\bI\b|\b(?:my|me|we|our|us)\b", re.IGNORECASE)

Verdict = Literal["carried", "bent", "beyond", "proposed", "none"]
Between = Literal["reference", "order", "owner", "join"]


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Judged(_Answer):
    """What the auditing model says of one sentence."""

    n: int
    verdict: Verdict
    facts: list[str]
    why: str


class Joined(_Answer):
    """What it says of sentences together."""

    sentences: list[int]
    kind: Between
    why: str


class Audit(_Answer):
    """The auditing model's whole answer."""

    sentences: list[Judged]
    between: list[Joined]
    answered: bool
    missing: str = Field(default="")


@dataclass(frozen=True)
class Trouble:
    """One thing to mend."""

    numbers: tuple[int, ...]
    """Sentences it is about: 0 is the title; empty for the whole post."""
    reason: str
    verdict: Literal["bent", "beyond", "between", "rule", "answer"]
    rule: Finding | None = None
    """Of a rule of `checks`: what it found."""


@dataclass(frozen=True)
class Audited:
    """A post after the audit."""

    post: Post
    """With the kinds and facts the audit gives its sentences."""
    troubles: tuple[Trouble, ...] = ()
    verdicts: Mapping[int, Judged] = field(default_factory=dict[int, Judged])
    """The model's word by sentence; empty where none was asked."""


@dataclass(frozen=True)
class Ground:
    """What the sentences of one post may rest on, and what the whole is held against."""

    brief: Brief
    told: Told
    """All facts, closed ones too, and what was published before."""
    own: Mapping[str, str] = field(default_factory=dict[str, str])
    """Sentences the person wrote by hand, by the ids they have in this sitting (w001)."""
    published: frozenset[str] = frozenset()
    """Hand-written sentences that stand as they are: theirs, and not audited."""

    def words(self, name: str) -> str | None:
        """What an id says; None for one that is not the person's or may not be told."""
        fact = next((one for one in self.brief.facts if one.id == name), None)
        return fact.words if fact else self.own.get(name)

    @property
    def language(self) -> Language:
        """Of the post."""
        return self.brief.language


def by_code(post: Post, ground: Ground) -> Audited:
    """What code alone finds."""
    lines = _numbered(post)
    cited = {number: _cited(line, ground) for number, line in lines}
    post = _with(post, cited)
    troubles = [
        trouble for number, line in _numbered(post) for trouble in _gates(number, line, ground)
    ]
    return Audited(post, (*troubles, *_rules(post, ground)))


def audit(post: Post, ground: Ground, auditor: Role | None) -> Audited:
    """What code finds, then what a model finds, the stricter of the two for each sentence.

    Without an auditor every sentence that claims something and cites nothing is in trouble. Raises
    ModelError.
    """
    found = by_code(post, ground)
    if auditor is None:
        return replace(found, troubles=(*found.troubles, *_uncited(found.post, ground)))
    answer = ask(found.post, ground, auditor)
    verdicts = {one.n: one for one in answer.sentences}
    settled = {n: _settled(line, verdicts.get(n), ground) for n, line in _numbered(found.post)}
    post = _with(found.post, settled)
    # Facts the model added to a sentence are held to the same gates.
    again = by_code(post, ground)
    troubles = [*again.troubles, *_judged(again.post, verdicts, ground), *_whole(answer, ground)]
    return Audited(again.post, tuple(_once(troubles)), verdicts)


def ask(post: Post, ground: Ground, auditor: Role) -> Audit:
    """The auditing model's answer as it comes. Raises ModelError."""
    brief = ground.brief
    messages = [
        *opening(brief),
        *prompts.load(AUDIT, language=brief.language).messages(
            topic=one_line(brief.topic),
            platform=brief.platform.called(brief.language),
            own=own_block(ground),
            sentences=numbered(post, words_in(brief.language)),
        ),
    ]
    count = len(post.lines) + 1
    return auditor.caller.ask(messages, Audit, max_tokens=count * PER_SENTENCE + BESIDE)


def numbered(post: Post, say: Words) -> str:
    """The title and every sentence, a line each; a blank line where a paragraph ends."""
    rows = [f"0｜{post.title.mark or say.uncited}｜{post.title.text}"] if post.title.text else []
    number = 0
    for part in post.parts:
        if isinstance(part, Line):
            number += 1
            mark = "【待补】" if part.kind == "slot" else part.mark or say.uncited
            rows.append(f"{number}｜{mark}｜{'## ' if part.heading else ''}{part.text}")
        elif part.count("\n") > 1:
            rows.append("")
    return "\n".join(rows)


def own_block(ground: Ground) -> str:
    """The person's hand-written sentences as facts; '' where there are none."""
    if not ground.own:
        return ""
    say = words_in(ground.language)
    lines = [say.own.format(id=name, words=one_line(text)) for name, text in ground.own.items()]
    return say.own_heading.format(lines="\n".join(lines))


def _numbered(post: Post) -> list[tuple[int, Line]]:
    title = [(0, post.title)] if post.title.text else []
    return [*title, *enumerate(post.lines, 1)]


def _with(post: Post, lines: Mapping[int, Line]) -> Post:
    post = post.changed(lambda number, line: [lines.get(number, line)])
    return replace(post, title=lines.get(0, post.title))


def _cited(line: Line, ground: Ground) -> Line:
    """The line with real ids only, and with the fact that holds a figure it forgot to cite."""
    if line.kind == "slot" or line.text in ground.published:
        return line
    facts = tuple(name for name in line.facts if ground.words(name) is not None)
    kind = "plain" if line.kind == "told" and not facts else line.kind
    line = replace(line, facts=facts, kind=kind)
    if kind == "proposed" or not _unheld(line, ground):
        return line
    for fact in ground.brief.facts:
        more = replace(line, facts=(*facts, fact.id), kind="told")
        if not _unheld(more, ground) and grounding.share(line.text, [fact.words]) > 0:
            return more
    return line


def _unheld(line: Line, ground: Ground) -> list[Finding]:
    """Figures and credentials that none of the line's facts holds."""
    quotes = [ground.words(name) or "" for name in line.facts]
    credentials = grounding.unsupported_credentials(line.text, quotes)
    if line.kind == "proposed":
        return credentials
    return [*grounding.unsupported_quantities(line.text, quotes), *credentials]


def _gates(number: int, line: Line, ground: Ground) -> Iterator[Trouble]:
    """What no sentence may do, whoever reads it."""
    if line.kind == "slot" or line.text in ground.published:
        return
    held = line
    if number == 0 and not line.facts:
        # A title speaks for the whole post, and asks the topic's question in the person's words.
        names = tuple(fact.id for fact in ground.brief.facts)
        held = replace(line, facts=names)
        if not grounding.check(line.text, [ground.brief.topic]):
            return
    for finding in _unheld(held, ground):
        if line.kind == "plain" and number and _counts_little(line.text, finding):
            continue
        yield Trouble((number,), finding.reason, "beyond")
    quotes = [ground.words(name) or "" for name in line.facts]
    for finding in bent.check(line.text, quotes) if quotes and number else ():
        if finding.kind in HARD:
            yield Trouble((number,), finding.reason, "bent")
    if line.kind == "proposed":
        for finding in contacts.check(line.text, ground.brief.platform):
            yield Trouble((number,), finding.reason, "rule", finding)


def _counts_little(text: str, finding: Finding) -> bool:
    """Whether a figure of a sentence that cites nothing only counts along: 这三句, 过两天.

    One that speaks of the author tells something; whether any other does is for the model to read.
    """
    if finding.rule != "quantity" or _AUTHOR.search(text):
        return False
    return all(
        one.kind in _COUNTED and (one.upper or one.value or 0) <= _FEW
        for one in quantities(finding.text)
    )


def _rules(post: Post, ground: Ground) -> Iterator[Trouble]:
    """What the checks of any text find in the whole, at the sentences it stands in.

    What holds a text against facts is left to the gates, which know the facts of each sentence.
    """
    brief = ground.brief
    text, places = _placed(post, brief)
    for finding in review(text, brief.platform, ground.told, brief.language).findings:
        if finding.level != "error" or finding.rule in GROUNDED or finding.rule == "slot":
            continue
        numbers = tuple(
            number
            for number, (start, end) in places.items()
            if finding.span and finding.span[0] < end and start < finding.span[1]
        )
        words = f"“{finding.text}” " if finding.text and finding.text not in finding.reason else ""
        whole = len(numbers) > MOST_PROPOSED or not numbers
        yield Trouble(() if whole else numbers, f"{words}{finding.reason}", "rule", finding)


def _placed(post: Post, brief: Brief) -> tuple[str, dict[int, tuple[int, int]]]:
    """The post as a file would have it were all proposals agreed to, and where sentences stand."""
    text = f"# {post.title.text}\n\n" if post.title.text else ""
    places = {0: (0, len(text))} if text else {}
    number = 0
    for part in post.parts:
        words = part if isinstance(part, str) else part.text
        if isinstance(part, Line):
            number += 1
            words = part.shown if part.kind == "slot" else part.text
            places[number] = len(text), len(text) + len(words)
        text += words
    tags = " ".join(f"#{tag}" for tag in post.tags)
    label = f"\n\n> {brief.platform.ai_label.text}"
    return f"{text.rstrip()}\n\n{tags}{label}\n" if tags else f"{text.rstrip()}{label}\n", places


def _settled(line: Line, judged: Judged | None, ground: Ground) -> Line:
    """The kind a sentence has after the model's word."""
    if judged is None or line.kind == "slot" or line.text in ground.published:
        return line
    facts = tuple(name for name in judged.facts if ground.words(name) is not None)
    if judged.verdict == "carried" and (facts or line.facts):
        return replace(line, kind="told", facts=tuple(dict.fromkeys((*line.facts, *facts))))
    if judged.verdict == "proposed" and judged.n and not line.heading:
        return replace(line, kind="proposed", facts=())
    return line


def _judged(post: Post, verdicts: Mapping[int, Judged], ground: Ground) -> Iterator[Trouble]:
    for number, line in _numbered(post):
        judged = verdicts.get(number)
        if line.kind == "slot" or line.text in ground.published:
            continue
        if judged is None:
            # A verdict left out is none: what cites nothing may claim something.
            if line.kind == "plain" and number:
                yield Trouble((number,), words_in(ground.language).unread, "beyond")
        elif judged.verdict in ("bent", "beyond"):
            yield Trouble((number,), judged.why, judged.verdict)
        elif judged.verdict == "carried" and line.kind == "plain" and number:
            yield Trouble((number,), words_in(ground.language).no_fact, "beyond")


def _whole(answer: Audit, ground: Ground) -> Iterator[Trouble]:
    for one in answer.between:
        if one.sentences:
            yield Trouble(tuple(one.sentences), one.why, "between")
    if not answer.answered:
        missing = answer.missing or words_in(ground.language).unanswered
        yield Trouble((), missing, "answer")


def _uncited(post: Post, ground: Ground) -> Iterator[Trouble]:
    """Without a model to read: whatever tells of an experience and cites nothing."""
    for number, line in _numbered(post):
        if line.kind == "plain" and number and grounding.check(line.text, []):
            yield Trouble((number,), words_in(ground.language).no_fact, "beyond")


def _once(troubles: Sequence[Trouble]) -> Iterator[Trouble]:
    """One trouble a sentence and kind of word: code and model often see the same."""
    seen: set[tuple[tuple[int, ...], str]] = set()
    for one in troubles:
        key = one.numbers, "claim" if one.verdict in ("bent", "beyond") else one.reason
        if key not in seen:
            seen.add(key)
            yield one

"""Write, audit, repair, cut: the way of every post a model writes, new or changed by a wish.

    brief -> write -> audit -> repair (at most twice) -> cut -> draft

Owns: the order of the calls and what a post is when they are done. Promise: what stands was worded
by the model and let pass by the audit, or written by the person; no sentence is worded by code.
What was changed or cut is kept with its reason. A draft is `pass` only when nothing is open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from byline import prompts
from byline.checks import grounding, limits
from byline.checks.findings import Finding, Rule
from byline.checks.review import GROUNDED, review
from byline.drafting.affirm import status
from byline.drafting.audit import (
    AUDIT,
    Audited,
    Ground,
    Trouble,
    audit,
    by_code,
)
from byline.drafting.brief import words_in
from byline.drafting.document import below
from byline.drafting.marks import Line, Post, line_of
from byline.drafting.models import Brief, Change, Cut, Draft, Sentence
from byline.drafting.repair import REPAIR, cut, over, repair
from byline.drafting.write import Ear, Wish, sent, write
from byline.platforms import load_platform
from byline.text.sentences import one_line
from byline.voice import fit

if TYPE_CHECKING:
    from byline.llm.chat import Role
    from byline.voice.models import Voice

ROUNDS = 2
"""Repairs of one post."""


@dataclass(frozen=True)
class Models:
    """Who writes and who audits; they may be the same."""

    writer: Role
    auditor: Role


@dataclass(frozen=True)
class Watch:
    """Who hears how a post comes about."""

    ear: Ear = field(default_factory=Ear)
    written: Callable[[Draft], None] = lambda draft: None
    """The post as it was first written, before anybody held it against the facts."""
    auditing: Callable[[], None] = lambda: None
    repairing: Callable[[int], None] = lambda count: None
    """So many troubles are about to be mended."""


@dataclass(frozen=True)
class Studio:
    """What one post is made with."""

    models: Models
    ground: Ground
    voice: Voice | None = None
    """What the finished post is compared with, as remarks."""
    clock: Callable[[], datetime] = datetime.now

    @property
    def brief(self) -> Brief:
        """What the post is for."""
        return self.ground.brief


def compose(
    studio: Studio,
    watch: Watch | None = None,
    wish: Wish | None = None,
    back: Callable[[Post], Post] | None = None,
) -> Draft:
    """One post; of a topic the facts do not carry, only what to ask. Raises ModelError.

    `back` puts back what a wish was not about before anybody looks.
    """
    hears = watch or Watch()
    used = sent(wish)
    post = write(studio.models.writer, studio.brief, hears.ear, wish)
    if post.questions:
        return _asking(studio, post.questions, used)
    post = back(post) if back else post
    if wish:
        post = _kept(wish.draft, post)
    hears.written(_unaudited(studio, post, used))
    return _settled(studio, post, hears, used)


def _kept(old: Post, new: Post) -> Post:
    """A changed post with the title and tags of the old one where the answer left them out."""
    title = new.title if new.title.text else old.title
    return replace(new, title=title, tags=new.tags or old.tags)


def settle(studio: Studio, post: Post, watch: Watch | None = None) -> Draft:
    """A post that is there already, audited and mended. Raises ModelError."""
    return _settled(studio, post, watch or Watch(), sent(None)[:1])


def _settled(studio: Studio, post: Post, hears: Watch, used: Sequence[str]) -> Draft:
    hears.auditing()
    audited = audit(post, studio.ground, studio.models.auditor)
    changed: list[Change] = []
    names = [*used, prompts.load(AUDIT).ref]
    for _ in range(ROUNDS):
        if not audited.troubles and not over(audited.post):
            break
        hears.repairing(max(len(audited.troubles), 1))
        mended = repair(audited, studio.ground, studio.models.writer)
        names.append(prompts.load(REPAIR).ref)
        if mended.post == audited.post:
            break
        changed += mended.changed
        hears.auditing()
        audited = audit(mended.post, studio.ground, studio.models.auditor)
    final = cut(audited, studio.ground)
    open_ones = _left(audited, final.post)
    return _draft(studio, final.post, _Past(changed, final.cut, open_ones, names))


@dataclass(frozen=True)
class _Past:
    """What happened to a post on its way."""

    changed: Sequence[Change] = ()
    cut: Sequence[Cut] = ()
    open: Sequence[Finding] = ()
    prompts: Sequence[str] = ()
    audited: bool = True


def _left(audited: Audited, final: Post) -> list[Finding]:
    """Troubles of the whole that no cut takes away."""
    rules: dict[str, Rule] = {"between": "between", "answer": "unanswered"}
    return [
        Finding(
            rule=rules[one.verdict],
            level="error",
            text=_words(one, audited.post),
            reason=one.reason,
        )
        for one in audited.troubles
        if one.verdict in rules and _stands(one, audited.post, final)
    ]


def _words(trouble: Trouble, post: Post) -> str:
    lines = dict(enumerate(post.lines, 1))
    return "／".join(lines[number].text for number in trouble.numbers if number in lines)


def _stands(trouble: Trouble, before: Post, after: Post) -> bool:
    """Whether sentences read together wrongly still stand together."""
    lines = dict(enumerate(before.lines, 1))
    kept = {one.text for one in after.lines}
    concerned = [lines[number].text for number in trouble.numbers if number in lines]
    return not concerned or sum(text in kept for text in concerned) == len(concerned)


def _unaudited(studio: Studio, post: Post, used: Sequence[str]) -> Draft:
    """The post as it was written, kept in case nobody gets to audit it."""
    reason = words_in(studio.brief.language).unaudited
    finding = Finding(rule="unaudited", level="error", reason=reason)
    coded = by_code(post, studio.ground).post
    return _draft(studio, coded, _Past(open=[finding], prompts=used, audited=False))


def _asking(studio: Studio, questions: Sequence[str], used: Sequence[str]) -> Draft:
    """A draft that holds nothing but what to ask."""
    parts: list[str | Line] = []
    for question in questions[:2]:
        parts += [*(["\n\n"] if parts else []), Line(one_line(question), "slot")]
    post = Post(title=line_of(""), parts=tuple(parts))
    reason = words_in(studio.brief.language).not_carried
    finding = Finding(rule="unanswered", level="warning", reason=reason)
    return _draft(studio, post, _Past(open=[finding], prompts=used, audited=False))


def _draft(studio: Studio, post: Post, past: _Past) -> Draft:
    brief = studio.brief
    title, others = _titles(post, brief)
    draft = Draft(
        platform=brief.platform.id,
        topic=brief.topic,
        made=studio.clock(),
        language=brief.language,
        brief=brief.record,
        status="pass",
        title=title,
        titles=others,
        tags=_tags(post, brief),
        body=post.body,
        sentences=_recorded(post, studio.ground),
        cut=list(past.cut),
        changed=list(past.changed),
        findings=[],
        ai_label=brief.platform.label_in(brief.language),
        notes=[note.id for note in brief.notes],
        prompts=list(dict.fromkeys(past.prompts)),
        model=studio.models.writer.name,
        auditor=studio.models.auditor.name if past.audited else "",
    )
    return standing(draft, studio, past.open)


def standing(draft: Draft, studio: Studio, still: Iterable[Finding] = ()) -> Draft:
    """The draft with its findings and its status; `still` are findings nothing here can see."""
    platform = load_platform(draft.platform)
    told = studio.ground.told
    found = [
        one
        for one in review(below(draft), platform, told, draft.language).findings
        if one.rule not in GROUNDED
    ]
    if studio.voice:
        found += fit.check(draft.body, studio.voice, draft.language, platform.id)
    found += still
    draft = draft.model_copy(update={"findings": found})
    return draft.model_copy(update={"status": status(draft)})


def _recorded(post: Post, ground: Ground) -> list[Sentence]:
    """The sentences as a draft keeps them; hand-written ones that stand as they were are not."""
    kept: list[Sentence] = []
    for one in post.sentences:
        if one.text in ground.own.values():
            continue
        own = next((ground.own[name] for name in one.facts if name in ground.own), "")
        facts = [name for name in one.facts if name not in ground.own]
        kept.append(one.model_copy(update={"facts": facts, "own": own}))
    return kept


def _titles(post: Post, brief: Brief) -> tuple[str, list[str]]:
    """The title, else the first of the others that may stand, else the topic; and what is left."""
    if not brief.platform.limits_on("title"):
        return "", []
    quotes = [*(fact.words for fact in brief.facts), brief.topic]
    fitting = [
        text
        for text in dict.fromkeys([post.title.text, *post.others, one_line(brief.topic)])
        if text
        and not [one for one in limits.check({"title": text}, brief.platform) if _error(one)]
        and not grounding.check(text, quotes)
    ]
    kept = post.title.text if not grounding.check(post.title.text, quotes) else ""
    if kept and kept not in fitting:
        # Too long is for the person to see, in the findings; untrue was mended before.
        return kept, fitting
    return (fitting[0], fitting[1:3]) if fitting else (one_line(brief.topic), [])


def _error(finding: Finding) -> bool:
    return finding.level == "error"


def _tags(post: Post, brief: Brief) -> list[str]:
    """As many as the platform takes, without any that makes a claim nobody made."""
    quotes = [*(fact.words for fact in brief.facts), brief.topic]
    kept = [tag for tag in post.tags if not grounding.check(tag, quotes)]
    return kept[: brief.platform.shape.tags.maximum]

"""What one post is for, and the opening that every call about it shares.

Owns: which facts a post may be made of, which of them are near its topic, and how facts, position,
voice, notes and earlier posts are put to a model. Pure. Promise: only public facts and confirmed
anonymised wordings are in it; the opening is the same for writing, audit and repair, character for
character, so that one prompt cache serves them all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Literal

from byline import prompts
from byline.checks import grounding
from byline.drafting.models import Brief
from byline.errors import LedgerError
from byline.knowledge.selection import as_text
from byline.ledger.models import Fact, Kind
from byline.platforms import Limit, Platform
from byline.shipped import Strict, load_data, shipped
from byline.text.language import Language, detect
from byline.text.sentences import one_line

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage

OPENING = "drafting/material"
UNPRINTED: frozenset[Kind] = frozenset({"constraint", "boundary"})
"""Kinds that shape the plan and never a post."""
NEAREST = 8
"""Facts named as nearest to the topic; the model sees all and chooses."""
MOST_FACTS = 120
"""Facts shown at most, the nearest of more: about 6,000 characters."""
WORDS_WEIGHT = 0.15
"""What a topic wholly in a fact's words adds to their cosine, which differ by about as much."""

Similarity = Callable[[str, Sequence[str]], list[float]]
"""Nearness of a query to each passage; higher is nearer, comparable within one call only."""


class Words(Strict):
    """What prompts say that depends on the case, in one language: prompts/drafting/words.yaml."""

    none: str
    no_reader: str
    no_position: str
    position: str
    sample: str
    told: str
    fact: str
    own: str
    own_heading: str
    kinds: dict[Kind, str]
    uncited: str
    finding: str
    whole: str
    deleted: list[str]
    body: str
    headings: dict[Literal["plain", "markdown"], str]
    thread: str
    title: str
    title_plain: str
    no_title: str
    tags: str
    no_tags: str
    limit: str
    revise: str
    adapt: str
    adapt_wish: str
    fill: str
    fill_wish: str
    write_wish: str
    write_manner: str
    only_paragraphs: str
    only_words: str
    problems: dict[str, str]
    unread: str
    no_fact: str
    unanswered: str
    unaudited: str
    not_carried: str
    too_many: str
    stopped: str
    too_near: str


class _Both(Strict):
    version: int
    zh: Words
    en: Words


def words_in(language: Language) -> Words:
    """The words in one language."""
    both = _both()
    return both.en if language == "en" else both.zh


@cache
def _both() -> _Both:
    return load_data(shipped("prompts") / "drafting" / "words.yaml", _Both)


def printable(facts: Sequence[Fact]) -> list[Fact]:
    """The facts a post may be made of; LedgerError when there is none."""
    held = [fact for fact in facts if fact.usable and fact.kind not in UNPRINTED]
    if not held:
        raise LedgerError(
            "还没有可以公开的事实，写出来只能是编的",
            next_step="byline interview；已经聊过就用 byline facts --public f001 放开几条",
        )
    return held


def spoken(facts: Sequence[Fact]) -> Language:
    """The language of what may be told; Chinese when it cannot be told."""
    return detect("\n".join(fact.words for fact in facts if fact.usable)) or "zh"


def nearest_first(topic: str, facts: Sequence[Fact], similarity: Similarity) -> list[str]:
    """Ids of the facts, nearest to the topic first: by meaning, and by shared words."""
    words = [one_line(fact.words) for fact in facts]
    near = [
        cosine + WORDS_WEIGHT * grounding.share(topic, [text])
        for cosine, text in zip(similarity(topic, words), words, strict=True)
    ]
    order = sorted(range(len(facts)), key=lambda place: -near[place])
    return [facts[place].id for place in order]


def shown(brief: Brief) -> list[Fact]:
    """The facts a model sees: all, or the nearest of very many; in the ledger's order."""
    if len(brief.facts) <= MOST_FACTS:
        return list(brief.facts)
    kept = set(brief.nearest[:MOST_FACTS] or [fact.id for fact in brief.facts[:MOST_FACTS]])
    return [fact for fact in brief.facts if fact.id in kept]


def opening(brief: Brief) -> list[BaseMessage]:
    """What every call about this post begins with."""
    say = words_in(brief.language)
    return prompts.load(OPENING, language=brief.language).messages(
        facts="\n".join(fact_line(fact, say) for fact in shown(brief)),
        position=brief.position or say.no_position,
        voice=brief.voice or say.none,
        samples="".join(say.sample.format(text=text) for text in brief.samples),
        notes=as_text(brief.notes) or say.none,
        told="\n".join(brief.told) or say.none,
        struck="\n".join(brief.struck) or say.none,
    )


def fact_line(fact: Fact, say: Words) -> str:
    """One fact as a model sees it: only what may be told of it."""
    return say.fact.format(id=fact.id, kind=say.kinds[fact.kind], words=one_line(fact.words))


def task(brief: Brief) -> dict[str, str]:
    """What the calls that write are told of this one post."""
    say = words_in(brief.language)
    return {
        "topic": one_line(brief.topic),
        "platform": brief.platform.called(brief.language),
        "reading": brief.platform.read_by(brief.language),
        "shape": shape(brief.platform, brief.language),
        "reader": brief.reader or say.no_reader,
    }


def shape(platform: Platform, language: Language) -> str:
    """The platform's form in a few lines: length, headings, title, tags."""
    say, form = words_in(language), platform.shape
    lines = [
        say.body.format(
            least=form.body_length.minimum,
            most=form.body_length.maximum,
            few=form.paragraphs.minimum,
            many=form.paragraphs.maximum,
        ),
        say.headings[form.headings],
        *[say.limit.format(limit=one.maximum) for one in _refusing(platform, "body")],
        *([say.thread.format(post=_per_post(platform, language))] if platform.thread else []),
        _title(platform, say),
        say.tags.format(least=form.tags.minimum, most=form.tags.maximum)
        if form.tags.maximum
        else say.no_tags,
    ]
    return "".join(lines) if language == "zh" else " ".join(lines)


def _title(platform: Platform, say: Words) -> str:
    limits = [one for one in platform.limits_on("title") if one.maximum]
    if not platform.limits_on("title"):
        return say.no_title
    if not limits:
        return ""
    tightest = min(limits, key=lambda one: one.maximum or 0)
    halves = tightest.counter == "xiaohongshu_title"
    return (say.title if halves else say.title_plain).format(limit=tightest.maximum)


def _refusing(platform: Platform, what: Literal["body"]) -> list[Limit]:
    return [one for one in platform.limits_on(what) if one.maximum and one.level == "error"]


def _per_post(platform: Platform, language: Language) -> int:
    """Characters of one post of a thread; on X a Chinese one weighs two."""
    limit = next(one for one in platform.limits_on("post") if one.maximum)
    weighted = limit.counter == "x_weighted" and language == "zh"
    return (limit.maximum or 0) // (2 if weighted else 1)

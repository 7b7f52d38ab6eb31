"""What is asked of a post that exists: change it, tell it for another platform, fill its slots.

Owns: the post as its file has it now, with what each sentence rests on, and the wish in words. Each
of the three is the same engine with the draft so far and a wish. Pure. Promise: what the person
wrote by hand counts like a fact, by an id of its own (w001) in that sitting; what was audited and
stays as it was is not judged a second time; paragraphs the wish is not about are put back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from byline.checks import similarity
from byline.checks.findings import Finding
from byline.drafting.brief import words_in
from byline.drafting.document import Document
from byline.drafting.document import Line as Sentence
from byline.drafting.marks import LEAD, Line, Post, line_of, read
from byline.drafting.matching import plain
from byline.drafting.models import Draft
from byline.drafting.write import Wish
from byline.errors import InputError
from byline.platforms import Platform
from byline.text.language import Language
from byline.text.sentences import one_line

AHEAD = 4
"""Sentences of a file looked through for the next one of its post."""


@dataclass(frozen=True)
class Standing:
    """A draft's file as a post, before anything is done to it."""

    post: Post
    own: dict[str, str]
    """Sentences in the person's own hand, by id."""
    published: frozenset[str]
    """Sentences that may stand as they are."""


def standing(document: Document) -> Standing:
    """A draft's file as a post: recorded sentences with their facts, others as the person's."""
    own: dict[str, str] = {}
    waiting = list(document.lines)

    def becomes(number: int, line: Line) -> Sequence[Line]:
        held = _taken(line, waiting)
        if line.kind == "slot":
            return [line]
        if any(one.state in ("edited", "added") for one in held):
            name = f"w{len(own) + 1:03d}"
            own[name] = line.text
            return [replace(line, kind="told", facts=(name,))]
        facts = tuple(dict.fromkeys(name for one in held for name in one.facts))
        if line.kind == "proposed":
            return [line]
        return [replace(line, kind="told" if facts else "plain", facts=facts)]

    raw = read(f"[正文]\n{document.body}")
    post = replace(raw.changed(becomes), title=line_of(document.title), tags=tuple(document.tags))
    stands = frozenset(line.text for line in post.lines if line.kind != "slot")
    return Standing(post, own, stands)


def _taken(line: Line, waiting: list[Sentence]) -> list[Sentence]:
    """The sentences of the file that a sentence of the post is, off those that wait.

    A file's sentence has its list mark and its brackets; a few that are none of the post's are
    passed over, so that what follows them still finds its facts.
    """
    words = plain(line.shown)
    ahead = (at for at in range(min(len(waiting), AHEAD)) if _bare(waiting[at]) in words)
    del waiting[: next(ahead, 0)]
    held: list[Sentence] = []
    while waiting and _bare(waiting[0]) in words:
        held.append(waiting.pop(0))
    return held


def _bare(sentence: Sentence) -> str:
    return plain(LEAD.sub("", sentence.text, count=1))


def revision(
    document: Document, now: Standing, words: str, paragraphs: Sequence[int] = (), only: str = ""
) -> Wish:
    """Change what is there as the person asks; only in these paragraphs or at these words."""
    say = words_in(document.draft.language)
    where = ""
    if paragraphs:
        where = say.only_paragraphs.format(numbers="、".join(map(str, paragraphs)))
    if only:
        where += say.only_words.format(words=one_line(only))
    return Wish(now.post, f"{one_line(words)}{where}", say.revise)


def adaptation(now: Standing, platform: Platform, language: Language) -> Wish:
    """Tell the same facts for another platform."""
    say = words_in(language)
    return Wish(now.post, say.adapt_wish.format(platform=platform.called(language)), say.adapt)


def filling(now: Standing, facts: Sequence[str], language: Language) -> Wish:
    """Put new facts where the post waits for them; a post of nothing but questions is written."""
    say = words_in(language)
    comma = "、" if language == "zh" else ", "
    unwritten = all(line.kind == "slot" for line in now.post.lines)
    words = say.write_wish if unwritten else say.fill_wish
    manner = say.write_manner if unwritten else say.fill
    return Wish(now.post, words.format(facts=comma.join(facts)), manner)


def compared(draft: Draft, source: Document) -> Draft:
    """An adapted draft, with a word where it is too near the post it came from."""
    near = similarity.share(draft.body, source.body)
    if near <= similarity.CEILING:
        return draft
    reason = words_in(draft.language).too_near.format(share=f"{near:.0%}")
    found = Finding(rule="similar", level="warning", reason=reason)
    return draft.model_copy(update={"findings": [*draft.findings, found]})


def paragraph_numbers(wanted: str, document: Document) -> list[int]:
    """Which paragraphs `2,3` names; InputError for one the draft does not have."""
    count = len(document.paragraphs)
    parts = [part.strip() for part in wanted.replace("，", ",").split(",") if part.strip()]
    for part in parts:
        if not part.isdecimal() or not 1 <= int(part) <= count:
            raise InputError("没有这一段", value=part, next_step=f"这篇有 {count} 段，从 1 数起")
    return [int(part) for part in parts]


def put_back(old: Post, new: Post, paragraphs: Sequence[int]) -> Post:
    """The new post with the old paragraphs where the wish was not about them."""
    before, after = _paragraphs(old), _paragraphs(new)
    first, last = min(paragraphs), max(paragraphs)
    tail = len(before) - last
    if len(after) < first - 1 + tail:
        return new
    middle = after[first - 1 : len(after) - tail]
    kept: list[str | Line] = []
    for block in [*before[: first - 1], *middle, *before[last:]]:
        kept += ["\n\n", *block] if kept else block
    return replace(new, parts=tuple(kept), title=old.title, tags=old.tags)


def _paragraphs(post: Post) -> list[list[str | Line]]:
    """The parts of each paragraph; a heading or a divider goes with the one below it."""
    blocks: list[list[str | Line]] = [[]]
    for part in post.parts:
        if isinstance(part, Line) or "\n\n" not in part:
            blocks[-1].append(part)
            continue
        above, _, below = part.rpartition("\n\n")
        if any(isinstance(one, Line) and not one.heading for one in blocks[-1]):
            above = above.strip("\n")
            blocks.append([f"{above}\n\n"] if above.strip() else [])
        else:
            blocks[-1].append(part.removesuffix(below))
        if below:
            blocks[-1].append(below)
    return [block for block in blocks if any(isinstance(one, Line) for one in block)]

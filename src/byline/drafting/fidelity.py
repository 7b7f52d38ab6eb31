"""Whether a new wording of a sentence says what the old one said.

Owns: fidelity.toml and what a revised sentence is held against. Pure. Promise: a figure, credential
or experience that neither the facts nor the old wording hold, a figure that got lost, a change of
time, person, certainty or denial, are each a reason the new wording does not stand.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from pathlib import Path

from byline.checks import grounding
from byline.checks.faithful import faithful
from byline.drafting.settling import CARRIES
from byline.drafting.stored import SLOT
from byline.shipped import Strict, WordList, load_rules
from byline.text.counting import characters
from byline.text.language import detect
from byline.text.quantities import quantities
from byline.text.sentences import clauses, sentences

FROM, SHORTEST_CLAUSE = 0.6, 5
"""Share of a clause that must stand in a said one for it to come from it; the fewest characters."""
LEAD = 4
"""Characters before what was taken that may turn it round: 我不同意, 我觉得."""
LONGER, SLACK = 2.5, 20
"""How much longer than the old wording a new one may be: times, and characters on top."""
_PERSONS = ("我", "他", "她")
_PARTICLES = re.compile("[吧嘛呢啊呀哦了的，。！？；：、,.!?;:]+")
_ASKS = re.compile(r"(\w)[不没]\1")


class Lists(Strict):
    """Words whose presence must not change."""

    negation: list[str]
    hedge: list[str]


class Rules(WordList):
    """fidelity.toml."""

    classes: dict[str, list[str]]
    lists: Lists


def trouble(old: str, new: str, quotes: Sequence[str], *, shorter: bool = False) -> str:
    """Why `new` may not stand for `old`, '' when it may; `quotes` are what else it may say.

    `shorter`: a figure may go, where words were asked to be saved.
    """
    held = [*quotes, old]
    if SLOT.search(new) or "【" in new:
        return "多出一个【】"
    if characters(new) > LONGER * characters(old) + SLACK:
        return "长得太多"
    if (was := detect(old)) and (now := detect(new)) and was != now:
        return "换了一种语言"
    return invented(new, held) or _lost(old, new, shorter=shorter) or _bent(old, new, held)


def invented(new: str, quotes: Sequence[str]) -> str:
    """What a text says that no quote holds, '' when there is nothing."""
    if found := faithful(new, quotes):
        return found[0].reason
    for one in sentences(new):
        if not _to_reader(one.text) and grounding.share(one.text, quotes) < CARRIES:
            return f"“{one.text}”这个意思原来没有"
    said = "\n".join(quotes)
    for name, words in _rules().classes.items():
        for word in words:
            if word in new and word not in said:
                return f"多出来的“{word}”（{name}）"
    lone = [one for one in _PERSONS if one in new and one not in said and "你" not in new]
    return "做这件事的人变了" if lone else _turned(new, said)


def _turned(new: str, said: str) -> str:
    """A clause that denies what the one it comes from says, tells it of another, or for sure."""
    old = [one.text for one in clauses(said)]
    if not _any(_rules().lists.hedge, new) and any(_hedged(one) in new for one in old):
        return "原来留了余地，改完说死了"
    for clause in (one.text for one in clauses(new)):
        near = max(old, key=lambda one: grounding.share(clause, [one]), default="")
        if grounding.share(clause, [near]) < FROM or characters(clause) < SHORTEST_CLAUSE:
            continue
        source = _source(near, clause)
        if (_denies(source) and not _denies(new)) or (_denies(clause) and not _denies(near)):
            return "否定变了"
        if _any(_rules().lists.hedge, source) and not _any(_rules().lists.hedge, new):
            return "原来留了余地，改完说死了"
        if {one for one in ("他", "她") if one in clause and one not in near}:
            return "做这件事的人变了"
    return ""


def _hedged(clause: str) -> str:
    """What a short clause hedges (主管 of 算主管吧); what stands nowhere when it hedges nothing."""
    hedges = [one for one in _rules().lists.hedge if one in clause]
    bare = functools.reduce(lambda text, one: text.replace(one, ""), hedges, clause)
    core = _PARTICLES.sub("", bare)
    return core if hedges and len(core) > 1 else "\0"


def _source(near: str, clause: str) -> str:
    """The part of a said clause that another one comes from, and what leads up to it."""
    matcher = SequenceMatcher(None, near, clause, autojunk=False)
    blocks = [one for one in matcher.get_matching_blocks() if one.size > 1]
    if not blocks:
        return near
    return near[max(0, blocks[0].a - LEAD) : blocks[-1].a + blocks[-1].size]


def _lost(old: str, new: str, *, shorter: bool) -> str:
    """A figure that is gone or became vaguer, a time that is gone."""
    kept = quantities(new)
    for figure in [] if shorter else quantities(old):
        # 一个周末 may become 那个周末.
        if figure.value != 1 and not any(grounding.covers(one, figure) for one in kept):
            return f"“{figure.text}”丢了"
    times = _rules().classes["时间"]
    return next((f"“{one}”丢了" for one in times if one in old and one not in new), "")


def _bent(old: str, new: str, held: Sequence[str]) -> str:
    """A denial that came or went, a hedge that went, another person."""
    if _denies(old) != _denies(new):
        return "否定变了"
    hedge = _rules().lists.hedge
    if _any(hedge, old) and not _any(hedge, new):
        return "原来留了余地，改完说死了"
    return _other_person(old, new, "\n".join(held))


def _denies(text: str) -> bool:
    """Whether it denies something; 是不是 and 要不要 ask."""
    return _any(_rules().lists.negation, _ASKS.sub("", text))


def _other_person(old: str, new: str, said: str) -> str:
    """Who does it: 他 where it was me, 我 where it was him, or where the facts know no 我."""
    gained = {one for one in _PERSONS if one in new and one not in old}
    if gained - {"我"} or (gained and (_any(["他", "她"], old) or "我" not in said)):
        return "做这件事的人变了"
    return ""


def _any(words: Sequence[str], text: str) -> bool:
    return any(word in text for word in words)


def _to_reader(sentence: str) -> bool:
    return "你" in sentence or sentence.endswith(("？", "?"))


@functools.cache
def _rules() -> Rules:
    return load_rules(Path(__file__).with_name("fidelity.toml"), Rules)

"""What an instruction in free words asks of code, before any model reads it.

Owns: orders.toml and what is done by it: paragraphs to delete, paragraphs a wish is about, wishes
that would make something up. Pure. Promise: a wish to state what no fact holds is refused aloud,
never handed to a model; an instruction that says none of this is left to the model as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from byline.checks import grounding
from byline.errors import InputError
from byline.ledger.models import Fact
from byline.shipped import WordList, load_rules
from byline.text.quantities import parse_number, quantities

CARRIED, NEAR = 0.6, 0.25
"""Share of a claim's pieces that a fact must hold for the claim to be its content: of any claim,
and of one whose figures and credentials the fact holds too."""


class Rules(WordList):
    """orders.toml."""

    delete: list[str]
    vague_delete: list[str]
    first: list[str]
    last: list[str]
    numbered: list[str]
    elsewhere: list[str]
    shorter: list[str]
    adding: list[str]
    about: list[str]
    measures: list[str]


@dataclass(frozen=True)
class Orders:
    """What is asked."""

    delete: int | None
    """The paragraph to take out: nothing is left for a model then."""
    only: frozenset[int]
    """Paragraphs the wish is about; empty: all."""
    shorter: bool
    """Whether sentences may go."""
    material: tuple[Fact, ...]
    """Facts that hold what is to be added."""


def read(instruction: str, paragraphs: int, facts: Sequence[Fact]) -> Orders:
    """Read an instruction for a post of so many paragraphs; InputError says what cannot be done."""
    words = instruction.strip()
    rules = _rules()
    if not words:
        raise InputError(
            "没有说怎么改", value=instruction, next_step='byline revise 稿子.md "更口语一点"'
        )
    if found := _first(rules.delete, words):
        return Orders(_named(found["which"], paragraphs), frozenset(), True, ())
    if _first(rules.vague_delete, words):
        raise InputError(
            "不知道要删哪一段",
            value=words,
            next_step='说第几段：byline revise 稿子.md "删掉第二段"；删一两句，直接在文件里删',
        )
    if _first(rules.elsewhere, words):
        raise InputError(
            "标题和话题不在这里改",
            value=words,
            next_step="直接改文件：标题是 # 开头的那一行，话题是最后带 # 的那一行",
        )
    return Orders(
        None,
        _scope(words, paragraphs),
        bool(_first(rules.shorter, words)),
        _carrying(words, facts),
    )


def _named(which: str, paragraphs: int) -> int:
    """The number of a paragraph called by number or place."""
    rules = _rules()
    for pattern in rules.numbered:
        if found := re.search(pattern, which, re.IGNORECASE):
            return _existing(found[1], which, paragraphs)
    return 1 if _first(rules.first, which) else paragraphs


def _existing(figure: str, which: str, paragraphs: int) -> int:
    value = parse_number(figure)
    number = int(value) if value is not None else 0
    if not 1 <= number <= paragraphs:
        raise InputError("没有这一段", value=which, next_step=f"这篇有 {paragraphs} 段")
    return number


def _scope(words: str, paragraphs: int) -> frozenset[int]:
    rules = _rules()
    named = [
        _existing(found[1], found[0], paragraphs)
        for pattern in rules.numbered
        for found in re.finditer(pattern, words, re.IGNORECASE)
    ]
    if _first(rules.first, words):
        named.append(1)
    if _first(rules.last, words):
        named.append(paragraphs)
    return frozenset(named)


def _carrying(words: str, facts: Sequence[Fact]) -> tuple[Fact, ...]:
    """Facts that hold what is to be added; InputError when there is a claim and none holds it."""
    found = _first(_rules().adding, words)
    if found is None:
        return ()
    claim = found["claim"].strip()
    told = [fact for fact in facts if fact.usable]
    if held := [fact for fact in told if _holds(fact, claim)]:
        return tuple(held[:2])
    about = bool(_first(_rules().about, claim))
    if about or _claims(claim):
        raise InputError(
            "你要加的这件事，记下的事实里没有，不能写进去",
            value=claim,
            next_step=f'先记成事实：byline log "{claim}"；或直接写进稿子，那就是你自己的话',
        )
    return ()


def _holds(fact: Fact, claim: str) -> bool:
    share = grounding.share(claim, [fact.words])
    clean = _claims(claim) and not grounding.check(claim, [fact.words])
    return share >= CARRIED or (clean and share >= NEAR)


def _claims(claim: str) -> bool:
    """Whether it states a figure of the world or a credential."""
    figures = [
        one
        for one in grounding.unsupported_quantities(claim, [])
        if one.span and not _measures(claim, one.span)
    ]
    return bool(figures or grounding.unsupported_credentials(claim, []))


def _measures(claim: str, span: tuple[int, int]) -> bool:
    """Whether a figure counts characters, sentences or the like."""
    unit = "".join(one.text for one in quantities(claim) if one.start == span[0])
    ends = "|".join(_rules().measures)
    return bool(re.search(rf"(?:{ends})$", unit) or re.match(rf"\s*(?:{ends})", claim[span[1] :]))


def _first(patterns: Sequence[str], words: str) -> re.Match[str] | None:
    found = (re.search(pattern, words, re.IGNORECASE) for pattern in patterns)
    return next((one for one in found if one), None)


@cache
def _rules() -> Rules:
    return load_rules(Path(__file__).with_name("orders.toml"), Rules)

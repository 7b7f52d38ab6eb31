"""Words of selling that advertising law forbids: absolutes, and promises of cure, gain or a pass.

Owns: advertising.toml and how its rules are read around a word. Pure. Promise: a bare 最近, 最后 or
第一次 is no finding; each finding names the article it falls under.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from pydantic import Field

from byline.checks.findings import Finding
from byline.checks.patterns import NamedWords, any_of
from byline.shipped import Strict, WordList, load_rules
from byline.text.sentences import Span, sentences

_SUPERLATIVE = re.compile(r"最.*$")
"""What is shown of a claim that was recognised by the scope before it."""
_CLAUSE = re.compile(r"[，,。！？!?；;：:\n]")


class Class(Strict):
    """One kind of claim."""

    name: str
    law: str
    reason: str
    suggestion: str
    claims: tuple[str, ...]
    """Count by themselves."""
    of_goods: tuple[str, ...]
    """Count in a sentence that offers something."""


class Excuse(Strict):
    """What makes a claim harmless."""

    name: str
    classes: tuple[str, ...]
    """Classes it excuses; empty: all."""
    before: tuple[str, ...]
    """In the claim's clause, up to the claim."""
    after: tuple[str, ...]
    """Where there are any, one must hold as well, right behind the claim."""
    sentence: tuple[str, ...]
    """Anywhere in its sentence."""


class Rules(NamedWords, WordList):
    """advertising.toml."""

    offers: tuple[str, ...]
    """What tells that a sentence offers something."""
    classes: list[Class] = Field(alias="class")
    excuses: list[Excuse] = Field(alias="excuse")


def check(text: str) -> list[Finding]:
    """Every claim without an excuse, in order of place; of overlapping ones the first class's."""
    return [finding for sentence in sentences(text) for finding in _in_sentence(sentence)]


def _in_sentence(sentence: Span) -> list[Finding]:
    words = sentence.text
    offers = _any(_rules().offers).search(words)
    taken: set[int] = set()
    found: list[Finding] = []
    for row in _rules().classes:
        # Compiled apart: most texts offer nothing, and compiling is what a process pays for.
        for patterns in (row.claims, row.of_goods) if offers else (row.claims,):
            for claim in _any(patterns).finditer(words):
                places = set(range(*claim.span()))
                if not (taken & places or _excused(row, claim, words)):
                    taken |= places
                    found.append(_finding(row, claim, sentence.start))
    return sorted(found, key=lambda one: one.span or (0, 0))


def _excused(row: Class, claim: re.Match[str], sentence: str) -> bool:
    before = _CLAUSE.split(sentence[: claim.start()])[-1]
    after = sentence[claim.end() :]
    return any(
        _holds(excuse.sentence, sentence)
        or (_holds(excuse.before, before) and (not excuse.after or _holds(excuse.after, after)))
        for excuse in _rules().excuses
        if not excuse.classes or row.name in excuse.classes
    )


def _holds(patterns: tuple[str, ...], text: str) -> bool:
    return bool(patterns) and bool(_any(patterns).search(text))


def _finding(row: Class, claim: re.Match[str], start: int) -> Finding:
    found = _SUPERLATIVE.search(claim[0])
    words = found[0].rstrip("的") if found else claim[0]
    at = start + claim.start() + (found.start() if found else 0)
    return Finding(
        rule="advertising",
        level="error",
        span=(at, at + len(words)),
        text=words,
        reason=f"“{words}”是{row.reason}，算广告的话犯了{row.law}",
        source=f"{row.law}（{_rules().date}，可信度 {_rules().confidence}）",
        suggestion=row.suggestion,
    )


@cache
def _rules() -> Rules:
    return load_rules(Path(__file__).with_name("advertising.toml"), Rules)


def _any(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return any_of(patterns, any_case=False)

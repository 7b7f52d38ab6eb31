"""Nothing in a draft that the person did not say.

Owns: which words of a text need a fact, and whether the facts hold them. Pure. Promise: a figure
that equals no figure of the given quotes, a credential word they lack, and a first-person
experience they do not carry are each a finding with a span.
"""

from __future__ import annotations

import functools
import itertools
import re
import tomllib
from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from byline.checks.findings import Finding
from byline.text.quantities import Quantity, quantities, same
from byline.text.sentences import sentences

EXPERIENCE_SHARE = 0.5
"""Share of a sentence's two-character pieces that its facts must hold to carry an experience."""


class Claims(BaseModel):
    """claims.toml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    credential: list[str]
    """Regular expressions: some words stand inside others (经理 in 已经理顺)."""
    structural: list[str]
    speech: list[str]
    experience: list[str]


@functools.cache
def claims() -> Claims:
    """The words that make a claim, read once."""
    path = Path(__file__).with_name("claims.toml")
    return Claims.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))


def check(text: str, quotes: Sequence[str]) -> list[Finding]:
    """Every unsupported figure, credential and experience in `text`, in order of place."""
    findings = [
        *unsupported_quantities(text, quotes),
        *unsupported_credentials(text, quotes),
        *_experiences(text, quotes),
    ]
    return sorted(findings, key=lambda finding: finding.span or (0, 0))


def unsupported_quantities(text: str, quotes: Sequence[str]) -> list[Finding]:
    """Figures that no quote holds, or holds less exactly."""
    said = [quantity for quote in quotes for quantity in quantities(quote)]
    return [
        Finding(
            rule="quantity",
            level="error",
            span=(claim.start, claim.end),
            text=claim.text,
            reason=f"“{claim.text}”不在引用的事实里",
            suggestion="删掉，或补上说过这个数的事实",
        )
        for claim in quantities(text)
        if not any(covers(fact, claim) for fact in said) and not _structural(text, claim)
    ]


def covers(fact: Quantity, claim: Quantity) -> bool:
    """Whether a said figure carries a written one: equal, and not made more exact."""
    return same(claim, fact) and (claim.approximate or not fact.approximate)


def share(sentence: str, quotes: Sequence[str]) -> float:
    """How much of a sentence comes from the quotes: share of its two-character pieces, 0 to 1."""
    pieces = _pieces(sentence)
    if not pieces:
        return 1.0
    held = set[str]().union(*(_pieces(quote) for quote in quotes))
    return len(pieces & held) / len(pieces)


def _structural(text: str, claim: Quantity) -> bool:
    """Whether a figure counts parts of the text itself: 下面说三步."""
    # 三点 is a count of points, 三点半 a time.
    if text[claim.end : claim.end + 1] in set("钟半到多"):
        return False
    start = max(0, claim.start - 1)
    around = text[start : claim.end + 2]
    return any(
        found.start() <= claim.start - start < found.end()
        for pattern in claims().structural
        for found in re.finditer(pattern, around)
    )


def unsupported_credentials(text: str, quotes: Sequence[str]) -> list[Finding]:
    """Credential words that no quote holds."""
    held = "\n".join(quotes)
    findings: list[Finding] = []
    for word in claims().credential:
        found = re.search(word, text)
        if found and not re.search(word, held):
            findings.append(
                Finding(
                    rule="credential",
                    level="error",
                    span=found.span(),
                    text=found[0],
                    reason=f"“{found[0]}”是资历，引用的事实里没有",
                    suggestion="删掉，或补上说过这个资历的事实",
                )
            )
    return findings


def _experiences(text: str, quotes: Sequence[str]) -> list[Finding]:
    held = "\n".join(quotes)
    return [
        Finding(
            rule="experience",
            level="error",
            span=(sentence.start, sentence.end),
            text=sentence.text,
            reason="这句讲的是亲身经历，引用的事实撑不住",
            suggestion="删掉，或补上讲过这件事的事实",
        )
        for sentence in sentences(text)
        if _unheard_speech(sentence.text, held) or _unlived(sentence.text, quotes)
    ]


def _unheard_speech(sentence: str, held: str) -> bool:
    return any(word in sentence and word not in held for word in claims().speech)


def _unlived(sentence: str, quotes: Sequence[str]) -> bool:
    lived = "我" in sentence and any(word in sentence for word in claims().experience)
    return lived and share(sentence, quotes) < EXPERIENCE_SHARE


@functools.lru_cache(maxsize=1024)
def _pieces(text: str) -> frozenset[str]:
    """Two-character pieces; a figure is written one way, so that 八年 and 8年 share theirs.

    Remembered: the same quotes are held against every sentence.
    """
    for quantity in reversed(quantities(text)):
        if quantity.value is not None:
            figure = _written(quantity)
            text = f"{text[: quantity.start]}{figure}{text[quantity.end :]}"
    letters = [character for character in text.lower() if character.isalnum()]
    return frozenset(a + b for a, b in itertools.pairwise(letters))


def _written(quantity: Quantity) -> str:
    upper = "" if quantity.upper is None else f"{quantity.upper:f}"
    return f"{quantity.value:f}{upper}{quantity.unit}"

"""Turns of phrase that read like a machine, as a report with places.

Owns: tells.toml. Pure. Promise: only warnings, each with how often and where; never a score, and
nothing for a turn its genre needs.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pydantic import Field

from byline.checks.findings import Finding
from byline.checks.patterns import any_of
from byline.shipped import Strict, WordList, load_rules
from byline.text.sentences import one_line

EXAMPLES = 3
"""Places a finding quotes."""


class Genre(Strict):
    """A kind of text, known by words in it."""

    id: str
    name: str
    signs: tuple[str, ...]


class Tell(Strict):
    """One turn."""

    name: str
    patterns: tuple[str, ...]
    at_least: int = Field(ge=1)
    """How often before it is worth a word."""
    fine_in: list[str]
    """Genres that need it."""
    suggestion: str


class Rules(WordList):
    """tells.toml."""

    genres: list[Genre] = Field(alias="genre")
    tells: list[Tell] = Field(alias="tell")


def check(text: str) -> list[Finding]:
    """One warning for each turn that comes too often, at its first place."""
    genres = {genre.id for genre in rules().genres if any_of(genre.signs).search(text)}
    return [
        finding
        for tell in rules().tells
        if not genres & set(tell.fine_in) and (finding := _told(tell, text))
    ]


@cache
def rules() -> Rules:
    """The turns, read once."""
    return load_rules(Path(__file__).with_name("tells.toml"), Rules)


def _told(tell: Tell, text: str) -> Finding | None:
    found = list(any_of(tell.patterns).finditer(text))
    if len(found) < tell.at_least:
        return None
    examples = "；".join(f"“{one_line(match[0])}”" for match in found[:EXAMPLES])
    return Finding(
        rule="tell",
        level="warning",
        span=found[0].span(),
        text=found[0][0],
        reason=f"像机器写的：{tell.name}，{len(found)} 处，例如 {examples}",
        source=f"{rules().source}（{rules().date}，可信度 {rules().confidence}）",
        suggestion=tell.suggestion,
    )

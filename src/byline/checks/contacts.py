"""Contact details and invitations to go elsewhere, where a platform forbids them.

Owns: contacts.toml; which of its kinds are forbidden is in the platform's file. Pure. Promise: what
a platform is not known to forbid is no finding there.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from pydantic import Field

from byline.checks.findings import Finding
from byline.checks.patterns import NamedWords, any_of
from byline.platforms import Contact, Platform
from byline.shipped import Strict, WordList, load_rules
from byline.text.sentences import Span, sentences


class Kind(Strict):
    """One way of leading a reader away."""

    id: Contact
    name: str
    patterns: tuple[str, ...]
    fine: tuple[str, ...]
    """Before the words in their sentence, what makes them harmless."""


class Rules(NamedWords, WordList):
    """contacts.toml."""

    kinds: list[Kind] = Field(alias="kind")


def check(text: str, platform: Platform) -> list[Finding]:
    """What the platform forbids, in order of place; overlapping words are one finding."""
    found = [
        finding
        for sentence in sentences(text)
        for kind in _rules().kinds
        if kind.id in platform.contacts.forbids
        for finding in _in_sentence(kind, sentence, platform)
    ]
    return list(_apart(found))


def _in_sentence(kind: Kind, sentence: Span, platform: Platform) -> Iterator[Finding]:
    rule = platform.contacts
    for match in any_of(kind.patterns).finditer(sentence.text):
        if kind.fine and any_of(kind.fine).search(sentence.text[: match.start()]):
            continue
        yield Finding(
            rule="contact",
            level=rule.level,
            span=(sentence.start + match.start(), sentence.start + match.end()),
            text=match[0],
            reason=f"“{match[0]}”是{kind.name}，{platform.names.zh}不让放",
            source=rule.cited,
            suggestion="删掉；想让人找到你，用平台自己的功能",
        )


def _apart(findings: list[Finding]) -> Iterator[Finding]:
    end = 0
    for finding in sorted(findings, key=lambda one: one.span or (0, 0)):
        if finding.span and finding.span[0] >= end:
            end = finding.span[1]
            yield finding


@cache
def _rules() -> Rules:
    return load_rules(Path(__file__).with_name("contacts.toml"), Rules)

"""Which check points at the words a checks case labels.

Owns: how each check is called on a case. Those that hold a text against facts are in `checks`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from byline.checks import advertising, contacts, leaks, similarity, slips, tells
from byline.checks.findings import Finding
from byline.ledger.models import Fact, Source
from byline.platforms import load_platform

if TYPE_CHECKING:
    from byline.evaluation.targets.checks import ChecksCase


def _leaked(case: ChecksCase) -> list[Finding]:
    said = [*case.facts, *case.closed]
    facts = [
        Fact(
            id=f"f{number:03}",
            statement=quote,
            quote=quote,
            source=Source(kind="answer", id=f"a{number:03}", start=0, end=len(quote)),
            kind="experience",
            consent="public" if number <= len(case.facts) else "private",
            recorded=datetime(2026, 11, 25, tzinfo=UTC),
        )
        for number, quote in enumerate(said, start=1)
    ]
    return leaks.check(case.text, facts)


def _slipped(case: ChecksCase) -> list[Finding]:
    return [
        *slips.to_the_author(case.text),
        *slips.called(case.text, case.author),
        *slips.slots(case.text),
        *slips.repeats(case.text),
    ]


def _repeated(case: ChecksCase) -> list[Finding]:
    return similarity.check(
        case.text, [similarity.Earlier(f"p{n}", text) for n, text in enumerate(case.earlier)]
    )


ON_WORDS: dict[str, Callable[[ChecksCase], list[Finding]]] = {
    "advertising": lambda case: advertising.check(case.text),
    "contact": lambda case: contacts.check(case.text, load_platform(case.platform)),
    "tell": lambda case: tells.check(case.text),
    "private": _leaked,
    "slip": _slipped,
    "similar": _repeated,
}

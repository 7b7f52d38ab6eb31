"""The places of a draft that a sitting is about, and what the journal holds on them.

Pure. Promise: an answer belongs to the words that stood between the brackets when it was given, in
any draft of the topic it was given for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from byline.interview.turns import Exchange
from byline.ledger.events import Unasked
from byline.ledger.journal import Journal
from byline.ledger.models import Fact
from byline.text.sentences import find_verbatim

FOR_DRAFTS = "other"
"""The topic of what a draft asked in words of its own; the guide has none of this name."""


@dataclass(frozen=True)
class Gap:
    """A place in a draft that waits for words."""

    question: str
    topic: str = FOR_DRAFTS
    """The topic of the guide its answer is told under."""
    inside: bool = False
    """Whether it stands inside a sentence, where a few words answer it."""


@dataclass
class Told:
    """What was said to one place."""

    gap: Gap
    exchanges: Sequence[Exchange] = field(default_factory=list[Exchange])
    """The question and perhaps its follow-up; empty when it was never put."""

    @property
    def answers(self) -> list[Exchange]:
        """Those with an answer that holds."""
        return [one for one in self.exchanges if one.answer]

    @property
    def ids(self) -> set[str]:
        """Of its answers."""
        return {one.answer_id for one in self.answers}


def put_away(journal: Journal) -> None:
    """Take back a draft's open question: the interview itself does not ask it."""
    waiting = journal.last_unanswered()
    if waiting is not None and waiting.slot is not None:
        journal.append(Unasked(question_id=waiting.question_id))


def question_of(one: Exchange) -> str:
    """The words between the brackets that a question was put for."""
    return one.asked.slot.question if one.asked.slot else ""


def place(fact: Fact, answer: str) -> int:
    """Where in an answer a fact stands."""
    found = find_verbatim(fact.quote, answer)
    return found[0] if found else fact.source.start


def beside(draft: str, other: str) -> bool:
    """Whether two drafts are of one topic: what was told for one serves the other."""
    return PurePosixPath(draft).parent == PurePosixPath(other).parent

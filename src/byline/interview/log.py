"""What happened this week, in a line or two.

Owns: writing an entry down and turning it into facts. Promise: an entry is on the disk before
anything else happens with it; one that no model has read stays pending.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from byline import prompts
from byline.interview import labelling
from byline.interview.extraction import shrugs
from byline.ledger.events import Logged, LogRead, PostIdea, Suggested
from byline.ledger.journal import Journal
from byline.ledger.models import Fact, NewFact
from byline.ledger.storage import Ledger
from byline.llm.structured import StructuredCaller

NAME = "这周的记录"
"""What the model is told the text is."""


@dataclass(frozen=True)
class Entry:
    """One entry with what came of it."""

    log_id: str
    at: str
    text: str
    facts: list[str]
    posts: list[PostIdea]
    read: bool


@dataclass
class WeekLog:
    """A workspace's log."""

    journal: Journal
    ledger: Ledger
    caller: StructuredCaller | None = None
    model: str = ""
    clock: Callable[[], datetime] = datetime.now

    def pending(self) -> list[str]:
        """Entries no model has read, oldest first."""
        return pending(self.journal)

    def read(self, log_id: str) -> list[Fact]:
        """Turn an entry into facts and save them; raises ModelError, and it stays pending."""
        if self.caller is None:
            return []
        found = propose(self.caller, self.journal.logs()[log_id], log_id, self.clock())
        self.ledger.add(found)
        self.ledger.save()
        # All of this entry: a try that was killed after its save may have made some.
        facts = [fact for fact in self.ledger.facts if fact.source.id == log_id]
        self.journal.append(
            LogRead(
                log_id=log_id,
                facts=[fact.id for fact in facts],
                prompt=prompts.load(labelling.PROMPT).ref,
                model=self.model,
            )
        )
        return facts

    def suggest(self, log_id: str, posts: Sequence[PostIdea]) -> None:
        """Keep the posts an entry gave rise to."""
        self.journal.append(Suggested(log_id=log_id, posts=list(posts)))

    def entries(self) -> list[Entry]:
        """Everything logged, oldest first."""
        read = {event.log_id: event for event in self.journal.events if isinstance(event, LogRead)}
        posts = {e.log_id: e.posts for e in self.journal.events if isinstance(e, Suggested)}
        return [
            Entry(
                log_id=event.log_id,
                at=event.at,
                text=event.text,
                facts=read[event.log_id].facts if event.log_id in read else [],
                posts=posts.get(event.log_id, []),
                read=event.log_id in read,
            )
            for event in self.journal.events
            if isinstance(event, Logged)
        ]


def write(journal: Journal, text: str) -> Logged:
    """Write an entry down; StorageError carries the words when the disk refuses them.

    The ledger is read after it, so that a broken facts.yaml does not keep the words out.
    """
    return journal.append(Logged(log_id=journal.next_log_id(), text=text))


def pending(journal: Journal) -> list[str]:
    """Entries no model has read, oldest first."""
    read = {event.log_id for event in journal.events if isinstance(event, LogRead)}
    return [log_id for log_id in journal.logs() if log_id not in read]


def propose(caller: StructuredCaller, text: str, log_id: str, recorded: datetime) -> list[NewFact]:
    """Read one entry; raises ModelError, and then nothing is kept."""
    if shrugs(text):
        return []
    return [
        fact
        for portion in labelling.portions(text, [(0, len(text))])
        for fact in labelling.propose(
            caller, portion, text, NAME, source="log", source_id=log_id, recorded=recorded
        )
    ]

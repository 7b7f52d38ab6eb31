"""A yes to a sentence byline proposed: an answer like any other, in the journal, then a fact.

Owns: what a yes and a no write down, in which order, and making good a kill in between
(`reconcile`). Promise: the words are in the journal before the ledger changes; an affirmed fact is
public and confirmed when it is made, and what the person closes or removes later stays so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from byline.errors import InputError
from byline.ledger.events import Affirmed, Entered, Struck
from byline.ledger.journal import Journal
from byline.ledger.models import Fact, Kind, NewFact, Proposal, verify
from byline.ledger.storage import Ledger
from byline.text.language import Language
from byline.text.sentences import clean_input


@dataclass(frozen=True)
class Proposed:
    """A sentence byline proposed, and where."""

    draft: str
    """The draft's file, as seen from the workspace."""
    words: str
    kind: Kind = "opinion"
    language: Language | None = None


def affirm(journal: Journal, ledger: Ledger, proposed: Proposed, text: str) -> Fact:
    """Keep a yes and return the fact that now carries the sentence; saved.

    `text` is what stands: the proposed words or the person's own. StorageError carries the words
    when the journal cannot keep them. What an earlier kill kept from the ledger is made good first.
    """
    words = clean_input(text).strip()
    if not words:
        raise InputError("这句话是空的", value=text, next_step="写一句，或者删掉这句")
    reconcile(journal, ledger)
    event = journal.append(
        Affirmed(
            affirm_id=journal.next_affirm_id(),
            draft=proposed.draft,
            proposed=proposed.words,
            text=words,
            kind=proposed.kind,
            language=proposed.language,
        )
    )
    return _entered(journal, ledger, event)


def strike(journal: Journal, proposed: Proposed) -> None:
    """Keep that the person does not want a sentence, so that it is not proposed again."""
    if proposed.words not in journal.struck():
        journal.append(Struck(draft=proposed.draft, proposed=proposed.words))


def reconcile(journal: Journal, ledger: Ledger) -> list[Fact]:
    """Make the facts of affirmations that a kill kept out of the ledger; saved. Idempotent."""
    return [_entered(journal, ledger, event) for event in journal.pending_affirmations()]


def _entered(journal: Journal, ledger: Ledger, event: Affirmed) -> Fact:
    """The fact of an affirmation, made when it is not there yet."""
    ledger.know(event.affirm_id, event.text)
    fact = _held(ledger, event)
    if fact is None:
        [made] = ledger.add([_new(event)])
        renamed = ledger.save()
        fact = ledger.get(renamed.get(made.id, made.id))
    journal.append(Entered(affirm_id=event.affirm_id, fact=fact.id))
    # Last: a kill before this leaves an older fact of these words closed, and the person is asked
    # again; the other way round, one they closed meanwhile could be opened behind their back.
    if fact.source.id != event.affirm_id and not fact.usable:
        fact = _opened(ledger, fact.id, _said(event))
    return fact


def _held(ledger: Ledger, event: Affirmed) -> Fact | None:
    """The fact made of this affirmation before, or else one that says the same words."""
    own = (fact for fact in ledger.facts if fact.source.id == event.affirm_id)
    same = (fact for fact in ledger.facts if fact.quote.strip() == event.text.strip())
    return next(own, None) or next(same, None)


def _new(event: Affirmed) -> NewFact:
    said = _said(event)
    proposal = Proposal(statement=event.text, quote=event.text, kind=event.kind)
    found = verify(proposal, event.text, event.affirm_id, recorded=said, source_kind="affirmed")
    # The person agreed to publish this very sentence.
    return found.model_copy(update={"consent": "public", "confirmed": True, "said": said})


def _said(event: Affirmed) -> datetime:
    """When it was; now, for a line whose time somebody took out."""
    return datetime.fromisoformat(event.at) if event.at else datetime.now().astimezone()


def _opened(ledger: Ledger, fact_id: str, at: datetime) -> Fact:
    """Let an older fact of the same words be told: it was closed, or replaced by a newer one."""
    ledger.restore(fact_id)
    ledger.set_consent(fact_id, "public")
    fact = ledger.confirm(fact_id, at)
    ledger.save()
    return fact

"""Changing facts: what may be told, in which words, and which of them still hold.

Owns: the order in which a change is written down. Promise: a fact that is to be told anonymously is
told to nobody before its wording is agreed on; of two facts made one, what was closed of either
stays closed; every change is saved before anything is said about it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from byline.interview import anonymising
from byline.interview.anonymising import Proposed
from byline.ledger.anonymity import identifying
from byline.ledger.consent import STRICTNESS, Consent

if TYPE_CHECKING:
    from byline.app.models import ChatSession
    from byline.ledger.models import Fact
    from byline.ledger.storage import Ledger
    from byline.workspace import Workspace


@dataclass(frozen=True)
class Hiding:
    """A fact that is to be told anonymously, while its wording is found."""

    ledger: Ledger
    fact: Fact
    known: list[str]
    """Words that tell whom it is about, as far as byline and the person see."""


def change(
    workspace: Workspace,
    *,
    public: Sequence[str] = (),
    private: Sequence[str] = (),
    confirm: Sequence[str] = (),
    remove: Sequence[str] = (),
) -> None:
    """Open, close, confirm and remove facts by id, all or none; LedgerError for an unknown id."""
    now = _now()
    consents: list[tuple[Consent, str]] = [
        *(("public", fact_id) for fact_id in public),
        *(("private", fact_id) for fact_id in private),
    ]
    with workspace.lock():
        ledger = workspace.ledger()
        for consent, fact_id in consents:
            ledger.set_consent(fact_id, consent)
            ledger.confirm(fact_id, now)
        for fact_id in confirm:
            ledger.confirm(fact_id, now)
        for fact_id in remove:
            ledger.remove(fact_id)
        ledger.save()


def restate(ledger: Ledger, fact_id: str, words: str) -> Fact:
    """Give a fact another statement; LedgerError when it says more than the quote does.

    The lock of the workspace is held, here and in everything below that is given a ledger.
    """
    changed = ledger.restate(fact_id, words)
    ledger.save()
    return changed


def supersede(workspace: Workspace, old: str, new: str) -> list[Fact]:
    """Let a newer fact stand in place of an older one; both, the older first."""
    with workspace.lock():
        ledger = workspace.ledger()
        changed = ledger.supersede(old, new)
        ledger.save()
        return [changed, ledger.get(new)]


def restore(workspace: Workspace, old: str) -> Fact:
    """Let a fact hold again that a newer one stood in place of."""
    with workspace.lock():
        ledger = workspace.ledger()
        changed = ledger.restore(old)
        ledger.save()
        return changed


def make_one(ledger: Ledger, kept: Fact, other: Fact) -> bool:
    """Let one fact stand for two; True when it was closed because the other one is."""
    ledger.supersede(other.id, kept.id)
    ledger.confirm(kept.id, _now())
    closed = STRICTNESS[other.consent] > STRICTNESS[kept.consent]
    if closed:
        ledger.set_consent(kept.id, other.consent)
    ledger.save()
    return closed


def hide(
    workspace: Workspace, fact_id: str, *, wording: str = "", words: Sequence[str] = ()
) -> Hiding:
    """Set a fact to be told anonymously, and its wording when there is one already.

    `words` are to be hidden besides what byline sees. The decision is saved first: a fact without a
    wording is told to nobody. LedgerError for a wording that gives somebody away.
    """
    ledger = workspace.ledger()
    fact = ledger.set_consent(fact_id, "anonymise")
    known = [*fact.identifying, *identifying(fact.quote), *words]
    if wording:
        fact = ledger.anonymise(
            fact_id, wording, known if not words else [*fact.identifying, *words]
        )
    ledger.save()
    return Hiding(ledger, fact, list(dict.fromkeys(known)))


def needs_model(fact: Fact, hidden: Sequence[str]) -> bool:
    """Whether a model is worth waiting for: a figure alone has one honest general form."""
    return bool(anonymising.names(fact.quote, hidden))


def propose(session: ChatSession | None, fact: Fact, hidden: Sequence[str]) -> Proposed | None:
    """A wording without what is hidden, by the model or else by rule; None when neither works."""
    return anonymising.propose(session.caller if session else None, fact.quote, hidden)


def agree(hiding: Hiding, words: str, hidden: Sequence[str]) -> None:
    """Save the wording the person agreed to; LedgerError says what is wrong with it."""
    quote = hiding.fact.quote
    hiding.ledger.anonymise(hiding.fact.id, words, [word for word in hidden if word in quote])
    hiding.ledger.save()


def neighbours(hiding: Hiding) -> dict[str, list[str]]:
    """Hidden word -> ids of public facts that say it, and give away what stands beside them."""
    fact = hiding.ledger.get(hiding.fact.id)
    beside = {
        word: [one.id for one in hiding.ledger.public() if one.id != fact.id and word in one.words]
        for word in (fact.identifying if fact.opened else ())
    }
    return {word: ids for word, ids in beside.items() if ids}


def _now() -> datetime:
    return datetime.now().astimezone()

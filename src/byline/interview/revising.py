"""Changing what was said: another version, taking an answer back, keeping one private.

Owns: what a change does to the facts made of the earlier words. Promise: the journal only grows, so
the earlier words stay; a fact whose quote the person no longer says leaves the ledger and is
returned, to be told; a decision about consent outlives the change. `settle` does the same from
the files alone, so a kill between the journal and the ledger is made good at the next start.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from byline.errors import InputError
from byline.interview.extraction import says_something, trimmed
from byline.ledger import affirmations
from byline.ledger.events import Answered, MarkedPrivate, Unasked, Withdrawn
from byline.ledger.exchanges import Exchange, exchanges, private_answers
from byline.ledger.journal import Journal, root
from byline.ledger.models import Fact, NewFact, Proposal, verify
from byline.ledger.storage import Ledger
from byline.text.sentences import find_verbatim

_QUOTED = re.compile("“([^”]+)”")
_JOINTS = "，,、；;。.：: \n\t"
"""What the rest of a sentence starts with after its beginning is cut off."""


@dataclass(frozen=True)
class Change:
    """What became of an answer."""

    answer_id: str
    """The version that holds now; of an answer taken back, the last one."""
    gone: tuple[Fact, ...] = ()
    """Facts that left the ledger, for their words are no longer said."""
    kept: tuple[Fact, ...] = ()
    """Facts whose words are in the new version too."""


def numbered(journal: Journal, number: int) -> Exchange:
    """The exchange whose answer has this number; InputError names the numbers there are."""
    held = {one.number: one for one in exchanges(journal.events) if one.versions}
    if number not in held:
        known = f"1 到 {max(held)}" if held else "还没有回答"
        raise InputError("没有这一段回答", value=number, next_step=f"换一个编号（{known}）")
    return held[number]


def revise(journal: Journal, ledger: Ledger, answer_id: str, text: str) -> Change:
    """Keep a new version of an answer; StorageError carries the words when it cannot be kept."""
    exchange = numbered(journal, int(root(answer_id)[1:]))
    version = journal.append(
        Answered(
            answer_id=journal.next_version_id(answer_id),
            question_id=exchange.asked.question_id,
            text=text,
        )
    )
    ledger.know(version.answer_id, text)
    gone = settle(journal, ledger)
    _unask_stale(journal, exchange, text)
    return Change(version.answer_id, tuple(gone), tuple(_of(ledger, answer_id)))


def withdraw(journal: Journal, ledger: Ledger, answer_id: str) -> Change:
    """Take an answer back; its facts leave the ledger."""
    exchange = numbered(journal, int(root(answer_id)[1:]))
    journal.append(Withdrawn(answer_id=answer_id))
    gone = settle(journal, ledger)
    _unask_stale(journal, exchange, "")
    return Change(answer_id, tuple(gone))


def mark_private(journal: Journal, ledger: Ledger, answer_id: str) -> list[Fact]:
    """Close an answer to the public with all facts made of it, now and later."""
    # The facts first: a kill in between leaves too much closed, never too little.
    closed = [_closed(ledger, fact) for fact in _of(ledger, answer_id)]
    ledger.save()
    journal.append(MarkedPrivate(answer_id=answer_id))
    return closed


def settle(journal: Journal, ledger: Ledger) -> list[Fact]:
    """Bring the ledger in line with what the journal says now; returns the facts that left it."""
    affirmations.reconcile(journal, ledger)
    latest = {root(name): words for name, words in journal.answers().items()}
    marked = private_answers(journal.events)
    gone: list[Fact] = []
    for fact in ledger.facts:
        if fact.source.kind != "answer":
            continue
        words = latest.get(root(fact.source.id))
        if words is None or find_verbatim(fact.quote, words) is None:
            gone.append(ledger.remove(fact.id))
        elif root(fact.source.id) in marked and not fact.confirmed:
            _closed(ledger, fact)
    ledger.save()
    return gone


def fitted(found: Iterable[NewFact], journal: Journal, ledger: Ledger) -> list[NewFact]:
    """New facts of an answer, cut to what its earlier version did not yield, closed if so marked.

    An earlier fact whose words are still said keeps its id, which positioning and drafts cite.
    """
    marked = private_answers(journal.events)
    answers = journal.answers()
    fitting: list[NewFact] = []
    for fact in found:
        words = answers[fact.source.id]
        earlier = [held for held in _of(ledger, fact.source.id) if held.source.id != fact.source.id]
        spans = [span for held in earlier if (span := find_verbatim(held.quote, words))]
        fitting.extend(_outside(fact, words, spans))
    return [
        one.model_copy(update={"consent": "private", "confirmed": True})
        if root(one.source.id) in marked
        else one
        for one in fitting
    ]


def _of(ledger: Ledger, answer_id: str) -> list[Fact]:
    """The facts that come from any version of an answer."""
    first = root(answer_id)
    return [
        fact
        for fact in ledger.facts
        if fact.source.kind == "answer" and root(fact.source.id) == first
    ]


def _closed(ledger: Ledger, fact: Fact) -> Fact:
    ledger.set_consent(fact.id, "private")
    return ledger.confirm(fact.id)


def _outside(fact: NewFact, words: str, spans: Sequence[tuple[int, int]]) -> list[NewFact]:
    """The parts of a new fact that no span covers, as facts of their own."""
    inside = [s for s in spans if s[0] < fact.source.end and s[1] > fact.source.start]
    if not inside:
        return [fact]
    pieces: list[NewFact] = []
    start = fact.source.start
    for begin, end in [*sorted(inside), (fact.source.end, fact.source.end)]:
        piece = words[start : max(start, begin)].strip().lstrip(_JOINTS)
        start = max(start, end)
        if says_something(piece):
            pieces.append(_cut(fact, piece, words))
    return pieces


def _cut(fact: NewFact, piece: str, words: str) -> NewFact:
    proposal = Proposal(statement=trimmed(piece), quote=piece, kind=fact.kind)
    return verify(proposal, words, fact.source.id, recorded=fact.recorded, topic=fact.topic)


def _unask_stale(journal: Journal, exchange: Exchange, text: str) -> None:
    """Take back the open follow-up to words that changed: the next one is chosen from the new."""
    waiting = journal.last_unanswered()
    if waiting is None or not waiting.probe:
        return
    before = exchange.versions[-1].text
    gone = any(q in before and q not in text for q in _QUOTED.findall(waiting.text))
    if gone or waiting.topic == exchange.asked.topic:
        journal.append(Unasked(question_id=waiting.question_id))

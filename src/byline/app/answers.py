"""What was said in an interview: reading it, changing it, and the language it is held in.

Owns: what a person may do to their answers between two questions, and what one answer holds.
Promise: every change holds the interview's own lock, for facts are made beside the talk; the words
are on the disk when a function returns, and facts that left the ledger with them are named.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from byline.interview import overview, revising, switching
from byline.interview.overview import TopicState
from byline.interview.revising import Change
from byline.ledger.events import Finished, LanguageChanged, Unasked
from byline.ledger.exchanges import Exchange, exchanges

if TYPE_CHECKING:
    from datetime import datetime

    from byline.interview.guide import Topic
    from byline.interview.session import Interview
    from byline.ledger.events import Asked, Language
    from byline.ledger.models import Fact, NewFact
    from byline.llm.structured import StructuredCaller


def conversation(talk: Interview) -> list[Exchange]:
    """Every question with what came of it, in the order they were put."""
    with talk.alone:
        return exchanges(talk.journal.events)


def numbered(talk: Interview, number: int) -> Exchange:
    """The exchange whose answer has this number; InputError names the numbers there are."""
    with talk.alone:
        return revising.numbered(talk.journal, number)


def topics(talk: Interview) -> list[TopicState]:
    """How far each topic of the guide is."""
    with talk.alone:
        return overview.overview(talk.journal, talk.guide)


def replace(talk: Interview, exchange: Exchange, text: str) -> Change:
    """Keep a newer version of an answer; StorageError carries words the disk refuses."""
    with talk.alone:
        return revising.revise(talk.journal, talk.ledger, exchange.versions[-1].answer_id, text)


def withdraw(talk: Interview, exchange: Exchange) -> Change:
    """Take an answer back; its facts leave the ledger."""
    with talk.alone:
        return revising.withdraw(talk.journal, talk.ledger, exchange.versions[-1].answer_id)


def keep_private(talk: Interview, exchange: Exchange) -> list[Fact]:
    """Close an answer to the public, with all facts made of it, now and later; these are named."""
    with talk.alone:
        return revising.mark_private(talk.journal, talk.ledger, exchange.versions[-1].answer_id)


def speak(
    talk: Interview, language: Language, *, asked: bool, question: Asked | None = None
) -> None:
    """Go on in another language; an open question of the guide's is put anew in it.

    `asked`: the person said so, and the language no longer follows their answers.
    """
    with talk.alone:
        talk.journal.append(LanguageChanged(language=language, asked=asked))
        if question and question.origin == "guide" and language != talk.language:
            talk.journal.append(Unasked(question_id=question.question_id))
    talk.language = language


def reconcile(talk: Interview) -> list[Fact]:
    """Bring the facts in line with what was said, after a kill between the two; those that left."""
    with talk.alone:
        return revising.settle(talk.journal, talk.ledger)


def follow_language(talk: Interview) -> Language | None:
    """The language the person has gone over to; None to go on as it is."""
    with talk.alone:
        return switching.to_follow(talk.journal)


def is_over(talk: Interview) -> bool:
    """Whether the interview was closed and nothing came since: no model is needed then."""
    with talk.alone:
        finished = any(isinstance(event, Finished) for event in talk.journal.events)
    return finished and talk.is_done and not talk.pending()


def facts_in(
    answer: str, question: str, topic: Topic, caller: StructuredCaller, recorded: datetime
) -> list[NewFact]:
    """The facts an interview would make of an answer, kept nowhere. Raises ModelError."""
    from byline.interview.extraction import extract

    return extract(
        caller,
        answer_id="a001",
        answer=answer,
        question=question,
        topic=topic,
        recorded=recorded,
    )

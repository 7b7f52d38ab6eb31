"""How an interview ends: what was heard, and what of the private may be told.

Promise: whoever says nothing opens nothing, and is asked again next time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from byline.app.interviews import Interview
    from byline.cli.people import Person
    from byline.cli.wording import Wording
    from byline.ledger.events import Language
    from byline.ledger.models import Fact


def afterwards(talk: Interview, person: Person) -> None:
    """Say that all is told, and ask what was left open about consent."""
    from byline.cli.console import say

    answers = len(talk.journal.answers())
    say(person.words.closed.format(answers=answers, facts=len(talk.ledger.facts)))
    review(talk, person, talk.ledger.facts)
    _next(person)


def close(talk: Interview, person: Person) -> None:
    """Say what was heard, note the end, and ask about consent."""
    from byline.cli.console import say, say_numbered

    heard = talk.hear()
    if heard:
        say(f"\n{person.words.heard}", style="bold")
        say_numbered(enumerate(heard, start=1))
        _corrections(talk, person)
    talk.finish()
    review(talk, person, talk.ledger.facts)
    _next(person)


def _corrections(talk: Interview, person: Person) -> None:
    """Ask what is wrong with the lines; the reply is on the disk before anything else happens."""
    from byline.cli.console import hint, say

    question = talk.ask_what_is_wrong()
    say(f"\n{question.text}", style="bold cyan")
    reply = person.reply(question)
    if reply.command or not reply.text.strip():
        talk.skip(question)
        return
    if not person.live:
        say(f"› {reply.text}")
    answered = talk.answer(question, reply.text)
    wrong = talk.correct(answered)
    for fact in wrong:
        hint(person.words.heard_wrong.format(id=fact.id, quote=fact.quote))
    _extract(talk, person, answered.answer_id)


def _extract(talk: Interview, person: Person, answer_id: str) -> None:
    """Facts of one more answer; a model that fails leaves it pending for the next run."""
    from byline.cli.console import hint, waiting
    from byline.errors import ModelError

    try:
        with waiting(person.words.correcting):
            found = talk.extract(answer_id)
    except ModelError as error:
        hint(person.words.correcting_failed.format(reason=error.what))
        return
    if found:
        hint(person.words.corrected.format(count=len(found)))


def review(talk: Interview, person: Person, facts: Sequence[Fact]) -> None:
    """Ask which of the facts that start as private may be told; nothing when there is none."""
    from byline.interview import consent_review

    asked = consent_review.questions(facts)
    if asked:
        _show(asked, person.words, talk.language)
        _decide(talk, person, asked)


def _next(person: Person) -> None:
    from byline.cli.console import hint

    hint(person.words.next_step)


def _show(asked: Sequence[tuple[Fact, str]], words: Wording, language: Language) -> None:
    """What is asked, numbered through, under the reason it starts as private."""
    from byline.cli.console import say, say_numbered
    from byline.ledger.consent import reason_in_english

    say(f"\n{words.review.format(count=len(asked))}", style="bold")
    above = ""
    for number, (fact, reason) in enumerate(asked, start=1):
        if reason != above:
            told = reason_in_english(reason) if language == "en" else reason
            say(f" {told or words.review_undecided}")
            above = reason
        say_numbered([(number, fact.quote)])
    say(words.review_how)


def _decide(talk: Interview, person: Person, asked: Sequence[tuple[Fact, str]]) -> None:
    """Take the reply; one that is not understood is asked for once more and decides nothing."""
    from byline.cli.console import hint, say
    from byline.interview import consent_review

    words, decision = person.words, None
    # A file would only say the same again.
    for _ in range(2 if person.live else 1):
        reply = person.consent()
        if reply is None:
            break
        if not person.live:
            say(f"› {reply or words.review_none}")
        decision = consent_review.read(reply, asked)
        if decision is not None:
            break
        say(words.review_unclear.format(reply=reply.strip()))
        say(words.review_again)
    if decision is None:
        hint(words.review_later)
        return
    talk.decide(decision.public, [fact for fact, _ in asked], decision.anonymise)
    hint(words.review_done.format(count=len(decision.public)))
    if decision.anonymise:
        named = " ".join(f"--anonymise {fact.id}" for fact in decision.anonymise)
        hint(words.review_anonymise.format(count=len(decision.anonymise), options=named))

"""What the conversation and its commands share: who talks, in which language, and changing words.

Owns: the one place where an answer is written down or changed, and what is said about it. Promise:
facts that leave with the words they rested on are always named.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING, TypeVar

from byline.app import answers
from byline.cli.console import hint
from byline.cli.wording import wording
from byline.errors import StorageError
from byline.ledger.exchanges import Exchange
from byline.text.sentences import clean_input, mend_surrogates, one_line

if TYPE_CHECKING:
    from byline.app.answers import Change
    from byline.app.interviews import BackgroundExtraction, Interview
    from byline.cli.people import Person
    from byline.cli.wording import Wording
    from byline.ledger.events import Asked, Language
    from byline.ledger.models import Fact

T = TypeVar("T")
SHOWN = 64
"""Columns of an answer in a list: with what stands around them less than a terminal is wide."""


class After(Enum):
    """What follows a reply."""

    ASK = "the same question is still on the screen"
    GO = "the next question, or the same one again, is put"
    PAUSE = "the sitting ends"


@dataclass
class Chat:
    """One sitting."""

    talk: Interview
    person: Person
    background: BackgroundExtraction
    target: Exchange | None = None
    """The question the person went back to; None while the open one is answered."""

    @property
    def words(self) -> Wording:
        """What byline says."""
        return self.person.words

    def above(self, question: Asked) -> str:
        """What is said before a question and is no part of it; empty for most."""
        return question.lead

    def exchanges(self) -> list[Exchange]:
        """The conversation so far."""
        return answers.conversation(self.talk)

    def answered(self) -> list[Exchange]:
        """Exchanges with an answer that holds, oldest first."""
        return sorted((one for one in self.exchanges() if one.answer), key=lambda one: one.number)

    def answer(self, question: Asked, text: str) -> str:
        """Write an answer down and have it read for facts; returns its id."""
        answer_id = self._written(lambda: self.talk.answer(question, text)).answer_id
        self._extract(answer_id)
        return answer_id

    def replace(self, exchange: Exchange, text: str) -> str:
        """Write down what the person makes of an earlier answer; returns the new version's id."""
        if not exchange.versions:
            return self.answer(exchange.asked, text)
        change = self._written(lambda: answers.replace(self.talk, exchange, text))
        hint(self.words.changed.format(number=exchange.number))
        self._tell(change)
        self._extract(change.answer_id)
        return change.answer_id

    def withdraw(self, exchange: Exchange) -> None:
        """Take an answer back."""
        change = answers.withdraw(self.talk, exchange)
        hint(self.words.withdrawn.format(number=exchange.number))
        self._tell(change)

    def close(self, exchange: Exchange) -> None:
        """Mark an answer private."""
        facts = answers.keep_private(self.talk, exchange)
        if self.target and self.target.number == exchange.number:
            self.target = replace(self.target, private=True)
        hint(self.words.private_done.format(number=exchange.number, count=len(facts)))

    def speak(self, language: Language, *, asked: bool, question: Asked | None = None) -> None:
        """Go on in another language; an open question of the guide's is put anew in it."""
        answers.speak(self.talk, language, asked=asked, question=question)
        self.person.words = wording(language)

    def _tell(self, change: Change) -> None:
        tell_gone(self.words.facts_gone, change.gone)
        if change.kept:
            hint(self.words.facts_kept.format(count=len(change.kept)))

    def _extract(self, answer_id: str) -> None:
        if self.talk.caller:
            self.background.add(answer_id)

    def _written(self, write: Callable[[], T]) -> T:
        """Write, again for as long as the person wants to make room for it."""
        while True:
            try:
                return write()
            except StorageError as error:
                if not self.person.wants_retry(error):
                    raise


def tell_gone(why: str, gone: Sequence[Fact]) -> None:
    """Name the facts that left the ledger."""
    if gone:
        hint(why)
        for fact in gone:
            hint(f"  {fact.id} {shortened(fact.quote, SHOWN)}")


def cleaned(text: str) -> str:
    """A typed text as it is kept."""
    return mend_surrogates(clean_input(text)).strip()


def is_empty(text: str) -> bool:
    """Whether nothing was said; a line of joiners and other invisible characters is nothing."""
    return not any(character.isprintable() and not character.isspace() for character in text)


def shortened(text: str, most: int = SHOWN) -> str:
    """The beginning of a text, in one line; `most` counts columns, of which 字 takes two."""
    from rich.cells import cell_len, set_cell_size

    line = one_line(text)
    return line if cell_len(line) <= most else set_cell_size(line, most - 1).rstrip() + "…"

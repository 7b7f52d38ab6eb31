"""The interview as something to read: Markdown, and the same as data.

Owns: what of the conversation is shown, and how. Pure. Promise: words are the person's own, in the
version that holds; what is private, or nobody has decided on and looks as if it were, is left out
with a mark in its place unless the whole is asked for.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from byline.interview.gaps import FOR_DRAFTS
from byline.interview.guide import Guide
from byline.ledger.consent import default_consent
from byline.ledger.events import Answered, Language
from byline.ledger.exchanges import Exchange, exchanges
from byline.ledger.journal import Journal, root
from byline.ledger.models import Fact
from byline.text.sentences import Span, find_verbatim, sentences

_QUOTED = re.compile("“([^”]+)”")
_MARKUP = re.compile(r"(?m)^(\s*)([#>+*=~|-]|\d+(?=[.)]\s))|([\\`*_\[\]<])")
"""What Markdown would read as its own: at the start of a line, or anywhere."""


class _Words(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    nameless: str
    date: str
    one_day: str
    days: str
    revised: str
    withdrawn: str
    left_out: str
    private_note: str
    whole_note: str
    skipped: str
    separator: str
    earlier: str
    empty: str
    for_drafts: str


class _Languages(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    zh: _Words
    en: _Words


class Turn(BaseModel):
    """One question with its answer, as data."""

    model_config = ConfigDict(frozen=True)

    number: int
    """What `/edit` calls it; 0 when it was passed over."""
    topic: str
    follow_up: bool
    question: str
    answer: str
    """Private parts are `left_out`; empty when it was passed over or taken back."""
    earlier: list[str]
    """Versions said before, oldest first; only when the whole is asked for."""
    revised: bool
    withdrawn: bool
    private: Literal["no", "part", "all"]
    """How much of the answer is left out, or would be."""
    at: str


@dataclass(frozen=True)
class Transcript:
    """One interview to be read."""

    journal: Journal
    facts: Sequence[Fact]
    guide: Guide
    name: str = ""
    language: Language = "zh"
    whole: bool = False
    """Whether private parts are in it."""

    def turns(self) -> list[Turn]:
        """Every question that was answered or passed over, in the order they were put."""
        held = exchanges(self.journal.events)
        closed = [line for one in held for line in self._hidden(one)]
        return [self._turn(one, closed) for one in held if one.versions or one.skipped]

    def markdown(self) -> str:
        """The whole text, ending in a newline."""
        words = _words(self.language)
        title = words.title.format(name=_plain(self.name)) if self.name else words.nameless
        turns = self.turns()
        told = [turn for turn in turns if turn.answer and (self.whole or turn.private != "all")]
        if not told:
            return f"# {title}\n\n{words.empty}\n"
        parts = [f"# {title}", self._dates(told), *self._body(told)]
        passed = self._passed(turns)
        notes = [words.skipped.format(topics=words.separator.join(passed))] if passed else []
        if any(turn.private != "no" for turn in turns):
            notes.append(words.whole_note if self.whole else words.private_note)
        if notes:
            parts.extend(["---", *notes])
        return "\n\n".join(parts) + "\n"

    def _turn(self, exchange: Exchange, closed: Sequence[str]) -> Turn:
        answer = exchange.answer
        hidden = self._hidden(exchange)
        shown, everything = self._shown(answer, hidden) if answer else ("", False)
        return Turn(
            number=exchange.number,
            topic=exchange.asked.topic,
            follow_up=exchange.asked.probe,
            question=exchange.asked.text if self.whole else self._discreet(exchange, closed),
            answer=answer.text if answer and self.whole else shown,
            earlier=[one.text for one in exchange.versions[:-1]] if self.whole else [],
            revised=len(exchange.versions) > 1,
            withdrawn=exchange.withdrawn,
            private="all" if everything else "part" if answer and hidden else "no",
            at=answer.at if answer else exchange.asked.at,
        )

    def _shown(self, answer: Answered, hidden: Sequence[str]) -> tuple[str, bool]:
        """The answer without what must not be told, and whether nothing of it is left."""
        mark = _words(self.language).left_out
        spans = [span for span in sentences(answer.text) if span.text in hidden]
        shown = _without(answer.text, spans, mark)
        return shown, bool(spans) and not shown.replace(mark, "").strip()

    def _discreet(self, exchange: Exchange, closed: Sequence[str]) -> str:
        """The question without the words it quotes from something that is left out."""
        mark = _words(self.language).left_out

        def quoted(found: re.Match[str]) -> str:
            return mark if any(found[1] in line for line in closed) else found[0]

        return _QUOTED.sub(quoted, exchange.asked.text)

    def _hidden(self, exchange: Exchange) -> list[str]:
        """The sentences of an exchange that must not be told, of every version of it."""
        topic = self.guide.topic(exchange.asked.topic)
        closed = exchange.private or exchange.withdrawn
        closed = closed or bool(topic and topic.kinds == ["boundary"])
        return [
            line.text
            for version in exchange.versions
            for line in sentences(version.text)
            if closed or not _open(line, version, self._facts_in(version))
        ]

    def _facts_in(self, answer: Answered) -> list[tuple[Fact, tuple[int, int]]]:
        """The facts whose words stand in an answer, whichever answer they were cut from."""
        found: list[tuple[Fact, tuple[int, int]]] = []
        for fact in self.facts:
            # Most facts are of other answers; looking past spaces and widths costs too much there.
            own = root(fact.source.id) == root(answer.answer_id)
            if own or fact.quote in answer.text:
                span = find_verbatim(fact.quote, answer.text)
                found.extend([(fact, span)] if span else [])
        return found

    def _dates(self, told: Sequence[Turn]) -> str:
        words = _words(self.language)
        days = sorted({datetime.fromisoformat(turn.at).date() for turn in told if turn.at})
        if not days:
            return ""
        first, last = (
            words.date.format(year=day.year, month=day.month, day=day.day)
            for day in (days[0], days[-1])
        )
        line = words.one_day if first == last else words.days
        return line.format(first=first, last=last, answers=len(told))

    def _body(self, told: Sequence[Turn]) -> list[str]:
        """A heading a topic, questions in bold, answers as they were said.

        What an interview came back to later stands with what it came back to.
        """
        parts: list[str] = []
        for topic in dict.fromkeys(turn.topic for turn in told):
            parts.append(f"## {self._name(topic)}")
            for turn in told:
                if turn.topic == topic:
                    parts.extend(self._exchange(turn))
        return parts

    def _exchange(self, turn: Turn) -> list[str]:
        words = _words(self.language)
        parts = [f"**{_plain(turn.question)}**", _plain(turn.answer)]
        if turn.revised:
            parts.append(f"*{words.revised}*")
        for text in turn.earlier:
            quoted = "\n".join(f"> {line}" for line in _plain(text).split("\n"))
            parts.append(f"> {words.earlier}\n>\n{quoted}")
        return parts

    def _passed(self, turns: Sequence[Turn]) -> list[str]:
        """Topics of which nothing is told."""
        told = {turn.topic for turn in turns if turn.answer}
        passed = dict.fromkeys(turn.topic for turn in turns if turn.topic not in told)
        return [self._name(topic) for topic in passed]

    def _name(self, topic_id: str) -> str:
        topic = self.guide.topic(topic_id)
        if topic is None:
            return _words(self.language).for_drafts if topic_id == FOR_DRAFTS else topic_id
        return topic.worded(self.language).name


def _open(line: Span, answer: Answered, facts: Sequence[tuple[Fact, tuple[int, int]]]) -> bool:
    """Whether a sentence may be shown: by the facts in it, else by how it looks.

    A fact of another answer can close it, for the same words may have been said twice, but only one
    of its own opens it.
    """
    touching = [fact for fact, (start, end) in facts if start < line.end and end > line.start]
    if any(fact.consent != "public" for fact in touching):
        return False
    if any(root(fact.source.id) == root(answer.answer_id) for fact in touching):
        return True
    return default_consent(line.text, "other")[0] == "public"


def _without(text: str, hidden: Sequence[Span], mark: str) -> str:
    """The text with each run of hidden spans replaced by one mark."""
    kept = ""
    place = 0
    for span in hidden:
        between = text[place : span.start]
        if not kept.endswith(mark) or between.strip():
            kept += between + mark
        place = span.end
    return kept + text[place:]


def _plain(text: str) -> str:
    """The text so that Markdown shows it as it stands, lines and paragraphs kept."""
    escaped = _MARKUP.sub(_escaped, text.strip())
    paragraphs = re.split(r"\n\s*\n", escaped)
    return "\n\n".join(re.sub(r"[ \t]*\n", "  \n", paragraph) for paragraph in paragraphs)


def _escaped(found: re.Match[str]) -> str:
    if found[2] and found[2].isdigit():
        return f"{found[1]}{found[2]}\\"
    return f"{found[1] or ''}\\{found[2] or found[3]}"


def _words(language: Language) -> _Words:
    return _read().en if language == "en" else _read().zh


@functools.cache
def _read() -> _Languages:
    path = Path(__file__).with_suffix(".toml")
    return _Languages.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))

"""One follow-up question that quotes the person's own words.

Owns: what a model is shown for a follow-up, notes on the topic included where it can read them, and
what its question must satisfy before it is asked. Promise: a question quotes the answer verbatim,
asks one thing, states no figure the person did not give and does not steer, or there is none and
the caller uses the guide's wording; `notes_sent` names the notes whose text the model really read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from pydantic import BaseModel, ConfigDict, Field

from byline import prompts
from byline.errors import BylineError, ModelError
from byline.interview.guide import Language
from byline.interview.questions import asks_two, leads
from byline.interview.thinness import weight
from byline.knowledge.selection import as_text
from byline.llm.structured import StructuredCaller
from byline.text.language import detect
from byline.text.quantities import Quantity, quantities, same
from byline.text.sentences import clean_input, find_verbatim, one_line

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage

    from byline.knowledge.notes import Note

PROMPTS: dict[Language, str] = {"zh": "interview/follow_up", "en": "interview/follow_up_en"}
NOTED = "interview/follow_up_noted"
"""The same with notes, for a model that reads them in no time."""
FRAMES: dict[Language, str] = {"zh": "你刚才说“{}”。", "en": "You just said “{}”. "}
"""What goes before the question: the person's own words, so that they know what it is about."""
LATER: dict[Language, str] = {"zh": "你前面说“", "en": "You said earlier “"}
"""How a frame begins when other questions came between."""
LONGEST = 40
"""Characters (字) beyond which a spoken question is no longer one question."""
LEAST_QUOTE = 2
"""Characters below which nothing is quoted: the model may copy a comma."""
_EDGES = "，。！？、；：…“”‘’「」,.!?;:\"' \n\t"
_QUOTE = re.compile(r'"quote"\s*:\s*("(?:[^"\\]|\\.)*")')
MOST_TOKENS = 120
READ = 600
"""Characters of a long answer that are shown to the model."""


class FollowUp(BaseModel):
    """What the model proposes."""

    model_config = ConfigDict(extra="forbid")

    quote: str = Field(min_length=2, max_length=60)
    question: str = Field(min_length=4, max_length=120)


NotesOn = Callable[[str, str, Sequence[str]], "Sequence[Note]"]
"""(question, answer, ids the guide names for its topic) -> the notes a model is shown."""


class FollowUpWriter(Protocol):
    """Writes one follow-up, or None when it has nothing fit to ask."""

    def __call__(
        self, question: str, answer: str, missing: str, known: Sequence[str] = ()
    ) -> str | None:
        """`missing` says what the answer lacks, `known` are the guide's notes on the topic."""
        ...


@runtime_checkable
class Streaming(Protocol):
    """A writer that can show the person's own words before its question is there."""

    def stream(
        self, question: str, answer: str, missing: str, known: Sequence[str] = ()
    ) -> Iterator[str]:
        """The quote in its frame, then the question; nothing when there is nothing fit to ask."""
        ...


@runtime_checkable
class Citing(Protocol):
    """A writer that says which notes its question was written with."""

    def notes_sent(self, question: str, answer: str) -> list[str] | None:
        """Ids, in the order of the request; None of a writer that is given no notes."""
        ...


class ModelFollowUps:
    """Follow-ups by a model, checked; a model failure is never the person's problem."""

    def __init__(self, caller: StructuredCaller, notes_on: NotesOn | None = None) -> None:
        self._caller = caller
        self._notes_on = notes_on
        self._sent: dict[tuple[str, str], list[str]] = {}

    def prepare(self) -> None:
        """Import what the first follow-up needs (0.2 s), while nobody waits for it."""
        _messages("", "", "", ())

    def notes_sent(self, question: str, answer: str) -> list[str] | None:
        """Ids of the notes that were in the request about this answer; None without notes."""
        return self._sent.get((question, answer), []) if self._notes_on else None

    def __call__(
        self, question: str, answer: str, missing: str, known: Sequence[str] = ()
    ) -> str | None:
        """Ask the model once; None on any failure or when the proposal is unfit."""
        messages = self._asked(question, answer, missing, known)
        try:
            proposal = self._caller.ask(messages, FollowUp, max_tokens=MOST_TOKENS)
        except ModelError:
            return None
        return worded(proposal, answer)

    def stream(
        self, question: str, answer: str, missing: str, known: Sequence[str] = ()
    ) -> Iterator[str]:
        """The same as it is written; a quote that nobody said ends it before anything is shown."""
        framed, text = "", ""
        messages = self._asked(question, answer, missing, known)
        try:
            for piece in self._caller.pieces(messages, FollowUp, max_tokens=MOST_TOKENS):
                text += piece
                if not framed and (quoted := _QUOTE.search(text)):
                    framed = _framed(json.loads(quoted[1]), answer)
                    if not framed:
                        return
                    yield framed
            proposal = FollowUp.model_validate_json(text)
        except (ModelError, ValueError):
            return
        whole = worded(proposal, answer)
        if whole:
            yield whole.removeprefix(framed)

    def _asked(
        self, question: str, answer: str, missing: str, known: Sequence[str]
    ) -> list[BaseMessage]:
        """The request, with the notes it holds remembered."""
        notes = self._notes(question, answer, known)
        self._sent[question, answer] = [note.id for note in notes]
        return _messages(question, answer, missing, notes)

    def _notes(self, question: str, answer: str, known: Sequence[str]) -> Sequence[Note]:
        if self._notes_on is None:
            return ()
        try:
            return self._notes_on(question, answer, known)
        except BylineError:
            # A follow-up without notes is better than none.
            return ()


def worded(proposal: FollowUp, answer: str) -> str | None:
    """The question as it is asked, or None when the proposal breaks a rule."""
    framed = _framed(proposal.quote, answer)
    question = clean_input(proposal.question).strip()
    return f"{framed}{question}" if framed and _fit(question, answer) else None


def _messages(question: str, answer: str, missing: str, notes: Sequence[Note]) -> list[BaseMessage]:
    language = detect(answer) or "zh"
    told = {"question": question, "answer": one_line(answer[:READ]), "missing": missing}
    if not notes:
        return prompts.load(PROMPTS[language]).messages(**told)
    return prompts.load(NOTED, language=language).messages(notes=as_text(notes), **told)


def _framed(quote: str, answer: str) -> str:
    """The person's words as they were said, in their frame; empty when nobody said them."""
    found = find_verbatim(quote, answer)
    said = answer[found[0] : found[1]].strip(_EDGES) if found else ""
    if len(said) < LEAST_QUOTE:
        return ""
    return FRAMES[detect(answer) or "zh"].format(one_line(said))


def later(question: str) -> str:
    """A follow-up as it is asked some questions later: what was said just now was said earlier."""
    for language, frame in FRAMES.items():
        opening = frame.partition("{}")[0]
        if question.startswith(opening):
            return LATER[language] + question.removeprefix(opening)
    return question


def _fit(question: str, answer: str) -> bool:
    said = quantities(answer)
    invented = any(
        not _asks_a_rate(q) and not any(same(q, s) and q.approximate >= s.approximate for s in said)
        for q in quantities(question)
    )
    return (
        question.endswith(("？", "?"))
        and not asks_two(question)
        and "\n" not in question
        and weight(question) <= LONGEST
        and not invented
        and not leads(question)
    )


def _asks_a_rate(quantity: Quantity) -> bool:
    """一天扔多少, 一个月几回: one unit of time states nothing."""
    return quantity.kind == "duration" and quantity.value == 1 and quantity.upper is None

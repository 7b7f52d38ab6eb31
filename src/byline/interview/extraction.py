"""An answer becomes facts, and every fact points back into the answer.

Owns: numbering the lines of an answer, the labelling call, and cutting facts from labelled lines.
Promise: a model only says of each line what kind of thing it is. Which words make a fact is decided
by code, and the quote is cut from the answer, so nothing can be worded away or made up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from pydantic import BaseModel, ConfigDict, create_model

from byline import prompts
from byline.errors import QuoteError
from byline.interview.guide import Topic
from byline.interview.thinness import cues, evades, repeats, said_in, shrugs, tells_of_something
from byline.ledger.consent import default_consent
from byline.ledger.events import Language
from byline.ledger.models import Kind, NewFact, Proposal, verify
from byline.llm.schemas import one_of
from byline.llm.structured import StructuredCaller
from byline.text.counting import characters
from byline.text.language import detect
from byline.text.quantities import quantities
from byline.text.sentences import Span, clauses, one_line, sentences

PROMPT = "interview/extract"
ENGLISH_PROMPT = "interview/extract_en"
SMALL_TALK = "chatter"
"""The label beside the kinds: a line that is no fact."""
LINE = 120
"""Characters above which a line is split at its commas, then cut."""
WINDOW_LINES = 24
WINDOW_CHARACTERS = 1500
"""A call sees at most this much of an answer; a longer one takes several calls."""
LEAST = 4
"""Characters a quote must have besides fillers."""
CHATTER: dict[Language | None, int] = {"zh": 11, "en": 24, None: 11}
"""Characters, letters in English, from which a line is not believed to be chatter."""
ADDRESSED = 48
"""The same for a line that speaks to the interviewer, or starts with a sigh."""
TOLD: tuple[Kind, ...] = ("result", "experience", "skill", "opinion", "audience", "passion")
"""Kinds told over several sentences, most telling first; of the others each sentence is a fact."""
TOLD_LINES = 3
TOLD_CHARACTERS = 160
"""Most that one fact holds: beyond this a quote proves nothing in particular."""


@dataclass(frozen=True)
class Run:
    """Neighbouring lines that make one fact; `start` and `end` are places in the answer."""

    kind: Kind
    consent: str
    start: int
    end: int
    lines: int

    def with_line(self, line: Span, kind: Kind) -> Run:
        """This run and the next line; of two kinds the more telling one names the fact."""
        told = kind if kind == self.kind else min(self.kind, kind, key=TOLD.index)
        return Run(cast(Kind, told), self.consent, self.start, line.end, self.lines + 1)


def extract(
    caller: StructuredCaller,
    *,
    answer_id: str,
    answer: str,
    question: str,
    topic: Topic,
    recorded: datetime,
) -> list[NewFact]:
    """Read one answer with the model; raises ModelError, and then nothing is kept."""
    if shrugs(trimmed(answer)):
        return []
    prompt = prompts.load(prompt_for(answer))
    labels = [SMALL_TALK, *topic.kinds]
    facts: list[NewFact] = []
    for window in windows(numbered(answer)):
        messages = prompt.messages(question=question, kinds=", ".join(labels), lines=_shown(window))
        schema = labels_schema(len(window), labels)
        given = caller.ask(messages, schema, max_tokens=60 + 16 * len(window))
        kinds = kept_kinds(given.model_dump(), window, topic.kinds[0])
        for run in runs(window, kinds):
            facts.extend(_fact(run, answer, answer_id, topic, recorded))
    return facts


def unlabelled(*, answer_id: str, answer: str, topic: Topic, recorded: datetime) -> list[NewFact]:
    """The facts of an answer without a model: all its lines are of the topic's first kind.

    As nobody knows the kind, a fact starts as private where any kind of the topic would.
    """
    if shrugs(trimmed(answer)):
        return []
    lines = numbered(answer)
    usual = topic.kinds[0]
    kinds = kept_kinds({str(place): usual for place in range(len(lines))}, lines, usual)
    found = [
        fact
        for run in runs(lines, kinds)
        for fact in _fact(run, answer, answer_id, topic, recorded)
    ]
    return [
        fact.model_copy(update={"consent": "private"})
        if any(default_consent(fact.quote, kind)[0] == "private" for kind in topic.kinds)
        else fact
        for fact in found
    ]


def prompt_for(answer: str) -> str:
    """The labelling prompt in the language of an answer."""
    return ENGLISH_PROMPT if detect(answer) == "en" else PROMPT


def numbered(answer: str) -> list[Span]:
    """The answer in lines a model can point at: sentences, long ones split; spans of the answer."""
    lines: list[Span] = []
    for sentence in sentences(answer):
        if len(sentence.text) <= LINE:
            lines.append(sentence)
            continue
        for clause in clauses(sentence.text):
            start = sentence.start + clause.start
            lines.extend(_cut(answer, start, start + len(clause.text)))
    return lines


def windows(lines: Sequence[Span]) -> Iterator[list[Span]]:
    """Runs of lines that fit one call."""
    window: list[Span] = []
    size = 0
    for line in lines:
        if window and (len(window) == WINDOW_LINES or size + len(line.text) > WINDOW_CHARACTERS):
            yield window
            window, size = [], 0
        window.append(line)
        size += len(line.text)
    if window:
        yield window


def labels_schema(lines: int, labels: Sequence[str]) -> type[BaseModel]:
    """One field a line in order, so that no line is left out or invented."""
    label: Any = (one_of(labels), ...)
    fields: dict[str, Any] = {f"l{line}": label for line in range(1, lines + 1)}
    return create_model("Labels", __config__=ConfigDict(extra="forbid"), **fields)


def kept_kinds(labels: Mapping[str, str], lines: Sequence[Span], usual: Kind) -> list[Kind | None]:
    """A kind for every line, None for what is left out; `usual` is the topic's first kind.

    A line kept against the model's word is of the kind of its neighbours. Where a model calls
    everything small talk it is not believed: somebody was asked and said this.
    """
    given = list(labels.values())
    kinds = [label for label in given if label != SMALL_TALK]
    return [
        None
        if is_order(line.text)
        or is_chatter(line.text, called=label == SMALL_TALK and (bool(kinds) or no_answer(line)))
        else cast(Kind, (kinds or [usual])[0] if label == SMALL_TALK else label)
        for label, line in zip(given, lines, strict=True)
    ]


def no_answer(line: Span) -> bool:
    """Whether a line by itself puts a question off."""
    return evades(line.text) or repeats(line.text) or said_in(cues().addressing, line.text)


def is_order(line: str) -> bool:
    """Whether a line speaks to whoever keeps the record and not of the person: 把我记成冠军."""
    return cues().order_pattern.search(line) is not None


def is_chatter(line: str, *, called: bool) -> bool:
    """Whether a line is left out; `called` is the model's word, believed only of short lines.

    A line with a figure, a time, a scene or an outcome, or one of some length, is somebody telling
    something: losing it is worse than keeping small talk, which a person can remove.
    """
    if quantities(line):
        return False
    if said_in(cues().chatter, line) or cues().asking_back_pattern.search(line):
        return True
    reach = ADDRESSED if said_in(cues().addressing, line) else CHATTER[detect(line)]
    return called and len(line) < reach and not tells_of_something(line)


def runs(lines: Sequence[Span], kinds: Sequence[Kind | None]) -> list[Run]:
    """Join neighbouring lines into facts: a story over some sentences is one fact.

    Lines whose consent starts differently stay apart: one sentence about a daughter must not lock
    away the result told around it.
    """
    joined: list[Run] = []
    adjacent = False
    for line, kind in zip(lines, kinds, strict=True):
        if kind is None or not says_something(line.text):
            adjacent = adjacent and kind is not None
            continue
        consent = default_consent(line.text, kind)[0]
        if adjacent and _continues(joined[-1], line, kind, consent):
            joined[-1] = joined[-1].with_line(line, kind)
        else:
            joined.append(Run(kind, consent, line.start, line.end, 1))
        adjacent = True
    return joined


def says_something(quote: str) -> bool:
    """Whether anything is left without fillers: "哦这个有。" is not a fact."""
    left = quote
    for word in cues().filler:
        left = left.replace(word, "")
    return characters(left) >= LEAST or bool(quantities(left))


def trimmed(quote: str) -> str:
    """The quote without the fillers and pauses it starts with."""
    words = "|".join(map(re.escape, cues().opening_filler))
    return re.sub(rf"^(?:(?:{words})[…，,。、\s]*)+", "", quote) or quote


def _continues(last: Run, line: Span, kind: Kind, consent: str) -> bool:
    story = {"result", "experience", "skill"}
    return (
        ((last.kind == kind and kind in TOLD) or {last.kind, kind} <= story)
        and last.consent == consent
        and last.lines < TOLD_LINES
        and line.end - last.start <= TOLD_CHARACTERS
    )


def _shown(window: Sequence[Span]) -> str:
    return "\n".join(
        f"{number} {one_line(line.text)}" for number, line in enumerate(window, start=1)
    )


def _fact(run: Run, answer: str, answer_id: str, topic: Topic, recorded: datetime) -> list[NewFact]:
    quote = answer[run.start : run.end]
    if not says_something(quote):
        return []
    proposal = Proposal(statement=trimmed(quote), quote=quote, kind=run.kind)
    try:
        return [verify(proposal, answer, answer_id, recorded=recorded, topic=topic.id)]
    except QuoteError:
        return []


def _cut(text: str, start: int, end: int) -> Iterator[Span]:
    for place in range(start, end, LINE):
        stop = min(place + LINE, end)
        yield Span(place, stop, text[place:stop])

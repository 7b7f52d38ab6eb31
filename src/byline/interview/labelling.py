"""Written lines get their kinds from a model, and facts are runs of lines: documents and the log.

Owns: the labelling call for text that answers no question. Promise: a model only says of each line
what kind of thing it is; which words make a fact is decided by code, as with answers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, Literal, cast

from pydantic import BaseModel, ConfigDict, Field, create_model

from byline import prompts
from byline.interview import extraction
from byline.interview.material_cues import why_left_out
from byline.ledger.models import Kind, NewFact, Proposal, verify
from byline.llm.schemas import one_of
from byline.llm.structured import StructuredCaller
from byline.text.sentences import Span, one_line

PROMPT = "interview/extract_material"
KINDS: tuple[Kind, ...] = ("result", "experience", "skill", "credential", "opinion", "audience")
"""What a line can be: given all twelve kinds, a 1.5 B model deals them out in turn."""
NOTHING = "none"
ECHO = 8
"""Characters of a line that the model repeats before it says what the line is."""


@dataclass(frozen=True)
class Portion:
    """What one call sees."""

    lines: list[Span]
    paragraphs: list[int]
    """Where the paragraph of each line starts: a fact never runs from one into the next."""

    @property
    def start(self) -> int:
        """Where it begins in the text."""
        return self.lines[0].start

    @property
    def end(self) -> int:
        """Where it ends in the text."""
        return self.lines[-1].end


def portions(text: str, paragraphs: Sequence[tuple[int, int]]) -> list[Portion]:
    """The lines of some stretches of a text in portions that fit one call.

    Lines that are no facts whatever a model thinks are left out; see `why_left_out`.
    """
    lines: list[Span] = []
    above: dict[int, int] = {}
    for begin, end in paragraphs:
        for line in lines_of(text, begin, end):
            if not why_left_out(line.text):
                lines.append(line)
                above[line.start] = begin
    return [
        Portion(window, [above[line.start] for line in window])
        for window in extraction.windows(lines)
    ]


def lines_of(text: str, begin: int, end: int) -> Iterator[Span]:
    """The lines of one stretch, as spans of the whole text."""
    for line in extraction.numbered(text[begin:end]):
        yield Span(begin + line.start, begin + line.end, line.text)


def propose(
    caller: StructuredCaller,
    portion: Portion,
    text: str,
    name: str,
    *,
    source: Literal["material", "log"],
    source_id: str,
    recorded: datetime,
) -> list[NewFact]:
    """The facts of one portion, cut from the text it stands in; raises ModelError.

    `name` is what the model is told the text is.
    """
    facts: list[NewFact] = []
    for run in _runs(caller, portion, name):
        quote = text[run.start : run.end]
        proposal = Proposal(statement=one_line(quote), quote=quote, kind=run.kind)
        fact = verify(proposal, text, source_id, recorded=recorded, source_kind=source)
        # What is said twice in a chat is cited where this portion has it.
        place = fact.source.model_copy(update={"start": run.start, "end": run.end})
        facts.append(fact.model_copy(update={"source": place}))
    return facts


def _runs(caller: StructuredCaller, portion: Portion, name: str) -> list[extraction.Run]:
    shown = "\n".join(
        f"{number} {one_line(line.text)}" for number, line in enumerate(portion.lines, start=1)
    )
    messages = prompts.load(PROMPT).messages(
        name=one_line(name), lines=prompts.fence(shown, "material")
    )
    schema = labels_schema(portion.lines)
    labels = caller.ask(messages, schema, max_tokens=60 + 40 * len(portion.lines)).model_dump()
    kinds: list[Kind | None] = [
        _kind(line.text, cast(str, labels[f"l{number}"]))
        for number, line in enumerate(portion.lines, start=1)
    ]
    return list(_joined(portion, kinds))


def labels_schema(lines: Sequence[Span]) -> type[BaseModel]:
    """For each line how it begins, which can only be copied, and its kind.

    A small model that has just repeated a line looks at it; one that writes labels alone counts.
    """
    fields: dict[str, Any] = {}
    for number, line in enumerate(lines, start=1):
        # For the grammar only: a service that copies badly has still labelled the line.
        echo = Field(json_schema_extra={"enum": [one_line(line.text)[:ECHO]]})
        fields[f"w{number}"] = (str, echo)
        fields[f"l{number}"] = (one_of([*KINDS, NOTHING]), ...)
    return create_model("Labels", __config__=ConfigDict(extra="forbid"), **fields)


def _kind(line: str, label: str) -> Kind | None:
    """What a line is, None when nothing is made of it.

    As with answers: a line with a figure, or one of some length, is not believed to say nothing.
    """
    if label != NOTHING:
        return cast(Kind, label)
    return None if extraction.is_chatter(line, called=True) else "other"


def _joined(portion: Portion, kinds: Sequence[Kind | None]) -> Iterator[extraction.Run]:
    rows = zip(portion.lines, kinds, portion.paragraphs, strict=True)
    for _, group in groupby(rows, key=lambda row: row[2]):
        together = list(group)
        yield from extraction.runs([row[0] for row in together], [row[1] for row in together])

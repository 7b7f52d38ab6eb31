"""A document becomes facts, as an answer does: a model labels lines, code cuts the quotes.

Owns: which lines of a document are read, in what portions, and what was read already. Promises: a
portion's facts are saved and then noted in the journal, so that a kill costs one portion and
nothing is proposed twice; every fact starts private and unconfirmed; only the person's own words
are read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, cast

from pydantic import BaseModel, ConfigDict, Field, create_model

from byline import prompts
from byline.errors import InputError
from byline.interview import extraction
from byline.interview.material_cues import why_left_out
from byline.ledger.events import MaterialAdded, MaterialRead
from byline.ledger.journal import Journal
from byline.ledger.models import Fact, Kind, NewFact, Proposal, verify
from byline.ledger.storage import Ledger
from byline.llm.schemas import one_of
from byline.llm.structured import StructuredCaller
from byline.materials.rendering import Part, Rendering
from byline.materials.shelf import Document
from byline.text.sentences import Span, one_line

PROMPT = "interview/extract_material"
KINDS: tuple[Kind, ...] = ("result", "experience", "skill", "credential", "opinion", "audience")
"""What a document is asked for: given all twelve kinds, a 1.5 B model deals them out in turn."""
NOTHING = "none"
ECHO = 8
"""Characters of a line that the model repeats before it says what the line is."""


@dataclass(frozen=True)
class Portion:
    """What one call sees."""

    lines: list[Span]
    parts: list[Part]
    """The part each line stands in: a fact never runs from one paragraph into the next."""

    @property
    def start(self) -> int:
        """Where it begins in the text."""
        return self.lines[0].start

    @property
    def end(self) -> int:
        """Where it ends in the text."""
        return self.lines[-1].end


@dataclass(frozen=True)
class Step:
    """One portion was read."""

    done: int
    total: int
    facts: list[Fact]


@dataclass
class MaterialReader:
    """Reads documents into the ledger; a document read halfway is gone on with."""

    journal: Journal
    ledger: Ledger
    caller: StructuredCaller | None = None
    model: str = ""
    clock: Callable[[], datetime] = datetime.now

    def note(self, name: str, given: str, document: Document, me: str) -> None:
        """Note in the journal that a document is there, and whose words in it are the person's."""
        if me != self.me(name) or not self._added(name):
            self.journal.append(
                MaterialAdded(material=name, given=given, sha256=document.sha256, me=me)
            )

    def me(self, name: str) -> str:
        """Who the person is in this document, as last noted; empty when that was never said."""
        return next((event.me for event in reversed(self._added(name))), "")

    def unread(self, name: str, document: Document, me: str) -> list[Portion]:
        """The portions no model has read yet."""
        done = max(
            (
                event.end
                for event in self.journal.events
                if isinstance(event, MaterialRead)
                and (event.material, event.sha256) == (name, document.sha256)
            ),
            default=0,
        )
        return [part for part in portions(document.rendering, me) if part.end > done]

    def read(self, name: str, document: Document, me: str) -> Iterator[Step]:
        """Read what is unread, one portion a step; raises ModelError, and the rest stays unread."""
        if self.caller is None:
            return
        waiting = self.unread(name, document, me)
        for number, portion in enumerate(waiting, start=1):
            found = propose(self.caller, portion, document.rendering.text, name, self.clock())
            added = self.ledger.add(found)
            self.ledger.save()
            self.journal.append(
                MaterialRead(
                    material=name,
                    sha256=document.sha256,
                    start=portion.start,
                    end=portion.end,
                    facts=[fact.id for fact in added],
                    prompt=prompts.load(PROMPT).ref,
                    model=self.model,
                )
            )
            yield Step(number, len(waiting), added)

    def open_facts(self, name: str) -> list[Fact]:
        """Facts of a document that the person has not looked at."""
        return [
            fact
            for fact in self.ledger.facts
            if (fact.source.kind, fact.source.id) == ("material", name) and not fact.confirmed
        ]

    def _added(self, name: str) -> list[MaterialAdded]:
        return [
            event
            for event in self.journal.events
            if isinstance(event, MaterialAdded) and event.material == name
        ]


def whose(rendering: Rendering, me: str) -> str:
    """Who the person is among those who write in a document; empty when it has one author.

    InputError names them when there are several and `me` is none of them.
    """
    people = rendering.people
    if len(people) < 2 or me in people:
        return me if me in people else ""
    named = "、".join(people[:8])
    raise InputError(
        f"里面有 {len(people)} 个人说话：{named}；只有你自己的话才能记成事实",
        value=me or None,
        next_step=f"byline add --me {people[0]}",
    )


def portions(rendering: Rendering, me: str) -> list[Portion]:
    """The person's own lines in portions that fit one call; the same text gives the same ones."""
    lines: list[Span] = []
    parts: dict[int, Part] = {}
    for part in rendering.parts:
        if me and part.who != me:
            continue
        for line in extraction.numbered(rendering.text[part.start : part.end]):
            start = part.start + line.start
            if not why_left_out(line.text):
                lines.append(Span(start, start + len(line.text), line.text))
                parts[start] = part
    return [
        Portion(window, [parts[line.start] for line in window])
        for window in extraction.windows(lines)
    ]


def left_out(rendering: Rendering, me: str) -> dict[str, int]:
    """Reason -> how many lines no fact is made of."""
    mine = [part for part in rendering.parts if not me or part.who == me]
    reasons = (
        why_left_out(line.text)
        for part in mine
        for line in extraction.numbered(rendering.text[part.start : part.end])
    )
    counted = Counter(filter(None, reasons))
    if others := len(rendering.parts) - len(mine):
        counted["别人说的话"] = others
    return dict(counted)


def propose(
    caller: StructuredCaller, portion: Portion, text: str, name: str, recorded: datetime
) -> list[NewFact]:
    """Label one portion and cut its facts; raises ModelError."""
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
    return [fact for run in _runs(portion, kinds) for fact in _cut(run, text, name, recorded)]


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


def _runs(portion: Portion, kinds: Sequence[Kind | None]) -> Iterator[extraction.Run]:
    rows = zip(portion.lines, kinds, portion.parts, strict=True)
    for _, group in groupby(rows, key=lambda row: row[2].start):
        together = list(group)
        yield from extraction.runs([row[0] for row in together], [row[1] for row in together])


def _cut(run: extraction.Run, text: str, name: str, recorded: datetime) -> Iterator[NewFact]:
    quote = text[run.start : run.end]
    proposal = Proposal(statement=one_line(quote), quote=quote, kind=run.kind)
    fact = verify(proposal, text, name, recorded=recorded, source_kind="material")
    # Said twice in a chat, it is the person's own line that counts.
    place = fact.source.model_copy(update={"start": run.start, "end": run.end})
    # What somebody wrote for another purpose is opened by them, line by line, or not at all.
    yield fact.model_copy(update={"source": place, "consent": "private"})

"""From each sentence of a draft's file to the facts it was written from, as data to be shown.

Owns: the shape that `byline trace` prints. Pure. Promise: every sentence of the file comes out
once, in order, with what `document` knows of it; what a model wrote and readers will not get is
there with its reason, and the notes are those whose text the model was sent.
"""

from __future__ import annotations

from typing import get_args

from pydantic import BaseModel, ConfigDict

from byline.drafting.document import Document, Line, Paragraph, State
from byline.drafting.models import Change, Cut, Status, Writes
from byline.text.language import Language


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TracedLine(_Data):
    """One sentence of the file."""

    text: str
    """As it stands; of a proposal with its brackets."""
    state: State
    facts: list[str]
    """Fact ids; of an edited sentence those of its recorded wording, which it may have left."""
    was: str = ""
    """The recorded wording of one that has another now."""


class TracedParagraph(_Data):
    """A paragraph of the file."""

    heading: str
    lines: list[TracedLine]


class Trace(_Data):
    """A whole draft."""

    path: str
    platform: str
    language: Language
    title: str
    """Worded from the topic or the body; no fact is recorded for it."""
    status: Status
    writes: Writes
    model: str
    auditor: str
    prompts: list[str]
    notes: list[str]
    """Ids of the methodology notes that were sent to the model."""
    paragraphs: list[TracedParagraph]
    gone: list[str]
    """Recorded sentences that the person took out."""
    changed: list[Change]
    cut: list[Cut]
    """What the model wrote and byline took out, or the person struck."""

    @property
    def lines(self) -> list[TracedLine]:
        """Every sentence, in order."""
        return [line for paragraph in self.paragraphs for line in paragraph.lines]

    def counts(self) -> dict[State, int]:
        """How many sentences there are of each state."""
        counts: dict[State, int] = dict.fromkeys(get_args(State), 0)
        for line in self.lines:
            counts[line.state] += 1
        return counts

    def facts(self) -> list[str]:
        """Every fact id, in the order of the draft."""
        return list(dict.fromkeys(name for line in self.lines for name in line.facts))


def trace(document: Document) -> Trace:
    """Lay a draft out as what it rests on."""
    draft = document.draft
    return Trace(
        path=str(document.path),
        platform=draft.platform,
        language=draft.language,
        title=document.title,
        status=draft.status,
        writes=draft.writes,
        model=draft.model,
        auditor=draft.auditor,
        prompts=draft.prompts,
        notes=draft.notes,
        paragraphs=[_paragraph(one) for one in document.paragraphs],
        gone=list(document.gone),
        changed=draft.changed,
        cut=draft.cut,
    )


def _paragraph(paragraph: Paragraph) -> TracedParagraph:
    return TracedParagraph(heading=paragraph.heading, lines=[_line(one) for one in paragraph.lines])


def _line(line: Line) -> TracedLine:
    return TracedLine(text=line.text, state=line.state, facts=line.facts, was=line.was)

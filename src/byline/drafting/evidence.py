"""What a traced fact is: its words, where they stand, and what else rests on it.

Owns: looking a fact id up for a person. Promise: an id whose fact was removed, closed or replaced
since the draft was written is told as that, and never fails.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict

from byline.errors import InputError, KnowledgeError
from byline.knowledge.notes import Shelf
from byline.ledger.journal import Journal
from byline.ledger.models import Fact
from byline.materials.shelf import MaterialShelf
from byline.shipped import shipped
from byline.workspace import Workspace

Standing = Literal["holds", "superseded", "private", "gone"]
Side = Literal["support", "against"]


class Claim(BaseModel):
    """The part a fact plays in the chosen position."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    candidate: str
    side: Side
    sentence: str
    """The position in one line."""


class Evidence(BaseModel):
    """One fact behind a sentence."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    standing: Standing
    replaced_by: str = ""
    consent: str = ""
    quote: str = ""
    """The person's words, verbatim; '' when the fact is gone."""
    told: str = ""
    """How it may be told when it is anonymised."""
    source_kind: str = ""
    source: str = ""
    """The id of an answer, a log entry or an affirmation (y001), or a document's name."""
    place: str = ""
    """Page or paragraph of a document."""
    question: str = ""
    """What the person was answering."""
    said: str = ""
    """The day it was said, noted or agreed to."""
    claims: list[Claim] = []


def gather(
    workspace: Workspace, wanted: Iterable[str], claims: Mapping[str, Sequence[Claim]]
) -> dict[str, Evidence]:
    """Look every id up; `claims` holds those of the position, by fact id."""
    held = {fact.id: fact for fact in workspace.ledger().facts}
    journal, shelf = workspace.journal(), workspace.shelf()
    return {
        name: _found(held[name], journal, shelf, claims.get(name, ()))
        if name in held
        else Evidence(id=name, standing="gone")
        for name in wanted
    }


def _found(fact: Fact, journal: Journal, shelf: MaterialShelf, claims: Sequence[Claim]) -> Evidence:
    answered = fact.source.kind == "answer"
    asked = journal.question_of(fact.source.id) if answered else None
    return Evidence(
        id=fact.id,
        standing=_standing(fact),
        replaced_by=fact.superseded_by,
        consent=fact.consent,
        quote=fact.quote,
        told=fact.anonymised if fact.consent == "anonymise" else "",
        source_kind=fact.source.kind,
        source=fact.source.id,
        place=_place(fact, shelf) if fact.source.kind == "material" else "",
        question=asked.text if asked else "",
        said=f"{fact.said or fact.recorded:%Y-%m-%d}",
        claims=list(claims),
    )


def _standing(fact: Fact) -> Standing:
    if not fact.opened:
        return "private"
    return "superseded" if fact.superseded_by else "holds"


def _place(fact: Fact, shelf: MaterialShelf) -> str:
    """Where in its document; '' for one that can no longer be read."""
    try:
        return shelf.document(fact.source.id).rendering.place(fact.source.start)
    except InputError:
        return ""


def note_titles(ids: Iterable[str]) -> dict[str, str]:
    """Note id -> its title; one that is no longer there has none."""
    shelf = Shelf(shipped("knowledge"))
    return {name: _title(shelf, name) for name in ids}


def _title(shelf: Shelf, note_id: str) -> str:
    try:
        note = shelf.find(note_id)
    except KnowledgeError:
        return ""
    return note.title if note else ""

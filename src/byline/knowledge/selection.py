"""Which notes a prompt gets: those that bear on exactly this situation.

Owns: turning a situation into questions for the note search, choosing among what it brings, and how
notes stand in a prompt; the numbers and the questions are in selection.toml. Promise: the same
situation over the same notes gives the same notes in the same order; there is no query that is the
same for everybody; a note that stands out for no part of the situation is left out, and so is a
second one of a theme for as long as another theme has one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import Field

from byline import prompts
from byline.knowledge.notes import Note, Stage
from byline.ledger.models import Kind
from byline.platforms import load_platform
from byline.shipped import Strict, WordList, load_rules

if TYPE_CHECKING:
    from byline.knowledge.retriever import NoteSearch

READ = 200
"""Characters of each part of a situation: a longer text is near to everything."""


class _Weights(Strict):
    topic: float = Field(ge=0)
    who: float = Field(ge=0)
    need: float = Field(ge=0)
    fading: float = Field(ge=0, le=1)


class _Rules(WordList):
    """selection.toml."""

    pool: int = Field(ge=2)
    """Notes that each question brings; the last of them is what the others are held against."""
    least_standing: float = Field(ge=0)
    clear_standing: float = Field(ge=0)
    preferred: float = Field(ge=0)
    weights: dict[Stage, _Weights]
    needs: dict[Stage, dict[Kind, str]]


@dataclass
class _Candidate:
    note: Note
    worth: float = 0.0
    """Over all questions, by their weights."""
    best: float = 0.0
    """How far it stands out on the question it answers best."""

    def heard(self, standing: float, weight: float) -> None:
        self.worth += weight * standing
        self.best = max(self.best, standing)


@dataclass(frozen=True)
class Situation:
    """What somebody is about to do, as far as it says which notes would help."""

    stage: Stage
    topic: str
    who: str = ""
    """Whom it is about: the reader of a post, the person of a position, who just answered."""
    needs: tuple[str, ...] = ()
    """What one has to know how to do, in people's words, the most pressing first (`needs_of`)."""
    platform: str | None = None
    prefer: tuple[str, ...] = ()
    """Ids of notes known to be about this topic: they win where several fit about as well."""

    @property
    def questions(self) -> list[tuple[str, float]]:
        """What the notes are searched for, and what each counts."""
        weights = _rules().weights[self.stage]
        asked = [(self.topic, weights.topic), (self.who, weights.who)]
        asked += [
            (need, weights.need * weights.fading**place) for place, need in enumerate(self.needs)
        ]
        return [(text[:READ], weight) for text, weight in asked if text.strip() and weight]


def select(
    search: NoteSearch,
    situation: Situation,
    *,
    least: int = 2,
    most: int = 4,
    without: Collection[str] = (),
) -> list[Note]:
    """Return at most `most` notes for a situation, the one for its platform first, then by fit.

    `without` are ids of notes that were given already. Fewer than `least` come when fewer stand
    out.
    """
    found = _candidates(search, situation)
    there = _about_platform(search, situation, found)
    ranked = [
        one
        for one in sorted(found.values(), key=lambda one: (-one.worth, one.note.id))
        if one.best >= _rules().least_standing and one.note.id not in without
    ]
    return _chosen([there] if there else [], ranked, least, most)


def needs_of(stage: Stage, kinds: Iterable[Kind]) -> list[str]:
    """What is hard about facts of these kinds, a question a kind, in their order."""
    asked = _rules().needs.get(stage, {})
    return [asked[kind] for kind in dict.fromkeys(kinds) if kind in asked]


def as_text(notes: Sequence[Note]) -> str:
    """The notes as they stand in a prompt: id, how far to trust each, title, and the whole text.

    They are fenced: a note of the user's own may hold anything.
    """
    blocks = [f"[{note.id} · {note.confidence}] {note.title}\n{note.text}" for note in notes]
    return prompts.fence("\n\n".join(blocks), "notes") if blocks else ""


def _rules() -> _Rules:
    return load_rules(Path(__file__).with_name("selection.toml"), _Rules)


def _candidates(search: NoteSearch, situation: Situation) -> dict[str, _Candidate]:
    found: dict[str, _Candidate] = {}
    for text, weight in situation.questions:
        for note, standing in _standings(search, text, situation):
            found.setdefault(note.id, _Candidate(note)).heard(standing, weight)
    for name in situation.prefer:
        if name in found:
            found[name].heard(_rules().preferred, 1.0)
    return found


def _standings(search: NoteSearch, text: str, situation: Situation) -> list[tuple[Note, float]]:
    """How far each note stands above what any text would have brought.

    Scores of two searches cannot be compared, and unrelated texts are far from zero with this
    embedding: the tail of the same search is what "unrelated" scores. A shelf with fewer notes has
    no tail, and its scores count as they are.
    """
    pool = _rules().pool
    hits = search.search(text, pool, stage=situation.stage, platform=situation.platform)
    tail = hits[-1].score if len(hits) == pool else 0.0
    return [(hit.note, hit.score - tail) for hit in hits]


def _about_platform(
    search: NoteSearch, situation: Situation, found: dict[str, _Candidate]
) -> Note | None:
    """The note about the platform that fits best: how people read there is always needed."""
    if situation.platform is None:
        return None
    names = load_platform(situation.platform).names
    called = " ".join((names.zh, names.en, *names.aliases))
    about = {
        note.id: (standing + (found[note.id].worth if note.id in found else 0.0), note)
        for note, standing in _standings(search, called, situation)
        if situation.platform in note.platform
    }
    return min(about.values(), key=lambda one: (-one[0], one[1].id))[1] if about else None


def _chosen(first: list[Note], ranked: Sequence[_Candidate], least: int, most: int) -> list[Note]:
    chosen = list(first)
    themes = {note.theme for note in chosen}
    clear = _rules().clear_standing
    for one in ranked:
        fits = len(chosen) < least or one.best >= clear
        if len(chosen) < most and fits and one.note.theme not in themes:
            chosen.append(one.note)
            themes.add(one.note.theme)
    # Two of a theme are better than one alone.
    for one in ranked:
        if len(chosen) < min(least, most) and one.note not in chosen:
            chosen.append(one.note)
    return chosen

"""A trace with everything looked up, and the page it becomes.

Owns: `Page`, what it says in the draft's language (trace.toml), and its HTML. Promise: the page
needs no network and runs no script; everything in it is escaped; because such a file travels, it
holds the draft as it stands and the words its facts may be told in, and nothing else: no quote of a
fact that is anonymised, closed or gone, no question, which may repeat one, and no sentence that was
changed or taken out.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict

from byline.drafting.document import State
from byline.drafting.evidence import Claim, Evidence, Side, Standing
from byline.drafting.trace import Trace, TracedLine
from byline.errors import InputError
from byline.ledger.models import foreign_quantities
from byline.pages import templates
from byline.platforms import load_platform
from byline.shipped import Strict, load_rules
from byline.text.language import Language


class Words(Strict):
    """The sentences of one language; {places} are filled by `str.format`."""

    sentences: str
    between: str
    names: str
    title: str
    no_title: str
    about_title: str
    position: str
    paragraph: str
    was: str
    again: str
    unheard: str
    gone: str
    changed: str
    cut: str
    went: str
    note: str
    no_note: str
    told_as: str
    said: str
    affirmed: str
    asked: str
    veiled: str
    page: str
    draft: str
    models: str
    auditor: str
    quotes: str
    remarks: dict[State, str]
    """Under a sentence."""
    counted: dict[State, str]
    troubles: dict[Standing, str]
    """Why a sentence may no longer rest on a fact."""
    sides: dict[Side, str]


class _Languages(Strict):
    zh: Words
    en: Words


def words_in(language: Language) -> Words:
    """What a trace says in a language."""
    languages = load_rules(Path(__file__).with_name("trace.toml"), _Languages)
    return languages.en if language == "en" else languages.zh


_ALWAYS: tuple[State, ...] = "carried", "plain"


class Page(BaseModel):
    """All that is known about where a draft comes from."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    trace: Trace
    facts: dict[str, Evidence]
    notes: dict[str, str]
    """Note id -> title; '' for one that is no longer there."""
    position: str
    """The chosen position in one line; '' before a choice, or when no fact plays a part in it."""

    @property
    def words(self) -> Words:
        """What is said beside the draft, in its language."""
        return words_in(self.trace.language)

    @property
    def where(self) -> str:
        """What people call the platform; its id when byline no longer knows it."""
        try:
            names = load_platform(self.trace.platform).names
        except InputError:
            return self.trace.platform
        return names.en if self.trace.language == "en" else names.zh

    @property
    def summary(self) -> str:
        """How many sentences there are of each kind, in one line."""
        counts = self.trace.counts()
        parts = [
            words.format(count=counts[state])
            for state, words in self.words.counted.items()
            if counts[state] or state in _ALWAYS
        ]
        listed = self.words.between.join(parts)
        return self.words.sentences.format(count=sum(counts.values()), parts=listed)

    @property
    def made_by(self) -> str:
        """Who wrote it and who held it against the facts, in one line."""
        if self.trace.writes == "quotes":
            return self.words.quotes
        parts = [self.words.models.format(model=self.trace.model)]
        if self.trace.auditor:
            parts.append(self.words.auditor.format(model=self.trace.auditor))
        return self.words.between.join(parts)

    def unheard(self, line: TracedLine) -> list[str]:
        """Figures of a sentence the person changed or added that none of its facts holds.

        A help for the eye, no verdict: of a recorded sentence the draft's own checks have spoken.
        """
        if line.state not in {"edited", "added"}:
            return []
        return foreign_quantities(
            line.text, "\n".join(self.facts[name].quote for name in line.facts)
        )

    def trouble(self, fact: Evidence) -> str:
        """Why a sentence may no longer rest on a fact; '' when it holds."""
        return self.words.troubles[fact.standing].format(id=fact.replaced_by)

    def source(self, fact: Evidence) -> str:
        """Where and when it was said, in one line."""
        said = self.words.affirmed if fact.source_kind == "affirmed" else self.words.said
        when = "" if fact.source_kind == "material" else said.format(day=fact.said)
        return " · ".join(filter(None, [f"{fact.source} {fact.place}".strip(), when]))

    def part(self, claim: Claim) -> str:
        """What a fact is to the chosen position."""
        return self.words.sides[claim.side].format(id=claim.candidate)

    def note(self, note_id: str) -> str:
        """A note that was sent to the model."""
        title = self.notes.get(note_id) or self.words.no_note
        return self.words.note.format(title=title, id=note_id)


def render(page: Page) -> str:
    """The whole page."""
    return (
        templates(Path(__file__).with_name("templates"))
        .get_template("trace.html.j2")
        .render(page=page, words=page.words)
    )

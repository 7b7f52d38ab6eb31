"""An invented person: what they could tell, when they would tell it, and how they talk.

Owns: the shape of evals/cases/interview/*.yaml and when a fact counts as said. Promise: a sheet
that loads can be measured: every fact's anchors are in its own words and in no other fact's, so
that words in a ledger belong to one fact.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Literal

from pydantic import Field, model_validator

from byline.evaluation.models import Case, Strict
from byline.ledger.models import Kind
from byline.text.quantities import quantities, same

Policy = Literal["volunteer", "asked", "reluctant"]
Style = Literal["terse", "rambling", "evasive", "off_topic", "tiring", "contrary"]


class SheetFact(Strict):
    """One thing the person could tell."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    kind: Kind
    about: list[str] = Field(min_length=1)
    """What an interviewer would have to be after; names from aspects.yaml."""
    policy: Policy
    """volunteer: also comes with a merely related question; reluctant: not at the first asking."""
    say: str = Field(min_length=6)
    """The person's own words for it, figures included."""
    asks: list[str] = Field(min_length=2, max_length=6)
    """Questions that would reasonably bring it up; not in the guide's wording."""
    anchors: list[str] = Field(min_length=1)
    """All of these in what was kept of one answer: the fact was caught."""
    thread: str = ""
    """Facts of one story; asking on after one of them brings the others."""
    private: bool = False
    """Whether the person would want it kept out of anything published."""
    withheld: bool = False
    """Never told, whatever is asked: not part of what an interviewer can reach."""

    def said_in(self, text: str) -> bool:
        """Whether every anchor is in the text, as written or as the same quantity."""
        return all(anchor_in(anchor, text) for anchor in self.anchors)


class Lines(Strict):
    """What the person says besides facts, in their own voice; used in turn."""

    nothing: list[str] = Field(min_length=2)
    """To a question they have nothing on."""
    again: list[str] = Field(min_length=1)
    """To a question they have answered."""
    evade: list[str] = Field(min_length=1)
    """Instead of a fact they are not ready to tell."""
    filler: list[str] = Field(default_factory=list[str])
    """Chatter, hedges, a tired or contrary person's remarks, as the style has it."""


class Person(Case):
    """One case of the interview suite."""

    who: str
    """One line for the reader of a report; nobody in the interview sees it."""
    style: Style
    tires_after: int = Field(default=0, ge=0)
    """Questions until a tiring person gives little."""
    facts: list[SheetFact] = Field(min_length=10, max_length=16)
    lines: Lines

    @model_validator(mode="after")
    def _measurable(self) -> Person:
        ids = [fact.id for fact in self.facts]
        if len(ids) != len(set(ids)):
            raise ValueError("事实的 id 重复了")
        if (self.style == "tiring") != bool(self.tires_after):
            raise ValueError("tires_after 和 style: tiring 要么都有，要么都没有")
        if self.style != "terse" and len(self.lines.filler) < 3:
            raise ValueError("除了话少的人，filler 至少三句")
        for fact in self.facts:
            missing = [anchor for anchor in fact.anchors if anchor not in fact.say]
            if missing:
                raise ValueError(f"{fact.id} 的原话里没有 {missing}")
            twins = [other.id for other in self.facts if other.said_in(fact.say)]
            if twins != [fact.id]:
                raise ValueError(f"{fact.id} 的原话也算说了 {twins}")
            if any(other.said_in(line) for other in self.facts for line in self.own_lines):
                raise ValueError("闲话里说出了事实")
        return self

    @property
    def reachable(self) -> list[SheetFact]:
        """What a good interviewer could get."""
        return [fact for fact in self.facts if not fact.withheld]

    @property
    def own_lines(self) -> list[str]:
        """Everything this person says that is no fact."""
        lines = self.lines
        return [*lines.nothing, *lines.again, *lines.evade, *lines.filler]

    @cached_property
    def _by_id(self) -> dict[str, SheetFact]:
        return {fact.id: fact for fact in self.facts}

    def fact(self, fact_id: str) -> SheetFact:
        """The fact with this id; KeyError when there is none."""
        return self._by_id[fact_id]

    def said(self, texts: Sequence[str]) -> list[str]:
        """Ids of the facts that are in these texts taken together."""
        joined = "\n".join(texts)
        return [fact.id for fact in self.facts if fact.said_in(joined)]


def anchor_in(anchor: str, text: str) -> bool:
    """Whether the words are there, or the same amount in other figures (31台 for 三十一台)."""
    if anchor.lower() in text.lower():
        return True
    wanted = quantities(anchor)
    if len(wanted) != 1 or len(wanted[0].text) != len(anchor):
        return False
    return any(same(wanted[0], found) for found in quantities(text))

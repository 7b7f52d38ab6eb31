"""The kinds of post there are: which facts carry one, what it builds and why.

Owns: the shape of prompts/topics/forms.yaml and how a passage finds its form. Promise: what a topic
builds comes from its facts and these rules, never from a model.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from pydantic import Field

from byline.ledger.models import Fact, Kind
from byline.platforms import Sourced
from byline.shipped import Strict, load_data, shipped
from byline.text.counting import characters
from byline.text.sentences import clauses
from byline.topics.models import Builds

ASKED = "asked"
"""The form of a post that starts from a worry and not from what somebody did."""
_EDGES = "，。、；！？,.;!?：: “”\"'…"


class Form(Sourced):
    """One kind of post."""

    id: str
    name: str
    builds: Builds
    because: str
    """Why this kind builds that, for the person."""
    kinds: list[Kind]
    without: list[Kind]
    topics: list[str]
    cues: list[str]
    carriers: list[Kind]
    """Kinds of which it needs at least one."""
    least: int = Field(ge=1)
    """Characters of the carrying facts below which there is nothing to tell."""
    task: str
    ways: list[Literal["how", "whether", "why"]] = Field(min_length=1)
    """Which way to ask suits it, best first."""
    first: Literal["model", "words"]
    """Whose question is tried first."""
    suits: list[str]
    """What the person's clause must hold to be asked about in `words`; otherwise `plain` is."""
    words: str = Field(pattern=r"\{words\}")
    missing: str
    wanted: str
    best: list[str]
    notes: list[str]

    def fits(self, facts: Sequence[Fact]) -> bool:
        """Whether these facts are told in this kind of post."""
        kinds = {fact.kind for fact in facts}
        said = "\n".join(fact.words for fact in facts)
        return (
            bool(kinds & {*self.kinds})
            and not kinds & {*self.without}
            and (not self.topics or any(fact.topic in self.topics for fact in facts))
            and (not self.cues or any(re.search(cue, said) for cue in self.cues))
        )

    def carried(self, facts: Sequence[Fact]) -> bool:
        """Whether there is enough to tell."""
        telling = any(fact.kind in self.carriers for fact in facts)
        return telling and sum(characters(fact.words) for fact in facts) >= self.least


class Worries(Sourced):
    """How a reader's worry is found in what somebody says of them."""

    cues: list[str]
    lead: list[str]


class Forms(Strict):
    """prompts/topics/forms.yaml."""

    version: int
    longest: int = Field(ge=10)
    """Characters (字) of a question that somebody would really ask."""
    about_author: list[str]
    """Words of a question that asks the author instead of the reader's trouble."""
    greetings: list[str]
    """Words with which a letter begins, and no title."""
    changes: list[str]
    """What tells a before from an after."""
    openers: list[str]
    """How somebody begins to say a thing: no part of a title."""
    plain: str = Field(pattern=r"\{words\}")
    plain_en: str = Field(pattern=r"\{words\}")
    """A question that can be asked about anything somebody says."""
    worries: Worries
    forms: list[Form] = Field(min_length=2)

    def named(self, name: str) -> Form | None:
        """The form of that id; None for a word written in by hand."""
        return next((form for form in self.forms if form.id == name), None)

    def first(self, facts: Sequence[Fact]) -> Form | None:
        """The first form these facts are told in, whether or not there is enough to tell."""
        told = [form for form in self.forms if form.id != ASKED]
        return next((form for form in told if form.fits(facts)), None)

    def of(self, facts: Sequence[Fact]) -> Form | None:
        """The first form these facts are told in; None when they carry no post."""
        found = self.first(facts)
        return found if found and found.carried(facts) else None


def load_forms() -> Forms:
    """The shipped forms, validated."""
    return load_data(shipped("prompts") / "topics" / "forms.yaml", Forms)


def worries_in(text: str) -> list[str]:
    """The worries in what was said of readers or of those who ask, in its own words."""
    cue = "|".join(load_forms().worries.cues)
    found = [_bare(span.text) for span in clauses(text) if re.search(cue, _trim(span.text))]
    return [words for words in found if characters(words) >= 4]


def _bare(clause: str) -> str:
    """The clause without what leads to it: 问得最多就是库存怎么老对不上."""
    words = _trim(clause)
    for lead in load_forms().worries.lead:
        words = _trim(re.sub(lead, "", words))
    return words


def _trim(text: str) -> str:
    return text.strip(_EDGES)

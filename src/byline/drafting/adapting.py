"""The facts of a draft told again for another platform.

Owns: what the new post opens with, its order, and what of the model's words stands. Promise: it is
made from the facts of the draft and not from its wording; a sentence the facts do not carry is
taken out; what stays too near the draft it came from is said and the status is `revise`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, create_model

from byline import prompts
from byline.checks import similarity
from byline.drafting import fidelity, likeness
from byline.drafting.adapting_rules import Manner, Role, manner_of, role_of, rules
from byline.drafting.layout import Layout, Paragraph
from byline.drafting.models import Section, TracedSentence
from byline.drafting.revising import joined
from byline.drafting.settling import carriers
from byline.ledger.models import Fact
from byline.llm.schemas import list_of, one_of
from byline.llm.structured import StructuredCaller
from byline.platforms import Platform
from byline.text.language import Language, detect
from byline.text.sentences import clean_input, one_line, sentences

PROMPT = "drafting/adapt"
LONGEST = 300
"""Characters: a small model that passes this has begun to go round in circles."""
REPEATS = 0.7
"""Share of a sentence in an earlier one of the paragraph that makes it a repetition."""


@dataclass(frozen=True)
class Group:
    """One paragraph of the draft, as what it rests on."""

    role: Role
    facts: tuple[Fact, ...]
    told: str
    """Its words in the draft."""


@dataclass(frozen=True)
class Adapter:
    """One draft on its way to one platform."""

    caller: StructuredCaller
    platform: Platform
    layout: Layout
    facts: Sequence[Fact]
    on_section: Callable[[Section], None] = field(default=lambda section: None)

    @property
    def language(self) -> Language:
        """The draft's: byline does not translate what somebody said."""
        return detect("\n".join(one.text for one in self.layout.paragraphs)) or "zh"

    def prompt(self, name: str) -> prompts.Prompt:
        """A prompt in that language."""
        return prompts.load(f"{name}_en" if self.language == "en" else name)

    def sections(self) -> list[Section]:
        """The paragraphs of the new post, in their new order."""
        manner = manner_of(self.platform.id)
        made: list[Section] = []
        for at, group in enumerate(ordered(groups(self.layout, self.facts), manner)):
            section = self._told(group, manner, first=at == 0)
            made.append(section)
            self.on_section(section)
        return made

    def _told(self, group: Group, manner: Manner, *, first: bool) -> Section:
        """A paragraph told another way; of several tries the one least like the draft."""
        best: tuple[float, Section] | None = None
        told = group.told
        for _ in range(rules().tries):
            section = self._tried(group, manner, told, first=first)
            near = nearness(section.text, self.layout, group.facts)
            if section.facts and (best is None or near < best[0]):
                best = near, section
            if section.facts and near <= 1:
                break
            told = f"{group.told}\n{section.text}"
        return best[1] if best else _quoted(group)

    def _tried(self, group: Group, manner: Manner, told: str, *, first: bool) -> Section:
        words = rules().words[self.language]
        tasks = words.first if first else words.tasks
        messages = self.prompt(PROMPT).messages(
            tone=words.tone or manner.tone,
            task=tasks[group.role],
            material="\n".join(f"{fact.id} {one_line(fact.words)}" for fact in group.facts),
            told=told,
        )
        answer = self.caller.ask(messages, _schema(group.facts), max_tokens=600)
        return judged(clean_input(str(getattr(answer, "text"))), group)  # noqa: B009


def measured(text: str, layout: Layout, facts: Sequence[Fact]) -> tuple[float, float]:
    """How much of a text stands in the draft: all in all, and in words that no fact holds."""
    quotes = [fact.words for fact in facts if fact.usable]
    told = "\n".join(one.text for one in layout.paragraphs)
    return similarity.share(text, told), likeness.beyond(text, told, quotes)


def nearness(text: str, layout: Layout, facts: Sequence[Fact]) -> float:
    """How near a text is to the draft; 1 is as near as the ceilings allow."""
    whole, own = measured(text, layout, facts)
    return max(whole / rules().ceiling_all, own / rules().ceiling_own)


def groups(layout: Layout, facts: Sequence[Fact]) -> list[Group]:
    """What each paragraph of the draft rests on; those that rest on nothing are left out."""
    held = {fact.id: fact for fact in facts if fact.usable}
    return [
        Group(role_of([one.kind for one in found]), found, paragraph.text)
        for paragraph in layout.paragraphs
        if (found := _facts(paragraph, held))
    ]


def _facts(paragraph: Paragraph, held: dict[str, Fact]) -> tuple[Fact, ...]:
    names = [name for one in paragraph.sentences for name in one.line.facts]
    return tuple(held[name] for name in sorted(dict.fromkeys(names)) if name in held)


def ordered(found: Sequence[Group], manner: Manner) -> list[Group]:
    """Another opening than the draft's, by what this platform's readers look for first."""
    if not found:
        return []
    rest = list(found[1:]) or list(found)
    wanted = [one for role in manner.first for one in rest if one.role == role]
    opening = (wanted or rest)[0]
    others = [one for one in found if one is not opening]
    rank = {role: at for at, role in enumerate(manner.first)}
    # Who tells it belongs near the beginning, but never first.
    order = sorted(
        others, key=lambda one: -1 if one.role == "who" else rank.get(one.role, len(rank))
    )
    return [opening, *order][: manner.groups]


def judged(text: str, group: Group) -> Section:
    """What of a paragraph the facts carry."""
    quotes = [fact.words for fact in group.facts]
    kept: list[TracedSentence] = []
    removed: list[str] = []
    for span in sentences(text):
        if fidelity.invented(span.text, quotes):
            removed.append(span.text)
        elif not any(similarity.share(span.text, one.text) > REPEATS for one in kept):
            kept.append(TracedSentence(text=span.text, facts=carriers(span.text, group.facts)))
    return _section(group, [*kept, *_missing(group, kept)] if kept and removed else kept, removed)


def _missing(group: Group, kept: Sequence[TracedSentence]) -> Iterator[TracedSentence]:
    """The person's own words for facts that went with sentences taken out: half a story is none."""
    told = {name for one in kept for name in one.facts}
    for fact in group.facts:
        if fact.id not in told:
            for span in sentences(fact.words):
                yield TracedSentence(text=span.text, facts=[fact.id])


def _quoted(group: Group) -> Section:
    """The person's own words, where nothing the model wrote could stand."""
    kept = [
        TracedSentence(text=span.text, facts=[fact.id])
        for fact in group.facts
        for span in sentences(fact.words)
    ]
    return _section(group, kept, [])


def _section(group: Group, kept: Sequence[TracedSentence], removed: Sequence[str]) -> Section:
    used = {name for one in kept for name in one.facts}
    return Section(
        beat=group.role,
        text=joined([one.text for one in kept]),
        facts=[fact.id for fact in group.facts if fact.id in used],
        sentences=list(kept),
        removed=list(removed),
    )


def _schema(material: Sequence[Fact]) -> type[BaseModel]:
    """Text and the ids it used, of the facts offered and no others."""
    ids: Any = list_of(one_of([fact.id for fact in material]))
    return create_model(
        "Paragraph",
        __config__=ConfigDict(extra="forbid"),
        text=(str, Field(min_length=1, max_length=LONGEST)),
        facts=(ids, Field(min_length=1, max_length=len(material))),
    )

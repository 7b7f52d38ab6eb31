"""What could be told: clusters of facts, and the reader's worry each answers.

Owns: which facts go together. Promise: every fact of a seed may be told; a seed holds at least one
fact its form counts as carrying, or it is told apart as one that needs the person.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from byline.ledger.events import PostIdea
from byline.ledger.models import Fact, Kind
from byline.topics.forms import ASKED, Form, Forms, load_forms, worries_in
from byline.topics.nearness import Nearness

UNPRINTED: frozenset[Kind] = frozenset({"constraint", "boundary"})
"""Kinds that shape the plan and never a post."""
ASKING: frozenset[Kind] = frozenset({"audience", "people"})
"""Kinds that tell of readers and of those who come and ask."""
MOST = 4
"""Facts a post rests on: more and it is two posts."""
OWN_STORY = "person"
"""The form whose facts lie in several answers: who somebody is, is said in bits."""


@dataclass(frozen=True)
class Worry:
    """A reader's trouble, as the person tells it."""

    fact: Fact
    words: str


@dataclass(frozen=True)
class Seed:
    """One post that could be written."""

    form: Form
    core: tuple[Fact, ...]
    """The facts it tells, in the order they were said; none when it needs the person."""
    worry: Worry | None = None
    support: tuple[Fact, ...] = ()
    """The person's view on it, when it is not the core."""
    idea: PostIdea | None = None
    """What `byline log` proposed already."""

    @property
    def facts(self) -> tuple[Fact, ...]:
        """Who carries it, the most telling first."""
        return (*self.core, *self.support)

    @property
    def words(self) -> str:
        """What may be told of its core."""
        return "".join(fact.words for fact in self.core)


def seeds(facts: Sequence[Fact], ideas: Sequence[PostIdea], near: Nearness) -> list[Seed]:
    """Every post the facts could carry: what the log proposed, then stories, then worries."""
    forms = load_forms()
    held = [fact for fact in facts if fact.usable and fact.kind not in UNPRINTED]
    worries = [Worry(fact, words) for fact in held for words in _told_worries(fact)]
    proposed = list(_from_log(ideas, held, forms))
    taken = {fact.id for seed in proposed for fact in seed.core}
    stories = [
        seed for seed in _stories(held, forms) if not {fact.id for fact in seed.core} <= taken
    ]
    told = _with_views([_answering(seed, worries, near) for seed in stories], held, near)
    return [*proposed, *told, *_asked(worries, stories, forms, near)]


def missing(seeds_there: Sequence[Seed], builds_short: Sequence[str]) -> list[Seed]:
    """Forms nobody told anything for and that build what there is little of."""
    there = {seed.form.id for seed in seeds_there}
    return [
        Seed(form, ())
        for form in load_forms().forms
        if form.missing and form.id not in there and form.builds in builds_short
    ]


def _told_worries(fact: Fact) -> list[str]:
    asked = fact.kind in ASKING and fact.topic in {"asked", "audience", ""}
    return worries_in(fact.words) if asked else []


def _from_log(ideas: Sequence[PostIdea], held: Sequence[Fact], forms: Forms) -> Iterator[Seed]:
    by_id = {fact.id: fact for fact in held}
    for idea in ideas:
        core = tuple(by_id[fact_id] for fact_id in idea.facts if fact_id in by_id)
        form = forms.of(core[:1]) or forms.of(core)
        # A fact that was closed since takes its post with it.
        if form is not None and len(core) == len(idea.facts):
            yield Seed(form, core, idea=idea)


def _stories(held: Sequence[Fact], forms: Forms) -> list[Seed]:
    """A seed an answer; what somebody tells of themselves is one, wherever it was said."""
    answers: dict[str, list[Fact]] = {}
    for fact in held:
        answers.setdefault(fact.source.id, []).append(fact)
    found: list[Seed] = []
    own: dict[bool, list[Fact]] = {}
    for said in answers.values():
        told = sorted(said, key=lambda fact: fact.source.start)
        form = forms.first(told)
        if form and form.id == OWN_STORY and all(fact.topic in form.topics for fact in told):
            # What somebody loves is another post than where they come from.
            own.setdefault(any(fact.kind == "passion" for fact in told), []).extend(told)
        elif form and form.carried(told):
            found.append(Seed(form, _most_telling(told, form)))
    person = forms.named(OWN_STORY)
    for told in own.values():
        if person and person.carried(told):
            found.append(Seed(person, _most_telling(told, person)))
    return found


def _most_telling(told: Sequence[Fact], form: Form) -> tuple[Fact, ...]:
    """The carrying facts first when there are too many, in the order they were said."""
    ranked = sorted(told, key=lambda fact: fact.kind not in form.carriers)[:MOST]
    return tuple(fact for fact in told if fact in ranked)


def _answering(seed: Seed, worries: Sequence[Worry], near: Nearness) -> Seed:
    """The story with the worry it answers."""
    if seed.form.id == OWN_STORY:
        return seed
    return replace(seed, worry=_nearest_worry(seed, worries, near))


def _with_views(stories: Sequence[Seed], held: Sequence[Fact], near: Nearness) -> list[Seed]:
    """Each view beside the one story it is nearest to: in every post it would be a refrain."""
    found = list(stories)
    open_to = [
        at
        for at, seed in enumerate(found)
        if seed.form.id != OWN_STORY
        and len(seed.core) < MOST
        and all(fact.kind != "opinion" for fact in seed.core)
    ]
    for view in held:
        if view.kind == "opinion" and open_to:
            [nearest, *_] = near.nearest(view.words, [found[at].words for at in open_to])
            at = open_to.pop(nearest)
            found[at] = replace(found[at], support=(view,))
    return found


def _nearest_worry(seed: Seed, worries: Sequence[Worry], near: Nearness) -> Worry | None:
    if not worries:
        return None
    return worries[near.nearest(seed.words, [worry.words for worry in worries])[0]]


def _asked(
    worries: Sequence[Worry], stories: Sequence[Seed], forms: Forms, near: Nearness
) -> Iterator[Seed]:
    """A seed a worry, carried by what the person did and thinks about it."""
    form = forms.named(ASKED)
    able = [
        seed for seed in stories if form and any(fact.kind in form.carriers for fact in seed.core)
    ]
    for worry in worries:
        if form is None or not able:
            return
        order = near.nearest(worry.words, [seed.words for seed in able])
        core: list[Fact] = []
        for at in order[:2]:
            core += [fact for fact in able[at].core if fact.kind in form.carriers][: MOST // 2]
        yield Seed(form, tuple(core), worry)

"""Position, facts and notes become topics.

Owns: the order of work: seeds, a wording each, what is the same post, why now, notes. Promise: a
topic's facts may be told and carry it; what was left out because it is there already is named;
what nobody told yet comes last and says which question to answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from byline.knowledge.retriever import NoteSearch
from byline.ledger.events import PostIdea
from byline.ledger.models import Fact
from byline.llm.structured import StructuredCaller
from byline.text.quantities import quantities
from byline.topics import seeds as seeding
from byline.topics.duplicates import Earlier, repeated, told_in
from byline.topics.forms import load_forms
from byline.topics.models import BUILDS, OPEN, Builds, Topic, TopicBook
from byline.topics.nearness import Nearness
from byline.topics.seeds import Seed
from byline.topics.timing import Today, timing
from byline.topics.wording import Stance, Wording, wordings

NEEDING = 2
"""Topics that need the person, at most: a list of homework helps nobody."""


@dataclass(frozen=True)
class Known:
    """What the chain is given of a workspace."""

    facts: Sequence[Fact]
    book: TopicBook
    earlier: Sequence[Earlier] = ()
    """Drafts and published posts."""
    ideas: Sequence[PostIdea] = ()
    """What `byline log` proposed."""
    stance: Stance = field(default_factory=Stance)
    platforms: Sequence[str] = ("xiaohongshu",)


@dataclass(frozen=True)
class Tools:
    """What the chain works with."""

    near: Nearness
    caller: StructuredCaller | None = None
    notes: NoteSearch | None = None
    clock: Callable[[], datetime] = datetime.now


@dataclass(frozen=True)
class Repeat:
    """A topic that was left out."""

    question: str
    of: Earlier


def propose(tools: Tools, known: Known, today: Today, count: int) -> Iterator[Topic | Repeat]:
    """Yield new topics as each is made, and what was left out; those that need the person last."""
    earlier = [*known.earlier, *map(_decided, known.book.topics)]
    number = known.book.next_number
    made: list[Topic] = []
    found = seeding.seeds(known.facts, known.ideas, tools.near)
    for seed in _ranked(found, known, today):
        if len(made) == count:
            break
        chosen = _chosen(tools, known, seed, earlier)
        if isinstance(chosen, Wording):
            topic = _topic(tools, known, today, seed, chosen, number + len(made))
            made.append(topic)
            earlier.append(_decided(topic))
            yield topic
        else:
            yield chosen
    there = [topic for topic in known.book.topics if topic.status in OPEN]
    yield from _needing(tools, known, today, found, [*there, *made], number + len(made))


def _ranked(found: Sequence[Seed], known: Known, today: Today) -> list[Seed]:
    """What is for now first, then what the position rests on, what each builds in turn."""

    def worth(seed: Seed) -> tuple[bool, int, bool]:
        on_position = len({fact.id for fact in seed.facts} & {*known.stance.support})
        figures = any(quantities(fact.words) for fact in seed.core)
        return timing(seed, today).due is None, -on_position, not figures

    left = sorted(found, key=worth)
    ordered: list[Seed] = []
    while left:
        counts = [seed.form.builds for seed in ordered]
        chosen = min(left, key=lambda seed: counts.count(seed.form.builds))
        left.remove(chosen)
        ordered.append(chosen)
    return ordered


def _chosen(tools: Tools, known: Known, seed: Seed, earlier: Sequence[Earlier]) -> Wording | Repeat:
    """The first wording that is a new post; what it repeats when none is."""
    ids = [fact.id for fact in seed.facts]
    twin = next((topic for topic in known.book.topics if _same_story(seed, topic)), None)
    if twin is not None:
        return Repeat(twin.question, _decided(twin))
    published = told_in(seed.words, earlier)
    if published is not None:
        return Repeat(seed.words[:30], published)
    first: Repeat | None = None
    for wording in wordings(tools.caller, seed, known.stance):
        same = repeated(wording.question, ids, earlier, tools.near)
        if same is None:
            return wording
        first = first or Repeat(wording.question, same)
    return first or Repeat(seed.words[:30], Earlier("", ""))


def _topic(
    tools: Tools, known: Known, today: Today, seed: Seed, wording: Wording, number: int
) -> Topic:
    reason = timing(seed, today)
    return Topic(
        id=f"t{number:03d}",
        question=wording.question,
        form=seed.form.id,
        facts=[fact.id for fact in seed.facts],
        reader=seed.worry.fact.id if seed.worry else "",
        builds=seed.idea.builds if seed.idea else seed.form.builds,
        platforms=_platforms(seed, known.platforms),
        why_now=reason.why,
        due=reason.due,
        notes=_notes(tools, seed, wording.question),
        missing=seed.form.missing if not seed.core else "",
        origin=wording.origin,
        made=tools.clock(),
    )


def _platforms(seed: Seed, theirs: Sequence[str]) -> list[str]:
    """The person's platforms, those that suit this kind of post first."""
    best = seed.form.best
    return sorted(theirs, key=lambda name: best.index(name) if name in best else len(best))


def _notes(tools: Tools, seed: Seed, question: str) -> list[str]:
    """How to write it: the form's own notes, and the nearest of the others."""
    found = list(seed.form.notes)
    if tools.notes is not None:
        asked = f"{seed.form.name}怎么写：{question}"
        found += [hit.note.id for hit in tools.notes.search(asked, 2, stage="drafting")]
    return list(dict.fromkeys(found))[:2]


def _needing(
    tools: Tools,
    known: Known,
    today: Today,
    found: Sequence[Seed],
    there: Sequence[Topic],
    number: int,
) -> Iterator[Topic]:
    """Topics nobody told anything for, of what there is least of first."""
    counts = [topic.builds for topic in there if topic.facts]
    fewest: list[Builds] = sorted(BUILDS, key=counts.count)
    asked = {topic.form for topic in known.book.topics if topic.missing}
    waiting = [topic for topic in there if topic.missing]
    free = [seed for seed in seeding.missing(found, fewest) if seed.form.id not in asked]
    free.sort(key=lambda seed: fewest.index(seed.form.builds))
    for at, seed in enumerate(free[: max(0, NEEDING - len(waiting))]):
        wording = next(wordings(None, seed, known.stance))
        yield _topic(replace(tools, notes=None), known, today, seed, wording, number + at)


def answered(book: TopicBook, facts: Sequence[Fact], near: Nearness) -> TopicBook:
    """The book without undecided topics that waited for what has been told since."""
    told = {seed.form.id for seed in seeding.seeds(facts, (), near)}
    forms = load_forms()
    kept = [
        topic
        for topic in book.topics
        if not (
            topic.missing
            and topic.status == "proposed"
            and topic.form in told
            and forms.named(topic.form)
        )
    ]
    return book.model_copy(update={"topics": kept})


def _same_story(seed: Seed, topic: Topic) -> bool:
    """Whether a topic tells these facts in this way already; other words make it no other post."""
    ids = {fact.id for fact in seed.core}
    return seed.form.id == topic.form and bool(ids) and ids <= {*topic.facts}


def _decided(topic: Topic) -> Earlier:
    return Earlier(topic.id, topic.question, tuple(topic.facts))

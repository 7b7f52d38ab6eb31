"""Which paragraphs a post gets, in which order, and which facts each is made of.

Owns: the outline. No model: the facts nearest to the topic are found by code, so that a small model
only has to word them. Promise: every paragraph names its facts or asks for what is missing; a
passage is told once; a topic the facts do not reach is asked about and not talked around.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from byline.drafting.beats import Beat, Wording, load_beats
from byline.drafting.material import Passage
from byline.drafting.models import Brief
from byline.drafting.relevance import Similarity, nearness, reaches
from byline.ledger.models import Fact
from byline.text.counting import characters
from byline.text.language import Language

EARLIER = 0.005
"""What a beat's earlier topic is worth beside a later one."""
LATER_KIND = 0.015
"""The same for its earlier kinds: something that happened before a skill somebody claims."""
DANGLING = 0.05
"""What a passage loses that goes on from words which may not be told: "不过他第一次来…"."""
OPENS = 0.02
"""How much nearer a scene must be than the usual opening to be put before it."""
LEAST = 15
"""Characters (字) below which a passage makes no paragraph that a post is whole without."""
CLOSING = 24
"""Characters to leave for a closing question."""
ASKS: Mapping[Language, str] = {
    "zh": "说到“{topic}”，{question}",
    "en": "About “{topic}”: {question}",
}


@dataclass(frozen=True)
class Place:
    """Where in a post a paragraph stands, and in which language."""

    name: str
    beat: Beat
    language: Language
    heading: str = ""

    @property
    def words(self) -> Wording:
        """What the beat says in this language."""
        return self.beat.worded(self.language)


@dataclass(frozen=True)
class Part:
    """One paragraph to write."""

    place: Place
    facts: tuple[Fact, ...] = ()
    missing: str = ""
    """The question that stands in for it; '' when there are facts."""
    nearness: float = 0.0

    @property
    def length(self) -> int:
        """Characters it will have, about."""
        told = sum(characters(fact.words) for fact in self.facts)
        return CLOSING if self.place.beat.asks else told or characters(self.missing)


def outlined(brief: Brief, held: Sequence[Passage], similarity: Similarity) -> list[Part]:
    """The paragraphs of one post, in order."""
    facts = [fact for passage in held for fact in passage.facts]
    words = [fact.words for fact in facts]
    cosines = similarity(brief.topic, words) if words else []
    if not reaches(brief.topic, words, cosines):
        return _asked(brief)
    found = nearness(brief.topic, words, cosines)
    near = {fact.id: value for fact, value in zip(facts, found, strict=True)}
    return _fitting(brief, _scene_first(_parts(brief, held, near)))


def _places(brief: Brief) -> list[list[Place]]:
    plan = load_beats()
    markdown = brief.platform.shape.headings == "markdown"

    def place(name: str) -> Place:
        one = Place(name, plan.beats[name], brief.language)
        return replace(one, heading=one.words.heading) if markdown else one

    return [[place(name) for name in either] for either in plan.order(brief.platform.id)]


def _asked(brief: Brief) -> list[Part]:
    """What a topic needs that nobody has said a word about: a scene and a view of it."""
    template = ASKS[brief.language]
    topic = brief.topic.rstrip("？?。.")
    return [
        Part(place, missing=template.format(topic=topic, question=place.words.missing))
        for place, *_ in _places(brief)
        if place.beat.required and (place.beat.scene or place.beat.argues)
    ]


def _parts(brief: Brief, held: Sequence[Passage], near: Mapping[str, float]) -> list[Part]:
    used: set[str] = set()
    parts: list[Part] = []
    for either in _places(brief):
        place, chosen = _nearest(either, held, used, near)
        if place.beat.asks:
            parts.append(Part(place))
        elif chosen:
            facts = tuple(fact for passage in chosen for fact in passage.facts)
            used |= {fact.id for fact in facts}
            parts.append(Part(place, facts, nearness=_nearness(facts, near)))
        elif place.words.missing:
            parts.append(Part(place, missing=place.words.missing))
    return _answering(parts, held, near)


def _nearest(
    either: Sequence[Place], held: Sequence[Passage], used: set[str], near: Mapping[str, float]
) -> tuple[Place, list[Passage]]:
    """The first place that has something to tell, or a later one that is nearer by `OPENS`."""
    found = [(place, _chosen(place.beat, held, used, near)) for place in either]
    told = [one for one in found if one[1]] or found[:1]
    first = _told_nearness(told[0][1], near)
    nearer = [one for one in told[1:] if _told_nearness(one[1], near) >= first + OPENS]
    return max(nearer or told[:1], key=lambda one: _told_nearness(one[1], near))


def _told_nearness(chosen: Sequence[Passage], near: Mapping[str, float]) -> float:
    facts = [fact for passage in chosen for fact in passage.facts]
    return _nearness(facts, near) if facts else 0.0


def _nearness(facts: Sequence[Fact], near: Mapping[str, float]) -> float:
    return max(near[fact.id] for fact in facts) - _leaning(facts)


def _answering(
    parts: Sequence[Part], held: Sequence[Passage], near: Mapping[str, float]
) -> list[Part]:
    """The skill that answers the topic is told with the view, where nothing told is as near."""
    told = {fact.id for part in parts for fact in part.facts}
    skills = [
        fact
        for passage in held
        for fact in passage.facts
        if fact.kind == "skill" and fact.id not in told
    ]
    answer = max(skills, key=lambda fact: near[fact.id], default=None)
    if answer is None or any(near[name] > near[answer.id] for name in told):
        return list(parts)
    return [
        replace(part, facts=(answer, *part.facts))
        if part.place.beat.argues and part.facts
        else part
        for part in parts
    ]


def _chosen(
    beat: Beat, held: Sequence[Passage], used: set[str], near: Mapping[str, float]
) -> list[Passage]:
    """The nearest passages a beat may tell."""
    fitting: list[tuple[float, Passage]] = []
    for passage in held:
        place = _topic_place(beat, passage)
        told = passage.told(beat.kinds, near, beat.longest) if place is not None else None
        if told is None or place is None or (told.length < LEAST and not beat.required):
            continue
        told = passage.with_before(told, beat.before)
        if not used.intersection(fact.id for fact in told.facts):
            fitting.append((told.nearness(near) - EARLIER * place - _loss(beat, told, near), told))
    fitting.sort(key=lambda pair: -pair[0])
    return [told for _, told in fitting[: beat.passages]]


def _loss(beat: Beat, told: Passage, near: Mapping[str, float]) -> float:
    """What a passage is the worse for, in nearness."""
    of_kind = [fact for fact in told.facts if not beat.kinds or fact.kind in beat.kinds]
    nearest = max(of_kind, key=lambda fact: near[fact.id])
    later = beat.kinds.index(nearest.kind) if beat.kinds else 0
    return LATER_KIND * later + _leaning(told.facts)


def _leaning(facts: Sequence[Fact]) -> float:
    """What words lose that lean on others which were said before them and are not told."""
    dangles = facts[0].source.start > 0 and load_beats().dangles(facts[0].words)
    return DANGLING if dangles else 0.0


def _topic_place(beat: Beat, passage: Passage) -> int | None:
    """Where the passage's topic stands in the beat's; None when the beat does not tell it.

    Documents and log entries answer no topic: some beats take them by their kind.
    """
    if passage.topic in beat.topics:
        return beat.topics.index(passage.topic)
    asked = passage.facts[0].source.kind == "answer"
    return len(beat.topics) if beat.documents and not asked else None


def _scene_first(parts: Sequence[Part]) -> list[Part]:
    """A scene that is nearer to the topic than the opening opens the post."""
    scenes = [part for part in parts if part.place.beat.scene and part.facts]
    if not scenes or not parts or parts[0] in scenes:
        return list(parts)
    nearest = max(scenes, key=lambda part: part.nearness)
    if parts[0].missing or nearest.nearness < parts[0].nearness + OPENS:
        return list(parts)
    # What opens has no heading before it.
    opening = replace(nearest, place=replace(nearest.place, heading=""))
    return [opening, *(part for part in parts if part is not nearest)]


def _fitting(brief: Brief, parts: list[Part]) -> list[Part]:
    """Let go of what is least near until the post is as long as the platform likes at most."""
    most = brief.platform.shape.body_length.maximum
    kept = list(parts)
    while sum(part.length for part in kept) > most:
        loose = [part for part in kept if _may_go(part, kept)]
        if not loose:
            break
        kept.remove(min(loose, key=lambda part: part.nearness))
    return kept


def _may_go(part: Part, kept: Sequence[Part]) -> bool:
    """Whether a post is whole without it: the only story and the only view stay."""
    beat = part.place.beat
    if part.missing or beat.asks:
        return False
    if beat.scene:
        return sum(one.place.beat.scene for one in kept) > 1
    return not beat.argues

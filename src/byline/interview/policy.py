"""Which question comes next.

Owns: the choice between a new topic, a follow-up, going back, and confirming what was said
elsewhere. Pure: from the conversation and the facts, no clock and no model. Promise: one thing is
asked at a time; no sentence is asked twice; a topic gets at most MOST_PROBES follow-ups, and only
while its answers bring something; what was said elsewhere is read back instead of asked again.

A topic is worth importance x what is still unknown of it. What an answer still lacks is worth less
than a topic nobody opened, so an interview is broad first and then goes back; only topics with
`depth` are followed up on the spot, where the person is in the middle of telling.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from byline.interview import contradictions, fatigue
from byline.interview.guide import Frames, Guide, Language, Situation, Topic
from byline.interview.known import Mention, covered, mentions, read_back
from byline.interview.thinness import (
    UNTOUCHED,
    Lack,
    evades,
    lacking,
    repeats,
    shrugs,
    weight,
)
from byline.interview.turns import Exchange, of_topic
from byline.ledger.models import Fact
from byline.text.quantities import quantities

MOST_PROBES = 2
"""Follow-ups per topic, at once or later."""
MENTIONED = 0.5
"""What is unknown of a topic of which something was said elsewhere."""
COVERED = 0.2
"""The same when all was said that a good answer would hold."""
BACK = 0.3
"""What is unknown of a topic whose answer lacks something; less with every follow-up."""
UNTOLD = 0.5
"""The same when nothing was told yet: people answer later what they were not ready for."""
WORDS = 5.0
"""Characters (字) below which an answer without a figure tells nothing: 不了, no, next."""
LEFT = 14.0
"""Worth below which a question is not asked any more."""
HINT = 14.0
"""By how much that rises with every answer that says: I told you already."""
MATTER_MOST = 3
"""Questions that a tired person is still asked."""

Manner = Literal["opening", "probe", "back", "confirm", "clash"]


@dataclass(frozen=True)
class Step:
    """One question to ask, in the guide's words."""

    topic: Topic
    manner: Manner
    text: str
    worth: float = 0.0
    lack: Lack = ""
    """What a follow-up should bring."""
    about: Exchange | None = None
    """The exchange that is followed up; a model may word the question from it."""
    lead: str = ""
    """Said before it: an offer to rest."""


@dataclass(frozen=True)
class State:
    """Everything the choice depends on."""

    guide: Guide
    talk: Sequence[Exchange]
    facts: Sequence[Fact] = ()
    language: Language = "zh"
    """What is spoken."""

    @property
    def frames(self) -> Frames:
        """The guide's frames in that language."""
        return self.guide.framed(self.language)

    @cached_property
    def situation(self) -> Situation | None:
        """How the person makes a living, from the first answer that was given."""
        first = next((one.answer for one in self.talk if one.answer), "")
        return self.guide.situation_of(first) if first else None

    def worth(self, topic: Topic) -> float:
        """The importance of a topic to somebody in this situation."""
        shift = self.situation.priority.get(topic.id, 0) if self.situation else 0
        return float(topic.importance + shift)


def next_step(state: State) -> Step | None:
    """The next question, None when nothing is left that is worth one."""
    rest = _rest(state)
    if not rest.tired:
        clash = contradictions.clash(state.talk)
        if clash is not None:
            return _clash(state, *clash)
        probe = _probe(state)
        if probe is not None:
            return probe
    left = _left(state)
    steps = [step for step in _openings(state) + _backs(state) if step.worth >= left]
    if not steps:
        return None
    best = max(steps, key=lambda step: step.worth)
    return replace(best, lead=rest.lead)


def remaining(state: State) -> list[Topic]:
    """Topics that were never asked and are still worth it."""
    left = _left(state)
    return [step.topic for step in _openings(state) if step.worth >= left]


def _left(state: State) -> float:
    return LEFT + HINT * sum(repeats(one.answer) for one in state.talk)


@dataclass(frozen=True)
class _Rest:
    tired: bool
    lead: str = ""


def _rest(state: State) -> _Rest:
    """Whether to go easy, and what to offer before the next question."""
    frames = state.frames
    places = [place for place, one in enumerate(state.talk) if one.asked.lead]
    if not places:
        tired = fatigue.tired(state.talk)
        return _Rest(tired, frames.tired if tired else "")
    since = state.talk[places[0] :]
    if len(since) < MATTER_MOST:
        return _Rest(True)
    if not fatigue.tired(state.talk):
        return _Rest(False)
    said = len(since) >= 2 * MATTER_MOST or len(places) > 1
    return _Rest(True, "" if said else frames.enough)


def _openings(state: State) -> list[Step]:
    opened = {one.topic for one in state.talk}
    return [_opening(state, topic) for topic in state.guide.order if topic.id not in opened]


def _opening(state: State, topic: Topic) -> Step:
    worth = state.worth(topic)
    found = mentions(topic, state.talk, state.facts)
    if not found:
        situation = state.situation.id if state.situation else None
        return Step(topic, "opening", topic.opens(state.language, situation), worth)
    unknown = COVERED if covered(topic, found) else MENTIONED
    return Step(topic, "confirm", _confirming(state, topic, found), worth * unknown)


def _confirming(state: State, topic: Topic, found: Sequence[Mention]) -> str:
    frames, mention = state.frames, found[0]
    quote = read_back(topic, mention)
    if mention.material:
        return frames.material.format(quote=quote)
    more = topic.worded(state.language).more or frames.more
    return frames.earlier.format(quote=quote, question=more)


def _probe(state: State) -> Step | None:
    """A follow-up on the spot, when the topic has the depth for it."""
    if not state.talk or not state.talk[-1].answer:
        return None
    topic = state.guide.topic(state.talk[-1].topic)
    if topic is None:
        return None
    here = of_topic(state.talk, topic.id)
    used = _used(here)
    lack = _lack(state, topic)
    if used >= topic.depth or not lack or declined(here[-1]):
        return None
    return follow_up(state, topic, "probe", lack)


def _backs(state: State) -> list[Step]:
    """Topics to go back to: their answers lack something, or the person was not ready."""
    steps: list[Step] = []
    for topic in state.guide.order:
        here = of_topic(state.talk, topic.id)
        if not here or not here[-1].answer or _used(here) >= MOST_PROBES:
            continue
        lack = _lack(state, topic)
        if lack and _may_bring(here, topic):
            step = follow_up(state, topic, "back", lack)
            if step is not None:
                steps.append(step)
    return steps


def follow_up(state: State, topic: Topic, manner: Manner, lack: Lack) -> Step | None:
    """The next of a topic's own follow-ups; None when all were asked."""
    here = of_topic(state.talk, topic.id)
    asked = {one.asked.text for one in state.talk}
    told = any(_tells(one, topic) for one in here)
    probes = topic.worded(state.language).probes[0 if told else topic.leaning :]
    waiting = [text for text in probes if text not in asked]
    if not waiting:
        return None
    unknown = BACK if told else UNTOLD
    worth = state.worth(topic) * unknown / (_used(here) + 1)
    # A shrug has no words worth quoting back: the guide's own question serves better.
    about = here[-1] if _tells(here[-1], topic) else None
    return Step(topic, manner, waiting[0], worth, lack, about)


def _clash(state: State, first: Exchange, one: str, other: str) -> Step:
    topic = state.guide.topic(first.topic) or state.guide.order[0]
    return Step(topic, "clash", state.frames.clash.format(first=one, second=other), 100.0)


def _used(here: Sequence[Exchange]) -> int:
    return sum(one.asked.manner in {"probe", "back"} for one in here)


def _lack(state: State, topic: Topic) -> Lack:
    """What all that was said of a topic lacks, under whatever name; a shrug lacks everything."""
    here = of_topic(state.talk, topic.id)
    said = [one.answer for one in here if _tells(one, topic)]
    said += [mention.quote for mention in mentions(topic, state.talk, state.facts)]
    return lacking("\n".join(said), topic) if said else "evasive"


def _tells(one: Exchange, topic: Topic) -> bool:
    """Whether there is something in an answer that belongs to the topic."""
    return not declined(one) and lacking(one.answer, topic) != "evasive"


def declined(one: Exchange) -> bool:
    """Whether somebody would rather not say: pressing on at once brings nothing."""
    answer = one.answer
    if weight(answer) < WORDS and not quantities(answer):
        return True
    if shrugs(answer) or repeats(answer) or fatigue.says_tired(answer):
        return True
    return evades(answer) and weight(answer) < UNTOUCHED


def _may_bring(here: Sequence[Exchange], topic: Topic) -> bool:
    """Whether one more question can bring something new.

    Not when the person says it was said, and not when the last follow-up brought nothing.
    """
    last = here[-1]
    if repeats(last.answer):
        return False
    return _used(here) == 0 or _tells(last, topic)

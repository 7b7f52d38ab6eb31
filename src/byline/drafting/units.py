"""What of a person's words must be told together, and what may not be told alone.

Owns: orders.yaml typed, and cutting facts into units. Pure. Promise: a unit's facts stand in the
order they were said and lean on nothing outside it: a 他 has somebody in it to point to; words that
lean on what may not be told are in no unit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from byline.drafting import reach
from byline.ledger.models import Fact, Kind
from byline.shipped import Strict, load_data, shipped
from byline.text.counting import characters
from byline.text.language import Language
from byline.text.sentences import clauses

Role = Literal["trouble", "scene", "how", "view", "who", "side"]
Asked = Literal["done", "view", "trouble"]
ANSWERS: Mapping[Asked, tuple[Role, ...]] = {
    "done": ("scene", "how"),
    "view": ("view",),
    "trouble": ("trouble",),
}
"""What answers each question a post may need to ask."""
GAP = 6
"""Characters between two facts of an answer beyond which something was said that is not told."""
LONGEST = 200
"""Characters of a story told in one piece."""
FOLLOWS = 0.03
"""Share of what its words tell that an earlier fact must hold for 后来 to go on from it."""
TAKES_UP = 0.3
"""Share of what a first clause tells that the clause before must hold for the two to be one."""
NAMED = 3
"""Characters in a row by which somebody is the one a story told of: 开超市 and 开超市的大姐."""


class Wording(Strict):
    """How one language leans, points and asks: regular expressions and questions."""

    leans: str
    pronoun: str
    person: str
    loose: str
    other: str
    naming: str
    pointing: str
    hollow: str
    about: str
    questions: dict[Asked, str]

    def hangs(self, words: str) -> bool:
        """Whether words mean nothing, or somebody else, without those right before them."""
        if re.search(self.leans, words, re.IGNORECASE):
            return True
        found = re.search(self.pronoun, words, re.IGNORECASE)
        return bool(found and not re.search(self.person, words[: found.start()], re.IGNORECASE))

    def goes_on(self, words: str) -> bool:
        """Whether words go on from something, and still say whose they are."""
        return bool(re.search(self.loose, words, re.IGNORECASE))

    def of_others(self, words: str) -> bool:
        """Whether words tell of anybody but who speaks."""
        return bool(re.search(self.other, words, re.IGNORECASE))


class Order(Strict):
    """How a platform's post goes."""

    lead: list[Role]
    """What meets the reader first, if it is about the topic."""
    answer: list[Role]
    """What the reader came for."""
    then: list[Role | Literal["answer"]]
    """How the rest follows."""


class Orders(Strict):
    """orders.yaml."""

    version: int
    roles: dict[Kind, Role]
    who: list[str]
    untold: list[str]
    witness: list[str]
    orders: dict[str, Order]
    platforms: dict[str, str]
    asks: list[Asked]
    zh: Wording
    en: Wording

    def wording(self, language: Language) -> Wording:
        """The part in one language."""
        return self.en if language == "en" else self.zh

    def order(self, platform: str) -> Order:
        """The order of a platform's post."""
        return self.orders[self.platforms.get(platform, self.platforms["default"])]

    def role(self, fact: Fact) -> Role:
        """What a fact is in a post."""
        role = self.roles.get(fact.kind, "side")
        return "who" if fact.topic in self.who and role != "view" else role


def load_orders() -> Orders:
    """The shipped orders, validated."""
    return load_data(shipped("prompts") / "drafting" / "orders.yaml", Orders)


@dataclass(frozen=True)
class Unit:
    """Facts that are told together, as they were said."""

    facts: tuple[Fact, ...]
    role: Role
    near: float
    """Of the nearest of them."""

    @cached_property
    def length(self) -> int:
        """Characters of all of them."""
        return sum(characters(fact.words) for fact in self.facts)

    @cached_property
    def text(self) -> str:
        """All of their words."""
        return "\n".join(fact.words for fact in self.facts)

    @property
    def proves(self) -> bool:
        """Whether something came of it."""
        return any(fact.kind == "result" for fact in self.facts)

    @property
    def answer(self) -> str:
        """The answer, log entry or file it was said in."""
        return self.facts[0].source.id

    @property
    def passage(self) -> str:
        """What it stays together with: steps of an answer with each other, a view with nothing."""
        alone = {"view": self.facts[0].id, "how": f"{self.answer} how"}
        return alone.get(self.role, self.answer)

    def goes_before(self, other: Unit) -> bool:
        """Whether the other may follow in one paragraph: who it was that asked, then the story."""
        if self.answer != other.answer:
            return self.role == other.role == "view"
        return self.role == other.role or (self.role, other.role) == ("trouble", "scene")


def units_of(facts: Sequence[Fact], near: Mapping[str, float], language: Language) -> list[Unit]:
    """Everything that may be told, in the order of the ledger."""
    orders = load_orders()
    say = orders.wording(language)
    told = [fact for fact in facts if fact.topic not in orders.untold]
    found: list[list[Fact]] = []
    for source in dict.fromkeys(fact.source.id for fact in told):
        said = sorted(
            (one for one in told if one.source.id == source), key=lambda one: one.source.start
        )
        found += [*_runs(said, found, orders, say)]
    return [_unit(run, near, orders) for run in found if run]


def _runs(
    said: Sequence[Fact], before: Sequence[list[Fact]], orders: Orders, say: Wording
) -> Iterator[list[Fact]]:
    """The units of one answer; what goes on from the answer before joins a unit of that one."""
    run: list[Fact] = []
    for fact in said:
        joined = run and fact.source.start - run[-1].source.end <= GAP
        if joined and (
            _leans(fact, say) or _takes_up(run[-1], fact) or _same_story(run, fact, orders)
        ):
            run.append(fact)
            continue
        if run:
            yield run
        run = []
        if say.hangs(fact.words):
            continue
        if not say.goes_on(fact.words):
            run = [fact]
        elif earlier := _gone_on_from(fact, before, orders, say):
            earlier.append(fact)
    if run:
        yield run


def _leans(fact: Fact, say: Wording) -> bool:
    return say.hangs(fact.words) or say.goes_on(fact.words)


def _takes_up(before: Fact, fact: Fact) -> bool:
    """Whether a fact begins with the words the one before ended with: 烫过没有 and 烫过的最难弄."""
    first, last = clauses(fact.words)[0].text, clauses(before.words)[-1].text
    return reach.covered(first, [last]) >= TAKES_UP


def _same_story(run: Sequence[Fact], fact: Fact, orders: Orders) -> bool:
    """Whether things that happened were told one after another."""
    scenes = orders.role(run[-1]) == orders.role(fact) == "scene"
    return scenes and sum(characters(one.words) for one in (*run, fact)) <= LONGEST


def _gone_on_from(
    fact: Fact, before: Sequence[list[Fact]], orders: Orders, say: Wording
) -> list[Fact] | None:
    """The unit of the answer before that 后来 goes on from: the person's own doings, in words they
    share. What was said right before may not be told.
    """
    own = [
        run
        for run in before
        if run[0].source.id == before[-1][0].source.id
        and orders.role(run[-1]) in ("scene", "how")
        and not any(say.of_others(one.words) for one in run)
    ]
    shared = [(reach.covered(fact.words, [run[-1].words]), run) for run in own]
    best = max(shared, key=lambda pair: pair[0], default=None)
    return best[1] if best and best[0] >= FOLLOWS else None


def _unit(run: Sequence[Fact], near: Mapping[str, float], orders: Orders) -> Unit:
    nearest = max(run, key=lambda fact: near[fact.id])
    roles = [orders.role(fact) for fact in run]
    role = "scene" if "scene" in roles else orders.role(nearest)
    return Unit(tuple(run), role, near[nearest.id])


def witnessed(
    unit: Unit, facts: Sequence[Fact], others: Sequence[Unit], language: Language
) -> Unit:
    """The unit, and behind it what the somebody it tells of says of the person."""
    orders = load_orders()
    say = orders.wording(language)
    witnesses = [fact for fact in facts if fact.topic in orders.witness]
    for fact in witnesses if unit.role == "scene" else []:
        if [one for one in others if _names(fact, one, say)] == [unit]:
            return Unit((*unit.facts, fact), unit.role, unit.near)
    return unit


def _names(fact: Fact, unit: Unit, say: Wording) -> bool:
    """Whether a fact begins with somebody a unit tells of: 那个老师 and 有个做老师的."""
    found = re.search(say.naming, fact.words, re.IGNORECASE)
    if found is None:
        return False
    text = "".join(one.words for one in unit.facts).casefold()
    named = re.sub(say.pointing, "", found["who"], flags=re.IGNORECASE).casefold()
    if named.isascii():
        words = named.split()
        return len(words) > 1 and all(word in text for word in words)
    pieces = [named[at : at + NAMED] for at in range(len(named) - NAMED + 1)]
    return all(one in text for one in named) or any(one in text for one in pieces)

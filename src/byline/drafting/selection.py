"""Which of a person's words a post tells, and in what order.

Owns: choosing and ordering units by topic and platform. Pure. Promise: what answers the topic is
told, and early; what is not about it comes in only where the post would be too short for its
platform, nearest first; what one answer told stays together.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

from byline.drafting.units import Order, Role, Unit
from byline.platforms import Span

ABOUT = 0.015
"""How far above the mean a unit's nearness lies at least that is about the topic."""
LEADS = 0.05
"""How much less near than the answer what meets the reader may be, to stand before it."""
BRIEF, ENOUGH = 160, 0.7
"""Characters up to which a platform's posts say one thing: they are filled up with others to this
share of the least length, and not to all of it."""
LONG = 400
"""Characters a platform's post has at least for readers to be told who is talking."""
NEAREST, NEARBY = 8, 12
"""Units, the nearest, that a post is made of, and those that proof and a view are looked for in."""
ANSWERING: tuple[Role, ...] = ("scene", "how", "view")


Fits = Callable[[Sequence[Unit]], bool]
"""Whether a platform has room for units."""


def chosen(
    every: Sequence[Unit], order: Order, length: Span, fits: Fits, must: Collection[str] = ()
) -> list[Unit]:
    """The answer and all that is about the topic; proof of it, and what else the post has room for.

    `must`: ids of facts that are told in any case.
    """
    ranked = sorted(every, key=lambda one: -one.near)
    about, short = _about(every), length.maximum <= BRIEF
    told = [
        one for one in ranked if one.role != "who" and (one.role != "side" or one.near >= about)
    ]
    bound = [one for one in every if any(fact.id in must for fact in one.facts)]
    bound = bound or _answers(ranked, order, about)[:1]
    kept = list(dict.fromkeys([*bound, *(one for one in told[:NEAREST] if one.near >= about)]))
    least = length.minimum * (ENOUGH if short else 1)
    if not short:
        roles = {one.role for one in kept}
        kept += [one for one in told[:NEARBY] if one.proves and "scene" not in roles][:1]
        kept += [one for one in told[:NEARBY] if one.role == "view" and "view" not in roles][:1]
    _fill(kept, _beside(told, kept), least if short else length.maximum)
    _fill(kept, told[:NEAREST], least)
    if length.minimum >= LONG:
        kept += _introduction(ranked, every)
    for one in sorted(kept, key=lambda one: one.near):
        if not fits(kept) and one not in bound:
            kept.remove(one)
    return kept


def ordered(kept: Sequence[Unit], every: Sequence[Unit], order: Order) -> list[Unit]:
    """What meets the reader, what answers the topic, then role by role; answers keep together."""
    ranked = sorted(kept, key=lambda one: -one.near)
    about = _about(every)
    answers = _answers(ranked, order, about)[:1]
    came_for = [one.near - LEADS for one in answers if one.role in order.answer]
    least = max([about, *came_for])
    meets = [one.passage for one in ranked if one.role in order.lead and one.near >= least][:1]
    answer = [one.passage for one in answers]
    said = {one: place for place, one in enumerate(every)}

    def place(one: Unit) -> tuple[float, ...]:
        together = [other for other in ranked if other.passage == one.passage]
        roles = {other.role for other in together}
        head = order.then.index("scene" if "scene" in roles else together[0].role)
        if one.passage in answer:
            head = order.then.index("answer") if meets else -1
        if one.passage in meets:
            head = -1
        return (head, -together[0].near, said[one])

    return sorted(kept, key=place)


def total(units: Iterable[Unit]) -> int:
    """Characters of all of them."""
    return sum(one.length for one in units)


def _about(every: Sequence[Unit]) -> float:
    """How near a unit must be to be about the topic."""
    return sum(one.near for one in every) / max(len(every), 1) + ABOUT


def _answers(ranked: Sequence[Unit], order: Order, about: float) -> list[Unit]:
    """What answers the topic, the best first: what is about it, and what readers came for."""
    answers = [one for one in ranked if one.role in ANSWERING]
    aside = [one for one in ranked[:1] if one.role in ("who", "side")]
    if aside and all(one.near <= aside[0].near - LEADS for one in answers):
        return [*aside, *answers]
    if answers[:1] == list(ranked[:1]):
        return answers
    return sorted(answers, key=lambda one: (one.near < about, one.role not in order.answer))


def _introduction(ranked: Sequence[Unit], every: Sequence[Unit]) -> list[Unit]:
    """How the answer begins in which the person says the nearest of who they are."""
    near = [one.answer for one in ranked if one.role == "who"][:1]
    return [one for one in every if one.role == "who" and one.answer in near][:1]


def _fill(kept: list[Unit], more: Iterable[Unit], length: float) -> None:
    """Put more in until what is kept has the length."""
    for one in more:
        if one not in kept and total(kept) < length:
            kept.append(one)


def _beside(told: Sequence[Unit], kept: Sequence[Unit]) -> list[Unit]:
    """What was said in one breath with what is kept: a story with who asked, a view with views."""
    with_ = {(one.answer, "scene" if one.role == "trouble" else one.role) for one in kept}
    return [
        one for one in told if one.role in ("scene", "view") and (one.answer, one.role) in with_
    ]

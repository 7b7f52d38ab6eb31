"""Whether a person is getting tired of being asked.

Owns: the signs: said so, shrugs in a row, answers that shrink, long silences before short answers.
Pure. Promise: one short answer is no sign; some questions have short answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from byline.interview.thinness import cues, said_in, shrugs
from byline.interview.turns import Exchange
from byline.text.counting import characters

EARLY = 6
"""Answers before which nothing is read into their length."""
RECENT = 3
"""The latest answers that are looked at."""
SHRUNK = 0.4
"""Share of the usual length below which answers have shrunk."""
SILENCE = 180.0
"""Seconds of silence that are long; thinking something over takes less."""


def tired(talk: Sequence[Exchange]) -> bool:
    """Whether the latest answers show it."""
    answered = [one for one in talk if one.answer]
    if not answered:
        return False
    recent = answered[-RECENT:]
    if says_tired(recent[-1].answer):
        return True
    if sum(shrugs(one.answer) for one in recent) >= RECENT - 1:
        return len(answered) >= RECENT
    return len(answered) > EARLY and (_shrinking(answered) or _silent(answered))


def says_tired(answer: str) -> bool:
    """Whether the person said so."""
    return said_in(cues().tired, answer)


def wants_to_stop(answer: str) -> bool:
    """Whether an answer is nothing but the wish to stop for now: 先到这吧, let's stop here."""
    return said_in(cues().stopping, answer) and characters(answer) <= cues().stopping_length


def _shrinking(answered: Sequence[Exchange]) -> bool:
    lengths = [characters(one.answer) for one in answered]
    usual = median(lengths[:-RECENT])
    return all(length < SHRUNK * usual for length in lengths[-RECENT:])


def _silent(answered: Sequence[Exchange]) -> bool:
    usual = median(characters(one.answer) for one in answered)
    return all(one.seconds > SILENCE and characters(one.answer) < usual for one in answered[-2:])

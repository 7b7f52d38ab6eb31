"""Which of two texts is better, asked in both orders.

Owns: the pairwise call and what a set of such calls says. Promise: every pair is asked twice, each
text once in front; a preference that does not survive the swap is a tie and counts as a flip; a
verdict that could not be read in either order leaves the pair unscored. Only a tie-breaker, for
judged metrics that showed no difference: it never replaces the pointwise scores.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from byline import prompts
from byline.errors import InputError
from byline.evaluation.calibration import Share
from byline.evaluation.judging import (
    LONGEST_REASON,
    judged_text,
    load_rubric,
    readable,
)
from byline.evaluation.models import Exhibit, Strict
from byline.evaluation.statistics import wilson

if TYPE_CHECKING:
    from byline.llm.structured import StructuredCaller
    from byline.prompts import Prompt

PROMPT = "pairwise"
Place = Literal["first", "second", "same"]
Side = Literal["base", "head", "tie"]


class Preference(BaseModel):
    """What the prompt answers; the reason stands first."""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field(min_length=1, max_length=LONGEST_REASON)
    better: Place


class Duel(Strict):
    """One pair, asked in both orders."""

    winner: Side | None
    """None when one of the two verdicts could not be read."""
    flipped: bool = False
    """Whether the two orders disagreed."""
    places: list[Place | None] = Field(default_factory=list[Place | None])
    """The place that won, base in front, then head in front; empty when nothing was asked."""
    reasons: list[str] = Field(default_factory=list)
    """In the same order; why there is no verdict, where there is none."""


class Tally(Strict):
    """What the pairs say together; shares have 95 % Wilson intervals."""

    base: int
    head: int
    ties: int
    unscored: int
    flips: Share
    """Of the pairs that were asked about and read, how many changed with the order."""
    first: Share
    """Of the single verdicts that chose, how many chose the text in front: 0.5 without bias."""
    head_share: Share
    """Of the decided pairs, how many head won."""

    @property
    def winner(self) -> Side:
        """The side whose share leaves one half outside the interval; tie otherwise."""
        if self.head_share.n == 0 or self.head_share.low <= 0.5 <= self.head_share.high:
            return "tie"
        return "head" if self.head_share.low > 0.5 else "base"


_BASE_IN_FRONT: dict[Place, Side] = {"first": "base", "second": "head", "same": "tie"}
_HEAD_IN_FRONT: dict[Place, Side] = {"first": "head", "second": "base", "same": "tie"}


class _Heard(NamedTuple):
    place: Place | None
    reason: str


class PairwiseJudge:
    """Compares two exhibits of one rubric; two calls a pair."""

    def __init__(self, caller: StructuredCaller, rubrics: Path | None = None) -> None:
        self._caller = caller
        self._rubrics = rubrics

    def __call__(self, base: Exhibit, head: Exhibit) -> Duel:
        """Ask in both orders; InputError when the two are not of one rubric.

        Identical exhibits are a tie and are not asked about.
        """
        if base.rubric != head.rubric:
            raise InputError("要比的两段不是一种文字", value=(base.rubric, head.rubric))
        if base.inputs == head.inputs:
            return Duel(winner="tie")
        ahead, behind = self._asked(base, head), self._asked(head, base)
        places: list[Place | None] = [ahead.place, behind.place]
        reasons = [ahead.reason, behind.reason]
        if ahead.place is None or behind.place is None:
            return Duel(winner=None, places=places, reasons=reasons)
        winner = _BASE_IN_FRONT[ahead.place]
        flipped = winner != _HEAD_IN_FRONT[behind.place]
        return Duel(
            winner="tie" if flipped else winner, flipped=flipped, places=places, reasons=reasons
        )

    def _asked(self, first: Exhibit, second: Exhibit) -> _Heard:
        rubric = load_rubric(first.rubric, self._rubrics)
        messages = load_rubric(PROMPT, self._rubrics).messages(
            kind=rubric.id,
            context=_context(rubric, first, second),
            first=prompts.fence(judged_text(rubric, first), "first"),
            second=prompts.fence(judged_text(rubric, second), "second"),
        )
        preference = readable(self._caller, messages, Preference)
        if isinstance(preference, str):
            return _Heard(None, preference)
        return _Heard(preference.better, preference.reason)


def tally(duels: Iterable[Duel]) -> Tally:
    """Count the pairs."""
    found = list(duels)
    read = [duel for duel in found if duel.winner is not None]
    asked = [duel for duel in read if duel.places]
    head, base = (sum(duel.winner == side for duel in read) for side in ("head", "base"))
    chosen = [place for duel in asked for place in duel.places if place != "same"]
    return Tally(
        base=base,
        head=head,
        ties=len(read) - head - base,
        unscored=len(found) - len(read),
        flips=_share(sum(duel.flipped for duel in asked), len(asked)),
        first=_share(chosen.count("first"), len(chosen)),
        head_share=_share(head, head + base),
    )


def _context(rubric: Prompt, first: Exhibit, second: Exhibit) -> str:
    """What the texts rest on: once when it is the same for both, else one after the other."""
    names = rubric.inputs[:-1]
    sides = [{name: exhibit.inputs[name] for name in names} for exhibit in (first, second)]
    if sides[0] == sides[1]:
        return "\n".join(prompts.fence(text, "context") for text in sides[0].values())
    return "\n".join(
        prompts.fence(text, f"context_of_{place}")
        for place, side in zip(("first", "second"), sides, strict=True)
        for text in side.values()
    )


def _share(hits: int, n: int) -> Share:
    interval = wilson(hits, n)
    return Share(value=hits / n if n else None, low=interval.low, high=interval.high, n=n)

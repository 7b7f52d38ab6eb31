"""Two answers that cannot both be right.

Owns: which amounts are of one thing (subjects.toml) and when two of them disagree. Pure. Promise:
what is found are two verbatim clauses of two answers; amounts that were said roughly agree when
they are near each other; a pair that was asked about is not asked about again.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from byline.interview.turns import Exchange
from byline.text.quantities import Quantity, quantities, same
from byline.text.sentences import clauses

NEAR = Decimal("0.25")
"""Part by which two amounts may differ when one of them was said roughly."""
LONGEST = 30
"""Characters of a clause that is read back."""


class _Subject(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    kinds: list[str]
    before: str
    after: str
    around: str


class _Subjects(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    subject: list[_Subject]


@dataclass(frozen=True)
class _Claim:
    subject: str
    amount: Quantity
    words: str
    place: int
    """Which exchange it is in."""


def clash(talk: Sequence[Exchange]) -> tuple[Exchange, str, str] | None:
    """The later exchange of a clash and the two clauses, the earlier first; None without one."""
    claims = [claim for place, one in enumerate(talk) for claim in _claims(one.answer, place)]
    asked = "\n".join(one.asked.text for one in talk if one.asked.manner == "clash")
    for later in reversed(claims):
        for earlier in claims:
            if _disagree(earlier, later) and not (earlier.words in asked or later.words in asked):
                return talk[later.place], earlier.words, later.words
    return None


def _claims(answer: str, place: int) -> Iterator[_Claim]:
    for clause in clauses(answer):
        for amount in quantities(clause.text):
            for subject in _subjects():
                if _is_of(subject, clause.text, amount):
                    words = clause.text.strip("，。！？、；：,.!?;: \n")
                    yield _Claim(subject.id, amount, words[:LONGEST], place)


def _is_of(subject: _Subject, clause: str, amount: Quantity) -> bool:
    if amount.kind not in subject.kinds:
        return False
    before = re.search(rf"{subject.before}$", clause[: amount.start], re.IGNORECASE)
    after = re.match(subject.after, clause[amount.end :], re.IGNORECASE)
    near = clause[before.start() if before else 0 : amount.end + (after.end() if after else 0)]
    return bool(before and after) and bool(re.search(subject.around, near, re.IGNORECASE))


def _disagree(one: _Claim, other: _Claim) -> bool:
    if one.subject != other.subject or one.place >= other.place:
        return False
    first, second = one.amount, other.amount
    if first.value is None or second.value is None or same(first, second):
        return False
    # 五个小时 and 三百分钟 are for `same` alone; a unit left out is the other's.
    if first.unit and second.unit and first.unit != second.unit:
        return False
    rough = first.approximate or second.approximate
    return not (rough and _near(first, second))


def _near(first: Quantity, second: Quantity) -> bool:
    """Whether two ranges, each widened a little, touch."""
    spans = [(q.value or Decimal(0), q.upper or q.value or Decimal(0)) for q in (first, second)]
    (low, high), (least, most) = spans
    return least <= high * (1 + NEAR) and low <= most * (1 + NEAR)


@functools.cache
def _subjects() -> list[_Subject]:
    path = Path(__file__).with_name("subjects.toml")
    return _Subjects.model_validate(tomllib.loads(path.read_text(encoding="utf-8"))).subject

"""Bent facts, found by reading: which drafts were read, and what in them says a fact otherwise.

Owns: evals/readings/bent.yaml and the counts made of it. Promise: a verdict belongs to the text
that was read (its digest is kept), so that one on a draft written anew is told; a draft that was
read and found true counts with 0.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal, get_args

from pydantic import Field, model_validator

from byline.evaluation.models import Row, Strict
from byline.evaluation.statistics import Bounds, cluster_means, mean, mean_interval
from byline.shipped import load_data, shipped

By = Literal["byline", "plain"]
BentClass = Literal[
    "period", "unit", "duration", "date", "subject", "direction", "hedge", "scope", "other"
]
"""period: 月 became 年; duration: for 19 years became since 19; subject: whose it is; direction: up
became down, income became cost; hedge: about, a third, some; scope: said of more or of less."""
SUITES: dict[str, By] = {"drafting": "byline", "drafting-plain": "plain"}


class Sentence(Strict):
    """One sentence a reader stopped at."""

    sentence: str = Field(min_length=1)
    fact: str = Field(pattern=r"^f\d{3}$")
    kind: BentClass
    verdict: Literal["bent", "close"]
    """close: noted, and true enough not to count."""
    why: str = Field(min_length=1)


class ReadDraft(Strict):
    """One draft that was read against its facts."""

    case: str
    person: str
    by: By
    status: str = ""
    """What byline called it; empty for a plain one."""
    digest: str = Field(pattern=r"^[0-9a-f]{12}$")
    """Of the text that was read."""
    sentences: list[Sentence] = Field(default_factory=list[Sentence])

    @property
    def bent(self) -> int:
        """How many sentences of it bend a fact."""
        return sum(one.verdict == "bent" for one in self.sentences)


class Readings(Strict):
    """The whole file."""

    reader: str = Field(min_length=1)
    read: list[ReadDraft] = Field(default_factory=list[ReadDraft])

    @model_validator(mode="after")
    def _once(self) -> Readings:
        twice = [key for key, n in Counter((r.case, r.by) for r in self.read).items() if n > 1]
        if twice:
            raise ValueError(f"同一篇读了两遍：{twice}")
        return self


class Count(Strict):
    """What reading came to, for one writer."""

    by: By
    drafts: int
    bent: int
    per_draft: float | None
    """Mean over drafts; None when none was read."""
    low: float | None = None
    high: float | None = None
    """95 %, t over people."""
    classes: dict[str, int] = Field(default_factory=dict[str, int])


def path() -> Path:
    """Where the verdicts are."""
    return shipped("evals") / "readings" / "bent.yaml"


def load(place: Path | None = None) -> Readings:
    """The verdicts; PromptError names what is wrong."""
    return load_data(place or path(), Readings)


def digest(text: str) -> str:
    """What a verdict is bound to: the text, white space aside."""
    return hashlib.sha256("".join(text.split()).encode()).hexdigest()[:12]


def draft_of(row: Row) -> str:
    """The post a row wrote; '' for a row that wrote none."""
    return next((turn.text for turn in row.outcome.transcript if turn.role == "draft"), "")


def readable(rows: Iterable[Row], most: int) -> list[Row]:
    """Whole posts to read, those of one case together: passed ones, and their plain counterparts.

    The order is that of a hash of the case, so that reading the first few is reading a sample.
    """
    done = [row for row in rows if row.status == "done" and row.suite in SUITES and draft_of(row)]
    passed = {row.case for row in done if SUITES[row.suite] == "byline" and _passed(row)}
    alone = not any(SUITES[row.suite] == "byline" for row in done)
    cases = sorted({row.case for row in done} if alone else passed, key=digest)[:most]
    place = {case: number for number, case in enumerate(cases)}
    found = [row for row in done if row.case in place]
    return sorted(found, key=lambda row: (place[row.case], SUITES[row.suite]))


def _passed(row: Row) -> bool:
    """Rows older than the score count as passed: somebody wants to read them."""
    return row.outcome.scores.get("passed", 1.0) == 1.0


def blank(rows: Sequence[Row]) -> list[ReadDraft]:
    """The form to fill in: every draft, with nothing found."""
    return [
        ReadDraft(
            case=row.case,
            person=row.person,
            by=SUITES[row.suite],
            status="pass" if SUITES[row.suite] == "byline" and _passed(row) else "",
            digest=digest(draft_of(row)),
        )
        for row in rows
    ]


def stale(readings: Readings, rows: Iterable[Row]) -> list[str]:
    """Verdicts on a text that a run no longer has, as `case by`."""
    now = {
        (row.case, SUITES[row.suite]): digest(draft_of(row)) for row in rows if row.suite in SUITES
    }
    return [
        f"{one.case} {one.by}"
        for one in readings.read
        if now.get((one.case, one.by), one.digest) != one.digest
    ]


def counts(readings: Readings) -> list[Count]:
    """Bent sentences per draft, byline's and the plain prompt's."""
    return [_count(by, [one for one in readings.read if one.by == by]) for by in get_args(By)]


def _count(by: By, read: Sequence[ReadDraft]) -> Count:
    if not read:
        return Count(by=by, drafts=0, bent=0, per_draft=None)
    people = cluster_means((one.person, float(one.bent)) for one in read)
    bounds: Bounds | None = mean_interval(people)
    kinds = Counter(one.kind for draft in read for one in draft.sentences if one.verdict == "bent")
    return Count(
        by=by,
        drafts=len(read),
        bent=sum(one.bent for one in read),
        per_draft=mean([float(one.bent) for one in read]),
        low=bounds.low if bounds else None,
        high=bounds.high if bounds else None,
        classes=dict(kinds.most_common()),
    )

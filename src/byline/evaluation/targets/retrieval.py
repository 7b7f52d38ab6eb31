"""The retrieval suite: does the note search bring the note that answers what a person asked.

Owns: queries labelled with the notes that answer them, and the ranking scores. Promise: the search
is the product's own over the variant's notes, with the model's rewriting in a suite that has a
model.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from pydantic import Field, model_validator

from byline.app.notes import search_shipped_notes
from byline.evaluation.models import Case, Outcome, Turn
from byline.evaluation.targets import Tools

if TYPE_CHECKING:
    from byline.app.notes import Hit

Grade = Literal[1, 2]
Style = Literal["typo", "traditional", "mixed", "dialect", "slang", "one_word", "rambling"]
ANSWER: Grade = 2
DEPTH = 10
"""Places of the ranking that are looked at."""
RECALL_AT = (1, 3, 5)


class RetrievalCase(Case):
    """One thing a person typed or said, and the notes that bear on it."""

    query: str = Field(min_length=1)
    relevant: dict[str, Grade] = Field(min_length=1)
    """Note id -> 2 when the note is the answer, 1 when it also helps."""
    style: list[Style] = Field(default_factory=list[Style])
    """What makes the wording hard."""

    @model_validator(mode="after")
    def _answered(self) -> RetrievalCase:
        if self.person not in self.relevant or self.relevant[self.person] != ANSWER:
            raise ValueError("person 应是 relevant 里评为 2 的一条笔记")
        return self


CASE = RetrievalCase


def run(case: RetrievalCase, tools: Tools) -> Outcome:
    """Search the variant's notes for the query and score the ranking."""
    asked = (tools.caller, tools.model_name) if tools.chat else None
    hits, rewritten = search_shipped_notes(case.query, DEPTH, asked)
    transcript = [Turn(role="query", text=case.query)]
    transcript += [Turn(role="rewritten", text=rewritten)] if rewritten else []
    transcript += [
        Turn(role="hit", text=f"{_mark(hit, case.relevant)} {hit.note.id} {hit.note.title}")
        for hit in hits
    ]
    return Outcome(scores=scores([h.note.id for h in hits], case.relevant), transcript=transcript)


def scores(ranked: Sequence[str], relevant: Mapping[str, Grade]) -> dict[str, float | None]:
    """Every metric of one ranking of note ids, best first; all within 0 to 1."""
    at = {f"recall_{k}": recall(ranked, relevant, k) for k in RECALL_AT}
    return {**at, "mrr": reciprocal_rank(ranked, relevant), "ndcg_10": ndcg(ranked, relevant)}


def recall(ranked: Sequence[str], relevant: Mapping[str, Grade], k: int) -> float:
    """1 when an answer is among the first `k`: a person needs one, not all of them."""
    return float(any(relevant.get(note) == ANSWER for note in ranked[:k]))


def reciprocal_rank(ranked: Sequence[str], relevant: Mapping[str, Grade]) -> float:
    """1 / place of the first answer, 0 when it is not among the first DEPTH."""
    for place, note in enumerate(ranked[:DEPTH], start=1):
        if relevant.get(note) == ANSWER:
            return 1 / place
    return 0.0


def ndcg(ranked: Sequence[str], relevant: Mapping[str, Grade], depth: int = DEPTH) -> float:
    """Graded nDCG (Järvelin and Kekäläinen 2002; gain 2^grade - 1, discount log2(place + 1)).

    A note that comes twice counts once, at its better place.
    """
    first = list(dict.fromkeys(ranked))[:depth]
    ideal = _dcg(sorted(relevant.values(), reverse=True)[:depth])
    return _dcg([relevant.get(note, 0) for note in first]) / ideal if ideal else 0.0


def _dcg(grades: Sequence[int]) -> float:
    return sum((2**grade - 1) / math.log2(place + 1) for place, grade in enumerate(grades, start=1))


def _mark(hit: Hit, relevant: Mapping[str, Grade]) -> str:
    return {2: "◎", 1: "○"}.get(relevant.get(hit.note.id, 0), "·")

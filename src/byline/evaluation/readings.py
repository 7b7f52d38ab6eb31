"""How right the independent count is: its recall and precision on sentences somebody read.

    python -m byline.evaluation.readings        the table, and every disagreement

Owns: evals/readings/independent.yaml. Promise: a sentence is judged against all public quotes of
its person, as in the suite; sentences read after the rules were written are reported apart.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

from pydantic import Field

from byline.evaluation.independent.counting import Kind, unsupported
from byline.evaluation.models import Strict
from byline.shipped import load_data, shipped


class ReadSentence(Strict):
    """One sentence and what is unsupported in it."""

    person: str
    of: Literal["plain", "draft", "made"]
    """Who wrote it: the model asked once, the product, or a reader to have something hard."""
    text: str = Field(min_length=1)
    figures: list[str] = Field(default_factory=list[str])
    credentials: list[str] = Field(default_factory=list[str])
    experience: bool = False
    unseen: bool = False
    """Whether it was labelled after the rules were written, and before they ran on it."""


class ReadSentences(Strict):
    """The whole file."""

    reader: str
    sentences: list[ReadSentence] = Field(min_length=1)


@dataclass
class Score:
    """How often the count and the reader agree on one kind."""

    right: int = 0
    missed: list[str] = field(default_factory=list[str])
    extra: list[str] = field(default_factory=list[str])

    @property
    def recall(self) -> float:
        """Share of what the reader marked that was counted."""
        due = self.right + len(self.missed)
        return self.right / due if due else 1.0

    @property
    def precision(self) -> float:
        """Share of what was counted that the reader marked."""
        found = self.right + len(self.extra)
        return self.right / found if found else 1.0


def load() -> list[ReadSentence]:
    """The labelled sentences."""
    return load_data(shipped("evals") / "readings" / "independent.yaml", ReadSentences).sentences


def measure(
    sentences: Sequence[ReadSentence], quotes: Mapping[str, Sequence[str]]
) -> dict[Kind, Score]:
    """Compare the count with the reader, one kind at a time."""
    scores: dict[Kind, Score] = {kind: Score() for kind in get_args(Kind)}
    for one in sentences:
        found = unsupported(one.text, quotes[one.person])
        for kind, due in _labels(one).items():
            _compare(scores[kind], one, due, [each.text for each in found if each.kind == kind])
    return scores


def _labels(one: ReadSentence) -> dict[Kind, list[str]]:
    told = [one.text] if one.experience else []
    return {"figure": one.figures, "credential": one.credentials, "experience": told}


def _compare(score: Score, one: ReadSentence, due: Sequence[str], found: Sequence[str]) -> None:
    """Labels and findings are paired off by words that stand in each other."""
    waiting = list(found)
    for label in due:
        pair = next((each for each in waiting if label in each or each in label), None)
        if pair is None:
            score.missed.append(f"{one.person} {label}：{one.text}")
        else:
            waiting.remove(pair)
            score.right += 1
    score.extra += [f"{one.person} {each}：{one.text}" for each in waiting]


def quotes_of(people: Sequence[str]) -> dict[str, list[str]]:
    """Every person's public quotes, from their positioning case."""
    from byline.evaluation.targets.ledgers import load_person
    from byline.evaluation.targets.positioning import PositioningCase

    return {name: load_person(name, PositioningCase).public for name in people}


def main() -> None:
    """Print the table and every disagreement."""
    sentences = load()
    quotes = quotes_of(sorted({one.person for one in sentences}))
    lines: list[str] = []
    for name, unseen in (("rules written with", False), ("unseen", True)):
        part = [one for one in sentences if one.unseen is unseen]
        lines.append(f"{name}: {len(part)} sentences")
        lines += _shown(measure(part, quotes))
    sys.stdout.write("\n".join(lines) + "\n")


def _shown(scores: Mapping[Kind, Score]) -> Iterator[str]:
    for kind, score in scores.items():
        due = score.right + len(score.missed)
        rates = f"recall {score.recall:.3f} precision {score.precision:.3f}"
        yield f"  {kind:10} {due:3} marked, {rates}"
        yield from (f"    missed {one}" for one in score.missed)
        yield from (f"    extra  {one}" for one in score.extra)


if __name__ == "__main__":
    main()

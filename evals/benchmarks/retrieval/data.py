"""The corpus and the questions, read from files given by path, and the two halves of the questions.

    corpus    {"id", "text", "par"} a line; `par` is the passage a chunk was cut from
    queries   {"id", "text", "rel": [ids of chunks]} a line

Owns: reading them and the split. Promise: the halves depend on nothing but the names of the
passages, and no passage answers questions of both.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HALVES = ("dev", "held")


@dataclass(frozen=True, slots=True)
class Passage:
    """One chunk of the corpus."""

    id: str
    text: str
    parent: str


@dataclass(frozen=True, slots=True)
class Question:
    """One query and the chunks that answer it."""

    id: str
    text: str
    relevant: frozenset[str]


def read_passages(path: Path, limit: int | None = None) -> list[Passage]:
    """Read the corpus, or its first `limit` chunks; a chunk without a parent is its own."""
    found = [Passage(row["id"], row["text"], row.get("par") or row["id"]) for row in _rows(path)]
    return found[:limit]


def read_questions(path: Path, passages: Iterable[Passage]) -> list[Question]:
    """Read the questions that some of `passages` answer."""
    known = {passage.id for passage in passages}
    found = [Question(row["id"], row["text"], frozenset(row["rel"])) for row in _rows(path)]
    return [question for question in found if question.relevant & known]


def half(parent: str) -> str:
    """Return the half of the questions that a passage answers, by the parity of its SHA-256."""
    return HALVES[hashlib.sha256(parent.encode()).digest()[-1] % 2]


def split(questions: Sequence[Question], parent_of: Mapping[str, str]) -> dict[str, list[Question]]:
    """Return the questions of each half; ValueError for one that passages of both halves answer."""
    found: dict[str, list[Question]] = {name: [] for name in HALVES}
    for question in questions:
        sides = {half(parent_of[name]) for name in question.relevant if name in parent_of}
        if len(sides) != 1:
            raise ValueError(f"{question.id}: its passages are in both halves, or in none")
        found[sides.pop()].append(question)
    return found


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as stream:
        for line in stream:
            if line.strip():
                yield json.loads(line)

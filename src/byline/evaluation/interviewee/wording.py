"""Whether a question leads, or asks two things; and whether an answer is still the person's.

Owns: the rules over wording.toml. Pure; no model. Promise: the same words get the same verdict.
"""

from __future__ import annotations

import functools
import tomllib
from pathlib import Path

from byline.evaluation.models import Strict
from byline.interview.thinness import cues
from byline.text.sentences import clauses, sentences


class _Cues(Strict):
    leading: list[str]
    asking: list[str]
    out_of_role: list[str]
    reversed_role: list[str]


def leading(question: str) -> bool:
    """Whether the question suggests its answer."""
    words = [*cues().leading.words, *_cues().leading]
    return any(word in question.lower() for word in words)


def double(question: str) -> bool:
    """Whether it asks two things: two question marks, two asking clauses, or a choice of choices.

    Words it quotes from the person do not count.
    """
    marks = question.count("？") + question.count("?")
    return marks > 1 or question.count("还是") > 1 or _asking_clauses(question) > 1


def out_of_role(text: str) -> str:
    """The words with which an answer says it is not the person, or asks the interviewer; or ''."""
    return next((word for word in _out_of_role_words() if word in text), "")


def _asking_clauses(question: str) -> int:
    spoken = question.partition("”。")[2] or question
    asked = [span.text for span in sentences(spoken) if span.text.endswith(("？", "?"))]
    words = _cues().asking
    return sum(
        any(word in clause.text.lower() for word in words)
        for sentence in asked
        for clause in clauses(sentence)
    )


def _out_of_role_words() -> list[str]:
    return [*_cues().out_of_role, *_cues().reversed_role]


@functools.cache
def _cues() -> _Cues:
    path = Path(__file__).with_name("wording.toml")
    return _Cues.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))

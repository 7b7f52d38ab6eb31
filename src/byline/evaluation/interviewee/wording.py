"""Whether a question leads, or asks two things; and whether an answer is still the person's.

Owns: the rules over wording.toml. Pure; no model. Promise: the same words get the same verdict.
"""

from __future__ import annotations

import functools
import tomllib
from pathlib import Path

from byline.evaluation.models import Strict
from byline.interview.questions import asks_two, leads


class _Cues(Strict):
    leading: list[str]
    out_of_role: list[str]
    reversed_role: list[str]


def leading(question: str) -> bool:
    """Whether the question suggests its answer."""
    return leads(question) or any(word in question.lower() for word in _cues().leading)


def double(question: str) -> bool:
    """Whether it asks two things, by the rule the product keeps for itself.

    Words it quotes from the person do not count.
    """
    return asks_two(question)


def out_of_role(text: str) -> str:
    """The words with which an answer says it is not the person, or asks the interviewer; or ''."""
    return next((word for word in _out_of_role_words() if word in text), "")


def _out_of_role_words() -> list[str]:
    return [*_cues().out_of_role, *_cues().reversed_role]


@functools.cache
def _cues() -> _Cues:
    path = Path(__file__).with_name("wording.toml")
    return _Cues.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))

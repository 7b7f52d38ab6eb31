"""Posts a person wrote themselves and byline never read: what their voice is compared with.

Owns: evals/heldout/<person>.yaml and the distance of a draft to it. Promise: no sentence of a
held-out post stands in the person's answers (a test holds them to that), so that a draft that
copies an answer gains nothing; a person or a measure that is not there is a reason, not a zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from byline.evaluation.models import Strict
from byline.shipped import load_data, shipped
from byline.voice import delta, likeness

SHORTEST = 120
"""Characters of a body below which its distance is mostly chance."""


class HeldOutPost(Strict):
    """One text in the person's own hand."""

    subject: str = Field(min_length=1)
    """What it is about, none of what their briefs are about."""
    text: str = Field(min_length=200)


class HeldOut(Strict):
    """One person's posts."""

    person: str
    language: Literal["zh", "en"]
    voice: str = Field(min_length=1)
    """What of the answers' way of speaking the posts keep."""
    posts: list[HeldOutPost] = Field(min_length=1)


@dataclass(frozen=True)
class Distance:
    """How far a text is from the person's own, or why nobody can say."""

    value: float | None
    """Burrows' Delta on character n-grams: manner and topic."""
    manner: float | None = None
    """Words of manner and marks alone, whatever a text is about."""
    reason: str = ""


def people() -> list[str]:
    """Everybody with posts held out."""
    return sorted(path.stem for path in (shipped("evals") / "heldout").glob("*.yaml"))


def load(person: str) -> HeldOut | None:
    """Their posts; None when there are none."""
    path = shipped("evals") / "heldout" / f"{person}.yaml"
    return load_data(path, HeldOut) if path.is_file() else None


def distance(person: str, text: str, language: str) -> Distance:
    """Distance of a text to the person's held-out posts; smaller is more like them."""
    held = load(person)
    if held is None:
        return Distance(None, reason="这个人没有留出来的帖子")
    if held.language != language:
        return Distance(None, reason="他自己的帖子是另一种语言的")
    if len("".join(text.split())) < SHORTEST:
        return Distance(None, reason=f"正文不到 {SHORTEST} 字，量不准")
    own = [post.text for post in held.posts]
    return Distance(
        delta.distance(text, own, held.language), likeness.distance(text, own, held.language)
    )

"""What a check reports."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

Rule = Literal[
    "quantity",
    "credential",
    "experience",
    "bent",
    "limit",
    "slot",
    "advertising",
    "contact",
    "tell",
    "repeat",
    "language",
    "author",
    "private",
    "similar",
    "voice",
    "proposed",
    "between",
    "unanswered",
    "unaudited",
]
Level = Literal["error", "warning"]


class Finding(BaseModel):
    """One problem at one place in a text."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rule: Rule
    level: Level
    span: tuple[int, int] | None = None
    """Start and end in the checked text; None when the whole part is meant."""
    text: str = ""
    """The offending words."""
    reason: str
    """What is wrong, in Chinese."""
    kind: str = ""
    """The class of what is wrong, for a rule that has several; empty for the others."""
    source: str = ""
    """Where the rule comes from; empty for byline's own promise."""
    suggestion: str = ""

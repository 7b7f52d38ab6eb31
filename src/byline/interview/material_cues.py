"""Lines of a document that are not about what the person did.

Owns: the patterns of material_cues.toml. Pure. Promise: contact details and orders to machines
become no fact and are not sent to a model; whoever asks is told how many lines, and why.
"""

from __future__ import annotations

import functools
import re
import tomllib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field


class LineCue(BaseModel):
    """Lines of one sort, and what is said of them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    reason: str = Field(min_length=1)
    patterns: list[re.Pattern[str]] = Field(min_length=1)


class MaterialCues(BaseModel):
    """material_cues.toml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    left_out: list[LineCue]
    employment: LineCue


@functools.cache
def material_cues() -> MaterialCues:
    """The patterns, read once."""
    path = Path(__file__).with_suffix(".toml")
    return MaterialCues.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))


def names_employer(line: str) -> str:
    """The reason to keep a row of a CV private; empty for anything else."""
    cue = material_cues().employment
    return cue.reason if any(pattern.search(line) for pattern in cue.patterns) else ""


def why_left_out(line: str) -> str:
    """The reason to leave a line out; empty when it is read."""
    words = line.strip()
    for row in material_cues().left_out:
        if any(pattern.search(words) for pattern in row.patterns):
            return row.reason
    return ""

"""Hearing "这段别公开" in what somebody types.

Owns: telling a request to keep something private from an answer. Pure, over privacy.toml. Promise:
it only recognises; whoever calls asks before anything is marked.
"""

from __future__ import annotations

import functools
import re
import tomllib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from byline.text.sentences import clauses

_EDGES = " \n\t，,。.！!？?、；;：:…~～()（）"


class _Phrases(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    pointing: list[str]
    requests: list[str]
    around: list[str]
    yes: list[str]
    no: list[str]


@functools.cache
def _phrases() -> _Phrases:
    path = Path(__file__).with_suffix(".toml")
    return _Phrases.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))


def meant(text: str) -> Literal["before", "this"] | None:
    """What a reply asks to keep private: what was said before it, itself, or nothing.

    "刚才那段别公开" is nothing but a request; "……我女儿的事，这段别公开。" ends with one.
    """
    parts = [part.text.strip(_EDGES) for part in clauses(text)]
    parts = [part for part in parts if part]
    if not parts or not _is_request(parts[-1]):
        return None
    nothing_else = all(map(_is_request, parts)) or _is_request("".join(parts))
    return "before" if nothing_else else "this"


def decision(reply: str) -> Literal["yes", "no"] | None:
    """How the question whether to keep something private is answered; None is something else."""
    word = reply.strip(_EDGES).lower()
    if word in _phrases().yes:
        return "yes"
    return "no" if word in _phrases().no else None


def _is_request(clause: str) -> bool:
    return _request().fullmatch(clause.strip(_EDGES).lower().replace("’", "'")) is not None


@functools.cache
def _request() -> re.Pattern[str]:
    phrases = _phrases()
    pointing = "|".join(map(re.escape, phrases.pointing))
    requests = "|".join(map(re.escape, phrases.requests))
    around = rf"(?:{'|'.join(map(re.escape, phrases.around))}|\s)*"
    return re.compile(
        rf"{around}(?:{pointing})?{around}(?:{requests}){around}(?:{pointing})?{around}"
    )

"""Whether an answer is worth one more question, and what it lacks.

Owns: the thin-answer test over cues.toml. Pure; no model. Promise: the same answer always gets the
same verdict, and a full answer is never probed.
"""

from __future__ import annotations

import functools
import tomllib
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from byline.interview.guide import Topic, Want
from byline.text.counting import characters
from byline.text.quantities import quantities
from byline.text.sentences import clauses

SHORT = 12
"""An answer below this many characters (字) that holds no figure is thin."""
UNTOUCHED = 25
"""An answer below this that holds nothing of what was wanted is beside the point."""
FULL = 70
"""An answer of this length may lack one thing without being thin."""
_HEDGES = frozenset("我也还真就这个那嗯呃啊哎其实好像反正可能吧，,。…、 \n")
"""Characters of the small words before a shrug: 其实我也不知道."""


class _Missing(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    number: str
    time: str
    scene: str
    result: str
    words: str
    evasive: str


class _Wants(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    time: list[str]
    scene: list[str]
    result: list[str]
    words: list[str]


class _Leading(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    words: list[str]


class Cues(BaseModel):
    """cues.toml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    evasive: list[str]
    filler: list[str]
    opening_filler: list[str]
    chatter: list[str]
    wants: _Wants
    missing: _Missing
    leading: _Leading


@functools.cache
def cues() -> Cues:
    """The cue words, read once."""
    path = Path(__file__).with_name("cues.toml")
    return Cues.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))


def lacking(answer: str, topic: Topic) -> str:
    """What a follow-up should ask for, in the prompt's words; empty when the answer is full."""
    if not topic.wants:
        return ""
    length = characters(answer)
    figures = quantities(answer)
    if length < SHORT and not figures:
        return cues().missing.evasive
    absent = [want for want in topic.wants if not _has(want, answer)]
    if length < FULL and not figures and (_declines(answer) or (absent and _evades(answer))):
        return cues().missing.evasive
    if length < UNTOUCHED and len(absent) == len(topic.wants):
        return cues().missing.evasive
    allowed = 1 if length >= FULL else 0
    if len(absent) <= allowed:
        return ""
    return str(getattr(cues().missing, absent[0]))


def shrugs(answer: str) -> bool:
    """Whether an answer says nothing but that there is nothing to say: 没啥吧, 不知道怎么说."""
    return (
        characters(answer) < UNTOUCHED
        and not quantities(answer)
        and _declines(answer)
        and all(
            _declines(clause.text) or characters(clause.text) < SHORT / 2
            for clause in clauses(answer)[1:]
        )
    )


def _evades(answer: str) -> bool:
    return any(word in answer for word in cues().evasive)


def _declines(answer: str) -> bool:
    """Whether it opens with a shrug; 新人不知道怎么排班 tells of somebody else's not knowing."""
    return any(
        word in answer and set(answer[: answer.find(word)]) <= _HEDGES for word in cues().evasive
    )


def _has(want: Want, answer: str) -> bool:
    found = {quantity.kind for quantity in quantities(answer)}
    if want == "number":
        return bool(found)
    if want == "time" and found & {"date", "duration", "age"}:
        return True
    words: list[str] = getattr(cues().wants, want)
    return any(word in answer for word in words)

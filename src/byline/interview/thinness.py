"""Whether an answer is worth one more question, and what it lacks.

Owns: the thin-answer test over cues.toml. Pure; no model. Promise: the same answer always gets the
same verdict, and a full answer is never probed.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from byline.interview.guide import Language, Pattern, Topic, Want
from byline.text.counting import characters
from byline.text.folding import fold
from byline.text.language import detect
from byline.text.quantities import quantities
from byline.text.sentences import clauses, sentences

Lack = Want | Literal["evasive", ""]
ENGLISH = 0.65
"""Words of English that say as much as one character (字)."""
SHORT = 12
"""An answer below this many characters (字) that holds no figure is thin."""
UNTOUCHED = 25
"""An answer below this that holds nothing of what was wanted is beside the point."""
FULL = 70
"""An answer of this length may lack one thing without being thin."""
_MARKS = r"[，,。.…、\s]"


class Missing(BaseModel):
    """What is missing, in the words of one language."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    number: str
    time: str
    scene: str
    result: str
    words: str
    evasive: str

    def word(self, lack: Lack) -> str:
        """How a prompt is told; empty for nothing."""
        return str(getattr(self, lack)) if lack else ""


class _Missings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    zh: Missing
    en: Missing


class _Wants(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    time: list[str]
    scene: list[str]
    result: list[str]
    words: list[str]


class _Words(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    words: list[str]


class Cues(BaseModel):
    """cues.toml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    evasive: list[str]
    hedges: list[str]
    again: list[str]
    tired: list[str]
    stopping: list[str]
    stopping_length: int
    agreeing: list[str]
    disputing: list[str]
    filler: list[str]
    opening_filler: list[str]
    chatter: list[str]
    addressing: list[str]
    asking_back: list[Pattern]
    orders: list[Pattern]
    wants: _Wants
    missing: _Missings
    leading: _Words
    asking: _Words

    @functools.cached_property
    def asking_back_pattern(self) -> re.Pattern[str]:
        """Any of `asking_back`."""
        return re.compile("|".join(self.asking_back), re.IGNORECASE)

    @functools.cached_property
    def order_pattern(self) -> re.Pattern[str]:
        """Any of `orders`."""
        return re.compile("|".join(self.orders), re.IGNORECASE)


@functools.cache
def cues() -> Cues:
    """The cue words, read once."""
    path = Path(__file__).with_name("cues.toml")
    return Cues.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))


def missing_words(lack: Lack, language: Language) -> str:
    """What is missing, as a follow-up prompt in that language is told."""
    told = cues().missing
    return (told.en if language == "en" else told.zh).word(lack)


def said_in(words: Sequence[str], text: str) -> bool:
    """Whether one of the words is in a text; English ones as whole words, in any case."""
    return _pattern(tuple(words)).search(text) is not None


def lacking(answer: str, topic: Topic) -> Lack:
    """What a follow-up should ask for; empty when the answer is full."""
    if not topic.wants:
        return ""
    length = weight(answer)
    figures = quantities(answer)
    if length < SHORT and not figures:
        return "evasive"
    absent: list[Lack] = [want for want in topic.wants if not _has(want, answer)]
    if length < FULL and not figures and (_declines(answer) or (absent and evades(answer))):
        return "evasive"
    if length < UNTOUCHED and len(absent) == len(topic.wants):
        return "evasive"
    allowed = 1 if length >= FULL else 0
    return "" if len(absent) <= allowed else absent[0]


def weight(answer: str) -> float:
    """How much an answer holds, in characters (字): English takes fewer words than characters."""
    length = characters(answer)
    return length / ENGLISH if detect(answer) == "en" else length


def tells_of_something(text: str) -> bool:
    """Whether a time, a scene or an outcome is in it."""
    wants = cues().wants
    return said_in([*wants.time, *wants.scene, *wants.result], text)


def shrugs(answer: str) -> bool:
    """Whether an answer says nothing but that there is nothing to say: 没啥吧, 不知道怎么说."""
    return (
        weight(answer) < UNTOUCHED
        and not quantities(answer)
        and _declines(answer)
        and all(
            _declines(clause.text) or characters(clause.text) < SHORT / 2
            for clause in clauses(answer)[1:]
        )
    )


def repeats(answer: str) -> bool:
    """Whether it begins by saying that this was answered before; what follows may wander."""
    first = next((fold(sentence.text) for sentence in sentences(answer)), "")
    return said_in(cues().again, first) and weight(first) < UNTOUCHED and not quantities(answer)


def evades(answer: str) -> bool:
    """Whether a word of not knowing or not caring is in it."""
    return said_in(cues().evasive, answer)


def _declines(answer: str) -> bool:
    """Whether it opens with a shrug; 新人不知道怎么排班 tells of somebody else's not knowing."""
    match = _pattern(tuple(cues().evasive)).search(answer)
    return match is not None and _hedges().fullmatch(answer, 0, match.start()) is not None


def _has(want: Want, answer: str) -> bool:
    found = {quantity.kind for quantity in quantities(answer)}
    if want == "number":
        return bool(found)
    if want == "time" and found & {"date", "duration", "age"}:
        return True
    words: list[str] = getattr(cues().wants, want)
    return said_in(words, answer)


@functools.cache
def _hedges() -> re.Pattern[str]:
    """The small words before a shrug: 其实我也不知道, well, I honestly don't know."""
    words = "|".join(map(_spelled, cues().hedges))
    return re.compile(rf"(?:{words}|{_MARKS})*", re.IGNORECASE)


@functools.cache
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(_spelled, words)), re.IGNORECASE)


def _spelled(word: str) -> str:
    spelled = re.escape(word)
    return rf"\b{spelled}\b" if word[0].isascii() and word[0].isalpha() else spelled

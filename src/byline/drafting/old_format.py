"""Records of format 1, in which a draft was sections with beats, as ones of today.

Pure: takes what the YAML of such a file holds and gives what `Draft` is made of. Promise: no
sentence of the record is lost and none gains a fact; the file itself is not written. The notes such
a record names are left out: they were never sent to a model.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Any, get_args

from pydantic import BaseModel, ConfigDict, Field

from byline.checks.findings import Rule
from byline.drafting.models import FORMAT, Change, Cut, Sentence
from byline.text.language import Language

_LEFT_OUT = {"sections", "thread", "notes"}
_CUT: dict[Language, str] = {
    "zh": "没有事实撑得住，当时就拿掉了",
    "en": "no fact carried it, so it was taken out at the time",
}
_CHANGED: dict[Language, str] = {
    "zh": "第一遍没有通过核对",
    "en": "the first wording did not pass",
}


class _Part(BaseModel):
    # What nobody reads any more (beat, heading, text) may stand there.
    model_config = ConfigDict(extra="ignore", frozen=True)


class _Sentence(_Part):
    text: str
    facts: list[str]


class _Section(_Part):
    sentences: list[_Sentence]
    removed: list[str] = Field(default_factory=list[str])
    mended: list[str] = Field(default_factory=list[str])
    own_words: bool = False


class _Old(_Part):
    sections: list[_Section]


def is_old(record: dict[str, Any]) -> bool:
    """Whether this is a record of format 1."""
    return "sections" in record and "format" not in record


def converted(record: dict[str, Any]) -> dict[str, Any]:
    """The same in format 2; ValidationError for sections that are none."""
    sections = _Old.model_validate(record).sections
    language: Language = "en" if record.get("language") == "en" else "zh"
    told = [one for one in sections if any(sentence.facts for sentence in one.sentences)]
    return {
        **{name: value for name, value in record.items() if name not in _LEFT_OUT},
        "format": FORMAT,
        "writes": "quotes" if told and all(one.own_words for one in told) else "posts",
        "brief": _brief(record.get("brief")),
        "sentences": [_sentence(one) for part in sections for one in part.sentences],
        "cut": [
            Cut(text=words, reason=_CUT[language]) for part in sections for words in part.removed
        ],
        "changed": [one for part in sections for one in _changes(part, language)],
        "findings": _findings(record.get("findings")),
        "notes": [],
    }


def _sentence(old: _Sentence) -> Sentence:
    text = old.text.strip()
    if text.startswith("【待补"):
        words = text.removeprefix("【待补").lstrip("：: ").removesuffix("】").strip()
        return Sentence(text=words, kind="slot")
    return Sentence(text=old.text, kind="told" if old.facts else "plain", facts=old.facts)


def _changes(part: _Section, language: Language) -> Iterator[Change]:
    """What was written first, each beside the sentence that is most like it."""
    now = [one.text for one in part.sentences]
    for was in part.mended:
        near = max(now, key=lambda text: SequenceMatcher(None, was, text).ratio(), default="")
        yield Change(was=was, now=near, reason=_CHANGED[language])


def _brief(old: Any) -> Any:
    """Without the opinion it argued, which is among its facts."""
    if not isinstance(old, dict):
        return old
    return {name: value for name, value in old.items() if name != "judgement"}  # pyright: ignore[reportUnknownVariableType]


def _findings(old: Any) -> Any:
    """Without those of checks that byline no longer has."""
    if not isinstance(old, list):
        return old
    return [  # pyright: ignore[reportUnknownVariableType]
        one
        for one in old  # pyright: ignore[reportUnknownVariableType]
        if not isinstance(one, dict) or one.get("rule") in get_args(Rule)  # pyright: ignore[reportUnknownMemberType]
    ]

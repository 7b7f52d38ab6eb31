"""A sentence that is said to the reader.

Owns: whether a sentence speaks to the reader, and how one about people like the reader is turned to
them by code. Pure. Why: the turn is always the same few words, and asking a small model for them
costs a reader of the screen three seconds and now and then the sentence. Promise: words are put
before a sentence or a "they" goes or becomes "you"; nothing of what it says is touched.
"""

from __future__ import annotations

import re
from functools import cache

from byline.drafting.beats import load_beats
from byline.text.language import Language

_YOU = {
    "they're": "you're",
    "they": "you",
    "their": "your",
    "them": "you",
    "themselves": "yourself",
}
_TURNED = re.compile(r"(?:If )?you\b", re.IGNORECASE)
_THEY = re.compile(r"\b(?:they're|they|their|them|themselves)\b", re.IGNORECASE)
_PEOPLE = re.compile(r"^(If you're )(?:people|folks) (?=[a-z]+ing\b)")
_PEOPLE_WHO = re.compile(r"^(If you)'re (?:people|folks) who (?=[a-z])")
_AND_WHO = re.compile(r", who (?=[a-z])")
_THEY_ZH = re.compile(r"^(?:他们|她们|[他她](?![们人俩乡]))(?=[一-鿿])")
_YOU_ARE = r"^(你(?:要是|是不是也?))(?!个|一[个家位群]|[那这][种个些])"
"""What a measure word may follow, and none follows yet."""
_OF = "的(?!话|时候|[是不没就也都])"
"""The 的 before whoever is described; in 最怕的是月底 nobody is."""
_ONE = re.compile(
    _YOU_ARE
    + rf"((?:(?!那种)[^，。！？]){{2,}}{_OF}(?:(?!那种)[^，。！？的]){{1,5}}(?=[，。！？]))"
)
_SAYS_YOU = re.compile(r"[你您]|\byou(?:r|rs)?\b", re.IGNORECASE)


def speaks_to_reader(sentence: str) -> bool:
    """Whether a sentence says 你 or you."""
    return bool(_SAYS_YOU.search(sentence))


def addressed(sentence: str, language: Language) -> str:
    """A sentence turned to the reader, as far as it already speaks to them or of them.

    Chinese drops the subject where English says "you"; 你要是…的人 is said 你要是个…的人.
    """
    if language == "en":
        return _addressed_english(sentence)
    dropped = _THEY_ZH.sub("", sentence)
    return (_one_of_them() if _one_of_them().match(dropped) else _ONE).sub(r"\1个\2", dropped)


def opened(sentence: str, language: Language) -> str:
    """A sentence that begins with a kind of people, said to one of them: 你要是个…的人，…"""
    if language == "en" or speaks_to_reader(sentence) or not _a_kind().match(sentence):
        return sentence
    return addressed(f"你要是{sentence}", language)


def _addressed_english(sentence: str) -> str:
    if not _TURNED.match(sentence):
        return sentence
    plural = _PEOPLE.match(sentence) or _PEOPLE_WHO.match(sentence)
    told = _PEOPLE_WHO.sub(r"\1 ", _PEOPLE.sub(r"\1", sentence))
    if plural:
        told = _AND_WHO.sub(", and you ", told)
    return _THEY.sub(lambda found: _YOU[found[0].lower()], told)


@cache
def _nouns() -> str:
    return "|".join(map(re.escape, sorted(load_beats().readers, key=len, reverse=True)))


@cache
def _one_of_them() -> re.Pattern[str]:
    """你要是…，…的年轻人，: what is said of them has a comma in it."""
    noun = rf"{_OF}[^，。！？的]{{0,4}}(?:{_nouns()})(?=[，。！？])"
    return re.compile(rf"{_YOU_ARE}((?:(?!那种)[^。！？])+?{noun})")


@cache
def _a_kind() -> re.Pattern[str]:
    """刚当上店长的人，: the first clause is a description of people and nothing else."""
    return re.compile(
        rf"^(?!最|说|真|其实|我)[^，。！？]{{2,}}{_OF}[^，。！？的]{{0,6}}(?:{_nouns()})，"
    )

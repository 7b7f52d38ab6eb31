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
_VERBS = {"is": "are", "was": "were", "has": "have", "does": "do", "goes": "go"}
_ADVERBS = ("always", "just", "never", "only", "sometimes", "now")
_TURNED = re.compile(r"(?:If )?you\b", re.IGNORECASE)
_THEY = re.compile(r"\b(?:they're|they|their|them|themselves)\b", re.IGNORECASE)
_SOME = "(?:people|folks|someone|somebody|anyone)"
_DOING = re.compile(rf"^(?:If you(?:'re)? )?{_SOME} (?=[a-z]+ing\b)", re.IGNORECASE)
_WHO = re.compile(
    rf"^(?:If you(?:'re)? )?{_SOME} who (?P<how>(?:(?:{'|'.join(_ADVERBS)}) )*)(?P<verb>[a-z]+)",
    re.IGNORECASE,
)
_AND_WHO = re.compile(r", who (?=[a-z])")
_THEY_ZH = re.compile(r"^(?:他们|她们|[他她](?![们人俩乡]))(?=[一-鿿])")
_YOU_ARE = r"^(你们?(?:要是|是不是也?))(?!个|一[个家位群]|[那这][种个些])"
"""What a measure word may follow, and none follows yet."""
_OF = "的(?!话|时候|[是不没就也都])"
"""The 的 before whoever is described; in 最怕的是月底 nobody is."""
_ONE = re.compile(
    rf"{_YOU_ARE}((?:(?!那种)[^，。！？]){{2,}}{_OF}(?:(?!那种)[^，。！？的]){{1,5}}(?=[，。！？]))"
)
_SAYS_HOW = re.compile("，(?:其实|(?:最|就|总|老|都|常|一)?(?:怕|愁|急|想|烦))")
"""Where the sentence goes on with what such a person fears or wants: it is whole with 要是."""
_SAYS_YOU = re.compile(r"[你您]|\byou(?:r|rs)?\b", re.IGNORECASE)


def speaks_to_reader(sentence: str) -> bool:
    """Whether a sentence says 你 or you."""
    return bool(_SAYS_YOU.search(sentence))


def addressed(sentence: str, language: Language) -> str:
    """A sentence turned to the reader, as far as it already speaks to them or of them.

    Chinese drops the subject where English says "you"; 你要是…的人 is said 你要是个…的人.
    """
    if language == "en":
        return _english(_said_to_one(sentence) if _TURNED.match(sentence) else sentence, sentence)
    dropped = _THEY_ZH.sub("", sentence)
    return (_one_of_them() if _one_of_them().match(dropped) else _ONE).sub(r"\1个\2", dropped)


def opened(sentence: str, language: Language) -> str:
    """A sentence that begins with a kind of people, said to one of them.

    刚当上店长的人，最怕月底 becomes 你要是个…的人，最怕月底; where nothing follows, a question.
    """
    if speaks_to_reader(sentence):
        return sentence
    if language == "en":
        return _english(_said_to_one(sentence), sentence)
    found = _a_kind().match(sentence)
    if not found:
        return sentence
    you = "你"
    if found["who"] in load_beats().houses:
        you, sentence = "你们", sentence.replace("他们", "你们")
    if _SAYS_HOW.search(sentence):
        return addressed(f"{you}要是{sentence}", language)
    return addressed(f"{you}是不是{sentence.rstrip('。')}？", language)


def _english(plain: str, sentence: str) -> str:
    """What a sentence became when it was said to one, with everything else that hangs on it."""
    if not _TURNED.match(plain):
        return sentence
    if plain != sentence:
        plain = _AND_WHO.sub(", and you ", plain)
    return _THEY.sub(lambda found: _YOU[found[0].lower()], plain)


def _said_to_one(sentence: str) -> str:
    """People running a charity … becomes If you're running a charity …."""
    found = _WHO.match(sentence)
    if not found:
        return _DOING.sub("If you're ", sentence)
    verb = found["verb"]
    one = re.match("(?:If you(?:'re)? )?(?:some|any)", sentence, re.IGNORECASE)
    return f"If you {found['how']}{_plural(verb) if one else verb}{sentence[found.end() :]}"


def _plural(verb: str) -> str:
    """The verb of a "you" for that of a "someone"; the past stays."""
    if verb in _VERBS:
        return _VERBS[verb]
    if verb.endswith("ies"):
        return f"{verb[:-3]}y"
    if verb.endswith(("ches", "shes", "sses", "xes", "zes")):
        return verb[:-2]
    return verb[:-1] if verb.endswith("s") and not verb.endswith("ss") else verb


@cache
def _nouns() -> str:
    beats = load_beats()
    return "|".join(sorted([*beats.readers, *beats.houses], key=len, reverse=True))


@cache
def _one_of_them() -> re.Pattern[str]:
    """你要是…，…的年轻人，: what is said of them has a comma in it."""
    noun = rf"{_OF}(?!那种)[^，。！？的]{{0,4}}(?:{_nouns()})(?=[，。！？])"
    return re.compile(rf"{_YOU_ARE}((?:(?!那种)[^。！？])+?{noun})")


@cache
def _a_kind() -> re.Pattern[str]:
    """刚当上店长的人，: the first clause is a description of people and nothing else."""
    return re.compile(
        rf"^(?!最|说|真|其实|我)[^，。！？]{{2,}}{_OF}[^，。！？的]{{0,6}}?(?P<who>{_nouns()})，"
    )

"""What a draft tells as having happened, and nobody told.

Owns: when a sentence is a story, and whether the quotes carry it. Pure.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Sequence

from byline.checks.claims import any_of, each_of
from byline.checks.findings import Finding
from byline.checks.said.clauses import figures_of, pieces
from byline.checks.said.heard import heard
from byline.checks.said.words import one
from byline.text.quantities import Quantity
from byline.text.sentences import sentences

EXPERIENCE_SHARE = 0.5
"""Share of a sentence's two-character pieces that its facts must hold to carry an experience."""
STORY_SHARE = 0.34
"""The same for a sentence that is a story by its first words: what carries it is one quote."""
LETTER_SHARE = 0.72
"""Share of a sentence's characters that one quote must hold to be told in other words."""
_EMPTY = frozenset("过后来去说到的了是就也都还又很吧呢啊嘛把被个我在有那这一不他她们着和")


def check(text: str, quotes: Sequence[str]) -> list[Finding]:
    """Sentences that tell of something no quote tells of."""
    held = "\n".join(quotes)
    return [
        Finding(
            rule="experience",
            level="error",
            span=(sentence.start, sentence.end),
            text=sentence.text,
            reason="这句讲的是亲身经历，引用的事实撑不住",
            suggestion="删掉，或补上讲过这件事的事实",
        )
        for sentence in sentences(text)
        if _unheard_speech(sentence.text, held, quotes)
        or _unlived(sentence.text, quotes)
        or _story(sentence.text, quotes)
    ]


def _unheard_speech(sentence: str, held: str, quotes: Sequence[str]) -> bool:
    unheard = any(word.search(sentence) and not word.search(held) for word in each_of("speech"))
    if not unheard or _asks(sentence):
        return False
    told = heard(tuple(quotes))
    own = pieces(sentence)
    for place, quote in enumerate(told.quotes):
        # 说 where 告诉我 is written: reported all the same.
        if one("say").search(quote) and len(own & told.pieces(place)) >= STORY_SHARE * len(own):
            return False
    return True


def _unlived(sentence: str, quotes: Sequence[str]) -> bool:
    lived = "我" in sentence and any_of("experience").search(sentence)
    return bool(
        lived
        and not _asks(sentence)
        and not (any_of("view").search(sentence) and "了" not in sentence and "过" not in sentence)
        and share(sentence, quotes) < EXPERIENCE_SHARE
        and not _in_other_words(sentence, quotes)
    )


def _story(sentence: str, quotes: Sequence[str]) -> bool:
    if not any_of("episode").search(sentence) or not any_of("happens").search(sentence):
        return False
    if _asks(sentence) or any_of("reader").search(sentence):
        return False
    told = heard(tuple(quotes))
    own = pieces(sentence)
    best = max((shared for _, shared in told.quotes_like(own)), default=0)
    if best >= STORY_SHARE * len(own):
        return False
    figures = figures_of(sentence)
    known = {(s.figure.value, s.figure.unit) for s in told.said}
    anchored = best and figures and all((f.value, f.unit) in known for f in figures)
    return not anchored and not _in_other_words(sentence, quotes)


def _asks(sentence: str) -> bool:
    return sentence.rstrip("”\"' ")[-1:] in ("？", "?") and "你" in sentence


def _in_other_words(sentence: str, quotes: Sequence[str]) -> bool:
    """Whether one quote has nearly every character: 路面结了冰, 刮了一下."""
    own = {c for c in sentence if c.isalpha() and not c.isascii()} - _EMPTY
    return bool(own) and any(len(own & set(quote)) >= LETTER_SHARE * len(own) for quote in quotes)


def share(sentence: str, quotes: Sequence[str]) -> float:
    """How much of a sentence comes from the quotes: share of its two-character pieces, 0 to 1."""
    own = _pieces(sentence)
    if not own:
        return 1.0
    return len(own & _held(tuple(quotes))) / len(own)


@functools.lru_cache(maxsize=64)
def _held(quotes: tuple[str, ...]) -> frozenset[str]:
    return frozenset[str]().union(*(_pieces(quote) for quote in quotes))


@functools.lru_cache(maxsize=1024)
def _pieces(text: str) -> frozenset[str]:
    """Two-character pieces; a figure is written one way, so that 八年 and 8年 share theirs."""
    for quantity in reversed(figures_of(text)):
        if quantity.value is not None:
            figure = _written(quantity)
            text = f"{text[: quantity.start]}{figure}{text[quantity.end :]}"
    letters = [character for character in text.lower() if character.isalnum()]
    return frozenset(a + b for a, b in itertools.pairwise(letters))


def _written(quantity: Quantity) -> str:
    upper = "" if quantity.upper is None else f"{quantity.upper:f}"
    return f"{quantity.value:f}{upper}{quantity.unit}"

"""A post as lines to speak.

Owns: where lines are cut, pauses, and the estimated seconds (speech.toml). Promise: the spoken
words are the body's, in order; lines end only where a speaker may breathe, so that one without
such a place is long; what is not spoken (headings, open slots, the label) is set apart and takes
no time.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from pydantic import Field

from byline.drafting.brackets import PLACE, cut
from byline.export.blocks import Block, blocks
from byline.export.post import Post
from byline.shipped import Strict, WordList, load_rules
from byline.text.counting import characters
from byline.text.emoji import EMOJI
from byline.text.sentences import clauses

SENTENCE = "／"
"""After a line that ends a sentence."""
_HEADINGS = {"heading", "subheading"}
_SEEN = re.compile(rf"[ \t]*(?:{EMOJI.pattern})")
"""An emoji with the blank before it."""
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]+")
_VOWELS = re.compile(r"[aeiouyà-ɏ]+", re.IGNORECASE)
_PERCENT = 3
"""百分之 takes three syllables."""


class Rate(WordList):
    """Syllables a second, without pauses."""

    syllables_per_second: float = Field(gt=0)


class Pauses(WordList):
    """Seconds."""

    clause: float = Field(ge=0)
    sentence: float = Field(ge=0)
    paragraph: float = Field(ge=0)


class Lines(WordList):
    """Where a line may end."""

    most: int = Field(ge=6)
    breaths: list[str]
    least: int = Field(ge=1)


class Speech(Strict):
    """speech.toml."""

    rate: Rate
    pauses: Pauses
    lines: Lines


@dataclass(frozen=True)
class Script:
    """The text to put on a teleprompter, and how long it takes."""

    text: str
    seconds: int


def script(post: Post) -> Script:
    """Lay a post out for speaking."""
    passages: list[str] = []
    seconds = 0.0
    found = _groups(blocks(post.body, markup=post.markup))
    for number, group in enumerate(found, start=1):
        if group[0].kind in _HEADINGS:
            passages.append(f"—— {group[0].text} ——")
            continue
        lines, took = _passage(group)
        seconds += took
        passages.append("\n".join(lines))
        if took and number < len(found):
            seconds += speech().pauses.paragraph
            passages.append(f"（停一下，到这里约 {round(seconds)} 秒）")
    if post.closing:
        passages.append(f"（不念，写进发布时的说明：{post.closing}）")
    return Script("\n\n".join(passages), round(seconds))


def _groups(found: list[Block]) -> list[list[Block]]:
    """What is spoken in one go: a paragraph, or all the lines of a list."""
    groups: list[list[Block]] = []
    before = ""
    for block in found:
        if block.kind == before == "item":
            groups[-1].append(block)
        elif block.kind != "rule":
            groups.append([block])
        before = block.kind
    return groups


def _passage(group: list[Block]) -> tuple[list[str], float]:
    """The lines of a paragraph and the seconds they take."""
    lines: list[str] = []
    seconds = 0.0
    for text in (text for block in group for text in _spoken(block.text.lstrip("· 　"))):
        if PLACE.match(text):
            lines.append(text)
            continue
        cut = _lines(text)
        lines += [*cut[:-1], f"{cut[-1]} {SENTENCE}"]
        seconds += syllables(text) / speech().rate.syllables_per_second
        seconds += (len(clauses(text)) - 1) * speech().pauses.clause
        seconds += speech().pauses.sentence
    return lines, seconds


def _spoken(text: str) -> Iterator[str]:
    """The sentences and open places of a paragraph; emoji are seen, not said."""
    return (span.text for span in cut(_SEEN.sub("", text)))


def _lines(sentence: str) -> list[str]:
    """Clauses, long ones cut where a breath fits, short ones together up to a line's length."""
    most = speech().lines.most
    lines: list[str] = []
    ends = [span.end for span in clauses(sentence)]
    for start, end in pairwise([0, *ends]):
        for piece in _breaths(sentence[start:end].strip()):
            if lines and characters(lines[-1] + piece) <= most:
                lines[-1] = _together(lines[-1], piece)
            else:
                lines.append(piece)
    return lines


def _together(before: str, after: str) -> str:
    """Two pieces in one line; Latin words keep a blank between them."""
    return before + " " * (before[-1].isascii() and after[0].isascii()) + after


def _breaths(clause: str) -> list[str]:
    """Cut a clause that is too long for a line: after 、, or before a word that starts anew."""
    rules = speech().lines
    if characters(clause) <= rules.most:
        return [clause]
    places = [found.end() for found in re.finditer("、", clause)]
    places += [found.start() for found in re.finditer("|".join(rules.breaths), clause)]
    pieces: list[str] = []
    start = 0
    for place in sorted(places):
        if min(characters(clause[start:place]), characters(clause[place:])) >= rules.least:
            pieces.append(clause[start:place])
            start = place
    return [*pieces, clause[start:]]


def syllables(text: str) -> int:
    """How many syllables are spoken: a Chinese character or a digit is one, a word by its vowels.

    Capitals are spelled out. An estimate: 310 is said 三百一十, and counted three.
    """
    words = sum(_word(found[0]) for found in _LATIN.finditer(text))
    rest = _LATIN.sub(" ", text)
    single = sum(character.isdigit() or _ideograph(character) for character in rest)
    return words + single + _PERCENT * sum(rest.count(mark) for mark in "%％‰")


def _word(word: str) -> int:
    return len(word) if word.isupper() else max(1, len(_VOWELS.findall(word)))


def _ideograph(character: str) -> bool:
    return unicodedata.category(character) == "Lo"


@cache
def speech() -> Speech:
    """The rates and rules, read once."""
    return load_rules(Path(__file__).with_name("speech.toml"), Speech)

"""Proposed sentences, and what becomes of a draft when the person says yes or no to one.

Owns: affirm.toml, the order of asking, and the draft after an answer. Pure; the ledger's side is
`ledger.affirmations`. Promise: a sentence about health, law or money is asked first and is in no
blanket yes; besides the one sentence, only the gap it leaves is closed, character for character.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from byline.checks.findings import Finding
from byline.checks.patterns import any_of
from byline.checks.review import GROUNDED, review
from byline.drafting.brackets import PLACE, Place, places
from byline.drafting.document import below
from byline.drafting.gaps import closed
from byline.drafting.models import Cut, Draft, Sentence, Status
from byline.errors import InputError
from byline.ledger import consent
from byline.platforms import load_platform
from byline.shipped import Strict, WordList, load_rules
from byline.text.language import Language
from byline.text.sentences import clean_input, one_line, sentences

_STOP = re.compile(r"(?:[。！？!?；;…]|\.(?!\w))+")
_STOPPED = re.compile(rf"{_STOP.pattern}[”’」』）)\"'*_]*\Z")
_OPEN = frozenset({"slot", "proposed"})
"""Rules that say that a place is open, which is no error of the draft."""
_FREE = frozenset({"contact", "advertising"})
"""Rules that only warn where the person chose the words."""
_UNSEEN = frozenset({"private", "author", "similar", "voice", "between", "unanswered", "unaudited"})
"""Rules whose findings stay as they are: it takes facts, other posts or a model to find them."""


class Wording(Strict):
    """One thing said to the person, in both languages."""

    zh: str
    en: str

    def of(self, language: Language) -> str:
        """As it is said in one of them."""
        return self.en if language == "en" else self.zh


class Matter(Wording):
    """Something a person must agree to by itself, and the words it is told in."""

    name: Literal["health", "law", "money"]
    also: str = Field(default="", alias="class")
    words: tuple[str, ...]

    @model_validator(mode="after")
    def _known(self) -> Self:
        if self.also and self.also not in consent.reasons():
            raise ValueError(f"consent.toml 里没有 {self.also}")
        return self


class Rules(WordList):
    """affirm.toml."""

    struck: Wording
    emptied: Wording
    matters: list[Matter] = Field(alias="matter")


def delicate(text: str, language: Language = "zh") -> str | None:
    """Why a sentence is to be agreed to by itself; None when it may go with others."""
    matter = _matter(text)
    return matter.of(language) if matter else None


def order(proposed: Sequence[Sentence]) -> list[Sentence]:
    """The sentences as they are to be asked: health, law and money first, else as they stand."""
    matters = _rules().matters

    def place(sentence: Sentence) -> int:
        matter = _matter(sentence.text)
        return matters.index(matter) if matter else len(matters)

    return sorted(proposed, key=place)


def for_blanket_yes(proposed: Sequence[Sentence]) -> list[Sentence]:
    """The sentences that one yes to all may affirm: none about health, law or money."""
    return [one for one in proposed if not _matter(one.text)]


def worded(reply: str) -> str:
    """The person's own words as they can stand in a draft, on one line.

    InputError when there are none, or when they hold a bracket that would be asked about again.
    """
    words = one_line(clean_input(reply))
    if not words:
        raise InputError("这句话是空的", value=reply, next_step="写一句，或者删掉这句")
    if found := PLACE.search(words):
        raise InputError(
            f"说法里不能有“{found[0]}”，它会被当成还没定的地方",
            value=words,
            next_step="去掉这个括号再写一次",
        )
    return words


def affirm(draft: Draft, sentence: Sentence, words: str, fact_id: str) -> Draft:
    """The draft in which a fact tells the first proposed sentence of these words.

    `words` are the same or the person's own: those are held against no fact, and where a platform
    or the law may object to them, that is a warning.
    """
    at, place = located(draft, sentence)
    said = worded(words)
    before, after = draft.body[: place.start], draft.body[_bracket_end(place) :]
    stop = _STOP.match(after)
    after = after[stop.end() :] if stop else after
    now = _stopped(said, stop[0] if stop else "", sentence.text, after, draft.language)
    if draft.language == "en":
        before, after = before + _blank(before, now), _blank(now, after) + after
    told = [Sentence(text=one.text, kind="told", facts=[fact_id]) for one in sentences(now)]
    own = "" if said == sentence.text else said
    return _changed(draft, f"{before}{now}{after}", at, told, own)


def strike(draft: Draft, sentence: Sentence, reason: str = "") -> Draft:
    """The draft without the first proposed sentence of these words; `cut` keeps it."""
    at, place = located(draft, sentence)
    body, emptied = closed(draft.body, place.start, _bracket_end(place))
    rules, language = _rules(), draft.language
    gone = Cut(text=sentence.text, reason=reason or rules.struck.of(language))
    left = [Cut(text=line, reason=rules.emptied.of(language)) for line in emptied]
    changed = _changed(draft, body, at, [])
    return changed.model_copy(update={"cut": [*draft.cut, gone, *left]})


def located(draft: Draft, sentence: Sentence) -> tuple[int, Place]:
    """Which sentence of the draft it is, and where it stands in the body.

    InputError when it is not there as proposed: to be asked before a yes is written down.
    """
    words = sentence.text.strip()
    known = [one.text for one in draft.proposed]
    at = next((at for at, one in enumerate(draft.sentences) if _waits(one, words)), None)
    found = (one for one in places(draft.body, recorded=known) if one.kind == "proposed")
    place = next((one for one in found if one.words == words), None)
    if at is None or place is None:
        raise InputError(
            "稿子里没有这句待认的话",
            value=sentence.text,
            next_step="它可能已经认了、删了或被改过：byline draft --affirm 稿子，再看一遍",
        )
    return at, place


def status(draft: Draft) -> Status:
    """What a draft waits for: the person, another round, or nothing."""
    if draft.proposed or draft.slots or PLACE.search(f"{draft.title}\n{draft.body}"):
        return "needs_input"
    wrong = (one for one in draft.findings if one.level == "error" and one.rule not in _OPEN)
    return "revise" if any(wrong) else "pass"


def _waits(sentence: Sentence, words: str) -> bool:
    return sentence.kind == "proposed" and sentence.text.strip() == words


def _bracket_end(place: Place) -> int:
    """Behind the closing bracket, or behind the words where a hand took it away."""
    bracket = place.text.rfind("】")
    return place.start + bracket + 1 if bracket >= 0 else place.end


def _stopped(said: str, stop: str, proposed: str, after: str, language: Language) -> str:
    """The words with the end mark their place wants, when they bring none."""
    if _STOPPED.search(said):
        return said
    if stop:
        return said + stop
    if mark := _STOPPED.search(proposed):
        return said + mark[0]
    line = after.partition("\n")[0]
    goes_on = any(character.isalnum() for character in line) and line[0] not in "，,、：:"
    return said + ("." if language == "en" else "。") if goes_on else said


def _blank(before: str, after: str) -> str:
    """A blank between English sentences, which would else read as one word."""
    ended = before.endswith((".", "!", "?", ";", ":", ",", ")"))
    return " " if ended and after[:1].isalnum() else ""


def _changed(draft: Draft, body: str, at: int, told: Sequence[Sentence], own: str = "") -> Draft:
    """The draft with another body and sentence, looked over anew as far as code alone can."""
    held = [*draft.sentences[:at], *told, *draft.sentences[at + 1 :]]
    after = draft.model_copy(update={"body": body, "sentences": held})
    after = after.model_copy(update={"findings": [*_seen(draft, after, own), *_kept(draft, after)]})
    return after.model_copy(update={"status": status(after)})


def _seen(before: Draft, after: Draft, own: str) -> list[Finding]:
    """What the checks of any text find; in words the person chose, now or before, as a warning."""
    platform = load_platform(after.platform)
    chosen = {(one.rule, one.text) for one in before.findings if one.level == "warning"}
    found = review(below(after), platform, None, after.language).findings
    return [
        one.model_copy(update={"level": "warning"})
        if one.rule in _FREE
        and ((one.rule, one.text) in chosen or (one.text in own and one.text not in before.body))
        else one
        for one in found
        if one.rule not in GROUNDED
    ]


def _kept(before: Draft, after: Draft) -> list[Finding]:
    """What else was found before, of words that still stand; their places have moved."""

    def went(text: str) -> bool:
        # Sentences that were read together wrongly are told with a stroke between them.
        return any(one in before.body and one not in after.body for one in text.split("／"))

    return [
        one.model_copy(update={"span": None})
        for one in before.findings
        if (one.rule in _UNSEEN or one.rule in GROUNDED) and not went(one.text)
    ]


def _matter(text: str) -> Matter | None:
    named = consent.spoken_of(text)
    return next(
        (one for one in _rules().matters if one.also in named or any_of(one.words).search(text)),
        None,
    )


@cache
def _rules() -> Rules:
    return load_rules(Path(__file__).with_suffix(".toml"), Rules)

"""A text held against a voice.

Owns: which departures are worth a word. Pure. Promise: warnings with places, never an error and
never a score: somebody may write otherwise for once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from byline.checks.findings import Finding
from byline.ledger.events import Language
from byline.text.emoji import EMOJI
from byline.voice.advice import worded
from byline.voice.edits import standing
from byline.voice.models import Portrait, Rule, Voice
from byline.voice.words import counted, lists, places

SOURCE = "你的口气（voice.yaml）"


def check(text: str, voice: Voice, language: Language = "zh", platform: str = "") -> list[Finding]:
    """Never-used words, emoji, another address of the reader, and rules not kept; by place."""
    portrait = voice.of(language)
    found = [
        *(_portrayed(text, portrait, language) if portrait else ()),
        *(one for rule in voice.in_force(language, platform) for one in _broken(text, rule)),
    ]
    return sorted(found, key=lambda one: one.span or (0, 0))


def _portrayed(text: str, portrait: Portrait, language: Language) -> Iterator[Finding]:
    for word in portrait.never:
        yield from _at(text, places(word, text, language), f"你不说“{word}”", "换个说法或删掉")
    if portrait.emoji == 0:
        spans = [one.span() for one in EMOJI.finditer(text)]
        yield from _at(text, spans, "你写东西不用表情", "删掉")
    forms = lists(language).address
    used = counted(text, forms, language)
    if portrait.address and used and not used[portrait.address]:
        other = used.most_common(1)[0][0]
        spans = places(other, text, language)
        reason = f"你称呼读者“{portrait.address}”，这里是“{other}”"
        yield from _at(text, spans[:1], reason, f"改成“{portrait.address}”")


def _broken(text: str, rule: Rule) -> list[Finding]:
    if rule.kind not in ("replace", "drop"):
        return []
    spans = standing(rule.was, rule.place, text, rule.language)
    advice = f"改成“{rule.now}”" if rule.kind == "replace" else "删掉"
    return _at(text, spans, f"照你的习惯：{worded(rule)}（{rule.id}）", advice)


def _at(text: str, spans: Sequence[tuple[int, int]], reason: str, suggestion: str) -> list[Finding]:
    return [
        Finding(
            rule="voice",
            level="warning",
            span=(start, end),
            text=text[start:end],
            reason=reason,
            source=SOURCE,
            suggestion=suggestion,
        )
        for start, end in spans
    ]

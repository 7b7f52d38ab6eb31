"""A voice as a few lines: for the prompt of a paragraph, and for the person.

Owns: how rules and portraits are worded. Pure. Promise: the lines hold words of manner only, so
that nothing of them can be taken for something the person experienced.
"""

from __future__ import annotations

from collections.abc import Iterator

from byline.ledger.events import Language
from byline.voice.edits import EMOJI_WORD
from byline.voice.models import Portrait, Rule, Voice

MOST = 4
"""Words of a kind named in a prompt: a small model uses all it is shown."""
OFTEN = 0.5
"""Times in a thousand from which a particle is worth naming."""


def for_prompt(voice: Voice, language: Language, platform: str = "") -> str:
    """The voice in a few lines, in the language asked for; '' when nothing is known."""
    portrait = voice.of(language)
    lines = list(_portrayed(portrait, language)) if portrait else []
    lines += [worded(rule) for rule in voice.in_force(language, platform)]
    return "\n".join(f"- {line}" for line in lines)


def worded(rule: Rule) -> str:
    """A rule as one line in its own language."""
    was, now = _shown(rule.was), _shown(rule.now)
    if rule.language == "en":
        return {
            "replace": f"write {now}, not {was}",
            "drop": f"leave out {was}",
            "add": f"use {now} where it fits",
            "shorter": "shorter sentences",
            "longer": "longer sentences are fine",
        }[rule.kind]
    end = "句尾的" if rule.place == "end" else ""
    return {
        "replace": f"写{now}，不写{was}",
        "drop": f"不要{end}{was}",
        "add": f"{'句尾' if end else ''}可以用{now}",
        "shorter": "句子再短些",
        "longer": "句子可以长些",
    }[rule.kind]


def _shown(word: str) -> str:
    return "表情/emoji" if word == EMOJI_WORD else f"“{word}”"


def _portrayed(portrait: Portrait, language: Language) -> Iterator[str]:
    zh = language == "zh"
    length = portrait.sentence
    if length.usual:
        yield (
            f"一句话多在 {length.short} 到 {length.long} 字"
            if zh
            else f"most sentences have {length.short} to {length.long} words"
        )
    if frequent := [word for word, rate in portrait.particles.items() if rate >= OFTEN]:
        words = _listed(frequent, zh)
        yield f"句尾偶尔带{words}" if zh else f"now and then ends with {words}"
    elif zh and portrait.size:
        yield "句尾很少带语气词"
    if portrait.openers:
        words = _listed(portrait.openers, zh)
        yield f"有的句子用{words}开头" if zh else f"some sentences begin with {words}"
    if portrait.favourite:
        words = _listed(portrait.favourite, zh)
        yield f"爱说{words}" if zh else f"likes to say {words}"
    if portrait.address:
        yield (f"称呼读者“{portrait.address}”" if zh else f'calls the reader "{portrait.address}"')
    if portrait.emoji == 0:
        yield "不用表情符号" if zh else "no emoji"
    if portrait.never:
        words = _listed(portrait.never, zh)
        yield f"不说{words}" if zh else f"never says {words}"


def _listed(words: list[str], zh: bool) -> str:
    shown = words[:MOST]
    return "".join(f"“{word}”" for word in shown) if zh else ", ".join(f'"{w}"' for w in shown)

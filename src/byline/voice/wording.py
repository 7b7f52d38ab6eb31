"""A portrait in words, made by rule.

Owns: the sentences. Pure. Promise: an adjective stands only where a number of the portrait is
beyond what is usual for others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from byline.ledger.events import Language
from byline.voice import delta
from byline.voice.features import MARK_NAMES
from byline.voice.models import Portrait
from byline.voice.sample import Kind, Piece

_KINDS: dict[Kind, tuple[str, str]] = {
    "answer": ("访谈", "answers"),
    "log": ("日志", "log entries"),
    "chat": ("聊天", "chats"),
    "post": ("帖子和文章", "posts"),
}
_OFTEN = 3.0
"""Marks in a thousand from which they are a habit."""


def sources(pieces: Sequence[Piece], language: Language) -> str:
    """What a portrait was learnt from."""
    told: list[str] = []
    for kind, (zh, en) in _KINDS.items():
        ours = [piece for piece in pieces if piece.kind == kind]
        size = sum(len("".join(piece.whole.split())) for piece in ours)
        if not ours:
            continue
        if language == "zh":
            told.append(f"{zh} {len(ours)} {'篇' if kind == 'post' else '段'} {size} 字")
        else:
            told.append(f"{len(ours)} {en}, {size} characters")
    return ("；" if language == "zh" else "; ").join(told)


def described(portrait: Portrait, language: Language) -> str:
    """A line or two about the voice."""
    parts = list(_chinese(portrait) if language == "zh" else _english(portrait))
    return ("，".join(parts) + "。") if language == "zh" else ("; ".join(parts) + ".")


def _chinese(portrait: Portrait) -> Iterator[str]:
    length = portrait.sentence
    adjective = {-1: "句子偏短，", 0: "", 1: "句子偏长，"}[_against_others(portrait, "zh")]
    yield f"{adjective}一句多在 {length.short} 到 {length.long} 字"
    if portrait.openers:
        yield f"常用{_quoted(portrait.openers[:3])}起头"
    if portrait.particles:
        yield f"句尾带{_quoted(list(portrait.particles)[:3])}"
    elif portrait.size:
        yield "句尾不带语气词"
    if portrait.favourite:
        yield f"爱说{_quoted(portrait.favourite[:4])}"
    for mark in ("！", "…", "～", "——"):
        if portrait.marks.get(mark, 0) >= _OFTEN:
            yield f"{MARK_NAMES[mark]}用得多"
    # What somebody types in an interview says nothing of the marks in their posts.
    if portrait.emoji is not None and "！" not in portrait.marks:
        yield "不用感叹号"
    if portrait.address:
        yield f"称呼读者“{portrait.address}”"
    if portrait.emoji is not None:
        yield f"一千字里 {portrait.emoji:g} 个表情" if portrait.emoji else "不用表情"


def _english(portrait: Portrait) -> Iterator[str]:
    length = portrait.sentence
    adjective = {-1: "short sentences, ", 0: "", 1: "long sentences, "}
    yield f"{adjective[_against_others(portrait, 'en')]}{length.short} to {length.long} words each"
    if portrait.openers:
        yield f"often begins with {_listed(portrait.openers[:3])}"
    if portrait.favourite:
        yield f"fond of {_listed(portrait.favourite[:4])}"
    if portrait.emoji is not None and "！" not in portrait.marks:
        yield "no exclamation marks"
    if portrait.address:
        yield f'calls the reader "{portrait.address}"'
    if portrait.emoji is not None:
        yield f"{portrait.emoji:g} emoji in a thousand words" if portrait.emoji else "no emoji"


def _against_others(portrait: Portrait, language: Language) -> int:
    """-1, 0 or 1: whether the usual sentence is more than a deviation from other people's."""
    mean, spread = delta.others(language).sentence
    usual = portrait.sentence.usual
    return 0 if not usual or abs(usual - mean) <= spread else (1 if usual > mean else -1)


def _quoted(words: Sequence[str]) -> str:
    return "".join(f"“{word}”" for word in words)


def _listed(words: Sequence[str]) -> str:
    return ", ".join(f'"{word}"' for word in words)

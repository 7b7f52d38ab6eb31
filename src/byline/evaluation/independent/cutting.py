"""Sentences and letters, cut without byline.text."""

from __future__ import annotations

import re

_END = re.compile(r"[。！？!?；;…\n]+[”’\"'」』）)]*|(?<=[a-z0-9)])\.(?=\s|$)")
_MARKUP = re.compile(
    r"^\s*(?:#{1,6}\s+|[-*•·>]\s+|(?:\d{1,2}|[一二三四五六七八九十])[.、．)）:：]\s*)"
)
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]+")


def sentences(text: str) -> list[str]:
    """The sentences of a text, bullets and list numbers taken off."""
    found: list[str] = []
    start = 0
    for end in [*_END.finditer(text), None]:
        piece = text[start : end.end() if end else len(text)]
        start = end.end() if end else len(text)
        if words := _MARKUP.sub("", piece.replace("**", "")).strip():
            found.append(words)
    return found


def chinese(text: str) -> bool:
    """Whether a text is Chinese rather than English: characters against words."""
    return len(_CHINESE.findall(text)) >= len(_LATIN.findall(text))

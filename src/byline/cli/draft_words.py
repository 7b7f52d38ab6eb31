"""What the commands that write say: draft_words.toml, typed.

Owns: its shape. Promise: every sentence exists in both languages.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from byline.drafting.models import Status
from byline.shipped import Strict, load_rules
from byline.text.language import Language

Part = Literal["title", "body", "questions"]
"""Parts of a post that are shown while they are written."""


class DraftWords(Strict):
    """The sentences of one language; {places} are filled by `str.format`."""

    language: Language
    page: str
    thinking: str
    parts: dict[Part, str]
    again: str
    auditing: str
    repairing: str
    quotes: str
    changed: str
    gone: str
    cut: str
    stands: str
    title: str
    others: str
    tags: str
    status: str
    statuses: dict[Status, str]
    label: str
    saved: str
    slots_next: str
    affirm_next: str
    ask_intro: str
    ask_delicate: str
    ask: str
    ask_words: str
    ask_unclear: str
    affirmed: str
    struck: str
    left: str
    none: str
    skipped: str
    unchanged: str
    kept: str
    kept_next: str


class _Languages(Strict):
    zh: DraftWords
    en: DraftWords


def draft_words(language: Language) -> DraftWords:
    """The sentences in one language."""
    languages = load_rules(Path(__file__).with_suffix(".toml"), _Languages)
    return languages.en if language == "en" else languages.zh

"""What `byline interview --fill` says: filling_words.toml, typed.

Owns: its shape. Promise: every sentence exists in both languages, and those that stand in for the
interview's own have its names and its places.
"""

from __future__ import annotations

from pathlib import Path

from byline.app.filling import Left
from byline.cli.wording import Wording, wording
from byline.shipped import Strict, load_rules
from byline.text.language import Language


class Instead(Strict):
    """Sentences of the interview that are another one here."""

    paused: str
    finished: str
    extracting_stopped: str
    extraction_failed: str
    model_missing: str
    progress_title: str
    review_later: str


class FillingWords(Strict):
    """The sentences of one language; {places} are filled by `str.format`."""

    opened: str
    already: str
    none: str
    name: str
    before: str
    after: str
    inside: str
    fuller: str
    nameless: str
    offer: str
    waits: str
    stopped: str
    as_said: str
    left: dict[Left, str]
    instead: Instead


class _Languages(Strict):
    zh: FillingWords
    en: FillingWords


def filling_words(language: Language) -> FillingWords:
    """The sentences in a language."""
    languages = load_rules(Path(__file__).with_suffix(".toml"), _Languages)
    return languages.en if language == "en" else languages.zh


def spoken(language: Language, draft: str) -> Wording:
    """The interview's sentences for a sitting about a draft."""
    instead = filling_words(language).instead.model_dump()
    told = {name: text.format(draft=draft) for name, text in instead.items()}
    return wording(language).model_copy(update=told)

"""What `byline interview --fill` says, in the language that is spoken.

Owns: the shape of filling_wording.toml. Promise: every sentence exists in both languages, and those
that stand in for the interview's own have its names and its places.
"""

from __future__ import annotations

from pathlib import Path

from byline.cli.wording import Wording, wording
from byline.drafting.models import Status
from byline.ledger.events import Language
from byline.shipped import Strict, load_rules


class Instead(Strict):
    """Sentences of the interview that are another one here."""

    paused: str
    finished: str
    extracting_stopped: str
    extraction_failed: str
    model_missing: str
    progress_title: str
    review_later: str


class FillingWording(Strict):
    """The sentences of one language; {places} are filled by `str.format`."""

    opened: str
    already: str
    none: str
    name: str
    before: str
    after: str
    heading: str
    inside: str
    shorter: str
    nameless: str
    offer: str
    waits: str
    writing: str
    stopped: str
    filled: str
    as_said: str
    failed: str
    removed: str
    closed: str
    nothing: str
    sentence: str
    gone: str
    status: str
    left: str
    next_step: str
    instead: Instead
    statuses: dict[Status, str]


class _Languages(Strict):
    zh: FillingWording
    en: FillingWording


def filling_wording(language: Language) -> FillingWording:
    """The sentences in a language."""
    languages = load_rules(Path(__file__).with_suffix(".toml"), _Languages)
    return languages.en if language == "en" else languages.zh


def spoken(language: Language, draft: str) -> Wording:
    """The interview's sentences for a sitting about a draft."""
    instead = filling_wording(language).instead.model_dump()
    told = {name: text.format(draft=draft) for name, text in instead.items()}
    return wording(language).model_copy(update=told)

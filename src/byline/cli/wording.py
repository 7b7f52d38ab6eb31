"""What `byline interview` says, in the language the interview is held in.

Owns: the shape of wording.toml. Promise: every sentence exists in both languages; a name that does
not is found by the type checker, not by a person in the middle of an answer.
"""

from __future__ import annotations

import functools
import tomllib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from byline.interview.overview import State
from byline.ledger.events import Language

Command = Literal[
    "back", "edit", "skip", "why", "progress", "facts", "private", "pause", "lang", "help"
]


class Wording(BaseModel):
    """The sentences of one language; {places} are filled by `str.format`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    date: str
    prompt: str
    welcome: str
    help_title: str
    commands: dict[Command, str]
    keys: str
    unknown: str
    unknown_near: str
    nothing: str
    follow_up: str
    again_about: str
    back_mark: str
    back_skipped: str
    thinking: str
    resumed: str
    paused: str
    finished: str
    reconciled: str
    you_said: str
    back_how: str
    back_none: str
    edit_list: str
    edit_line: str
    edit_how: str
    edit_bad: str
    edit_none: str
    edit_prompt: str
    edit_pipe: str
    edit_clear: str
    unchanged: str
    changed: str
    withdrawn: str
    facts_gone: str
    facts_kept: str
    facts_again: str
    facts_none: str
    facts_waiting: str
    facts_more: str
    private_none: str
    private_done: str
    private_already: str
    private_offer: str
    private_offer_this: str
    why_none: str
    why_more: str
    progress_title: str
    progress_topic: str
    progress_state: str
    progress_said: str
    states: dict[State, str]
    is_private: str
    lang_now: str
    lang_followed: str
    lang_how: str
    consent_prompt: str
    closed: str
    heard: str
    heard_wrong: str
    correcting: str
    correcting_failed: str
    corrected: str
    review: str
    review_undecided: str
    review_how: str
    review_none: str
    review_unclear: str
    review_again: str
    review_later: str
    review_done: str
    review_anonymise: str
    next_step: str
    save_again: str
    save_prompt: str
    extracting: str
    extracting_count: str
    extracting_stopped: str
    extracted: str
    extraction_failed: str
    no_model: str
    model_missing: str


class _Languages(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    zh: Wording
    en: Wording


def wording(language: Language) -> Wording:
    """The sentences in a language."""
    return _read().en if language == "en" else _read().zh


@functools.cache
def _read() -> _Languages:
    path = Path(__file__).with_suffix(".toml")
    return _Languages.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))

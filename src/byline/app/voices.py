"""How a person writes: learning it from their own words, and holding a text against it.

Owns: what a voice is learnt from, and voice.yaml after it. Promise: what a hand wrote into the file
stays; a text is compared in its own language only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from byline.errors import InputError
from byline.files import read_text
from byline.front_matter import split_front_matter
from byline.voice import storage
from byline.voice.models import Voice
from byline.voice.sample import Sample

if TYPE_CHECKING:
    from byline.checks.findings import Finding
    from byline.ledger.events import Language
    from byline.voice.models import Portrait
    from byline.workspace import Workspace


LANGUAGES: tuple[Language, ...] = ("zh", "en")


@dataclass(frozen=True)
class Gathered:
    """The person's own words, screened."""

    sample: Sample
    keep: list[str]
    """Samples that are trusted because the person said so, earlier or now."""
    me: list[str]
    """Names the person writes under."""

    @property
    def languages(self) -> list[Language]:
        """The languages there are words in."""
        return [one for one in LANGUAGES if self.sample.of(one)]


@dataclass(frozen=True)
class Learnt:
    """A voice that was learnt and saved."""

    voice: Voice
    own: list[str]
    """Fields the person wrote by hand, which stayed."""
    enough: dict[Language, bool]
    """Whether there is enough to be sure, for every language with a portrait."""
    needed: dict[Language, int]
    """Characters or words that are enough."""


@dataclass(frozen=True)
class Compared:
    """A text beside the person's own; distances are None without a text of theirs to compare."""

    language: Language
    characters: int
    own_characters: int
    delta: float | None
    manner: float | None
    reliable: bool
    """Whether both are long enough for the distances to mean something."""
    findings: list[Finding]
    """What departs from the voice."""


def gather(workspace: Workspace, keep: Sequence[str] = (), me: Sequence[str] = ()) -> Gathered:
    """Collect what a voice can be learnt from.

    `keep` names samples to trust though they are doubted, InputError when there is no such sample.
    """
    from byline.voice import sample

    before = storage.load(workspace) or Voice()
    named = [sample.find(workspace, name) for name in keep]
    trusted = list(dict.fromkeys([*before.keep, *named]))
    names = list(dict.fromkeys([*before.me, *me]))
    return Gathered(sample.gather(workspace, trusted, names), trusted, names)


def learn(workspace: Workspace, gathered: Gathered) -> Learnt:
    """Learn and save; InputError when nothing the person said or wrote is there.

    The lock of the workspace is held.
    """
    from byline.voice.portrait import ENOUGH, paint, relearnt

    if not gathered.languages:
        raise InputError(
            "还没有你自己的话可学",
            value=str(workspace.root),
            next_step="byline interview，或 byline add --voice 你发过的帖子",
        )
    painted: dict[Language, Portrait] = {
        one: paint(gathered.sample.of(one), one) for one in gathered.languages
    }
    # Read again: a hand may have been in the file meanwhile.
    voice, own = relearnt(storage.load(workspace), painted)
    voice = voice.model_copy(update={"keep": gathered.keep, "me": gathered.me})
    storage.save(workspace.voice_path, voice)
    enough: dict[Language, bool] = {}
    for language in LANGUAGES:
        if portrait := voice.of(language):
            enough[language] = portrait.size >= ENOUGH[language]
    return Learnt(voice, own, enough, ENOUGH)


def show(workspace: Workspace) -> Voice:
    """The voice as it was learnt; InputError before it was."""
    voice = storage.load(workspace)
    if voice is None:
        raise InputError(
            "还没学过口气", value=str(workspace.voice_path), next_step="byline voice learn"
        )
    return voice


def compare(workspace: Workspace, voice: Voice, path: Path) -> Compared:
    """How far a text is from the person's own, and what departs from their voice.

    InputError when the file holds no text.
    """
    from byline.voice import delta, fit, likeness, sample

    text = split_front_matter(read_text(path))[1].strip()
    if not text:
        raise InputError("没有文字可比", value=str(path), next_step="换一个有正文的文件")
    language = sample.language_of(text)
    found = sample.gather(workspace, voice.keep, voice.me)
    own = [piece.whole for piece in found.of(language)]
    held = sum(map(len, own))
    return Compared(
        language=language,
        characters=len(text),
        own_characters=held,
        delta=round(delta.distance(text, own, language), 3) if own else None,
        manner=round(likeness.distance(text, own, language), 3) if own else None,
        reliable=min(len(text), held) >= delta.SHORTEST,
        findings=fit.check(text, voice, language),
    )

"""What byline knows of the person a post is written for.

Owns: gathering a workspace's facts, chosen position, voice, earlier posts and struck proposals into
one `Person`. Promise: what goes to a model from here is public: facts that may be told, a position
whose facts may all still be told, and own texts that were meant for publication and hold nothing
that is closed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from byline.checks import leaks
from byline.checks.review import Told
from byline.drafting import document
from byline.drafting.brief import spoken, words_in
from byline.errors import BylineError
from byline.platforms import load_platform
from byline.text.language import Language
from byline.text.sentences import one_line

if TYPE_CHECKING:
    from byline.checks.similarity import Earlier
    from byline.ledger.models import Fact
    from byline.positioning.models import Candidate
    from byline.voice.models import Voice
    from byline.workspace import Workspace

SAMPLES = 2
"""Own texts shown to a writing model."""
LONGEST_SAMPLE = 800
"""Characters of each."""
TOLD = 8
"""Earlier posts named to a writing model."""


@dataclass(frozen=True)
class Person:
    """Everything a brief takes from somebody's workspace."""

    facts: Sequence[Fact]
    name: str = ""
    reader: str = ""
    position: str = ""
    claim: str = ""
    voice: Voice | None = None
    samples: tuple[str, ...] = ()
    earlier: Sequence[Earlier] = ()
    told: tuple[str, ...] = ()
    struck: tuple[str, ...] = ()

    @property
    def language(self) -> Language:
        """The one they speak in what may be told."""
        return spoken(self.facts)

    @property
    def whole(self) -> Told:
        """What a finished text is held against."""
        return Told(self.name, self.facts, self.earlier)


def person_of(workspace: Workspace, draft: Path | None = None) -> Person:
    """The person of a workspace; `draft` is the post in hand, which is no earlier one of its own.

    Raises what a broken workspace raises.
    """
    from byline.app.earlier import earlier_posts
    from byline.positioning import storage as positions
    from byline.voice import storage as voices

    facts = workspace.ledger().facts
    positioning = positions.load(workspace.positioning_path)
    choice = positioning.choice if positioning else None
    held = choice if choice and _all_told(choice, facts) else None
    language = spoken(facts)
    drafts = list(_drafts(workspace, draft))
    return Person(
        facts=facts,
        name=workspace.config.name,
        reader=held.audience if held else "",
        position=position_line(held, language) if held else "",
        claim=held.id if held else "",
        voice=voices.load(workspace),
        samples=tuple(_samples(drafts, facts)),
        earlier=earlier_posts(workspace, draft),
        told=tuple(_told(drafts, facts, language)),
        struck=tuple(workspace.journal().struck()),
    )


def position_line(choice: Candidate, language: Language) -> str:
    """A position as prompts are told it."""
    return words_in(language).position.format(
        role=choice.role,
        audience=choice.audience,
        problem=choice.problem,
        domain=choice.domain,
        reason=choice.why_him,
    )


def _all_told(choice: Candidate, facts: Sequence[Fact]) -> bool:
    """Whether every fact behind a position may still be told, and no word of it gives one away."""
    held = {fact.id: fact for fact in facts}
    words = " ".join([choice.role, choice.audience, choice.problem, choice.domain, choice.why_him])
    return all(
        (fact := held.get(name)) is not None
        and fact.opened
        and not any(word in words for word in fact.identifying)
        for name in choice.support
    )


def _drafts(workspace: Workspace, draft: Path | None) -> Iterator[document.Document]:
    """Other drafts, newest first; one that cannot be read is passed over."""
    own = draft.resolve().parent if draft else None
    for path in sorted(workspace.drafts.glob("*/*.md"), reverse=True):
        if path.resolve().parent == own:
            continue
        try:
            yield document.load(path)
        except BylineError:
            continue


def _samples(drafts: Sequence[document.Document], facts: Sequence[Fact]) -> list[str]:
    """Posts the person changed by hand: their own tone, meant for publication."""
    edited = (
        one.body for one in drafts if any(line.state in ("edited", "added") for line in one.lines)
    )
    open_ones = (text for text in edited if not leaks.check(text, facts))
    return [text[:LONGEST_SAMPLE] for text, _ in zip(open_ones, range(SAMPLES), strict=False)]


def _told(
    drafts: Sequence[document.Document], facts: Sequence[Fact], language: Language
) -> Iterator[str]:
    """Which facts the latest posts told, a line each, unless a title gives something away."""
    usable = {fact.id for fact in facts if fact.usable}
    say = words_in(language)
    for one in drafts[:TOLD]:
        names = [name for name in one.draft.facts if name in usable]
        title = one_line(one.title or one.draft.topic)
        if names and not leaks.check(title, facts):
            platform = load_platform(one.draft.platform).called(language)
            yield say.told.format(platform=platform, title=title, facts="、".join(names))

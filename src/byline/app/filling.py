"""A sitting about one draft: opened on what its file waits for, and what of it can be written.

Owns: which questions a draft's open places are, and which facts go into it afterwards. Promise: a
place somebody took out meanwhile gets nothing; nothing that may not be told is named for writing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from byline.app.drafts import inside
from byline.drafting.brief import UNPRINTED
from byline.drafting.units import Asked, load_orders
from byline.interview.filling import Filling
from byline.interview.gaps import FOR_DRAFTS, Gap, Told

if TYPE_CHECKING:
    from byline.drafting.document import Document
    from byline.drafting.models import Draft
    from byline.interview.session import Interview
    from byline.ledger.models import Fact
    from byline.text.language import Language
    from byline.workspace import Workspace

TOPICS: Mapping[Asked, str] = {"done": "skill", "view": "opinion", "trouble": "audience"}
"""The guide's topic for each question that code asks; those of a model are under none."""
Left = Literal["gone", "closed", "nothing", "unused"]
"""Why an answer is not in the draft: the place was taken out; its facts may not be told; it brought
none a post could tell; the model did not use them."""


@dataclass(frozen=True)
class Phrases:
    """What a sitting says, in the language it is held in."""

    name: str
    """What progress calls the places."""
    nameless: str
    """The question of a place that holds none."""
    fuller: str
    """Asks for more after a thin answer."""


def open_filling(
    workspace: Workspace, talk: Interview, held: Document, language: Language, phrases: Phrases
) -> Filling:
    """The sitting about a draft as the journal has it, still without a model."""
    asks = load_orders().wording(held.draft.language).questions.items()

    def topic(question: str) -> str:
        return next((TOPICS[one] for one, words in asks if words in question), FOR_DRAFTS)

    return Filling(
        talk.journal,
        talk.ledger,
        talk.guide,
        language=language,
        draft=inside(workspace, held.path),
        gaps=[
            Gap(one.words or phrases.nameless, topic(one.words), inside=bool(one.around))
            for one in held.slots
        ],
        used=frozenset(held.draft.facts),
        name=phrases.name,
        fuller=phrases.fuller,
    )


def to_write(talk: Filling, standing: Document, nameless: str) -> list[str]:
    """Ids of the facts that answer places which are still there, and may be told."""
    open_ones = {one.words or nameless for one in standing.slots}
    return [
        fact.id
        for told in read(talk)
        if told.gap.question in open_ones
        for fact in talk.facts(told)
        if _printable(fact)
    ]


def read(talk: Filling) -> list[Told]:
    """The places that were answered, every answer of theirs read for facts."""
    unread = set(talk.pending())
    return [told for told in talk.told() if told.answers and not told.ids & unread]


def why_left(
    told: Told, facts: Sequence[Fact], before: Document, draft: Draft, nameless: str
) -> Left | None:
    """Why what was said to a place is not in the draft; None where it is.

    `before` is the file as it was right before the facts went in.
    """
    if told.gap.question not in {one.words or nameless for one in before.slots}:
        return "gone"
    if any(fact.id in draft.facts for fact in facts):
        return None
    if any(_printable(fact) for fact in facts):
        return "unused"
    return "closed" if any(not fact.opened for fact in facts) else "nothing"


def _printable(fact: Fact) -> bool:
    return fact.usable and fact.kind not in UNPRINTED

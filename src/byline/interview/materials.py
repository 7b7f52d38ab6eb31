"""A document becomes facts, as an answer does: a model labels lines, code cuts the quotes.

Owns: which lines of a document are read, in what portions, and what was read already. Promises: a
portion's facts are saved and then noted in the journal, so that a kill costs one portion and
nothing is proposed twice; every fact starts private and unconfirmed; only the person's own words
are read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from byline import prompts
from byline.errors import InputError
from byline.interview import labelling
from byline.interview.labelling import Portion
from byline.interview.material_cues import why_left_out
from byline.ledger.events import MaterialAdded, MaterialRead
from byline.ledger.journal import Journal
from byline.ledger.models import Fact, NewFact
from byline.ledger.storage import Ledger
from byline.llm.structured import StructuredCaller
from byline.materials.rendering import Part, Rendering
from byline.materials.shelf import Document


@dataclass(frozen=True)
class Step:
    """One portion was read."""

    done: int
    total: int
    facts: list[Fact]


@dataclass
class MaterialReader:
    """Reads documents into the ledger; a document read halfway is gone on with."""

    journal: Journal
    ledger: Ledger
    caller: StructuredCaller | None = None
    model: str = ""
    clock: Callable[[], datetime] = datetime.now

    def note(self, name: str, given: str, document: Document, me: str) -> None:
        """Note in the journal that a document is there, and whose words in it are the person's."""
        if me != self.me(name) or not self._added(name):
            self.journal.append(
                MaterialAdded(material=name, given=given, sha256=document.sha256, me=me)
            )

    def me(self, name: str) -> str:
        """Who the person is in this document, as last noted; empty when that was never said."""
        return next((event.me for event in reversed(self._added(name))), "")

    def unread(self, name: str, document: Document, me: str) -> list[Portion]:
        """The portions no model has read yet."""
        # Who the person is was said again: then other lines count than those that were read.
        since = max((event.seq for event in self._added(name)), default=0)
        done = max(
            (
                event.end
                for event in self.journal.events
                if isinstance(event, MaterialRead)
                and (event.material, event.sha256) == (name, document.sha256)
                and event.seq > since
            ),
            default=0,
        )
        return [part for part in portions(document.rendering, me) if part.end > done]

    def read(self, name: str, document: Document, me: str) -> Iterator[Step]:
        """Read what is unread, one portion a step; raises ModelError, and the rest stays unread."""
        if self.caller is None:
            return
        waiting = self.unread(name, document, me)
        for number, portion in enumerate(waiting, start=1):
            found = propose(self.caller, portion, document.rendering.text, name, self.clock())
            added = self.ledger.add(found)
            self.ledger.save()
            self.journal.append(
                MaterialRead(
                    material=name,
                    sha256=document.sha256,
                    start=portion.start,
                    end=portion.end,
                    facts=[fact.id for fact in added],
                    prompt=prompts.load(labelling.PROMPT).ref,
                    model=self.model,
                )
            )
            yield Step(number, len(waiting), added)

    def open_facts(self, name: str) -> list[Fact]:
        """Facts of a document that the person has not looked at."""
        return [
            fact
            for fact in self.ledger.facts
            if (fact.source.kind, fact.source.id) == ("material", name) and not fact.confirmed
        ]

    def _added(self, name: str) -> list[MaterialAdded]:
        return [
            event
            for event in self.journal.events
            if isinstance(event, MaterialAdded) and event.material == name
        ]


def whose(rendering: Rendering, me: str) -> str:
    """Who the person is among those who write in a document; empty when it has one author.

    InputError names them when there are several and `me` is none of them.
    """
    people = rendering.people
    if len(people) < 2 or me in people:
        return me if me in people else ""
    named = "、".join(people[:8])
    raise InputError(
        f"里面有 {len(people)} 个人说话：{named}；只有你自己的话才能记成事实",
        value=me or None,
        next_step=f"byline add --me {people[0]}",
    )


def portions(rendering: Rendering, me: str) -> list[Portion]:
    """The person's own lines, portioned; the same text gives the same portions."""
    return labelling.portions(
        rendering.text, [(part.start, part.end) for part in _own(rendering, me)]
    )


def left_out(rendering: Rendering, me: str) -> dict[str, int]:
    """Reason -> how many lines no fact is made of."""
    own = _own(rendering, me)
    counted = Counter(
        reason
        for part in own
        for line in labelling.lines_of(rendering.text, part.start, part.end)
        if (reason := why_left_out(line.text))
    )
    if others := len(rendering.parts) - len(own):
        counted["别人说的话"] = others
    return dict(counted)


def propose(
    caller: StructuredCaller, portion: Portion, text: str, name: str, recorded: datetime
) -> list[NewFact]:
    """The facts of one portion, all private; raises ModelError."""
    found = labelling.propose(
        caller, portion, text, name, source="material", source_id=name, recorded=recorded
    )
    # What somebody wrote for another purpose is opened by them, line by line, or not at all.
    return [fact.model_copy(update={"consent": "private"}) for fact in found]


def _own(rendering: Rendering, me: str) -> list[Part]:
    """The parts the person wrote; beside posts without a name, what has one is a reply to them."""
    author = me or ("" if any(not part.who for part in rendering.parts) else None)
    return [part for part in rendering.parts if author in (None, part.who)]

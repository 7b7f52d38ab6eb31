"""A trace with everything looked up, and the page it becomes.

Owns: `Page` and its HTML. Promise: the page needs no network and runs no script; everything in it
is escaped; because such a file travels, it holds the draft as it stands and the words its facts may
be told in, and nothing else: no quote of a fact that is anonymised, closed or gone, no question,
which may repeat one, and no sentence that was changed or taken out.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict

from byline.drafting.evidence import Evidence
from byline.drafting.trace import State, Trace, TracedLine
from byline.errors import InputError
from byline.ledger.models import foreign_quantities
from byline.pages import templates
from byline.platforms import load_platform


class Page(BaseModel):
    """All that is known about where a draft comes from."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    trace: Trace
    facts: dict[str, Evidence]
    notes: dict[str, str]
    """Note id -> title; '' for one that is no longer there."""
    position: str
    """The chosen position in one line; '' before a choice, or when no fact plays a part in it."""

    @property
    def where(self) -> str:
        """What people call the platform; its id when byline no longer knows it."""
        try:
            return load_platform(self.trace.platform).names.zh
        except InputError:
            return self.trace.platform

    def unheard(self, line: TracedLine) -> list[str]:
        """Figures of a sentence the person changed or added that none of its facts holds.

        A help for the eye, no verdict: of a recorded sentence the draft's own checks have spoken.
        """
        if line.state not in {"edited", "added"}:
            return []
        return foreign_quantities(
            line.text, "\n".join(self.facts[name].quote for name in line.facts)
        )

    @property
    def summary(self) -> str:
        """How many sentences there are of each kind, in one line."""
        counts = self.trace.counts()
        parts = [
            f"{counts[state]} {words}"
            for state, words in _COUNTED.items()
            if counts[state] or state in _ALWAYS
        ]
        return f"{sum(counts.values())} 句：{'，'.join(parts)}"


_COUNTED: dict[State, str] = {
    "carried": "句有依据",
    "nothing": "句没有依据",
    "edited": "句改过",
    "added": "句是后来加的",
    "slot": "处待补",
}
_ALWAYS: tuple[State, ...] = "carried", "nothing"


def render(page: Page) -> str:
    """The whole page."""
    return (
        templates(Path(__file__).with_name("templates"))
        .get_template("trace.html.j2")
        .render(page=page)
    )

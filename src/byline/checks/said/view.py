"""A figure with what stands around it, and a difference at a place."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from byline.checks.said.clauses import Clause, pieces
from byline.checks.said.words import Hit, hits
from byline.text.quantities import Quantity

NEAR, NEAR_LATIN = 6, 20
"""Characters in which a word before or after a figure still tells of it."""
LOCAL, LOCAL_LATIN = 8, 14
"""Characters next to a figure that tell what it is of."""


@dataclass(frozen=True)
class Bend:
    """A difference: its class, and the place in the draft that shows it."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, eq=False)
class View:
    """A figure with what stands around it."""

    figure: Quantity
    clause: Clause
    earlier: str
    """The clauses before it in its sentence."""
    sentence: str

    @cached_property
    def before(self) -> str:
        """Its clause up to it."""
        return self.clause.text[: self.figure.start - self.clause.start]

    @cached_property
    def after(self) -> str:
        """Its clause behind it."""
        return self.clause.text[self.figure.end - self.clause.start :]

    def nearest(self, group: str, reach: int = 40, *, back: bool = True) -> Hit | None:
        """The word of a group that tells of the figure: the last before it, else the next."""
        found = [h for h in hits(group, self.before) if len(self.before) - h.end <= reach]
        if found:
            return found[-1]
        near = NEAR_LATIN if self.clause.text.isascii() else NEAR
        behind = [h for h in hits(group, self.after) if h.start <= near] if back else []
        return behind[0] if behind else None

    def inherited(self, group: str) -> Hit | None:
        """The last word of a group in the clauses before."""
        found = hits(group, self.earlier)
        return found[-1] if found else None

    @cached_property
    def local(self) -> frozenset[str]:
        """What stands next to it, as far as no other figure does."""
        clause, figure = self.clause, self.figure
        others = [f for f in clause.figures if f.kind != "duration" or f.value != 1]
        begin = max([f.end for f in others if f.end <= figure.start], default=clause.start)
        end = min([f.start for f in others if f.start >= figure.end], default=clause.end)
        reach = LOCAL_LATIN if clause.text.isascii() else LOCAL
        begin, end = max(begin, figure.start - reach), min(end, figure.end + reach)
        before = clause.text[begin - clause.start : figure.start - clause.start]
        after = clause.text[figure.end - clause.start : end - clause.start]
        return pieces(before) | pieces(after)

    def stretch(self, kind: str, to: int = 0) -> Bend:
        """A bend shown by the clause up to the figure's end, or `to` so much behind it."""
        return Bend(kind, self.clause.start, self.figure.end + to)

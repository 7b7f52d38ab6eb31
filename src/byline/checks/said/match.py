"""A clause of a draft beside the clause of a quote that it goes back to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from byline.checks.said.clauses import Clause
from byline.checks.said.view import Bend
from byline.checks.said.words import Hit


@dataclass(frozen=True)
class Match:
    """A clause of a draft and the one of a quote that it is closest to."""

    mine: Clause
    before: Sequence[Clause]
    """The clauses before it in its sentence."""
    sentence: str
    start: int
    """Where the sentence begins in its text."""
    said: Clause
    told: Sequence[Clause]
    """The clauses before it in the quote."""
    around: Sequence[Clause]
    """All clauses of the quote."""
    quote: str
    """All of the quote, in lower case."""

    def bend(self, kind: str, match: re.Match[str] | Hit) -> Bend:
        """A bend at a word of the draft's clause."""
        start, end = (match.start, match.end) if isinstance(match, Hit) else match.span()
        return Bend(kind, self.mine.start + start, self.mine.start + end)

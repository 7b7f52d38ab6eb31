"""What was said, said another way.

Owns: holding a draft's sentences against the quotes they go back to. Pure, no model. Promise: each
finding names its class in `kind` and quotes what the person said; a sentence that goes back to no
quote is none of this check's business, but grounding's.

    period     a month became a year, a peak season every month
    unit       斤 became 公斤
    duration   nineteen years became "since 2019", three years ago "for three years"
    date       2022 became 去年
    amount     takings became profit, a price cost
    direction  减了三成 became 减到三成, up became down
    order      before became after
    binding    the figure of one thing became another's
    subject    he became I, or the other way round
    speaker    one's words in another's mouth
    share      a third became some, a part the whole
    hedge      a guess became a fact, 有时 became 总是
    polarity   没过 became 过了
    contrast   one of two opposites became the other
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import groupby

from byline.checks.findings import Finding
from byline.checks.said import statements
from byline.checks.said.clauses import Clause, read
from byline.checks.said.figures import RULES, elsewhere, governed
from byline.checks.said.heard import LIKE, Heard, Said, heard
from byline.checks.said.match import Match
from byline.checks.said.times import timeless
from byline.checks.said.view import Bend, View
from byline.checks.said.words import beside, one
from byline.text.quantities import Quantity, amount, same

LEAST_SHARE = 0.33
"""Share of a clause's pieces that a quote's clause must hold to be what it goes back to."""
LEAST_OF_MANY = 0.3
"""The same where more pieces than the least are shared."""
LONGEST_EXCERPT = 40
"""Characters of a quote that a finding shows whole."""
LEAST_PIECES = 2
MOST_SHARE = 0.6
"""Share of a whole sentence's pieces that a quote must hold to be what it goes back to."""
LEAST_ORDERED = 3
"""Pieces a sentence must share with a quote for the order of its words to be compared."""


def check(text: str, quotes: Sequence[str]) -> list[Finding]:
    """Every place where `text` says something of the quotes in another way, in order of place."""
    told = heard(tuple(quotes))
    if not told.clauses:
        return []
    found: list[Finding] = []
    for _, group in groupby(read(text), key=lambda clause: clause.sentence):
        sentence = list(group)
        taken: set[int] = set()
        for bend, said in _Sentence(text, sentence, told).bends():
            # One difference a clause: the next ones are most often the same, seen otherwise.
            shown = {n for n, c in enumerate(sentence) if c.start < bend.end and bend.start < c.end}
            if not shown & taken:
                found.append(_finding(text, bend, _excerpt(said, told)))
                taken |= shown
    return sorted(found, key=lambda finding: finding.span or (0, 0))


def _excerpt(said: Clause, told: Heard) -> str:
    """What the person said there: all of a short quote, else the clause with those before it."""
    quote = told.quotes[said.quote]
    if len(quote) <= LONGEST_EXCERPT:
        return quote
    start = said.start
    for clause in reversed(told.around(said)):
        if clause.start < said.start and said.end - clause.start <= LONGEST_EXCERPT:
            start = clause.start
    return quote[start : said.end].strip("，,。.；; ")


def _finding(text: str, bend: Bend, quote: str) -> Finding:
    words = text[bend.start : bend.end].rstrip("，,。；; \n")
    return Finding(
        rule="bent",
        kind=bend.kind,
        level="error",
        span=(bend.start, bend.start + len(words)),
        text=words,
        reason=f"“{words}”：你说的是“{quote}”",
        suggestion="照你的原话改，或删掉",
    )


class _Sentence:
    """One sentence of a draft, held against all that was said."""

    def __init__(self, text: str, clauses: list[Clause], told: Heard) -> None:
        self.clauses, self.told = clauses, told
        self.start = clauses[0].start
        self.text = text[self.start : clauses[-1].end].lower()
        self.pieces = frozenset[str]().union(*(clause.pieces for clause in clauses))
        self.values = {f.value for clause in clauses for f in clause.figures}

    @cached_property
    def _likely(self) -> list[tuple[int, int]]:
        return self.told.quotes_like(self.pieces)

    def bends(self) -> Iterator[tuple[Bend, Clause]]:
        """Differences, each with the quote it differs from."""
        if self.clauses[-1].asks:
            return
        yield from self._life()
        meant: dict[int, Clause] = {}
        for place, clause in enumerate(self.clauses):
            for figure in clause.figures:
                yield from self._figure(figure, place, meant)
        unclear: list[int] = []
        for place, clause in enumerate(self.clauses):
            said = self._source(clause, place, meant)
            if said is None:
                unclear.append(place)
                continue
            meant.setdefault(place, said)
            for bend in statements.bends(self._match(place, said)):
                yield bend, said
        for place in unclear:
            for quote in self._near(meant):
                for bend in statements.loose(self._match(place, self.told.of(quote))):
                    yield bend, self._closest(quote)
        yield from self._ordered()

    def _life(self) -> Iterator[tuple[Bend, Clause]]:
        """What goes against all that was said of the writer's life."""
        if role := self._role():
            yield role
        if not one("me").search(self.text):
            return
        found = statements.exclusive("life", self.text, "\n".join(self.told.quotes).lower())
        if found:
            bend = Bend("contrast", self.start + found.start(), self.start + found.end())
            yield bend, self._nearest()

    def _nearest(self) -> Clause:
        return self._closest(self._likely[0][0]) if self._likely else self.told.clauses[0]

    def _closest(self, quote: int) -> Clause:
        """The clause of a quote that shares most with the sentence."""
        clauses = self.told.around(self.told.of(quote))
        return max(clauses, key=lambda clause: len(clause.pieces & self.pieces))

    def _role(self) -> tuple[Bend, Clause] | None:
        """The writer as a teacher, where nobody spoke of teaching."""
        found = one("role").search(self.text)
        if found is None or any(one("teaches").search(quote) for quote in self.told.quotes):
            return None
        bend = Bend("subject", self.start + found.start(), self.start + found.end())
        return bend, self._nearest()

    def _figure(
        self, figure: Quantity, place: int, meant: dict[int, Clause]
    ) -> Iterator[tuple[Bend, Clause]]:
        clause = self.clauses[place]
        mine = View(figure, clause, self.text[: clause.start - self.start], self.text)
        scored = [(self._likeness(clause, said), said) for said in _said(figure, self.told)]
        best = max((score for score, _ in scored), default=0)
        bent: list[tuple[Bend, Clause]] = []
        silent = False
        for score, said in sorted(scored, key=lambda row: -row[0]):
            if score < best * LIKE:
                break
            bend = self._first(mine, said, place, close=score > 0)
            if bend is not None:
                bent.append((bend, said.clause))
                continue
            meant.setdefault(place, said.clause)
            silent = timeless(mine, self.told.view(said))
            if not silent:
                bend = governed(mine, self.told.quotes) if score else None
                bent = [(bend, said.clause)] if bend else []
                break
        # One that says nothing of the time does not speak against one that says another.
        yield from [row for row in bent if not silent or row[0].kind == "period"][:1]

    def _first(self, mine: View, said: Said, place: int, *, close: bool) -> Bend | None:
        theirs = self.told.view(said)
        period = mine.figure.kind == "duration" and mine.figure.value == 1
        for rule in () if period else RULES:
            if bend := rule(mine, theirs):
                return bend
        if period and not beside("stretch", "before").search(mine.before):
            return None
        others = (self.told.view(other) for other in self.told.said)
        if bend := elsewhere(mine, theirs, others):
            return bend
        if not close or period:
            return None
        return next(statements.bends(self._match(place, said.clause)), None)

    def _likeness(self, clause: Clause, said: Said) -> int:
        shared = clause.pieces & said.clause.pieces
        quote = said.clause.quote
        together = len(self.values & self.told.values(quote)) - 1
        return 2 * len(shared) + len(self.pieces & self.told.pieces(quote)) + together

    def _source(self, clause: Clause, place: int, meant: dict[int, Clause]) -> Clause | None:
        """The clause of a quote that a clause goes back to."""
        found = meant.get(place)
        own = len(clause.pieces & found.pieces) if found else 0
        quotes = {said.quote for said in meant.values()}
        rows = [row for row in self.told.like(clause.pieces) if row[0] > own]
        if not rows:
            return found
        shared, said = next((row for row in rows if row[1].quote in quotes), rows[0])
        size = len(clause.pieces)
        enough = shared >= LEAST_PIECES and shared >= LEAST_SHARE * size
        if enough or (shared > LEAST_PIECES and shared >= LEAST_OF_MANY * size):
            return said
        return found or (said if said.quote in quotes else None)

    def _near(self, meant: dict[int, Clause]) -> list[int]:
        """The quotes that the rest of the sentence goes back to, or that hold most of it."""
        known = list(dict.fromkeys(clause.quote for clause in meant.values()))
        least = MOST_SHARE * len(self.pieces)
        return known or [quote for quote, shared in self._likely if shared >= least]

    def _ordered(self) -> Iterator[tuple[Bend, Clause]]:
        """The order of two things, over the whole sentence."""
        for quote, shared in self._likely:
            if shared < LEAST_ORDERED:
                return
            first = self.told.of(quote)
            if bend := statements.order(self._match(0, first)):
                yield bend, self._closest(quote)

    def _match(self, place: int, said: Clause) -> Match:
        around = self.told.around(said)
        return Match(
            self.clauses[place],
            self.clauses[:place],
            self.text,
            self.start,
            said,
            around[: around.index(said)],
            around,
            self.told.quotes[said.quote].lower(),
        )


def _said(figure: Quantity, told: Heard) -> list[Said]:
    rows = [*told.by_value.get(amount(figure)[1], ()), *told.by_value.get(figure.value, ())]
    return [row for row in dict.fromkeys(rows) if same(figure, row.figure)]

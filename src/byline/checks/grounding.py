"""Nothing in a draft that the person did not say.

Owns: which figures and credentials of a text need a fact, and whether the facts hold them. Pure.
Promise: a figure that equals no figure of the given quotes, follows from none by a recorded
computation and stands in no supposed case, a credential word they lack, and a first-person
experience they do not carry are each a finding with a span.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from byline.checks import experiences
from byline.checks.claims import any_of, claims, each_of
from byline.checks.computed import Computation, derived, propose
from byline.checks.experiences import EXPERIENCE_SHARE, share
from byline.checks.findings import Finding
from byline.checks.said.clauses import figures_of
from byline.checks.said.heard import Heard, heard
from byline.checks.said.words import hits
from byline.text.quantities import Quantity, amount, same
from byline.text.sentences import Span, clauses, sentences

__all__ = ["EXPERIENCE_SHARE", "check", "claims", "covers", "derived", "share"]

_MORE = re.compile("[多余几来]|出头|more than|over|\\+")
_TURNS = re.compile(r"^\s?(?:[到至]|变成?|成了?|to)\s?$|(?:[降减涨升提缩砍]到|变成)$")
_RANGE_LEAST = 10
"""Amounts from which a number without a unit may be money, as said (扣了我两百)."""


def check(text: str, quotes: Sequence[str], computed: Sequence[Computation] = ()) -> list[Finding]:
    """Every unsupported figure, credential and experience in `text`, in order of place."""
    findings = [
        *unsupported_quantities(text, quotes, computed),
        *unsupported_credentials(text, quotes),
        *experiences.check(text, quotes),
    ]
    return sorted(findings, key=lambda finding: finding.span or (0, 0))


def unsupported_quantities(
    text: str, quotes: Sequence[str], computed: Sequence[Computation] = ()
) -> list[Finding]:
    """Figures that no quote holds, or holds less exactly, and that no computation gives."""
    told = heard(tuple(quotes))
    results = {one.result for one in computed if derived(one, quotes)}
    supposed = list(_supposed(text))
    figures = figures_of(text)
    found: list[Finding] = []
    for place, claim in enumerate(figures):
        last = figures[place - 1] if place else None
        if (
            claim.text in results
            or any(start <= claim.start < end for start, end in supposed)
            or _told(claim, told)
            or _told(_in_full(text, claim, last), told)
            or _structural(text, claim)
            or (_per_one(text, claim, figures[place + 1 :]) and not _other_one(claim, told))
        ):
            continue
        found.append(_unsaid(claim, quotes))
    return found


def _unsaid(claim: Quantity, quotes: Sequence[str]) -> Finding:
    way = propose(claim, quotes)
    how = f"；它可以由“{way.terms[0]}”和“{way.terms[1]}”算出，记下算法就能用" if way else ""
    return Finding(
        rule="quantity",
        level="error",
        span=(claim.start, claim.end),
        text=claim.text,
        reason=f"“{claim.text}”不在引用的事实里",
        suggestion=f"删掉，或补上说过这个数的事实{how}",
    )


def _told(claim: Quantity, told: Heard) -> bool:
    near = told.by_value.get(amount(claim)[1], ()), told.by_value.get(claim.value, ())
    if any(covers(said.figure, claim) for rows in near for said in rows):
        return True
    if _MORE.search(claim.text) and any(_rounded(said.figure, claim) for said in told.said):
        return True
    # 一天, where 每天 was said.
    period = hits("period", claim.text) if claim.value == 1 and claim.kind == "duration" else []
    return bool(period) and period[0].name in told.periods


def covers(fact: Quantity, claim: Quantity) -> bool:
    """Whether a said figure carries a written one: equal, and not made more exact."""
    if same(claim, fact) or _bare_money(claim, fact) or _nth(claim, fact):
        return claim.approximate or not fact.approximate
    return _rounded(fact, claim)


def _bare_money(a: Quantity, b: Quantity) -> bool:
    """扣了我两百 and 两百块: the unit goes without saying."""
    kinds = {a.kind, b.kind}
    cny = all(q.kind != "money" or q.unit == "元" for q in (a, b))
    return (
        kinds == {"plain", "money"}
        and cny
        and a.value == b.value
        and a.upper == b.upper
        and (a.value is not None and a.value >= _RANGE_LEAST)
    )


def _nth(claim: Quantity, fact: Quantity) -> bool:
    """考了四次才过: it was 第四次."""
    times = claim.kind == "rank" and fact.kind == "count" and claim.unit == fact.unit
    return times and claim.unit != "名" and claim.value == fact.value


def _rounded(fact: Quantity, claim: Quantity) -> bool:
    """二十多年 is true of 22 years."""
    value, exact = claim.value, fact.value
    if value is None or exact is None or fact.approximate or not _MORE.search(claim.text):
        return False
    if claim.upper is not None or value <= 0 or not same(replace(claim, value=exact), fact):
        return False
    # One of the last figure that is said: 20 leaves room up to 30, 三百万 up to 400 万.
    room = Decimal(10) ** (len(f"{value:f}") - len(f"{value:f}".rstrip("0")))
    return room >= _RANGE_LEAST and value < exact < value + room


def _in_full(text: str, claim: Quantity, last: Quantity | None) -> Quantity:
    """The 3 of "from 19 hours to 3" is in hours."""
    if claim.kind != "plain" or last is None or last.kind in ("plain", "date"):
        return claim
    between = text[last.end : claim.start]
    return replace(claim, unit=last.unit, kind=last.kind) if _TURNS.search(between) else claim


def _per_one(text: str, claim: Quantity, later: Sequence[Quantity]) -> bool:
    """一亩地要两百块: for one of them."""
    if claim.value != 1 or claim.kind != "count" or not text.startswith("一", claim.start):
        return False
    return bool(later) and not re.search("[，。！？；]", text[claim.end : later[0].start])


def _other_one(claim: Quantity, told: Heard) -> bool:
    """一公斤, where 一斤 was said."""
    family = amount(claim)[0]
    ones = [said.figure for said in told.said if said.figure.value == 1]
    return any(amount(one)[0] == family and one.unit != claim.unit for one in ones)


def _supposed(text: str) -> Iterator[tuple[int, int]]:
    """Where a text supposes a case and does not tell of one."""
    for sentence in sentences(text):
        cue = any_of("supposed").search(sentence.text)
        if cue is None or any_of("happened").search(sentence.text):
            continue
        start = sentence.start + cue.start()
        if any_of("clause_only").match(cue[0]):
            end = next(c.end for c in clauses(text) if c.end > start)
            yield start, end
        else:
            yield start, sentence.end


def _structural(text: str, claim: Quantity) -> bool:
    """Whether a figure counts parts of the text itself: 下面说三步."""
    # 三点 is a count of points, 三点半 a time.
    if text[claim.end : claim.end + 1] in set("钟半到多"):
        return False
    start = max(0, claim.start - 1)
    around = text[start : claim.end + 3]
    return any(
        found.start() <= claim.start - start < found.end()
        for found in any_of("structural").finditer(around)
    )


def unsupported_credentials(text: str, quotes: Sequence[str]) -> list[Finding]:
    """Credential words that no quote holds, unless they are denied or somebody else's."""
    findings: list[Finding] = []
    for clause in clauses(text):
        if not any_of("credential").search(clause.text) and not any_of("house").search(clause.text):
            continue
        unearned = [
            found
            for word in (*each_of("credential"), *each_of("house"))
            if (found := word.search(clause.text))
            and _claimed(clause.text, found)
            and not _held(word, found, quotes)
        ]
        findings += [_unearned(clause, found) for found in _longest(unearned)]
    return findings


def _longest(found: Sequence[re.Match[str]]) -> list[re.Match[str]]:
    """Without those inside another: 高级裁缝导师 is one credential."""
    kept: list[re.Match[str]] = []
    for match in sorted(found, key=lambda match: match.start() - match.end()):
        if not any(one.start() < match.end() and match.start() < one.end() for one in kept):
            kept.append(match)
    return kept


def _unearned(clause: Span, found: re.Match[str]) -> Finding:
    return Finding(
        rule="credential",
        level="error",
        span=(clause.start + found.start(), clause.start + found.end()),
        text=found[0],
        reason=f"“{found[0]}”是资历，引用的事实里没有",
        suggestion="删掉，或补上说过这个资历的事实",
    )


def _claimed(clause: str, found: re.Match[str]) -> bool:
    before = clause[: found.start()]
    if any_of("denied").search(before) or any_of("somebody").search(before):
        return False
    return not any_of("reader").search(before) or any_of("me").search(clause) is not None


def _held(word: re.Pattern[str], found: re.Match[str], quotes: Sequence[str]) -> bool:
    """Whether a quote claims it; "no degree" does not."""
    parts = found.groupdict()
    if parts.get("employer"):
        return any(found[0] in quote for quote in quotes)
    if parts.get("role"):
        own = re.compile(f"我[^，。]{{0,8}}{parts['noun']}")
        return any(parts["role"] in quote or own.search(quote) for quote in quotes)
    if parts.get("role_en"):
        own = re.compile(rf"\bi(?:'m| am| was)\b[^,.]{{0,20}}{parts['noun_en']}", re.IGNORECASE)
        return any(own.search(quote) for quote in quotes)
    for quote in quotes:
        for match in word.finditer(quote):
            known, written = match[0].lower(), found[0].lower()
            alike = known in written or written in known
            if alike and not any_of("denied").search(quote[: match.start()]):
                return True
    return False

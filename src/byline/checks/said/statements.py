"""A clause of a draft against the clause of a quote it goes back to.

Owns: the classes of difference that hang on no figure: a part made the whole, a guess made a fact,
one of two opposites made the other. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from byline.checks.said import denial, people
from byline.checks.said.clauses import pieces
from byline.checks.said.match import Match
from byline.checks.said.view import Bend
from byline.checks.said.words import Hit, hits, one, sets, words

_SHOP = re.compile(r"([\u4e00-\u9fff]{2})(?:店|厂|馆)")
_NO_KIND = re.compile("[的我家小开这那个间里分门新老关在到他她你来进出逛整全每]")
_NUMERALS = "一二三四五六七八九十"
_NUMBERED = re.compile(rf"([\u4e00-\u9fff]{{2}})([{_NUMERALS}])(?=[，。、！；]|$)")
_TOWARDS = re.compile(r"\b(from|into|to) ([a-z]{3,})")
_REACH = 6
_HAN = re.compile(r"[\u4e00-\u9fff]")


def bends(match: Match) -> Iterator[Bend]:
    """Every difference between the two clauses."""
    rules = (
        denial.polarity,
        _frequency,
        _share,
        _guess,
        _either,
        _opposite,
        _numbered,
        _placed,
        _place,
        _whole,
        _alone,
        _period,
        _people,
    )
    yield from (found for rule in rules if (found := rule(match)))


def loose(match: Match) -> Iterator[Bend]:
    """Differences from the quote as a whole, for a clause that no clause of it is close to."""
    rules = (_frequency, _either, _opposite, _place, _whole, _alone, denial.refused)
    yield from (found for rule in rules if (found := rule(match)))


def _period(match: Match) -> Bend | None:
    """我每天画 became 我每周画: a period without a figure."""
    written, said = hits("period", match.mine.text), hits("period", match.said.text)
    counted = [f for f in match.mine.figures if f.kind != "duration" or f.value != 1]
    if counted or not written or not said or {h.name for h in written} & {h.name for h in said}:
        return None
    return match.bend("period", written[0])


def _people(match: Match) -> Bend | None:
    return (
        people.other_subject(match.mine, match.before, match.said, match.told, match.around)
        or people.owner(match.mine, match.quote)
        or people.speaker(match.mine, match.before, match.said, match.told)
    )


def _frequency(match: Match) -> Bend | None:
    """有时 became 总是, one time became never."""
    often = one("often").search(match.mine.text)
    if often and not one("habit").search(match.quote):
        return match.bend("hedge", often)
    if not one("sometimes").search(match.quote):
        return None
    found = one("never").search(match.mine.text) or one("always").search(match.mine.text)
    if found is None or found[0] in match.quote:
        return None
    return match.bend("hedge", found)


def _share(match: Match) -> Bend | None:
    """A third became some, two became many, a part became all."""
    written = hits("share", match.mine.text)
    if not written or any(f.kind == "percent" for f in match.mine.figures):
        return None
    hit = written[0]
    if hit.text in match.quote:
        return None
    shares = [f for f in match.said.figures if f.kind == "percent" and f.value is not None]
    counts = [f for f in match.said.figures if f.kind == "count"]
    if shares:
        least = next(row.least for row in words().share if row.name == hit.name)
        value = shares[0].value or 0
        true = hit.name in ("all", "most") and value >= least
        return None if true else match.bend("share", hit)
    if hit.name == "all" and one("part").search(match.said.text):
        return match.bend("share", hit)
    if hit.name == "many" and any(f.value is not None and f.value < 10 for f in counts):
        return match.bend("share", hit)
    return None


def _guess(match: Match) -> Bend | None:
    """可能 dropped, 数据证明 put before an opinion."""
    if one("guess").search(match.sentence):
        return None
    own = match.mine.pieces
    guessed = [c for c in match.around if one("guess").search(c.text)]
    if match.said in guessed or any(len(own & c.pieces) > 1 for c in guessed):
        return Bend("hedge", match.mine.start, match.mine.end)
    sure = one("certain").search(match.sentence)
    if sure and sure[0] not in match.quote and one("opinion").search(match.quote):
        return Bend("hedge", match.start + sure.start(), match.start + sure.end())
    return None


def _either(match: Match) -> Bend | None:
    """One of two opposites became the other."""
    found = exclusive("either", match.mine.text, match.quote)
    return match.bend("contrast", found) if found else None


def exclusive(group: str, text: str, quote: str) -> re.Match[str] | None:
    """The word of a text that excludes what the quote says."""
    for any_of, rows in sets(group):
        found = any_of.search(text)
        if not found or not any_of.search(quote):
            continue
        row = next(row for row in rows if row.search(text))
        if not row.search(quote):
            return found
    return None


def _opposite(match: Match) -> Bend | None:
    """低温 became 高温, 少收 became 多收."""
    text = match.mine.text
    for place, character in enumerate(text[:-1]):
        turned = _opposites().get(character)
        word = text[place : place + 2]
        if not turned or not _HAN.match(word[1]) or word[1] in "了的得是":
            continue
        if turned + word[1] in match.quote and word not in match.quote:
            return Bend("contrast", match.mine.start + place, match.mine.start + place + 2)
    return None


@cache
def _opposites() -> dict[str, str]:
    pairs = words().opposite.pairs
    return dict(pairs) | {b: a for a, b in pairs}


def _place(match: Match) -> Bend | None:
    """理发店 became 五金店."""
    known = {kind for kind in _SHOP.findall(match.quote) if not _NO_KIND.search(kind)}
    found = _SHOP.search(match.mine.text)
    if not known or not found or found[1] in match.quote or _NO_KIND.search(found[1]):
        return None
    return match.bend("contrast", found)


def _numbered(match: Match) -> Bend | None:
    """科目二 became 科目三."""
    for found in _NUMBERED.finditer(match.mine.text):
        said = set(re.findall(f"{found[1]}([{_NUMERALS}])", match.quote))
        if said and found[2] not in said:
            return match.bend("contrast", found)
    return None


def _placed(match: Match) -> Bend | None:
    """From German became into German."""
    for found in _TOWARDS.finditer(match.mine.text):
        said = {way == "from" for way, what in _TOWARDS.findall(match.quote) if what == found[2]}
        if said and (found[1] == "from") not in said:
            return match.bend("direction", found)
    return None


def _whole(match: Match) -> Bend | None:
    found = one("whole").search(match.mine.text)
    if found and found[0] not in match.quote:
        return match.bend("share", found)
    return None


def _alone(match: Match) -> Bend | None:
    found = one("alone").search(match.sentence)
    if found and found[0] not in match.quote and one("together").search(match.quote):
        return Bend("subject", match.start + found.start(), match.start + found.end())
    return None


def order(match: Match) -> Bend | None:
    """A before B became B before A; A 比 B became B 比 A."""
    for cue in hits("order", match.sentence):
        same = next((hit for hit in hits("order", match.quote) if hit.name == cue.name), None)
        if same is None:
            continue
        mine, said = _sides(match.sentence, cue), _sides(match.quote, same)
        kept = len(mine[0] & said[0]) + len(mine[1] & said[1])
        left, right = mine[0] & said[1], mine[1] & said[0]
        turned = (left and right) or (left and cue.name == "into")
        if turned and len(left) + len(right) > kept - (cue.name == "into"):
            kind = "order" if cue.name in ("time", "than") else "direction"
            return Bend(kind, match.start, match.start + len(match.sentence))
    return None


def _sides(text: str, cue: Hit) -> tuple[frozenset[str], frozenset[str]]:
    """What stands before and after a word of order; 从甲到乙 holds its first half itself."""
    if cue.name == "from":
        return pieces(text[cue.start : cue.middle]), pieces(text[cue.middle : cue.end + _REACH])
    near = cue.name in ("than", "into")
    reach = _REACH if near else 3 * _REACH
    left, right = text[max(0, cue.start - reach) : cue.start], text[cue.end : cue.end + reach]
    if near:
        left, right = re.split("[，。,]", left)[-1], re.split("[，。,]", right)[0]
    return pieces(left), pieces(right)

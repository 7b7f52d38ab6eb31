"""One figure of a draft against the same figure as it was said.

Owns: the classes of difference that hang on a figure and are none of time: kind of amount,
direction, bound, unit, whose figure it is; and the order of all rules. Pure. Each rule answers with
the first difference it is sure of, or None.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from byline.checks.said import times
from byline.checks.said.view import NEAR, Bend, View
from byline.checks.said.words import Hit, beside, hits, one, words
from byline.text.quantities import Quantity, amount

_EACH_LATIN = re.compile(r" ?(?:\w+ )?(?:an?|per) (?P<each>\w+)")
_GOVERNS = re.compile(r"([\u4e00-\u9fff])(?:了|过)$")
_EACH = re.compile(
    r"一(?P<each>个[字月人]|[个篇本张件节次天晚单斤页幅套家位盒份只台辆])[^，。一]{0,3}$"
)


def amount_kind(mine: View, theirs: View) -> Bend | None:
    """流水 became 利润, a day rate 收入, a price 成本."""
    if mine.figure.kind not in ("money", "plain"):
        return None
    written = mine.nearest("amount")
    if written is None:
        return None
    said = theirs.nearest("amount")
    heard = [said] if said else hits("amount", theirs.sentence)
    if any(_alike(written.name, one_.name) for one_ in heard):
        return None
    if not heard and written.name in ("price", "spent"):
        return None
    behind = written.end if mine.after[written.start : written.end] == written.text else 0
    return mine.stretch("amount", behind)


def _alike(a: str, b: str) -> bool:
    return a == b or (a, b) in words().alike.pairs or (b, a) in words().alike.pairs


def direction(mine: View, theirs: View) -> Bend | None:
    """减了三成 became 减到三成, 涨 became 跌."""
    written = mine.nearest("way", back=False)
    if written is None:
        return None
    said = theirs.nearest("way", back=False)
    if said is None:
        by = _mode(mine, written) == "by" and not hits("way", theirs.sentence)
        return mine.stretch("direction") if by else None
    if written.name != said.name:
        return mine.stretch("direction")
    modes = {_mode(mine, written), _mode(theirs, said)}
    return mine.stretch("direction") if modes == {"to", "by"} else None


def _mode(view: View, way: Hit) -> str:
    between = (way.text[-1:] + view.before[way.end :]).rstrip()
    if one("way_to").search(between):
        return "to"
    return "by" if one("way_by").search(between) else ""


def turned(mine: View, theirs: View) -> Bend | None:
    """From A to B became from B to A."""
    written = _next(mine)
    if written is None:
        return None
    for figure in theirs.clause.figures:
        if figure.start < theirs.figure.start and _equal(figure, written):
            return Bend("direction", mine.figure.start, written.end)
    return Bend("direction", mine.clause.start, written.end) if _wrong_way(mine, written) else None


def _wrong_way(view: View, to: Quantity) -> bool:
    """从七十八下降到一百二: the verb says one thing, the figures another."""
    at = view.clause.start
    verbs = hits("way", view.clause.text[view.figure.end - at : to.start - at])
    start, end = amount(view.figure)[1], amount(to)[1]
    if not verbs or start is None or end is None or amount(view.figure)[0] != amount(to)[0]:
        return False
    return (verbs[-1].name == "up") != (end > start)


def _next(view: View) -> Quantity | None:
    """The figure that this one turns into."""
    for figure in view.clause.figures:
        if figure.start > view.figure.start:
            between = view.clause.text[
                view.figure.end - view.clause.start : figure.start - view.clause.start
            ]
            return figure if _turns(between) else None
    return None


def _turns(between: str) -> bool:
    return any(word in between for word in ("到", "至", "变", "成", " to ", "->", "→"))


def _equal(a: Quantity, b: Quantity) -> bool:
    return a.value is not None and amount(a)[1:] == amount(b)[1:]


def ends(mine: View, theirs: View) -> Bend | None:
    """Where it ended became where it started."""
    written, said = _end(mine), _end(theirs)
    if not written or not said or written == said:
        return None
    to = _next(mine)
    return mine.stretch("direction", to.end - mine.figure.end if to else 0)


def _end(view: View) -> str:
    before = view.before.rstrip()
    if before.endswith(("从", "from")):
        return "from"
    return "to" if before.endswith(("到", " to")) else ""


def bound(mine: View, theirs: View) -> Bend | None:
    """快三百本 became 超过三百本, 最多 became 至少."""
    written, said = _bound(mine), _bound(theirs)
    return mine.stretch("hedge") if written and said and written != said else None


def _bound(view: View) -> str:
    if beside("within", "after").match(view.after):
        return "under"
    found = view.nearest("bound", NEAR, back=False)
    return found.name if found else ""


def each(mine: View, theirs: View) -> Bend | None:
    """一个字两毛 became 一篇两毛."""
    written, said = _EACH.search(mine.before), _EACH.search(theirs.before)
    if mine.clause.text.isascii():
        written, said = _EACH_LATIN.match(mine.after), _EACH_LATIN.match(theirs.after)
    if written and said and written["each"] != said["each"]:
        return mine.stretch("unit", written.end() if mine.clause.text.isascii() else 0)
    return None


def elsewhere(mine: View, own: View, others: Iterable[View]) -> Bend | None:
    """The figure of one thing, written of the other thing that has such a figure."""
    if not mine.local or mine.local & own.local or _next(mine) or _end(mine):
        return None
    for other in others:
        if _one_change(own, other):
            continue
        if _comparable(mine.figure, other.figure) and len(mine.local & other.local) >= 2:
            return mine.stretch("binding")
    return None


def _one_change(a: View, b: View) -> bool:
    """Whether one figure becomes the other: both are told of the same thing."""
    first, second = sorted((a, b), key=lambda view: view.figure.start)
    to = _next(first)
    return first.clause is second.clause and to is not None and to.start == second.figure.start


def _comparable(a: Quantity, b: Quantity) -> bool:
    alike = (
        amount(a)[0] == amount(b)[0]
        or a.kind == b.kind == "duration"
        or (a.kind == "plain") != (b.kind == "plain")
    )
    return alike and a.value != b.value


def governed(mine: View, told: Sequence[str]) -> Bend | None:
    """背了两百首 became 写了两百首: nobody spoke of the verb of the figure."""
    found = _GOVERNS.search(mine.before)
    if found is None or mine.figure.kind not in ("count", "money"):
        return None
    if one("plain_verb").match(found[1]) or any(found[1] in quote for quote in told):
        return None
    return Bend("verb", mine.clause.start + found.start(), mine.figure.end)


RULES: tuple[Callable[[View, View], Bend | None], ...] = (
    times.period,
    amount_kind,
    direction,
    turned,
    ends,
    bound,
    times.date,
    times.reached,
    times.time,
    each,
)

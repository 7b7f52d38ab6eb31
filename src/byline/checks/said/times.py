"""The time of a figure of a draft against the time it was said for.

Owns: period, season, point, stretch and beginning. Pure. Each rule answers with the first
difference it is sure of, or None.
"""

from __future__ import annotations

import re

from byline.checks.said.view import Bend, View
from byline.checks.said.words import Hit, beside, hits, one

SHORT = 8
"""Characters of a clause that does no more than set the time of the next one."""
_REACHED = re.compile(r"(?:做到|升到|升成|当上)了?([\u4e00-\u9fff]{2,6})")


def period(mine: View, theirs: View) -> Bend | None:
    """一个月流水十二万 became 一年流水十二万; 旺季 became 每个月."""
    written = mine.nearest("period")
    if written is None:
        return _in_setting(mine, theirs)
    said = theirs.nearest("period") or theirs.inherited("period")
    behind = written.end if mine.after[written.start : written.end] == written.text else 0
    again = one("again").search(mine.clause.text)
    if said is None:
        once = (again or written.text.startswith("a ")) and not one("again").search(theirs.sentence)
        return mine.stretch("period", behind) if once else None
    if said.name != written.name:
        return mine.stretch("period", behind)
    special = one("only").search(theirs.earlier + theirs.before)
    return mine.stretch("period", behind) if again and special and not _special(mine) else None


def timeless(mine: View, theirs: View) -> bool:
    """Whether the draft gives a time and this quote none."""
    written = mine.nearest("period") or _setting(mine)
    return written is not None and not hits("period", theirs.sentence)


def _in_setting(mine: View, theirs: View) -> Bend | None:
    written, said = _setting(mine), theirs.nearest("period") or theirs.inherited("period")
    if written is None or said is None or written.name == said.name:
        return None
    return Bend("period", mine.clause.start - len(mine.earlier) + written.start, mine.figure.end)


def _setting(view: View) -> Hit | None:
    """那一年，我招进来…: a clause that only says when."""
    last = view.earlier.rstrip().rstrip("，,")
    found = hits("period", last)
    return found[-1] if found and len(re.split("[，,]", last)[-1]) <= SHORT else None


def _special(view: View) -> bool:
    return one("only").search(view.sentence) is not None


def date(mine: View, theirs: View) -> Bend | None:
    """2011年刮过一次 became 2011年开始开公交."""
    if mine.figure.kind != "date" or mine.figure.unit != "年":
        return None
    began = one("began").search(mine.sentence)
    if not began or one("began").search(theirs.sentence):
        return None
    return Bend("date", mine.figure.start, mine.clause.start - len(mine.earlier) + began.end())


def time(mine: View, theirs: View) -> Bend | None:
    """三年前 became 做了三年, 做了十九年 became 19年开始, 前五年 became 后五年."""
    if mine.figure.kind != "duration":
        return None
    point = [beside("point", "after").match(view.after) is not None for view in (mine, theirs)]
    start = beside("start", "after").match(mine.after)
    if point == [True, False]:
        changed = one("began").search(mine.after) is None
    elif point == [False, True]:
        changed = beside("stretch", "before").search(mine.before) is not None
    else:
        changed = start is not None and not point[0] and mine.after[:1] not in ("到", "以")
    if changed:
        return mine.stretch("duration")
    sides = [_side(view) for view in (mine, theirs)]
    return mine.stretch("order") if all(sides) and sides[0] != sides[1] else None


def _side(view: View) -> str:
    """前 or 后, where it stands at the figure."""
    near = view.before[-2:]
    return next((side for side in "前后" if side in near), "")


def reached(mine: View, theirs: View) -> Bend | None:
    """用五年做到主管 became 当了五年主管."""
    title = _REACHED.search(theirs.sentence)
    if mine.figure.kind != "duration" or not title or _REACHED.search(mine.sentence):
        return None
    held = re.search("[做当干]了$", mine.before) and title[1][:2] in mine.after
    return mine.stretch("duration") if held else None

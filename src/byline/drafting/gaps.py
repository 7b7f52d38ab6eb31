"""Taking a stretch out of a post's body and closing the gap it leaves.

Owns: what is empty once a sentence is gone: a pair of quotes, a list item, a paragraph, a heading,
a divider. Pure. Promise: what goes is only what held nothing else; every other character stays,
line ends included.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_WRAPS = (("**", "**"), ("“", "”"), ("「", "」"), ("（", "）"), ("(", ")"), ('"', '"'), ("*", "*"))
_NUMBER = r"第?[\d一二三四五六七八九十①-⑳]{1,3}[步点条]?"
_HOLDS_NOTHING = re.compile(rf"[\W_]*(?:{_NUMBER}(?:(?![。！？…])[\W_])+){{0,2}}")
"""What is left of a line of which only the marker of a list item, of a post or a quote is left."""
_STOP = re.compile(r"(?:[。！？!?；;…]|\.(?!\w))+")
_WHOLE = re.compile(r"(?:^|[\s。！？!?；;….，,：:])\Z")
"""What stands before a sentence that begins by itself."""
_HEADING = re.compile(r"[ \t]*(#{1,6})[ \t]")
_DIVIDER = re.compile(r"[ \t]*(?:[-*_][ \t]*){3,}\s*\Z")


def closed(body: str, start: int, end: int) -> tuple[str, list[str]]:
    """The body without `body[start:end]`, and the headings that had nothing below them then."""
    start, end = _whole(body, start, end)
    begin = body.rfind("\n", 0, start) + 1
    stop = body.find("\n", end)
    stop = len(body) if stop < 0 else stop
    before, after = body[begin:start], body[end:stop]
    if not _HOLDS_NOTHING.fullmatch(before + after.strip()):
        return f"{body[:begin]}{_joined(before, after)}{body[stop:]}", []
    over, under, emptied = _without_empty(_lines(body[:begin]), _lines(body[stop + 1 :]))
    whole = "".join([*over, *under])
    # The end of the body stays as it was, with a line end or without.
    return (whole if under else whole.rstrip() + body[len(body.rstrip()) :]), emptied


def _whole(body: str, start: int, end: int) -> tuple[int, int]:
    """The stretch with the quotes and stars right around it, and an end mark of its own."""
    for left, right in _WRAPS:
        if body.endswith(left, 0, start) and body.startswith(right, end):
            return _whole(body, start - len(left), end + len(right))
    mark = _STOP.match(body, end) if _WHOLE.search(body[:start]) else None
    return start, mark.end() if mark else end


def _joined(before: str, after: str) -> str:
    """Two halves of a line: one blank where there were two, none at either end."""
    if not after.strip():
        return before.rstrip(" \t") + after.lstrip(" \t")
    fresh = not before.strip() or before[-1:] in " \t"
    return before + (after.lstrip(" \t") if fresh else after)


def _lines(text: str) -> list[str]:
    """The lines with their ends; people paste U+2028, which splitlines() would split at."""
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def _without_empty(
    over: Sequence[str], under: Sequence[str]
) -> tuple[list[str], list[str], list[str]]:
    """The lines above and below one that went, without what that left empty; empty headings."""
    above, below, emptied = list(over), list(under), list[str]()
    while True:
        _drop_blank_ends(above, below)
        last = next((line for line in reversed(above) if line.strip()), "")
        first = next((line for line in below if line.strip()), "")
        if _is_bare(last, first):
            emptied.append(last.strip())
            _pop_line(above)
        elif last and _DIVIDER.match(last) and _ends(first):
            _pop_line(above)
        elif not last and first and _DIVIDER.match(first):
            below.pop(0)
        else:
            return above, below, emptied


def _drop_blank_ends(above: list[str], below: list[str]) -> None:
    """Leave one run of blank lines between the two, and none where the body begins or ends."""
    if not any(line.strip() for line in above):
        above.clear()
    if not any(line.strip() for line in below):
        below.clear()
    while below and not below[0].strip() and not (above and above[-1].strip()):
        below.pop(0)


def _pop_line(above: list[str]) -> None:
    """Take out the last line that is not blank, with the blank ones after it."""
    while not above.pop().strip():
        pass


def _ends(line: str) -> bool:
    """Whether a post ends before this line: '' is the end of the body."""
    return not line or bool(_DIVIDER.match(line))


def _is_bare(line: str, following: str) -> bool:
    """Whether it is a heading with nothing below: the end, or a heading at least as high."""
    own, other = _HEADING.match(line), _HEADING.match(following)
    if own is None:
        return False
    return _ends(following) or (other is not None and len(other[1]) <= len(own[1]))

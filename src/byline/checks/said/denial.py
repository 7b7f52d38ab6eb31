"""What a draft says no to, or yes to, and the person did not.

Owns: reading a no with what it denies. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from byline.checks.said.match import Match
from byline.checks.said.view import Bend
from byline.checks.said.words import one, words

_NEVER_WAS = re.compile(r"没有?[上读考拿学当做去]过([\u4e00-\u9fff]{2})")
"""没上过大学: what somebody never was or had."""
_I_DID_NOT = re.compile(r"我[也都]?[没不](?:有|去)?([\u4e00-\u9fff])(?<![是会能想要太知觉])")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_PRONOUN = re.compile("[他她它我你咱]|自己|大家|人家|别人")
_LATIN = re.compile(r"[a-z]{4,}")


def polarity(match: Match) -> Bend | None:
    """没过 became 过了, 不赞成 became 赞成; or a no where none was."""
    mine, said = match.mine.text, match.said.text
    written, heard = denied(mine), denied(said)
    if not written:
        if found := _i_did(match):
            return found
        never = [word for word in _NEVER_WAS.findall(match.quote) if match.quote.count(word) == 1]
        # Elsewhere in the quote a whole word must be denied, here a single character will do.
        far = [scope for scope, _, _ in denied(match.quote) if len(scope) > 1]
        for scope in (*(scope for scope, _, _ in heard), *far, *never):
            at = _affirmed(mine, scope, written)
            if at >= 0 and (scope in never or not _affirms(match.quote, scope)):
                return Bend("polarity", match.mine.start + at, match.mine.start + at + len(scope))
    if written and not heard:
        known = {scope for scope, _, _ in denied(match.quote)}
        for scope, start, end in written:
            if len(scope) > 1 and scope not in known and _affirms(said, scope):
                return Bend("polarity", match.mine.start + start, match.mine.start + end)
    return None


def refused(match: Match) -> Bend | None:
    """我没关 became 我也关了, in a clause that shares little else."""
    return None if denied(match.mine.text) else _i_did(match)


def _i_did(match: Match) -> Bend | None:
    """我没关 became 我也关了."""
    for verb in _I_DID_NOT.findall(match.quote):
        found = re.search(
            f"我(?:[也都就会要能]{{0,2}}{verb}(?!不)|[^，。没不]{{1,6}}{verb}了)", match.mine.text
        )
        if found and found[0] not in match.quote:
            return match.bend("polarity", found)
    return None


def denied(text: str) -> list[tuple[str, int, int]]:
    """What a text says no to: the word behind each no, and where the two stand."""
    none = re.compile("|".join(words().no.none))
    blocked = [match.span() for match in none.finditer(text)]
    found: list[tuple[str, int, int]] = []
    for match in one("no").finditer(text):
        if any(start <= match.start() < end for start, end in blocked):
            continue
        at = _skipped(text, match.end())
        scope = _scope(text, at)
        if scope:
            found.append((scope, match.start(), at + len(scope)))
    return found


def _skipped(text: str, at: int) -> int:
    at += text[at : at + 1] == " "
    for _ in range(2):
        for word in words().no.skip:
            if text.startswith(word, at) and len(text) > at + len(word):
                at += len(word)
                break
    return at


def _scope(text: str, at: int) -> str:
    latin = _LATIN.match(text, at)
    if latin:
        return latin[0]
    scope = ""
    for character in text[at : at + 2]:
        if not _HAN.match(character):
            break
        scope += character
    return "" if _PRONOUN.match(scope) else scope


def _affirmed(text: str, scope: str, written: Sequence[tuple[str, int, int]]) -> int:
    """Where a text says yes to a word that the quote says no to; -1 when nowhere."""
    single = len(scope) == 1 or scope[-1] in "了过，"
    pattern = re.escape(scope[0]) + "(?:了|过|$|[。！!.])" if single else re.escape(scope)
    for found in re.finditer(pattern, text):
        if not any(start <= found.start() < end for _, start, end in written):
            return found.start()
    return -1


def _affirms(text: str, scope: str) -> bool:
    return _affirmed(text, scope, denied(text)) >= 0

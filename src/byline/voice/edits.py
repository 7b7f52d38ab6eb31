"""What a person's changes to a draft say about their manner.

Owns: telling a change of manner from one of content. Pure. Promise: only words of the closed lists,
marks, emoji, lengths, and words put for another at least twice become proposals; a change that
brings a figure is none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import NamedTuple

from byline.checks import grounding
from byline.checks.findings import Finding
from byline.ledger.events import Language
from byline.text.emoji import EMOJI
from byline.text.quantities import quantities
from byline.text.sentences import sentences
from byline.voice.models import Place, Rule, RuleKind
from byline.voice.words import lists, manner, places, plain, tokens

ALIKE = 0.4
"""Share of tokens two sentences must have in common for their differences to be manner."""
EMOJI_WORD = "emoji"
LONGEST_WORD: dict[Language, int] = {"zh": 4, "en": 2}
"""Characters, or words, of what may be one word put for another."""
SHORTER, LONGER = 0.7, 1.4
_MARKS = re.compile(r"[^\w\s]+")
_HABITS = frozenset("！!…～~—、；;：:")
"""Marks whose change is a habit; commas and stops come and go with any rewording."""


@dataclass(frozen=True)
class Change:
    """A recorded sentence and what the person made of it; '' for one that was not there."""

    before: str
    after: str


class Habit(NamedTuple):
    """One thing done to a sentence."""

    kind: RuleKind
    was: str
    now: str
    place: Place


@dataclass(frozen=True)
class Proposal:
    """A habit seen in a draft."""

    habit: Habit
    seen: int
    against: int


def proposals(
    changes: Sequence[Change], untouched: Sequence[str], language: Language
) -> list[Proposal]:
    """Habits the changes show, most often seen first; `untouched` is what was left as it was."""
    seen = _seen(changes, language)
    left = [*untouched, *(change.after for change in changes)]
    found = [
        Proposal(habit, count, _against(habit, seen, left, language))
        for habit, count in seen.items()
        if count >= _fewest(habit, language)
    ]
    return sorted(found, key=lambda one: (-one.seen, one.against, one.habit))


def evidence(
    rule: Rule, changes: Sequence[Change], untouched: Sequence[str], language: Language
) -> tuple[int, int]:
    """How often a draft's changes follow a rule, and go against it.

    Words that were left standing count once: the person may only have overlooked them.
    """
    habit = Habit(rule.kind, rule.was, rule.now, rule.place)
    seen = _seen(changes, language)
    against = _contrary(habit, seen)
    if habit.kind in ("replace", "drop"):
        brought = sum(
            max(
                0,
                _standing(habit, [one.after], language) - _standing(habit, [one.before], language),
            )
            for one in changes
        )
        left = _standing(habit, [*untouched], language)
        against = max(against, brought) + min(1, left)
    return seen[habit], against


def news(changes: Sequence[Change], quotes: Sequence[str]) -> list[Finding]:
    """Figures, credentials and experiences the person wrote that no fact and no draft held."""
    found: list[Finding] = []
    for change in changes:
        if change.after:
            found += grounding.check(change.after, [*quotes, change.before])
    whole = list({(one.rule, one.text): one for one in found}.values())
    # A figure inside an experience that is new already needs no line of its own.
    return [
        one
        for one in whole
        if not any(one.text in other.text and one.text != other.text for other in whole)
    ]


def _seen(changes: Sequence[Change], language: Language) -> Counter[Habit]:
    seen: Counter[Habit] = Counter()
    for change in changes:
        if change.before and change.after:
            seen.update(_habits(change, language))
    return seen


def _fewest(habit: Habit, language: Language) -> int:
    """How often a habit must be seen to be worth asking about."""
    if habit.kind in ("shorter", "longer"):
        return 2
    known = manner(language)
    sure = habit.kind != "replace" or (habit.was in known and habit.now in known)
    return 1 if sure or _MARKS.fullmatch(habit.was) else 2


def _against(habit: Habit, seen: Counter[Habit], left: Sequence[str], language: Language) -> int:
    standing = _standing(habit, left, language) if habit.kind in ("replace", "drop") else 0
    return standing + _contrary(habit, seen)


def _contrary(habit: Habit, seen: Counter[Habit]) -> int:
    """How often the opposite was done."""
    kind, was, now, place = habit
    opposite: dict[RuleKind, Habit] = {
        "replace": Habit("replace", now, was, place),
        "drop": Habit("add", "", was, place),
        "add": Habit("drop", now, "", place),
        "shorter": Habit("longer", "", "", ""),
        "longer": Habit("shorter", "", "", ""),
    }
    return seen[opposite[kind]]


def _standing(habit: Habit, texts: Sequence[str], language: Language) -> int:
    """How often what a rule does away with stands in texts."""
    return sum(len(standing(habit.was, habit.place, text, language)) for text in texts)


def standing(was: str, place: Place, text: str, language: Language) -> list[tuple[int, int]]:
    """Where a word, a mark or any emoji stands; with `end` only before a mark or the end."""
    if was == EMOJI_WORD:
        return [one.span() for one in EMOJI.finditer(text)]
    if _MARKS.fullmatch(was):
        return [one.span() for one in re.finditer(re.escape(was), text)]
    found = places(was, text, language)
    if place == "end":
        return [(start, end) for start, end in found if not text[end : end + 1].isalnum()]
    return found


def _habits(change: Change, language: Language) -> Iterator[Habit]:
    """What was done to one sentence, each thing once."""
    before, after = tokens(change.before, language), tokens(change.after, language)
    matcher = SequenceMatcher(None, [plain(one) for one in before], [plain(one) for one in after])
    shared = sum(block.size for block in matcher.get_matching_blocks())
    if shared < ALIKE * max(1, min(len(before), len(after))):
        return
    found: dict[Habit, None] = {}
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            continue
        old, new = before[a:b], after[c:d]
        if quantities("".join(old)) or quantities("".join(new)):
            continue
        at_end = b >= len(before) or bool(_MARKS.fullmatch(before[b]))
        found |= dict.fromkeys(_differences(old, new, language, at_end=at_end))
    yield from found
    yield from _lengths(change)


def _differences(
    old: Sequence[str], new: Sequence[str], language: Language, *, at_end: bool
) -> Iterator[Habit]:
    """The habits in one stretch that became another."""
    yield from _marks(old, new)
    if lost := len(EMOJI.findall("".join(old))) - len(EMOJI.findall("".join(new))):
        yield Habit("drop", EMOJI_WORD, "", "") if lost > 0 else Habit("add", "", EMOJI_WORD, "")
    gone, come = _words(old), _words(new)
    known = manner(language)
    if known.issuperset(gone) and known.issuperset(come):
        yield from _of_manner(gone, come, language, at_end=at_end)
    elif gone and come and _one_word(gone, language) and _one_word(come, language):
        yield Habit("replace", _joined(gone, language), _joined(come, language), "")
    elif not gone or not come:
        listed = [word for word in gone or come if word in known]
        yield from _of_manner(listed if gone else [], listed if come else [], language)


def _of_manner(
    gone: Sequence[str], come: Sequence[str], language: Language, *, at_end: bool = False
) -> Iterator[Habit]:
    """Words of manner lost and won in one place: those of a sort were put for each other."""
    held = lists(language)
    left, won = list(gone), list(come)
    for sort in (held.address, held.self, held.particles):
        before, after = [w for w in left if w in sort], [w for w in won if w in sort]
        for was, now in zip(before, after, strict=False):
            yield Habit("replace", was, now, "")
            left.remove(was)
            won.remove(now)
    if len(left) == len(won) == 1:
        yield Habit("replace", left[0], won[0], "")
        return
    for words, kind in ((left, "drop"), (won, "add")):
        for number, word in enumerate(words):
            last = at_end and number == len(words) - 1 and word in held.particles
            place: Place = "end" if last else ""
            yield (
                Habit("drop", word, "", place) if kind == "drop" else Habit("add", "", word, place)
            )


def _marks(old: Sequence[str], new: Sequence[str]) -> Iterator[Habit]:
    gone = [one for one in old if one in _HABITS]
    come = [one for one in new if _MARKS.fullmatch(one) and not EMOJI.fullmatch(one)]
    for mark in dict.fromkeys(gone):
        if mark not in come:
            yield Habit("replace", mark, come[0], "") if come else Habit("drop", mark, "", "")
    for mark in dict.fromkeys(one for one in come if one in _HABITS and one not in old):
        if not gone:
            yield Habit("add", "", mark, "")


def _words(found: Sequence[str]) -> list[str]:
    return [plain(one) for one in found if not _MARKS.fullmatch(one) and not EMOJI.fullmatch(one)]


def _one_word(words: Sequence[str], language: Language) -> bool:
    """Whether tokens may be one word: in Chinese a listed one, or two to four characters."""
    if len(words) == 1 and words[0] in manner(language):
        return True
    if language == "en":
        return len(words) <= LONGEST_WORD["en"]
    return 2 <= len("".join(words)) <= LONGEST_WORD["zh"]


def _joined(words: Sequence[str], language: Language) -> str:
    return ("" if language == "zh" else " ").join(words)


def _lengths(change: Change) -> Iterator[Habit]:
    """Whether the sentences became much shorter or longer while saying much the same."""
    before, after = sentences(change.before), sentences(change.after)
    if not before or not after:
        return
    ratio = (len(change.after) / len(after)) / (len(change.before) / len(before))
    if ratio <= SHORTER:
        yield Habit("shorter", "", "", "")
    elif ratio >= LONGER:
        yield Habit("longer", "", "", "")

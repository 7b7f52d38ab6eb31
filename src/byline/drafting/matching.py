"""What a draft's record says of the words that stand in its file.

Owns: which recorded sentence a sentence of the file is, or was. Pure. Promise: a sentence is called
carried only when its words are the recorded ones, marks of Markdown aside; what is near to recorded
words that are gone is an edit of them, and everything else was added.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Literal

from byline.drafting.brackets import cut, places
from byline.drafting.models import Draft, SentenceKind

State = Literal["carried", "proposed", "plain", "slot", "edited", "added"]
"""carried: the recorded words, with facts; plain: the recorded words, which claim nothing;
proposed, slot: waits for the person, in brackets; edited: close to recorded words that are no
longer there; added: like nothing that was recorded, or a proposal out of its brackets by hand."""
ALIKE = 0.5
"""Share of a sentence's characters that must stand, in order, in the recorded one it edits."""
FEWEST_ALIKE = 4
"""Characters below which likeness is chance."""
_MARKUP = re.compile(r"[\s*_`>]+|^(?:[-+•·]\s+|\d{1,2}(?:[.)]\s+|[、）]\s*))")
"""What a person may put around words without changing them."""


@dataclass(eq=False)
class Recorded:
    """A recorded sentence, cut as the file is."""

    text: str
    kind: SentenceKind
    facts: Sequence[str]
    is_own: bool = False
    """Whether it goes back to a sentence the person wrote by hand."""
    stands: bool = False
    edited: bool = False
    plain: str = field(init=False)

    def __post_init__(self) -> None:
        self.plain = plain(self.text)


Known = tuple[State, list[str], str]
"""State, facts and recorded wording of a sentence of the file."""


def plain(text: str) -> str:
    """The words without white space and Markdown."""
    return _MARKUP.sub("", text)


class Record:
    """The recorded sentences of a draft, each looked for in its file."""

    def __init__(self, draft: Draft) -> None:
        self._all = list(_recorded(draft))

    def exact(self, words: str) -> list[Recorded]:
        """The recorded sentences that read as these words, if any; they stand from now on."""
        wanted = plain(words)
        runs = [run for at in range(len(self._all)) if (run := _run(wanted, self._all[at:]))]
        fresh = (run for run in runs if not any(one.stands for one in run))
        found = next(fresh, runs[0] if runs else [])
        for one in found:
            one.stands = True
        return found

    def match(
        self, words: str, found: Sequence[Recorded], waits: Literal["slot", "proposed"] | None
    ) -> Known:
        """What a sentence is, once the exact ones of the whole file are `found`."""
        if found and not waits:
            return _standing(found)
        kinds: Sequence[SentenceKind] = (waits,) if waits else ("told", "plain", "proposed")
        near = None if found else self._nearest(words, kinds)
        if waits:
            return waits, [], near.text if near else ""
        return ("edited", list(near.facts), near.text) if near else ("added", [], "")

    def gone(self) -> list[str]:
        """Those that are no longer there, slots aside: filling one takes nothing out."""
        return [
            one.text for one in self._all if not (one.stands or one.edited or one.kind == "slot")
        ]

    def _nearest(self, words: str, kinds: Sequence[SentenceKind]) -> Recorded | None:
        """The missing one that most of these words come from; None when none is near.

        A sentence cut in two has two edits, so one that has an edit may have another.
        """
        wanted = plain(words)
        best: tuple[float, Recorded | None] = 0.0, None
        for one in self._all:
            if one.stands or one.kind not in kinds:
                continue
            blocks = SequenceMatcher(None, wanted, one.plain, autojunk=False).get_matching_blocks()
            same = sum(block.size for block in blocks)
            share = same / max(len(wanted), 1)
            if same >= FEWEST_ALIKE and share >= ALIKE and share > best[0]:
                best = share, one
        if best[1]:
            best[1].edited = True
        return best[1]


def _recorded(draft: Draft) -> Iterator[Recorded]:
    for one in draft.sentences:
        if one.kind in ("slot", "proposed"):
            yield Recorded(one.text, one.kind, [])
            continue
        asked = {place.start: place for place in places(one.text)}
        for span in cut(one.text):
            place = asked.get(span.start)
            if place:
                yield Recorded(place.words, place.kind, [])
            else:
                yield Recorded(span.text, one.kind, one.facts, is_own=bool(one.own))


def _run(words: str, recorded: Sequence[Recorded]) -> list[Recorded]:
    """The first so many that together are these words: two recorded ones may read as one."""
    run: list[Recorded] = []
    for one in recorded:
        if not one.plain or not words.startswith(one.plain):
            return []
        run.append(one)
        words = words.removeprefix(one.plain)
        if not words:
            return run
    return []


def _standing(found: Sequence[Recorded]) -> Known:
    facts = list(dict.fromkeys(name for one in found for name in one.facts))
    if any(one.kind in ("slot", "proposed") for one in found):
        return "added", [], ""
    if facts:
        return "carried", facts, ""
    return ("added" if any(one.is_own for one in found) else "plain"), [], ""

"""What differs between two versions of a post, sentence by sentence.

Owns: matching sentences of two texts and, inside a changed one, its words. Pure. Promise: the
`same` and `removed` pieces make the older text, the `same` and `added` ones the newer, white space
between sentences left aside; a new paragraph or line is a piece of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal

from pydantic import BaseModel, ConfigDict

from byline.text.counting import characters
from byline.text.sentences import sentences

PARAGRAPH, LINE = "¶", "↵"
"""How a break between paragraphs, and one between lines, is written."""
ALIKE = 0.35
"""Share of common character pairs from which one sentence is a new wording of another."""
FEWEST_SAME = 2
"""Words or characters below which what stays between two changes is chance."""
MOST_PAIRS = 4000
"""Sentences of one text times those of the other, from which they are not matched one by one."""
_TOKEN = re.compile(r"[A-Za-z0-9]+(?:[.,'’-][A-Za-z0-9]+)*|\s+|.", re.DOTALL)
State = Literal["same", "removed", "added"]


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Piece(_Data):
    """Words that stayed, went or came."""

    state: State
    text: str


class Line(_Data):
    """One sentence, or the break between two."""

    state: Literal["same", "changed", "removed", "added"]
    pieces: list[Piece]

    @property
    def text(self) -> str:
        """All of its words, those that went too."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def is_break(self) -> bool:
        """Whether it is no sentence."""
        return self.text in {PARAGRAPH, LINE}


class Difference(_Data):
    """Two texts, laid over each other."""

    lines: list[Line]

    @property
    def added(self) -> int:
        """How many characters came, counted as 字."""
        return self._count("added")

    @property
    def removed(self) -> int:
        """How many went."""
        return self._count("removed")

    @property
    def changed(self) -> bool:
        """Whether there is any difference."""
        return any(line.state != "same" for line in self.lines)

    def _count(self, state: State) -> int:
        pieces = (p for line in self.lines if not line.is_break for p in line.pieces)
        return sum(characters(piece.text) for piece in pieces if piece.state == state)


def compare(old: str, new: str) -> Difference:
    """Lay the newer text over the older."""
    before, after = _units(old), _units(new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    lines: list[Line] = []
    for state, a, b, c, d in matcher.get_opcodes():
        if state == "equal":
            lines += [_whole("same", unit) for unit in before[a:b]]
        else:
            lines += _replaced(before[a:b], after[c:d])
    return Difference(lines=lines)


def words_of(old: str, new: str) -> list[Piece]:
    """The pieces of one sentence and its new wording: first what went, then what came."""
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    pieces: list[Piece] = []
    gone = come = ""
    for state, a, b, c, d in [*matcher.get_opcodes(), ("equal", -1, -1, -1, -1)]:
        inside = a > 0 and b < len(before) and c > 0 and d < len(after)
        if state != "equal" or (b - a < FEWEST_SAME and inside):
            gone += "".join(before[a:b])
            come += "".join(after[c:d])
            continue
        pieces += [Piece(state="removed", text=gone)] if gone else []
        pieces += [Piece(state="added", text=come)] if come else []
        pieces += [Piece(state="same", text="".join(before[a:b]))] if a < b else []
        gone = come = ""
    return pieces


def _units(text: str) -> list[str]:
    """Sentences, and a mark wherever a new line or paragraph begins."""
    units: list[str] = []
    end = 0
    for span in sentences(text):
        if units and (breaks := text[end : span.start].count("\n")):
            units.append(PARAGRAPH if breaks > 1 else LINE)
        units.append(span.text)
        end = span.end
    return units


def _replaced(before: Sequence[str], after: Sequence[str]) -> Iterator[Line]:
    """Sentences that became others: each new wording beside its old one."""
    at, to = 0, 0
    for i, j in [*_pairs(before, after), (len(before), len(after))]:
        yield from (_whole("removed", unit) for unit in before[at:i])
        yield from (_whole("added", unit) for unit in after[to:j])
        if i < len(before) and j < len(after):
            same = before[i] == after[j]
            yield (
                _whole("same", before[i])
                if same
                else Line(state="changed", pieces=words_of(before[i], after[j]))
            )
        at, to = i + 1, j + 1


def _pairs(before: Sequence[str], after: Sequence[str]) -> list[tuple[int, int]]:
    """Which sentence became which, in order: the most alike first, then those on either side."""
    if len(before) * len(after) > MOST_PAIRS:
        return []
    alike = {
        (i, j): share
        for i, one in enumerate(before)
        for j, other in enumerate(after)
        if (share := _alike(one, other)) >= ALIKE
    }
    found: list[tuple[int, int]] = []
    for i, j in sorted(alike, key=lambda pair: -alike[pair]):
        if all((i < a and j < b) or (i > a and j > b) for a, b in found):
            found.append((i, j))
    return sorted(found)


def _alike(one: str, other: str) -> float:
    if one == other:
        return 1.0
    pairs = [{text[at : at + 2] for at in range(len(text) - 1)} for text in (one, other)]
    total = len(pairs[0]) + len(pairs[1])
    return 2 * len(pairs[0] & pairs[1]) / total if total else 0.0


def _whole(state: Literal["same", "removed", "added"], unit: str) -> Line:
    return Line(state=state, pieces=[Piece(state=state, text=unit)])

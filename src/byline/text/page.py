"""The page a scan writes on.

Owns: which stretches of the text are claimed, and what was found there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import cast

from byline.text import vocabulary
from byline.text.numerals import Value
from byline.text.quantities import Kind, Quantity


@dataclass(slots=True)
class Page:
    """A text under scan: what is claimed, and what was found."""

    text: str
    folded: str
    found: list[Quantity] = field(default_factory=list[Quantity])
    claimed: bytearray = field(default_factory=bytearray)

    def __post_init__(self) -> None:
        self.claimed = bytearray(len(self.text))

    def free(self, start: int, end: int) -> bool:
        """Whether nothing claimed any of this stretch."""
        return not any(self.claimed[start:end])

    def unit_at(self, place: int) -> re.Match[str] | None:
        """The unit word that starts at `place`, unless something else claimed it."""
        found = vocabulary.unit_pattern().match(self.folded, place)
        return found if found and self.free(found.start(), found.end()) else None

    def block(self, start: int, end: int) -> None:
        """Claim a stretch without a quantity."""
        self.claimed[start:end] = b"\1" * (end - start)

    def unclaimed(self) -> str:
        """The folded text with every claimed character blanked out."""
        pairs = zip(self.folded, self.claimed, strict=True)
        return "".join("\0" if claimed else character for character, claimed in pairs)

    def add(self, start: int, end: int, value: Value | None, unit: str, kind: str) -> None:
        """Claim a stretch as a quantity."""
        doubt = value is not None and value.approximate
        self.found.append(
            Quantity(
                text=self.text[start:end],
                start=start,
                end=end,
                value=value and value.low,
                upper=value and value.high,
                unit=unit,
                kind=cast(Kind, kind),
                approximate=doubt or self._doubted(start, end),
            )
        )
        self.block(start, end)

    def _doubted(self, start: int, end: int) -> bool:
        cues = vocabulary.cues()
        before = self.folded[max(0, start - 10) : start]
        return bool(
            cues.approximate_before.search(before) or cues.approximate_after.match(self.folded, end)
        )

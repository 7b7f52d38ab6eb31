"""A sentence held against what the person said: said at all, and said the same way.

Owns: putting grounding and bent together. Pure, no model. Promise: one finding a place; where both
speak, the one that quotes what was said; the same quotes are read once.
"""

from __future__ import annotations

from collections.abc import Sequence

from byline.checks import bent, grounding
from byline.checks.computed import Computation
from byline.checks.findings import Finding


def faithful(
    text: str, quotes: Sequence[str], computed: Sequence[Computation] = ()
) -> list[Finding]:
    """Everything in `text` that the quotes do not carry, or carry otherwise, in order of place."""
    changed = bent.check(text, quotes)
    unsaid = [
        finding
        for finding in grounding.check(text, quotes, computed)
        if not any(_overlap(finding, other) for other in changed)
    ]
    return sorted([*changed, *unsaid], key=lambda finding: finding.span or (0, 0))


def _overlap(one: Finding, other: Finding) -> bool:
    return bool(
        one.span and other.span and one.span[0] < other.span[1] and other.span[0] < one.span[1]
    )

"""How much of one text stands in another.

Pure. Promise: a measure of letters and digits alone, so that punctuation and line breaks hide
nothing; the person's own recorded words can be left out of it, because they are told the same way
wherever they are told. The measure of whole texts is `checks.similarity.share`.
"""

from __future__ import annotations

from collections.abc import Sequence

SHINGLE = 5
"""Letters in a row that are compared."""
FEWEST = 10
"""Runs outside the quotes below which there is nothing to compare."""


def beyond(text: str, other: str, quotes: Sequence[str]) -> float:
    """Of what no quote holds, how much of the text's other words stand in `other`, 0 to 1.

    0 for a text that is nearly all quotes: a few joints between them tell nothing.
    """
    said = _shingles("\n".join(quotes))
    pieces = _shingles(text) - said
    return len(pieces & _shingles(other)) / len(pieces) if len(pieces) >= FEWEST else 0.0


def _shingles(text: str) -> set[str]:
    letters = "".join(one for one in text.lower() if one.isalnum())
    return {letters[at : at + SHINGLE] for at in range(len(letters) - SHINGLE + 1)}

"""Text as search compares it: one script, one width, one case.

Owns: what counts as the same character. Promises: 專業 finds 专业, ＡＩ finds ai, folding a folded
text changes nothing, and no text is refused.
"""

from __future__ import annotations

import functools
import unicodedata
from importlib import import_module
from typing import Any


def fold(text: str) -> str:
    """Return `text` in simplified script, half width (NFKC) and lower case; no longer aligned."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    if plain.isascii():
        return plain
    # Once more, because folding case takes some letters apart. Half a surrogate pair has no UTF-8.
    plain = unicodedata.normalize("NFKC", plain).encode("utf-8", "replace").decode("utf-8")
    simple = _simplified(plain)
    # A few characters take two steps (薴, 苧, 苎), some phrases are one only after the first.
    while simple != plain:
        plain, simple = simple, _simplified(simple)
    return simple


def _simplified(text: str) -> str:
    return str(_converter().convert(text))


@functools.cache
def _converter() -> Any:
    # Traditional is turned into simplified, not back: that direction is nearly unambiguous.
    opencc: Any = import_module("opencc")
    return opencc.OpenCC("t2s")

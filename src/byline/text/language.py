"""Which of byline's two languages a text is in, told by its script. Pure, no word lists."""

from __future__ import annotations

import re
from typing import Literal

Language = Literal["zh", "en"]

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_LATIN = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*")
LEAST_HAN = 4
LEAST_WORDS = 4
"""Below both a text tells nothing: ok, SaaS, 42, 没有."""
HAN_PER_WORD = 2
"""Characters that weigh as much as an English word."""
CHINESE_SHARE = 0.3
"""A Chinese text full of English terms keeps more than this."""
ENGLISH_SHARE = 0.25
"""An English text may name a thing or two in Chinese."""


def detect(text: str) -> Language | None:
    """The language of a text; None when it is too short or in between."""
    han, words = len(_HAN.findall(text)), len(_LATIN.findall(text))
    if han < LEAST_HAN and words < LEAST_WORDS:
        return None
    share = han / (han + HAN_PER_WORD * words)
    if share >= CHINESE_SHARE:
        return "zh"
    return "en" if share <= ENGLISH_SHARE else None

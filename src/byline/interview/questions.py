"""What a question may not do: ask two things, or hold its answer.

Owns: the two rules over cues.toml, for the guide's wording and for a model's. Pure. Promise: the
same words get the same verdict; words quoted from the person never count.
"""

from __future__ import annotations

import re

from byline.interview.thinness import cues, said_in
from byline.text.sentences import clauses, sentences

_QUOTED = re.compile(r"[“「].*?[”」]", re.DOTALL)


def leads(question: str) -> bool:
    """Whether it suggests its answer: 是不是, isn't it."""
    return said_in(cues().leading.words, _QUOTED.sub("", question))


def asks_two(question: str) -> bool:
    """Whether it asks two things: two question marks, two asking clauses, a choice of choices."""
    spoken = _QUOTED.sub("", question)
    marks = spoken.count("？") + spoken.count("?")
    return marks > 1 or spoken.count("还是") > 1 or _asking_clauses(spoken) > 1


def _asking_clauses(spoken: str) -> int:
    asked = [span.text for span in sentences(spoken) if span.text.endswith(("？", "?"))]
    words = cues().asking.words
    return sum(said_in(words, clause.text) for one in asked for clause in clauses(one))

"""A person's words as the sentences and paragraphs of a post.

Pure. Promise: a sentence is a fact's, whole, without the fillers its statement left out, with no
more put in than an end mark and, in English, a capital; no sentence stands twice; a thread is cut
between sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from byline.drafting.models import ASK, Sentence
from byline.drafting.selection import total
from byline.drafting.units import Unit
from byline.ledger.models import Fact
from byline.platforms import Limit, Platform
from byline.text.language import Language
from byline.text.sentences import one_line, sentences

PARAGRAPH: Mapping[Language, int] = {"zh": 120, "en": 60}
"""Characters (words) up to which what belongs together is one paragraph."""
_STOPPED = re.compile(r"[。！？!?；;….][”’」』）)\"']*\Z")


def told(facts: Iterable[Fact], language: Language) -> list[Sentence]:
    """The facts' words, sentence by sentence."""
    return [
        Sentence(text=_whole(span.text, language), kind="told", facts=[fact.id])
        for fact in facts
        for span in sentences(fact.statement if fact.statement in fact.words else fact.words)
    ]


def joined(line: Sequence[Sentence]) -> str:
    """Sentences on one line: a blank behind a mark of English."""
    text = ""
    for one in line:
        shown = ASK.format(one.text) if one.kind == "slot" else one.text
        text += (" " if text and text[-1].isascii() else "") + shown
    return text


def paragraphs(
    units: Sequence[Unit], platform: Platform, language: Language
) -> Iterator[list[Sentence]]:
    """The sentences of units by paragraph; of a thread, by post."""
    seen: set[str] = set()
    for run in _runs(units, PARAGRAPH[language]):
        line = told(chain.from_iterable(one.facts for one in run), language)
        left = [one for one in line if one.text not in seen]
        seen.update(one.text for one in left)
        yield from posts(left, platform)


def posts(line: Sequence[Sentence], platform: Platform) -> Iterator[list[Sentence]]:
    """Sentences as one paragraph; of a thread, as many posts as they take."""
    limits = platform.limits_on("post") if platform.thread else ()
    left = list(line)
    while left:
        count = len(left)
        while count > 1 and not fits(joined(left[:count]), limits):
            count -= 1
        yield left[:count]
        left = left[count:]


def body(lines: Iterable[Sequence[Sentence]], platform: Platform) -> str:
    """Paragraphs, or the posts of a thread, as a draft's file has them."""
    return ("\n\n---\n\n" if platform.thread else "\n\n").join(map(joined, lines))


def fits(text: str, limits: Iterable[Limit], level: str = "error") -> bool:
    """Whether a text keeps the limits past which a platform refuses it or, with `level`, warns."""
    return all(
        limit.measure(text) <= limit.maximum
        for limit in limits
        if limit.maximum and limit.level in ("error", level)
    )


def _runs(units: Sequence[Unit], most: int) -> list[list[Unit]]:
    """Units that share a paragraph."""
    runs: list[list[Unit]] = []
    for one in units:
        if runs and runs[-1][-1].goes_before(one) and total([*runs[-1], one]) <= most:
            runs[-1].append(one)
        else:
            runs.append([one])
    return runs


def _whole(words: str, language: Language) -> str:
    text = one_line(words)
    if not _STOPPED.search(text):
        text = text.rstrip("，,、：: ") + ("。" if language == "zh" else ".")
    return text[:1].upper() + text[1:] if language == "en" else text

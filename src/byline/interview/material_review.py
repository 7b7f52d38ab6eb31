"""What the person says to a screen of proposed facts.

Owns: how such a reply is read. Pure. Promise: a reply of which any part is not understood changes
nothing; return alone keeps everything as shown.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from byline.interview.material_cues import names_employer
from byline.ledger.consent import Consent, default_consent
from byline.ledger.models import Fact

Verb = Literal["drop", "public", "private"]
_VERBS: dict[str, Verb] = {
    **dict.fromkeys(("删", "删掉", "删除", "不要", "不对", "drop", "d"), "drop"),
    **dict.fromkeys(("公开", "public", "p"), "public"),
    **dict.fromkeys(("不公开", "保密", "private", "x"), "private"),
}
_LATER = frozenset({"q", "quit", "later", "停", "先停", "以后", "/pause", "/quit"})
_ALL = frozenset({"全部", "全", "都", "all"})
_TOKEN = re.compile(r"\d+(?:-\d+)?|[^\d\s,、;。.]+")
HELP = "回车：都对。不对的输编号（2 5），不想公开的输“不公开 3”，可以公开的输“公开 4”，停下输 q"


@dataclass
class Decision:
    """What becomes of a screen."""

    later: bool = False
    dropped: list[Fact] = field(default_factory=list[Fact])
    consents: dict[str, Consent] = field(default_factory=dict[str, Consent])
    """Fact id -> consent, for every fact that is kept."""


def suggested(fact: Fact) -> tuple[Consent, str]:
    """The consent a fact gets when it is kept as shown, and the reason when that is private."""
    if reason := names_employer(fact.quote):
        return "private", reason
    return default_consent(f"{fact.statement}\n{fact.quote}", fact.kind)


def read_reply(reply: str, shown: Sequence[Fact]) -> Decision | None:
    """Read a reply to facts numbered from 1 as shown; None when it is not understood."""
    text = unicodedata.normalize("NFKC", reply).strip().lower()
    if text in _LATER:
        return Decision(later=True)
    said: dict[int, Verb] = {}
    verb: Verb = "drop"
    waiting = False
    for token in _TOKEN.findall(text):
        if token in _VERBS:
            verb, waiting = _VERBS[token], True
            continue
        numbers = _numbers(token, len(shown))
        if not numbers:
            return None
        said |= dict.fromkeys(numbers, verb)
        waiting = False
    return None if waiting else _decided(said, shown)


def _numbers(token: str, most: int) -> list[int]:
    if token in _ALL:
        return list(range(1, most + 1))
    first, _, last = token.partition("-")
    if not first.isdecimal() or (last and not last.isdecimal()):
        return []
    # A number nobody showed is a slip, and the rest of the reply may be one too.
    low, high = int(first), int(last or first)
    return list(range(low, high + 1)) if 1 <= low <= high <= most else []


def _decided(said: dict[int, Verb], shown: Sequence[Fact]) -> Decision:
    decision = Decision()
    for number, fact in enumerate(shown, start=1):
        verb = said.get(number)
        if verb == "drop":
            decision.dropped.append(fact)
        else:
            decision.consents[fact.id] = verb or suggested(fact)[0]
    return decision

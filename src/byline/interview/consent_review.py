"""The closing review: what starts as private, and what the person opens.

Owns: which facts are put to the person, grouped by reason, and how the reply is read. Pure.
Promise: silence keeps a fact private; a reply of which any part is not understood opens nothing
and is known as such, so that it can be asked again.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from byline.ledger.consent import Consent, default_consent, reasons
from byline.ledger.models import Fact

_EXCEPT = re.compile(r"除了|除去|except(?: for)?", re.IGNORECASE)
_SEPARATORS = re.compile(r"[\s,、;:。.!]+|和|跟|与|\band\b")
_CLAUSES = re.compile("[,;]")
_COMMA = "|"
_OPENED: Consent = "public"
"""What a number alone asks for."""
_NUMBER = re.compile(r"第?(f?\d+)[条号]?", re.IGNORECASE)
_POINTING = re.compile(r"(?:[那这][条些个]|的|[那这]?条)$")
_ALL = re.compile(r"(?:全部|全都|所有的?|都|all)的?", re.IGNORECASE)
_REST = re.compile(
    r"(?:其他|其它|其余|剩下|剩余|余下)(?:的|几条)?|别的|(?:the )?(?:rest|others)", re.IGNORECASE
)
_VERBS: tuple[tuple[Consent, str], ...] = (
    ("private", r"都?(?:不公开|不可以|不行|不要|不能|保密|私密|别写|不写)|private|no|none"),
    ("anonymise", r"都?(?:隐名|匿名|隐去身份|化名|隐名公开|匿名公开)|anonymi[sz]ed?|anonymous"),
    ("public", r"都?(?:公开|可以公开|可以|行|能写|能公开)|public|ok|yes"),
)
_NOTHING = re.compile(
    r"(?:都|全部|全都)?(?:不公开|不要公开|先不公开|保密|不要|不行)|没有|不用|算了"
    r"|no|none|all private",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Decision:
    """What the person decided; what is in neither list stays private."""

    public: list[Fact] = field(default_factory=list[Fact])
    anonymise: list[Fact] = field(default_factory=list[Fact])


def questions(facts: Sequence[Fact]) -> list[tuple[Fact, str]]:
    """Private facts the person has not decided on, those of one reason together.

    Boundaries stay closed and are not asked about, and neither is what a newer fact replaces. Facts
    from documents are looked at in `byline add`, a page at a time, not here all at once.
    """
    asked = [
        (fact, default_consent(f"{fact.statement}\n{fact.quote}", fact.kind)[1])
        for fact in facts
        if fact.consent == "private"
        and not fact.confirmed
        and not fact.superseded_by
        and fact.kind != "boundary"
        and fact.source.kind != "material"
    ]
    order = list(reasons().values())
    return sorted(asked, key=lambda pair: order.index(pair[1]) if pair[1] in order else len(order))


def read(reply: str, asked: Sequence[tuple[Fact, str]]) -> Decision | None:
    """What a reply decides; None when any part of it is not understood.

    `1 3` and `f002 f005` open those; `2 隐名` tells it anonymously, `4 不公开` keeps it; the
    name of a reason (`钱 公开`) means its whole group; `全部，除了 2、女儿` means all but the
    second and those whose quote holds 女儿; `1 公开，其余不公开` says both. Nothing typed, and
    都不公开, keep everything.
    """
    plain = unicodedata.normalize("NFKC", reply).strip().strip(",。.!;、 ")
    if not plain or _NOTHING.fullmatch(plain):
        return Decision()
    named, *excepted = _EXCEPT.split(plain)
    review = _Review(asked)
    if excepted:
        return review.all_but(_parts(named), _parts(",".join(excepted)))
    return review.each(_parts(_CLAUSES.sub(f" {_COMMA} ", named)))


def _parts(words: str) -> list[str]:
    return [part for part in _SEPARATORS.split(words) if part]


def _verb(part: str) -> Consent | None:
    for consent, pattern in _VERBS:
        if re.fullmatch(pattern, part, re.IGNORECASE):
            return consent
    return None


def _of_all(part: str) -> bool:
    """都可以: a verb that names its facts itself."""
    return part.startswith("都") and _verb(part) is not None


@dataclass
class _Clause:
    """Facts named so far, still without what is to become of them."""

    ids: set[str] = field(default_factory=set[str])
    ended: bool = False
    """Whether a comma stands behind them."""
    broken: bool = False
    """Whether a comma stands between them."""
    rest: bool = False
    """Whether 其余 is among them, which says nothing by itself."""

    def names(self, meant: set[str], *, rest: bool) -> None:
        """Take in more of them."""
        self.ids |= meant
        self.broken = self.broken or self.ended
        self.rest = self.rest or rest

    def takes(self, consent: Consent, decided: dict[str, Consent]) -> bool:
        """Whether a verb may end it: 1 3，2 隐名 may mean one or three of them."""
        return (
            bool(self.ids)
            and not self.ids & decided.keys()
            and not (self.broken and consent != "public")
            and not (self.rest and not decided)
        )


class _Review:
    """One reply against what was asked."""

    def __init__(self, asked: Sequence[tuple[Fact, str]]) -> None:
        self._facts = [fact for fact, _ in asked]
        self._groups = {
            name: {fact.id for fact, why in asked if why == reason}
            for name, reason in reasons().items()
        }
        places = {str(number): fact.id for number, fact in enumerate(self._facts, start=1)}
        self._names = places | {fact.id: fact.id for fact in self._facts}

    def each(self, parts: Sequence[str]) -> Decision | None:
        """Facts and what is to become of them, the word for it behind or in front."""
        parts = [piece for part in parts for piece in self._split(part)]
        if parts and _verb(parts[0]) and not _of_all(parts[0]):
            parts = _turned(parts)
        decided: dict[str, Consent] = {}
        clause = _Clause()
        for part in parts:
            consent = _verb(part)
            if part == _COMMA:
                clause.ended = bool(clause.ids)
            elif consent is None:
                meant = self._meant(part, decided)
                if not meant:
                    return None
                clause.names(meant, rest=_REST.fullmatch(part) is not None)
            else:
                if _of_all(part) and not clause.ids:
                    clause.ids = {fact.id for fact in self._facts}
                if not clause.takes(consent, decided):
                    return None
                decided |= dict.fromkeys(clause.ids, consent)
                clause = _Clause()
        # Numbers alone open; numbers left over behind a verb could mean anything.
        if clause.ids and (decided or clause.rest):
            return None
        return self._decision({**dict.fromkeys(clause.ids, _OPENED), **decided})

    def all_but(self, named: Sequence[str], excepted: Sequence[str]) -> Decision | None:
        """全部公开，除了 2、女儿; 除了 2 都公开."""
        pieces = [piece for part in named for piece in self._split(part)]
        kept = [piece for part in excepted for piece in self._split(part)]
        if not pieces:
            # 除了 2，其他都公开: what happens to the rest stands at the end.
            while kept and (_verb(kept[-1]) or self._is_all(kept[-1])):
                pieces = [kept.pop(), *pieces]
        if pieces and _of_all(pieces[0]):
            pieces = ["都", pieces[0][1:], *pieces[1:]]
        if not pieces or not self._is_all(pieces[0]) or len(pieces) > 2:
            return None
        consent = _verb(pieces[1]) if len(pieces) == 2 else "public"
        held = [self._meant(part, {}, by_words=True) for part in kept]
        # "除了" with nothing after it is half a sentence.
        if consent is None or not held or not all(held):
            return None
        rest = {fact.id for fact in self._facts} - set[str]().union(*held)
        return self._decision(dict.fromkeys(rest, consent))

    def _decision(self, decided: dict[str, Consent]) -> Decision:
        return Decision(
            public=[fact for fact in self._facts if decided.get(fact.id) == "public"],
            anonymise=[fact for fact in self._facts if decided.get(fact.id) == "anonymise"],
        )

    def _is_all(self, part: str) -> bool:
        return bool(_ALL.fullmatch(part) or _REST.fullmatch(part))

    def _split(self, part: str) -> list[str]:
        """`3可以` and `全部公开` are two words without a space between."""
        if _verb(part):
            return [part]
        for _, pattern in _VERBS:
            found = re.fullmatch(rf"(.+?)({pattern})", part, re.IGNORECASE)
            if found and self._meant(found[1], {}, by_words=True):
                return [found[1], found[2]]
        return [part]

    def _meant(self, part: str, decided: dict[str, Consent], *, by_words: bool = False) -> set[str]:
        number = _NUMBER.fullmatch(part)
        if number:
            name = number[1].lower()
            return {self._names[name]} if name in self._names else set()
        if _REST.fullmatch(part):
            return {fact.id for fact in self._facts} - decided.keys()
        if _ALL.fullmatch(part):
            return {fact.id for fact in self._facts}
        words = _POINTING.sub("", part) or part
        group = self._groups.get(words, set[str]())
        if not by_words:
            return group
        said = {
            fact.id for fact in self._facts if words in unicodedata.normalize("NFKC", fact.quote)
        }
        return group | said


def _turned(parts: Sequence[str]) -> list[str]:
    """公开 1 3 隐名 2 in the order 1 3 公开 2 隐名."""
    turned: list[str] = []
    verb = ""
    for part in (part for part in parts if part != _COMMA):
        if _verb(part):
            turned.extend([verb] if verb else [])
            verb = part
        else:
            turned.append(part)
    return [*turned, verb]

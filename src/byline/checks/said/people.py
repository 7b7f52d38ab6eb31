"""Who does what in a clause: the person who tells, or somebody else.

Owns: the classes of difference that hang on a person: subject, owner, and whose words they were.
Pure. A clause without a person takes the one of the clause before it, as spoken Chinese does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from byline.checks.said.clauses import Clause
from byline.checks.said.view import Bend
from byline.checks.said.words import one, words

Who = Literal["me", "other"]
_OBJECT_OF = re.compile(r"(?:[给跟对找问帮和把为被替陪骂催罚扣谢夸]|来找|告诉|投诉|\bto|\bfor)$")
_IT_WAS = re.compile("(?:其实|那|都|这)[^，]{0,2}是|it was|it's")
_ADVISES = re.compile("就?[也都]?(?:建议|让|劝|叫|教)")
_NO_DEED = frozenset("的有是在也说让就都不没会想要能把给跟对自，。、们家里来去到这那")
_AT = 3
"""Characters between a verb and the person it is done to."""


@dataclass(frozen=True)
class _Person:
    who: Who
    start: int
    end: int


@cache
def _people() -> re.Pattern[str]:
    other, me = ("|".join(getattr(words(), group).words) for group in ("other", "me"))
    return re.compile(f"(?P<me>{me})|(?P<other>{other})")


@lru_cache(maxsize=4096)
def people(text: str) -> tuple[_Person, ...]:
    """The people a clause names, in order."""
    return tuple(
        _Person("me" if match.lastgroup == "me" else "other", match.start(), match.end())
        for match in _people().finditer(text)
    )


def subject(clause: Clause, before: Sequence[Clause], shared: Sequence[str] = ()) -> Who | None:
    """Who the clause is about, where it says the shared pieces; None when nobody is named."""
    places = [clause.text.find(piece) for piece in shared]
    limit = min((place for place in places if place >= 0), default=len(clause.text))
    ahead = [p for p in _acting(clause.text) if p.start <= limit]
    if ahead:
        # 我让她写: she writes.
        return ahead[-1].who
    # A clause that names nobody goes on about whom the one before is about, its first person.
    last = next((c.text for c in reversed(before) if people(c.text)), "")
    found = _acting(last)
    # Where both are named it may be either.
    named = {person.who for person in people(last)}
    return found[0].who if found and len(named) == 1 else None


def _acting(text: str) -> list[_Person]:
    return [p for p in people(text) if not _OBJECT_OF.search(text[max(0, p.start - 4) : p.start])]


def other_subject(
    mine: Clause,
    before: Sequence[Clause],
    said: Clause,
    told: Sequence[Clause],
    quote: Sequence[Clause],
) -> Bend | None:
    """他罚了两千 became 我罚了两千, 我劝他 became 他劝我."""
    shared = sorted(mine.pieces & said.pieces)
    if _as_spoken(said, told) or (_reports(before) and _reports(told)):
        return None
    turned = _turned(mine, said)
    if turned:
        return turned
    if changed := _same_deed(mine, said):
        return changed
    who = _leading(mine, shared)
    if who is None or _ADVISES.match(mine.text, who.end):
        return None
    heard = subject(said, told, shared) or _later(quote, said)
    if heard is None or who.who == heard:
        return None
    return Bend("subject", mine.start + who.start, mine.end)


def _same_deed(mine: Clause, said: Clause) -> Bend | None:
    """她哭了 became 我哭了: the next character is what was done."""
    done = {(person.who, said.text[person.end : person.end + 1]) for person in _acting(said.text)}
    deeds = {deed for _, deed in done if deed and deed not in _NO_DEED and not deed.isascii()}
    for person in _acting(mine.text):
        deed = mine.text[person.end : person.end + 1]
        if deed in deeds and (person.who, deed) not in done:
            return Bend("subject", mine.start + person.start, mine.end)
    return None


def _as_spoken(said: Clause, told: Sequence[Clause]) -> bool:
    """Whether it is somebody's words, where you, he and I are other people."""
    speech = one("say").search(said.text)
    if speech is None:
        return "你" in said.text and _reports(told)
    rest = said.text[speech.end() :]
    return any(person.start > 0 for person in people(rest)) or rest.startswith(("她", "他", "你"))


def _reports(clauses: Sequence[Clause]) -> bool:
    return any(one("say").search(clause.text) for clause in clauses)


def _later(quote: Sequence[Clause], said: Clause) -> Who | None:
    """期末考了一百零三，其实是他自己肯念: who it was comes after."""
    behind = [clause for clause in quote if clause.start > said.start]
    found = _acting(behind[0].text) if behind and _IT_WAS.match(behind[0].text) else []
    return found[0].who if found else None


def _leading(clause: Clause, shared: Sequence[str]) -> _Person | None:
    """The person named in so many words as the one who acts: the last before what is shared."""
    if clause.text.isascii() and len({person.who for person in _acting(clause.text)}) > 1:
        return None
    places = [clause.text.find(piece) for piece in shared]
    limit = min((place for place in places if place >= 0), default=0)
    ahead = [p for p in _acting(clause.text) if p.start <= limit]
    return ahead[-1] if ahead else None


def _turned(mine: Clause, said: Clause) -> Bend | None:
    """The same verb, done to the other one."""
    for verb in one("does").finditer(mine.text):
        whom = _whom(mine.text, verb.end())
        if whom is None:
            # 我问老乡, where 老乡问我 was said.
            doing, done = f"我{verb[0]}", f"{verb[0]}我"
            if doing in mine.text and done in said.text and doing not in said.text:
                return Bend("subject", mine.start + mine.text.index(doing), mine.end)
            continue
        for same in re.finditer(re.escape(verb[0]), said.text):
            heard = _whom(said.text, same.end())
            if heard is not None and heard.who != whom.who:
                return Bend("subject", mine.start + verb.start(), mine.start + whom.end)
    return None


def _whom(text: str, place: int) -> _Person | None:
    reach = 2 * _AT if text.isascii() else _AT
    return next((p for p in people(text) if place <= p.start <= place + reach), None)


@cache
def _mine() -> re.Pattern[str]:
    nouns = "|".join(words().mine.words)
    return re.compile(rf"(?:我们?的?|\bmy (?:own )?)(?P<noun>{nouns})")


def owner(mine: Clause, quote: str) -> Bend | None:
    """给公公买茶 became 我公公: nothing in the quote makes it mine."""
    for match in _mine().finditer(mine.text):
        noun = match["noun"]
        if noun not in quote:
            continue
        if not re.search(
            rf"(?:我们?|自己|家里?|咱们?|\bmy )的?.{{0,4}}{re.escape(noun)}",
            quote,
        ):
            return Bend("subject", mine.start + match.start(), mine.start + match.end())
    return None


def speaker(
    mine: Clause, before: Sequence[Clause], said: Clause, told: Sequence[Clause]
) -> Bend | None:
    """师傅跟我说 became 我跟徒弟说."""
    written, heard = _said_by([*before, mine]), _said_by([*told, said])
    if written is None or heard is None:
        return None
    (clause, name, who), (_, heard_name, heard_who) = written, heard
    if who == heard_who and (who == "me" or _one_person(name, heard_name)):
        return None
    at = clause.text.find(name)
    return Bend("speaker", clause.start + max(at, 0), mine.end)


def _said_by(clauses: Sequence[Clause]) -> tuple[Clause, str, Who] | None:
    """The last clause in which somebody says something: the words up to the verb, and who."""
    for clause in reversed(clauses):
        verb = one("say").search(clause.text)
        if verb is None:
            continue
        ahead = clause.text[: verb.start()]
        named = _acting(ahead)
        if not named:
            continue
        first = named[0]
        # 我师傅说: the one after 我 speaks.
        who = named[-1].who if named[-1].start - first.end <= 1 else first.who
        return clause, ahead, who
    return None


_PRONOUNS = frozenset(["他", "她", "他们", "她们", "人家", "对方", "he", "she", "they"])


def _one_person(written: str, heard: str) -> bool:
    """Whether two wordings may name one person: a pronoun, or a name they share."""
    named = {written[p.start : p.end] for p in people(written) if p.who == "other"}
    known = {heard[p.start : p.end] for p in people(heard) if p.who == "other"}
    if not named or not known or named & _PRONOUNS or known & _PRONOUNS:
        return True
    return any(set(a) & set(b) for a in named for b in known)

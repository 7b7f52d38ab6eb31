"""Invented people as case data: what they said, what of it is private, what must not be said.

Owns: the shape of a ledger in a case file, the facts made from it, and the deterministic signs that
a text tells too much or says a figure with another meaning. Shared by positioning and drafting.
Promise: a fact's quote is `text[start:end]` of the answer it belongs to; a string that must never
appear, and a pattern that bends a figure, are in no public quote.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, TypeVar

from pydantic import AfterValidator, Field, model_validator

from byline.errors import InputError
from byline.evaluation.models import Case, Strict
from byline.ledger.consent import Consent
from byline.ledger.models import Fact, Kind, Source
from byline.shipped import load_data, shipped
from byline.text.quantities import Quantity, quantities, same
from byline.text.sentences import one_line

SLOT = re.compile(r"【待[补认][^】]*】")
CHINESE_RUN = 6
LATIN_RUN = 24
"""Letters in a row that only a private quote holds: told, whatever is around them."""
TELLING_FIGURE = 10
"""Below this a count is in every text; from here a figure equal to a private one is that one."""

P = TypeVar("P", bound="PersonCase")


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"正则表达式不对：{error}") from error
    return pattern


class Said(Strict):
    """One fact as the person said it."""

    id: str = Field(pattern=r"^f\d{3}$")
    kind: Kind
    consent: Consent = "public"
    quote: str = Field(min_length=1)


class Answer(Strict):
    """One answer of the interview: its facts in the order they were said."""

    topic: str = Field(min_length=1)
    """Guide topic id."""
    facts: list[Said] = Field(min_length=1)

    @property
    def text(self) -> str:
        """What was said, a line a fact."""
        return "\n".join(said.quote for said in self.facts)


class Figure(Strict):
    """A figure that is easily said with another meaning."""

    fact: str
    said: str = Field(min_length=1)
    """As it stands in the fact's quote."""
    means: str = Field(min_length=1)
    """What it counts, over which time, and whose it is."""
    bent: list[Annotated[str, AfterValidator(_compiles)]] = Field(default_factory=list[str])
    """Regular expressions, white space left out: ways of saying it that make it untrue."""


class PersonCase(Case):
    """A case about one invented person whose words are in it."""

    answers: list[Answer] = Field(min_length=1)
    never: list[str] = Field(default_factory=list[str])
    """Strings that must not appear: private names, credentials not held."""
    figures: list[Figure] = Field(default_factory=list[Figure])

    @property
    def said(self) -> list[Said]:
        """Every fact, in the order of the interview."""
        return [said for answer in self.answers for said in answer.facts]

    @property
    def public(self) -> list[str]:
        """The quotes that may be used."""
        return [said.quote for said in self.said if said.consent == "public"]

    def recorded(self, at: datetime) -> list[Fact]:
        """The facts as the product's ledger holds them."""
        return [
            fact
            for number, answer in enumerate(self.answers, start=1)
            for fact in _facts(answer, f"a{number:03d}", at)
        ]

    @model_validator(mode="after")
    def _consistent(self) -> PersonCase:
        ids = [said.id for said in self.said]
        if len(ids) != len(set(ids)):
            raise ValueError("事实的编号重复了")
        _check_labels(self.never, self.figures, self.said)
        return self


def _check_labels(never: Sequence[str], figures: Sequence[Figure], said: Sequence[Said]) -> None:
    """ValueError when a label names no fact, or forbids what the person said."""
    quotes = {one.id: one.quote for one in said}
    public = "\n".join(one.quote for one in said if one.consent == "public")
    for word in never:
        if _stands(word, public):
            raise ValueError(f"never 里的“{word}”他自己公开说过")
    for figure in figures:
        if figure.said not in quotes.get(figure.fact, ""):
            raise ValueError(f"{figure.fact} 里没有“{figure.said}”")
    for pattern in (pattern for figure in figures for pattern in figure.bent):
        if any(re.search(pattern, _packed(one.quote)) for one in said):
            raise ValueError(f"bent 里的“{pattern}”他自己说过")


def load_person(name: str, shape: type[P]) -> P:
    """Read the person a brief names, from the positioning cases; InputError when there is none."""
    folder = shipped("evals") / "cases" / "positioning"
    path = folder / f"{name}.yaml"
    if not path.is_file():
        known = "、".join(sorted(found.stem for found in folder.glob("*.yaml")))
        raise InputError("没有这个人", value=name, next_step=f"有的是：{known}")
    return load_data(path, shape)


def fact_lines(facts: Sequence[Fact]) -> str:
    """The public facts as a reader of the transcript sees them."""
    return "\n".join(
        f"{fact.id} {fact.kind} {one_line(fact.quote)}"
        for fact in facts
        if fact.consent == "public"
    )


def quotes(facts: Sequence[Fact]) -> str:
    """What may be used, a line a quote, as a judge sees it."""
    return "\n".join(one_line(fact.quote) for fact in facts if fact.consent == "public")


def told(text: str, never: Sequence[str], facts: Sequence[Fact]) -> list[str]:
    """What of the forbidden and the private stands in `text`: strings, runs and figures, once each.

    A private fact is told when the text holds a run of its letters, or a figure of its, that no
    public quote holds.
    """
    packed = _letters(text)
    found = [word for word in never if _stands(word, text)]
    public = [fact.quote for fact in facts if fact.consent == "public"]
    held = "\n".join(_letters(quote) for quote in public)
    said = [figure for quote in public for figure in quantities(quote)]
    stated = quantities(text)
    for fact in facts:
        if fact.consent == "public":
            continue
        run = _shared_run(_letters(fact.quote), packed, held)
        figure = _shared_figure(fact.quote, stated, said)
        found.extend(sign for sign in (run or figure,) if sign and not _within(sign, found))
    return list(dict.fromkeys(found))


def bent(text: str, figures: Sequence[Figure]) -> list[str]:
    """The places where a labelled figure is said with another meaning."""
    found: list[str] = []
    for figure in figures:
        packed = _packed(_as_said(text, figure.said))
        matches = (re.search(pattern, packed) for pattern in figure.bent)
        found.extend(match[0] for match in matches if match)
    return list(dict.fromkeys(found))


def states(text: str, said: str) -> bool:
    """Whether every figure of `said` stands in the text, however it is written."""
    stated = quantities(text)
    return all(any(same(wanted, one) for one in stated) for wanted in quantities(said))


def without_slots(text: str) -> str:
    """The text without 【待补：…】 and 【待认：…】, which only ask the person."""
    return SLOT.sub("", text)


def mean(values: Sequence[float]) -> float | None:
    """Their mean; None when there are none, which is not the same as 0."""
    return sum(values) / len(values) if values else None


def _as_said(text: str, said: str) -> str:
    """The text with every figure that equals the said one written as it was said."""
    wanted = quantities(said)
    for one in reversed(quantities(text)):
        word = next((other.text for other in wanted if same(one, other)), one.text)
        text = f"{text[: one.start]}{word}{text[one.end :]}"
    return text


def _facts(answer: Answer, source: str, recorded: datetime) -> list[Fact]:
    facts: list[Fact] = []
    start = 0
    for said in answer.facts:
        end = start + len(said.quote)
        facts.append(
            Fact(
                id=said.id,
                statement=said.quote,
                quote=said.quote,
                source=Source(kind="answer", id=source, start=start, end=end),
                kind=said.kind,
                topic=answer.topic,
                consent=said.consent,
                confirmed=True,
                recorded=recorded,
            )
        )
        start = end + 1
    return facts


def _shared_run(quote: str, text: str, held: str) -> str:
    size = LATIN_RUN if quote.isascii() else CHINESE_RUN
    runs = (quote[start : start + size] for start in range(len(quote) - size + 1))
    return next((run for run in runs if run in text and run not in held), "")


def _shared_figure(quote: str, stated: Sequence[Quantity], said: Sequence[Quantity]) -> str:
    own = [
        figure
        for figure in quantities(quote)
        if figure.kind == "money" or (figure.value or 0) >= TELLING_FIGURE
    ]
    telling = (
        one.text
        for one in stated
        if any(_alike(one, figure) for figure in own)
        and not any(same(one, other) for other in said)
    )
    return next(telling, "")


def _alike(one: Quantity, other: Quantity) -> bool:
    """Whether two figures may be one: 工资八千二 is told by 8200元, too."""
    bare = "" in (one.unit, other.unit)
    return same(one, other) or (bare and (one.value, one.upper) == (other.value, other.upper))


def _stands(word: str, text: str) -> bool:
    """Whether a string stands in the text, whatever its case; an English one as a whole word."""
    edge = r"(?<![a-z0-9]){}(?![a-z0-9])" if word.isascii() else "{}"
    return bool(re.search(edge.format(re.escape(word.casefold())), text.casefold()))


def _within(sign: str, found: Sequence[str]) -> bool:
    """Whether a forbidden string has counted this already."""
    return any(_letters(word) in sign or sign in _letters(word) for word in found)


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def _packed(text: str) -> str:
    return "".join(text.split())

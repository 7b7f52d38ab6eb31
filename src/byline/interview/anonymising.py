"""A wording under which a fact may be told without telling whom it is about.

Owns: masking, the call that fills the masked places, and the plain rule that steps in. Promise: a
model never sees what is to be hidden and chooses words for those places from a closed list, so that
a proposal says nothing the quote does not; the person confirms it or types their own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, create_model

from byline import prompts
from byline.errors import ModelError
from byline.ledger.anonymity import by_rule, faults, general_words
from byline.llm.schemas import one_of
from byline.llm.structured import StructuredCaller
from byline.text.quantities import quantities
from byline.text.sentences import one_line

PROMPT = "ledger/anonymise"
_TWICE = re.compile(r"(一[家个位所条]|\ban? )(?=\1)")
"""一家 before 一家公司."""


@dataclass(frozen=True)
class Proposed:
    """A wording to show beside the quote."""

    wording: str
    origin: Literal["model", "rule"]


def propose(caller: StructuredCaller | None, quote: str, hidden: Sequence[str]) -> Proposed | None:
    """A wording by the model, else by rule; None when there is nothing to hide or neither works.

    A failing model is no failure: the rule answers.
    """
    named = [word for word in dict.fromkeys(hidden) if word and word in quote]
    if not named:
        return None
    filled = _by_model(caller, quote, named) if caller else None
    if filled and not faults(filled, quote, named):
        return Proposed(filled, "model")
    plain = by_rule(quote, named)
    return None if faults(plain, quote, named) else Proposed(plain, "rule")


def names(quote: str, hidden: Sequence[str]) -> list[str]:
    """What is hidden of a quote besides figures: a figure has one honest general form."""
    return [word for word in hidden if word in quote and not quantities(word)]


def slots_schema(choices: Sequence[Sequence[str]]) -> type[BaseModel]:
    """One word of its closed list a place, in order, so that none is left out or made up."""
    fields: dict[str, Any] = {
        f"s{place}": (one_of(["", *words]), ...) for place, words in enumerate(choices, start=1)
    }
    return create_model("Slots", __config__=ConfigDict(extra="forbid"), **fields)


def _by_model(caller: StructuredCaller, quote: str, named: Sequence[str]) -> str | None:
    """The quote with the model's words in the masked places; None when it has none to give."""
    places = names(quote, named)
    if not places:
        return None
    plain = by_rule(one_line(quote), [word for word in named if word not in places])
    choices = [general_words(name, quote) for name in places]
    every = dict.fromkeys(word for words in choices for word in words)
    messages = prompts.load(PROMPT).messages(
        masked=fill(plain, _numbered(places)), words="、".join(every)
    )
    try:
        answer = caller.ask(messages, slots_schema(choices), max_tokens=40 * len(places))
    except ModelError:
        return None
    said = dict(zip(places, answer.model_dump().values(), strict=True))
    return _TWICE.sub("", fill(plain, said))


def _numbered(names: Sequence[str]) -> dict[str, str]:
    return {name: f"【{number}】" for number, name in enumerate(names, start=1)}


def fill(quote: str, words: dict[str, str]) -> str:
    """The quote with each name replaced; of two names at one place the longer one."""
    names = sorted(words, key=len, reverse=True)
    return re.sub("|".join(map(re.escape, names)), lambda found: words[found[0]], quote)

"""The reader's question of a seed: one small model call, and what it must satisfy.

Owns: the request and the checks. Promise: only facts that may be told reach a model; a question
holds no figure, credential or experience that its facts or its worry do not hold, asks the reader's
own trouble, and where a model finds none it is the person's own words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from byline import prompts
from byline.checks import grounding
from byline.errors import ModelError
from byline.llm.structured import StructuredCaller
from byline.text.counting import characters
from byline.text.quantities import quantities
from byline.text.sentences import clauses, clean_input, one_line
from byline.topics.forms import ASKED, Form, load_forms
from byline.topics.seeds import Seed

PROMPT = "topics/question"
COPIED = 0.5
"""Share of the examples' pieces that shows a question to be theirs."""
ABOUT = 0.25
"""Share of its pieces a question must have from its facts and its worry, or it strays."""
FITTING = 12
"""Characters (字) of a clause that says one thing."""
_UNFIT = re.compile(r"你|什么|怎么|[吗呢吧嘛]$|^(?:他|她|它|自己|跟我|以前|这个|那个)")
"""Clauses that speak to somebody, ask, or hang on what was said before: no title."""
_ASKS = re.compile(r"怎么|吗$|为什么|为啥|多少|(.)不\1|是不是|能不能|该不该")
_RETOLD = re.compile("怎么[^，？?]*了[^，？?]+[？?]")
"""怎么把货位重新编了一遍号: what the author did, with a 怎么 put before it."""
_CHINESE = re.compile("[\u4e00-\u9fff]")
Origin = Literal["model", "words", "log"]


@dataclass(frozen=True)
class Stance:
    """What of the chosen position may be told; empty before a choice."""

    audience: str = ""
    problem: str = ""
    support: tuple[str, ...] = ()
    """Ids of the facts the position rests on."""


@dataclass(frozen=True)
class Wording:
    """A question and who worded it."""

    question: str
    origin: Origin


class Questions(BaseModel):
    """What the model proposes."""

    model_config = ConfigDict(extra="forbid")

    how: str = Field(max_length=60)
    whether: str = Field(max_length=60)
    why: str = Field(max_length=60)


def wordings(caller: StructuredCaller | None, seed: Seed, stance: Stance) -> Iterator[Wording]:
    """Ways to ask it, best first; the log's stands alone. A model is asked when it is its turn."""
    if seed.idea is not None:
        yield Wording(seed.idea.question, "log")
        return
    if not seed.core:
        yield Wording(seed.form.wanted, "words")
        return
    own = [Wording(question, "words") for question in own_words(seed)]
    if seed.form.first == "words":
        yield from own
    # A worry is a question already, and in better words than a model's.
    if caller and seed.form.id != ASKED:
        for question in _asked(caller, seed, stance):
            yield Wording(question, "model")
    if seed.form.first == "model":
        yield from own


def _asked(caller: StructuredCaller, seed: Seed, stance: Stance) -> list[str]:
    """The model's questions that are fit to be asked, those its form asks for first."""
    prompt = prompts.load(PROMPT)
    quotes = [fact.words for fact in seed.facts]
    trouble = seed.worry.words if seed.worry else stance.problem
    messages = prompt.messages(
        task=seed.form.task,
        trouble=one_line(trouble) or "没有说",
        facts=prompts.fence("\n".join(map(one_line, quotes)), "facts"),
    )
    try:
        found = caller.ask(messages, Questions, max_tokens=200).model_dump()
    except ModelError:
        return []
    examples = [part.template for part in prompt.parts if part.role == "assistant"]
    first = [*seed.form.ways, *found]
    asked = [one_line(clean_input(found[way])) for way in dict.fromkeys(first)]
    return [words for words in dict.fromkeys(asked) if fits(words, quotes, trouble, examples)]


def fits(question: str, quotes: Sequence[str], trouble: str, examples: Sequence[str] = ()) -> bool:
    """Whether a reader would ask this, of what was said, and no more than that.

    A reader does not know the author's figures: those of the trouble are the only ones they have.
    """
    rules = load_forms()
    said = [*quotes, trouble]
    return (
        question.count("？") + question.count("?") == 1
        and question.endswith(("？", "?"))
        and 6 <= characters(question) <= rules.longest
        and not any(word in question for word in [*rules.about_author, *rules.greetings])
        and not grounding.check(question, said)
        and not grounding.unsupported_quantities(question, [trouble])
        and not _asks_for_trouble(question, trouble)
        and not _RETOLD.search(question)
        and grounding.share(question, said) >= ABOUT
        and all(grounding.share(question, [example]) < COPIED for example in examples)
    )


def _asks_for_trouble(question: str, trouble: str) -> bool:
    """怎么 put before the trouble itself: 大促怎么发错货, as if somebody wanted to."""
    found = re.search(r"怎么(.+?)[？?]", question)
    return bool(found) and found[1] in trouble and "怎么" not in trouble


def own_words(seed: Seed) -> list[str]:
    """Questions made of the person's words alone, best first."""
    if seed.form.id == ASKED:
        return [_question(seed.worry.words)] if seed.worry else []
    carrying = [fact for fact in seed.core if fact.kind in seed.form.carriers] or seed.core
    said = [_bare(span.text) for fact in carrying for span in clauses(one_line(fact.words))]
    return [_about(words, seed.form) for words in _clauses(said)]


def _about(words: str, form: Form) -> str:
    """A question about something the person says, in its language."""
    rules = load_forms()
    if not _CHINESE.search(words):
        return rules.plain_en.format(words=words)
    suits = any(re.search(cue, words) for cue in form.suits)
    return (form.words if suits else rules.plain).format(words=words)


def _question(words: str) -> str:
    """A worry as a question: some are one already."""
    return f"{words}？" if _ASKS.search(words) else f"{words}，怎么办？"


def _clauses(found: Sequence[str]) -> list[str]:
    """The clauses that tell most in the fewest words."""
    whole = [words for words in found if not _UNFIT.search(words)]
    fitting = [words for words in whole if 6 <= characters(words) <= 18]
    return sorted(fitting or (whole or found)[:1], key=_telling)[:3]


def _telling(words: str) -> tuple[bool, bool, int]:
    """A clause that tells of a change goes before one with a figure, before the rest."""
    change = any(re.search(cue, words) for cue in load_forms().changes)
    return not change, not quantities(words), abs(characters(words) - FITTING)


def _bare(clause: str) -> str:
    words = clause.strip("，。、；！？,.;!?：: ")
    for opener in load_forms().openers:
        words = re.sub(opener, "", words)
    return words

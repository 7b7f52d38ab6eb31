"""Posts worth writing after something happened: a reader's question and the facts that answer it.

Owns: which facts carry a post and what it builds (posts.yaml), and what a question must satisfy.
Promise: only public facts carry a post or reach a model; a question holds no figure or credential
that its facts do not hold, and where a model finds none it is the trouble of the position.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from byline import prompts
from byline.checks import grounding
from byline.errors import ModelError
from byline.ledger.events import PostIdea
from byline.ledger.models import Fact, Kind
from byline.llm.structured import StructuredCaller
from byline.positioning.chain import AGAINST, COPIED, TELLING
from byline.positioning.models import Builds, Candidate
from byline.positioning.news import Similarity
from byline.shipped import load_data, shipped
from byline.text.counting import characters
from byline.text.quantities import quantities
from byline.text.sentences import clean_input, one_line

PROMPT = "positioning/post_question"


class PostRules(BaseModel):
    """prompts/positioning/posts.yaml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: int
    most: int = Field(ge=1)
    """Posts proposed at once."""
    carried_by: int = Field(ge=1)
    """Facts that carry one post, at most."""
    enough: int = Field(ge=1)
    """New public facts after which thinking about the position again is offered."""
    longest: int = Field(ge=10)
    """Characters (字) of a question that somebody would really ask."""
    about_author: list[str]
    """Words of a question that asks the author instead of the reader's trouble."""
    builds: dict[Kind, Builds]


class PostQuestion(BaseModel):
    """What the model proposes."""

    model_config = ConfigDict(extra="forbid")

    question: str = Field(min_length=4, max_length=60)


def load_post_rules() -> PostRules:
    """The shipped rules, validated."""
    return load_data(shipped("prompts") / "positioning" / "posts.yaml", PostRules)


def ideas(
    caller: StructuredCaller | None,
    candidate: Candidate,
    new: Sequence[Fact],
    held: Sequence[Fact],
    similarity: Similarity,
) -> list[PostIdea]:
    """One to three posts from new facts; none when nothing new may be told."""
    rules = load_post_rules()
    public = [fact for fact in held if fact.consent == "public" and fact.kind not in AGAINST]
    fresh = [fact for fact in new if fact in public and fact.kind in rules.builds]
    # What was said with a figure, and what was done, is worth a post before an opinion is.
    fresh.sort(key=lambda fact: (not quantities(fact.quote), TELLING.index(fact.kind)))
    found: list[PostIdea] = []
    for fact in fresh[: rules.most]:
        carriers = _carriers(fact, public, similarity, rules.carried_by)
        question, origin = worded(caller, candidate, carriers)
        # Without a model every post would answer the same question: then there is one post.
        if question not in {idea.question for idea in found}:
            found.append(
                PostIdea(
                    question=question,
                    facts=[carrier.id for carrier in carriers],
                    builds=rules.builds[fact.kind],
                    origin=origin,
                )
            )
    return found


def _carriers(fact: Fact, public: Sequence[Fact], similarity: Similarity, most: int) -> list[Fact]:
    """The new fact and the public ones nearest to it."""
    others = [other for other in public if other.id != fact.id]
    if not others:
        return [fact]
    scores = similarity(fact.quote, [other.quote for other in others])
    ranked = sorted(zip(scores, others, strict=True), key=lambda pair: -pair[0])
    return [fact, *(other for _, other in ranked[: most - 1])]


def worded(
    caller: StructuredCaller | None, candidate: Candidate, carriers: Sequence[Fact]
) -> tuple[str, Literal["model", "words"]]:
    """The question, and who worded it."""
    written = _asked(caller, candidate, carriers) if caller else ""
    if written:
        return written, "model"
    problem = candidate.problem.rstrip("，。,. ")
    return (problem if problem.endswith(("？", "?")) else f"{problem}，怎么办？"), "words"


def _asked(caller: StructuredCaller, candidate: Candidate, carriers: Sequence[Fact]) -> str:
    """A model's question when it is fit to be asked, else empty."""
    prompt = prompts.load(PROMPT)
    quotes = [fact.quote for fact in carriers]
    facts = prompts.fence("\n".join(map(one_line, quotes)), "facts")
    messages = prompt.messages(audience=candidate.audience, problem=candidate.problem, facts=facts)
    try:
        question = one_line(clean_input(caller.ask(messages, PostQuestion, max_tokens=80).question))
    except ModelError:
        return ""
    examples = [part.template for part in prompt.parts if part.role == "assistant"]
    return question if _fit(question, [*quotes, candidate.problem], examples) else ""


def _fit(question: str, said: Sequence[str], examples: Sequence[str]) -> bool:
    rules = load_post_rules()
    return (
        question.count("？") + question.count("?") == 1
        and question.endswith(("？", "?"))
        and characters(question) <= rules.longest
        and not any(word in question for word in rules.about_author)
        and not grounding.check(question, said)
        and max(grounding.share(question, [example]) for example in examples) < COPIED
    )

"""A model writes the whole post: asked as text, heard as it comes, taken apart by its marks.

Owns: what the writing model is asked, and what counts as an answer. Promise: what comes out is a
post or the questions that would open the topic, in the language of the person's facts; an answer
that is neither is asked for once more and then is a ModelError that says what came.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from byline import prompts
from byline.drafting.brief import opening, task, words_in
from byline.drafting.marks import Post, Screen, read
from byline.drafting.models import Brief
from byline.errors import RefusedError, StructuredOutputError
from byline.llm.calls import heard_text
from byline.platforms import Platform
from byline.text.language import detect

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage

    from byline.llm.chat import Role

WRITE, REWRITE, AGAIN = "drafting/write", "drafting/rewrite", "drafting/again"
TOKENS_PER_CHARACTER = 3
"""Tokens left for a character of the platform's longest post: marks and other titles are in it."""
LEAST_TOKENS = 2_000
LEAST_POST = 12
"""Characters below which an answer is no post."""
Problem = str


@dataclass(frozen=True)
class Ear:
    """Who hears a post while it is written."""

    text: Callable[[str], None] = lambda text: None
    """The next words of whatever part is being written, without marks."""
    part: Callable[[str], None] = lambda name: None
    """A part begins: title, others, body, tags, questions."""
    again: Callable[[str], None] = lambda problem: None
    """The answer was no post, and is asked for once more."""


@dataclass(frozen=True)
class Wish:
    """How a post that exists is to change."""

    draft: Post
    words: str
    """What is wanted, in words."""
    manner: str
    """How far the change may go."""


def write(writer: Role, brief: Brief, ear: Ear | None = None, wish: Wish | None = None) -> Post:
    """One post, or `questions` where the facts do not carry the topic.

    Raises RefusedError or StructuredOutputError when there is no post after a second asking, and
    the other ModelErrors as they come.
    """
    hears = ear or Ear()
    messages = [*opening(brief), *_task(brief, wish)]
    answer = _asked(writer, messages, brief.platform, hears)
    post = _read(answer)
    problem = _problem(post, answer, brief)
    if not problem:
        return post
    hears.again(problem)
    answer = _asked(writer, [*messages, *_complaint(answer, problem, brief)], brief.platform, hears)
    post = _read(answer)
    if problem := _problem(post, answer, brief):
        raise _no_post(problem, answer)
    return post


def sent(wish: Wish | None) -> list[str]:
    """id@version of the prompts a post is asked with."""
    names = ("drafting/material", REWRITE if wish else WRITE)
    return [prompts.load(name).ref for name in names]


def _task(brief: Brief, wish: Wish | None) -> list[BaseMessage]:
    if wish is None:
        near = (
            "、".join(brief.nearest[:8]) if brief.language == "zh" else ", ".join(brief.nearest[:8])
        )
        return prompts.load(WRITE, language=brief.language).messages(
            **task(brief), nearest=near or words_in(brief.language).none
        )
    return prompts.load(REWRITE, language=brief.language).messages(
        **task(brief), draft=whole(wish.draft), wish=wish.words, manner=wish.manner
    )


def whole(post: Post) -> str:
    """A post as a model is shown it and writes it."""
    parts = [f"[标题]\n{post.title.text}" if post.title.text else "", f"[正文]\n{post.marked}"]
    tags = f"[话题]\n{' '.join(post.tags)}" if post.tags else ""
    return "\n".join(part for part in (*parts, tags) if part)


def _asked(writer: Role, messages: Sequence[BaseMessage], platform: Platform, ear: Ear) -> str:
    screen = Screen(ear.text, ear.part)
    most = platform.shape.body_length.maximum * TOKENS_PER_CHARACTER
    text = heard_text(
        writer.model,
        messages,
        on_piece=screen.take,
        max_tokens=max(LEAST_TOKENS, most),
        patience=writer.caller.patience,
    )
    screen.end()
    return text


def _read(answer: str) -> Post:
    """The post of an answer, of one that came as JSON after all too."""
    held = answer.strip().removeprefix("```json").removeprefix("```").removesuffix("```").strip()
    if not held.startswith("{"):
        return read(held)
    try:
        found: Any = json.loads(held)
    except ValueError:
        return read(held)
    fields = {str(key).casefold(): value for key, value in cast(dict[str, Any], found).items()}
    parts = [f"[{name}]\n{_flat(value)}" for name, value in fields.items()]
    return read("\n".join(parts))


def _flat(value: Any) -> str:
    return "\n".join(map(str, cast(list[Any], value))) if isinstance(value, list) else str(value)


def _problem(post: Post, answer: str, brief: Brief) -> Problem:
    """Which of the cases in prompts/drafting/again.md an answer is; '' when it can be used."""
    if post.questions:
        return ""
    lines = [one for one in post.lines if one.kind != "slot"]
    if answer.lstrip().startswith(("{", "```")) and not lines:
        return "format"
    if not post.lines or (len(post.plain) < LEAST_POST and not post.broken):
        return "empty"
    if not any(one.facts or one.kind != "plain" for one in post.lines):
        return "unmarked"
    spoken = detect(post.plain)
    return "language" if spoken is not None and spoken != brief.language else ""


def _complaint(answer: str, problem: Problem, brief: Brief) -> list[BaseMessage]:
    from langchain_core.messages import AIMessage

    what = words_in(brief.language).problems[problem]
    again = prompts.load(AGAIN, language=brief.language).messages(problem=what)
    return [AIMessage(answer), *again]


def _no_post(problem: Problem, answer: str) -> RefusedError | StructuredOutputError:
    kind = RefusedError if problem in ("empty", "unmarked") else StructuredOutputError
    return kind(
        words_in("zh").problems[problem],
        value=answer.strip()[:200],
        next_step="再运行一次；常这样就换一个模型（--writer），或 --writer quotes 只用原话",
    )

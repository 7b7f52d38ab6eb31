"""The question a post ends with.

Owns: the request for it and when it may stand. Promise: one question, to the reader, about the
reader, without figures, and not the topic over again; else the beat's own.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence

from pydantic import BaseModel, ConfigDict, Field

from byline import prompts
from byline.checks import grounding
from byline.drafting.address import speaks_to_reader
from byline.drafting.beats import load_beats
from byline.drafting.models import Brief
from byline.drafting.relevance import held
from byline.errors import ModelError
from byline.llm.structured import StructuredCaller
from byline.text.counting import characters
from byline.text.language import Language
from byline.text.quantities import quantities
from byline.text.sentences import clean_input, sentences

PROMPTS: Mapping[Language, str] = {"zh": "drafting/question", "en": "drafting/question_en"}
LONGEST: Mapping[Language, int] = {"zh": 32, "en": 110}
ECHO = 0.5
"""Share of a question's pieces in the topic or one sentence of the post from which it asks what the
post answers, or takes the reader for the one it tells of."""
HELD = 0.9
"""Share of a question's characters, rare ones counting more, in topic, readers and post, below
which it asks about something else: a small model copies the prompt's examples, or makes meters of
water and power. Set on 30 of its questions."""
UNKNOWN: Mapping[Language, str] = {"zh": "没有定", "en": "not decided"}


class Question(BaseModel):
    """What the model would ask the readers."""

    model_config = ConfigDict(extra="forbid")

    question: str = Field(min_length=1, max_length=120)


def closing_question(caller: StructuredCaller, brief: Brief, body: str, plain: str) -> str:
    """The model's question, or `plain` when it will not do."""
    messages = prompts.load(PROMPTS[brief.language]).messages(
        topic=brief.topic, reader=brief.audience or UNKNOWN[brief.language], body=body
    )
    try:
        found = caller.ask(messages, Question, max_tokens=120)
    except ModelError:
        # The post is written: a question of our own ends it.
        return plain
    asked = clean_input(found.question).strip()
    return asked if _fits(asked, brief, body) else plain


def plain_question(questions: Sequence[str], topic: str, earlier: Sequence[str]) -> str:
    """One of a beat's own questions: by the topic, and one that no earlier post ends with."""
    first = zlib.crc32(topic.encode()) % len(questions)
    turned = [*questions[first:], *questions[:first]]
    fresh = (one for one in turned if not any(one in text for text in earlier))
    return next(fresh, turned[0])


def _told(brief: Brief, body: str) -> list[str]:
    return [brief.topic, *(one.text for one in sentences(body))]


def _fits(asked: str, brief: Brief, body: str) -> bool:
    marks = sum(asked.count(mark) for mark in "？?")
    return (
        marks == 1
        and asked.endswith(("？", "?"))
        and speaks_to_reader(asked)
        and "\n" not in asked
        and characters(asked) <= LONGEST[brief.language]
        and asked not in body
        and not load_beats().vague(asked)
        and not quantities(asked)
        and not any(grounding.share(asked, [told]) >= ECHO for told in _told(brief, body))
        and held(asked, f"{brief.topic}\n{brief.audience}\n{body}") >= HELD
        and not grounding.check(asked, [body, brief.topic])
    )

"""What stands above and below a post: a title the platform takes, and tags.

Promise: neither states a figure, credential or experience that the post does not. The topic, worded
by the person, is the title where the platform takes it; a model's titles are offered beside it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field

from byline import prompts
from byline.checks import advertising, grounding, limits
from byline.checks.faithful import faithful
from byline.drafting.models import Brief
from byline.llm.structured import StructuredCaller
from byline.platforms import Platform
from byline.text.language import Language
from byline.text.sentences import clean_input

HEADLINES: Mapping[Language, str] = {"zh": "drafting/headline", "en": "drafting/headline_en"}
UNKNOWN: Mapping[Language, str] = {"zh": "没有定", "en": "not decided"}
WRAPPERS = frozenset({("《", "》"), ("“", "”"), ('"', '"'), ("「", "」")})
MOST_TITLE = 64
TAG_HELD = 0.5
"""Share of a tag's characters that the post or its topic must hold: a tag is what it is about."""
_PHRASE = re.compile("[的不没了]")


class Headline(BaseModel):
    """What the model proposes to put above and below a post."""

    model_config = ConfigDict(extra="forbid")

    titles: list[str] = Field(min_length=1, max_length=3)
    tags: list[str] = Field(min_length=3, max_length=5)


@dataclass(frozen=True)
class Top:
    """A title, others that would do, and tags."""

    title: str
    others: list[str]
    tags: list[str]


def headline(caller: StructuredCaller, brief: Brief, body: str) -> Top:
    """Ask for titles and tags, and keep what fits. Raises ModelError."""
    title_limits = brief.platform.limits_on("title")
    most = min((limit.maximum for limit in title_limits if limit.maximum), default=MOST_TITLE)
    messages = prompts.load(HEADLINES[brief.language]).messages(
        platform=brief.platform.names.zh,
        limit=most,
        body=body,
        audience=brief.audience or UNKNOWN[brief.language],
    )
    found = caller.ask(messages, Headline, max_tokens=300)
    title, *others = fitting_titles([brief.topic, *found.titles], body, brief)
    shape = brief.platform.shape
    tags = fitting_tags(found.tags, f"{brief.topic}\n{body}")[: shape.tags.maximum]
    return Top(title, others, tags)


def untold(brief: Brief) -> Top:
    """The top of a post that has nothing to say yet."""
    return Top(fitting_titles([brief.topic], "", brief)[0], [], [])


def fitting_tags(tags: Sequence[str], text: str) -> list[str]:
    """Tags without marks and blanks, each once; none with a figure or subject the text lacks.

    Nor one that says something, 画得不好的人 or 翻身不疼: a tag names.
    """
    cleaned = ["".join(clean_input(tag).strip().lstrip("#＃").split()) for tag in tags]
    return [
        tag
        for tag in dict.fromkeys(cleaned)
        if _names(tag) and not grounding.check(tag, [text]) and _is_about(tag, text)
    ]


def fitting_titles(titles: Sequence[str], body: str, brief: Brief) -> list[str]:
    """The titles that the platform takes and the post carries, in order; never empty."""
    cleaned = [_unquoted(clean_input(title).strip()) for title in titles]
    fit = [title for title in dict.fromkeys(cleaned) if title and _fits(title, body, brief)]
    return fit or [_cut(cleaned[0], brief.platform)]


def _fits(title: str, body: str, brief: Brief) -> bool:
    return not (
        limits.check({"title": title}, brief.platform)
        or faithful(title, [body, brief.topic])
        or any(finding.level == "error" for finding in advertising.check(title))
    )


def _cut(title: str, platform: Platform) -> str:
    """The longest beginning the platform takes: a title too long for it is refused there."""
    while len(title) > 1 and any(
        finding.level == "error" for finding in limits.check({"title": title}, platform)
    ):
        title = title[:-1]
    return title.rstrip("，、：, :")


def _names(tag: str) -> bool:
    return bool(tag) and not _PHRASE.search(tag)


def _is_about(tag: str, text: str) -> bool:
    letters = [letter for letter in tag.lower() if letter.isalnum()]
    there = set(text.lower())
    return sum(letter in there for letter in letters) >= TAG_HELD * len(letters)


def _unquoted(title: str) -> str:
    """A title without the pair of marks a model likes to wrap it in."""
    if len(title) > 1 and (title[0], title[-1]) in WRAPPERS:
        return title[1:-1]
    return title

"""What stands above and below a post: a title the platform takes, and tags.

Pure. Promise: neither states a figure, credential or experience that the post does not.
"""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict, Field

from byline.checks import grounding, limits
from byline.platforms import Platform
from byline.text.sentences import clean_input

WRAPPERS = frozenset({("《", "》"), ("“", "”"), ('"', '"'), ("「", "」")})


class Headline(BaseModel):
    """What the model proposes to put above and below a post."""

    model_config = ConfigDict(extra="forbid")

    titles: list[str] = Field(min_length=1, max_length=3)
    tags: list[str] = Field(min_length=3, max_length=5)


def fitting_tags(tags: Sequence[str], body: str) -> list[str]:
    """Tags without their marks, each once; one with a figure the body lacks is left out."""
    cleaned = [clean_input(tag).strip().lstrip("#＃").strip() for tag in tags]
    return [tag for tag in dict.fromkeys(cleaned) if tag and not grounding.check(tag, [body])]


def fitting_title(titles: Sequence[str], body: str, platform: Platform) -> str:
    """The first title the platform takes and the body carries; the last one when none does."""
    cleaned = [_unquoted(clean_input(title).strip()) for title in titles]
    for title in cleaned:
        too_long = limits.check({"title": title}, platform)
        if title and not too_long and not grounding.check(title, [body]):
            return title
    return cleaned[-1]


def _unquoted(title: str) -> str:
    """A title without the pair of marks a model likes to wrap it in."""
    if len(title) > 1 and (title[0], title[-1]) in WRAPPERS:
        return title[1:-1]
    return title

"""Lists of regular expressions in rule files, as one compiled expression.

Owns: compiling them once a process, and the names a file gives to groups of words. Pure. Promise:
a pattern that names a group its file has not is a defect found when the file is read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, cast

from pydantic import model_validator

from byline.shipped import Strict

_NAME = re.compile(r"<(?P<name>[^\W\d_]{2,})>")
"""A group of words, by its name."""


class NamedWords(Strict):
    """A rule file in which a pattern may say `<name>` for a group of words."""

    words: dict[str, str]
    """Alternatives, by name; a group may name those below it."""

    @model_validator(mode="before")
    @classmethod
    def _spelled(cls, data: dict[str, Any]) -> dict[str, Any]:
        words: dict[str, str] = {}
        for name, group in reversed(cast("dict[str, str]", data.get("words", {})).items()):
            words[name] = _spelled_out(group, words)
        return cast("dict[str, Any]", _everywhere({**data, "words": words}, words))


@cache
def any_of(patterns: tuple[str, ...], *, any_case: bool = True) -> re.Pattern[str]:
    """One expression for any of these, upper and lower case alike; of none, one for nothing.

    "^" and "$" are the ends of a line. Where ranges of Chinese characters are used much, `any_case`
    is dear: compiling looks every one of them up.
    """
    flags = re.MULTILINE | re.IGNORECASE if any_case else re.MULTILINE
    return re.compile("|".join(patterns) or r"(?!)", flags)


def _everywhere(node: Any, words: Mapping[str, str]) -> Any:
    """The same data with every group named in a text spelled out."""
    if isinstance(node, dict):
        return {key: _everywhere(held, words) for key, held in cast("dict[str, Any]", node).items()}
    if isinstance(node, list):
        return [_everywhere(held, words) for held in cast("list[Any]", node)]
    return _spelled_out(node, words) if isinstance(node, str) else node


def _spelled_out(pattern: str, words: Mapping[str, str]) -> str:
    try:
        return _NAME.sub(lambda found: f"(?:{words[found['name']]})", pattern)
    except KeyError as error:
        raise ValueError(f"没有叫 {error} 的一组词") from error

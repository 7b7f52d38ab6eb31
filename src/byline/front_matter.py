"""Files of YAML between two lines of ---, and a text below.

Owns: reading one. Promise: whatever is wrong with the file comes out as the caller's own error,
naming a field; a checkout with CRLF line ends reads like any other.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from byline.errors import BylineError, InputError
from byline.files import read_text

_FRONT_MATTER = re.compile(r"\A---\n(.*?)^---\n", re.DOTALL | re.MULTILINE)
Wrong = Callable[[str, str], BylineError]
"""Makes the caller's error from a field and what is wrong with it."""


def split_front_matter(text: str) -> tuple[str | None, str]:
    """Return the YAML and the text below it; None and the whole when there is no front matter."""
    unified = text.replace("\r\n", "\n")
    matched = _FRONT_MATTER.match(unified)
    return (matched.group(1), unified[matched.end() :]) if matched else (None, unified)


def read_front_matter(path: Path, wrong: Wrong, *, optional: bool = False) -> tuple[Any, str]:
    """Return what the YAML of a file holds, and the text below it.

    Without front matter: an empty mapping when it is `optional`, else an error.
    """
    try:
        text = read_text(path)
    except InputError as error:
        raise wrong("---", error.what) from error
    return parse_front_matter(text, wrong, optional=optional)


def parse_front_matter(text: str, wrong: Wrong, *, optional: bool = False) -> tuple[Any, str]:
    """The same of a file's text that was read already."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    head, body = split_front_matter(text)
    if head is None:
        if optional:
            return {}, body
        _refuse(wrong, "开头没有用两行 --- 包住的 YAML")
    try:
        data: Any = YAML(typ="safe", pure=True).load(head)  # pyright: ignore[reportUnknownMemberType]
    except (YAMLError, ValueError, RecursionError) as error:
        # A date such as 2026-13-45 is a ValueError, ten thousand brackets a RecursionError.
        raise wrong("---", f"YAML 读不懂：{error}") from error
    if not isinstance(data, dict):
        _refuse(wrong, "应是「字段: 值」的形式")
    return data, body  # pyright: ignore[reportUnknownVariableType]


def _refuse(wrong: Wrong, problem: str) -> NoReturn:
    raise wrong("---", problem)

"""positioning.yaml: candidates and the choice, readable and editable by hand.

Promise: a hand edit that does not validate is reported with file, line and field, and nothing is
overwritten.
"""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any, cast

from pydantic import ValidationError

from byline import files
from byline.errors import HandEditError
from byline.positioning.models import Positioning

HEADER = "# 定位候选和你的选择。文字可以改；support、against 里是 facts.yaml 的编号。\n"


def save(path: Path, positioning: Positioning) -> None:
    """Write positioning.yaml atomically."""
    from ruamel.yaml import YAML

    writer = YAML()
    writer.width = 4096
    out = StringIO()
    out.write(HEADER)
    writer.dump(positioning.model_dump(mode="json"), out)  # pyright: ignore[reportUnknownMemberType]
    files.replace(path, out.getvalue())


def load(path: Path) -> Positioning | None:
    """Read positioning.yaml; None when there is none yet."""
    if not path.is_file():
        return None
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    text = files.read_text(path)
    try:
        loader: Any = YAML()
        data = loader.load(text)
    # ValueError: ruamel meets 2026-13-45 and takes it for a date.
    except (YAMLError, ValueError, RecursionError) as error:
        problem = f"不是正确的 YAML（{getattr(error, 'problem', None) or error}）"
        raise HandEditError(path, line=_broken(error, text), field="", problem=problem) from error
    try:
        return Positioning.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        raise HandEditError(
            path,
            line=_line(data, first["loc"]),
            field=".".join(str(part) for part in first["loc"]),
            problem=first["msg"],
        ) from error


def _broken(error: Exception, text: str) -> int | None:
    """The line on which YAML stops making sense."""
    mark: Any = getattr(error, "problem_mark", None)
    if mark is not None:
        return cast(int, mark.line) + 1
    place: Any = getattr(error, "position", None)
    return None if place is None else text.count("\n", 0, place) + 1


def _line(node: Any, place: tuple[int | str, ...]) -> int | None:
    """The line of the deepest node on the way to `place` that the file really has."""
    line: int | None = None
    for part in place:
        try:
            at = node.lc.key(part) if isinstance(part, str) else node.lc.item(part)
            line = cast(int, at[0]) + 1
            node = node[part]
        except (AttributeError, KeyError, IndexError, TypeError):
            break
    return line

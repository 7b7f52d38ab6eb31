"""YAML files of a workspace that a person may edit: read into a model, written back around them.

Owns: where in the file something is wrong, and keeping what the person put beside the data.
Promise: an edit that does not validate is a HandEditError with file, line and field, and nothing
is written; comments beside what stays survive an update.
"""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any, TypeVar, cast

from pydantic import BaseModel, ValidationError

from byline import files
from byline.errors import HandEditError
from byline.validation import first_problem

T = TypeVar("T", bound=BaseModel)


def read(path: Path, shape: type[T]) -> T | None:
    """Read a file into its model; None when there is none yet."""
    if not path.is_file():
        return None
    data = _document(path)
    try:
        # An emptied file holds nothing, which some models take.
        return shape.model_validate({} if data is None else data)
    except ValidationError as error:
        problem = first_problem(error)
        raise HandEditError(
            path,
            line=_line(data, error.errors()[0]["loc"]),
            field=problem.field,
            problem=problem.message,
        ) from error


def write(path: Path, header: str, data: dict[str, Any]) -> None:
    """Write `data` atomically, whatever stood there before."""
    _write(path, header, data)


def update(path: Path, header: str, data: dict[str, Any]) -> None:
    """Write `data` atomically into what is there, comments kept; HandEditError when that is broken.

    Entries of a list are told apart by their `id`, those without one by their place.
    """
    held = _document(path) if path.is_file() else None
    _write(path, header if held is None else "", data if held is None else _merged(held, data))


def merged(text: str, data: dict[str, Any]) -> str:
    """YAML text brought up to date as `update` does it to a file; '' holds nothing yet."""
    held = _yaml().load(text)
    out = StringIO()
    _yaml().dump(data if held is None else _merged(held, data), out)
    return out.getvalue()


def _write(path: Path, header: str, data: Any) -> None:
    out = StringIO()
    out.write(header)
    _yaml().dump(data, out)
    files.replace(path, out.getvalue())


def _yaml() -> Any:
    from ruamel.yaml import YAML

    yaml: Any = YAML()
    yaml.width = 4096
    yaml.preserve_quotes = True
    return yaml


def _document(path: Path) -> Any:
    from ruamel.yaml.error import YAMLError

    text = files.read_text(path)
    try:
        return _yaml().load(text)
    # ValueError: ruamel meets 2026-13-45 and takes it for a date.
    except (YAMLError, ValueError, RecursionError) as error:
        problem = f"不是正确的 YAML（{getattr(error, 'problem', None) or error}）"
        raise HandEditError(path, line=_broken(error, text), field="", problem=problem) from error


def _merged(old: Any, new: Any) -> Any:
    """The old node brought up to date: a comment hangs on the node it stands beside."""
    if isinstance(old, dict) and isinstance(new, dict):
        held, wanted = cast("dict[str, Any]", old), cast("dict[str, Any]", new)
        for name in [name for name in held if name not in wanted]:
            del held[name]
        for name, value in wanted.items():
            held[name] = _merged(held.get(name), value)
        return held
    if isinstance(old, list) and isinstance(new, list) and old != new:
        kept, items = cast("list[Any]", old), cast("list[Any]", new)
        known = {_id(item, at): item for at, item in enumerate(kept)}
        kept[:] = [_merged(known.get(_id(item, at)), item) for at, item in enumerate(items)]
        return kept
    return cast(Any, old if _plain(old) == new else new)


def _id(item: Any, place: int) -> str | int:
    """What an entry of a list is called: its place when it has no name."""
    named = cast("dict[str, Any]", item).get("id") if isinstance(item, dict) else None
    return place if named is None else str(named)


def _plain(value: Any) -> Any:
    """A scalar as JSON has it: a date written by hand is its ISO text."""
    return value.isoformat() if hasattr(value, "isoformat") else value


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

"""What pydantic found wrong, in the words byline tells a person.

Owns: turning a ValidationError into one problem. Promise: pure; the first problem, in the order of
the data, with the place as it is written in the file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from pydantic import ValidationError


class Problem(NamedTuple):
    """One thing that does not validate."""

    field: str
    """Dotted path; `whole` when it is the whole of it."""
    message: str
    value: Any
    """What stands there."""


def first_problem(error: ValidationError, whole: str = "整体") -> Problem:
    """The first problem of several: fixing it may fix the others."""
    first = error.errors()[0]
    field = ".".join(str(part) for part in first["loc"])
    return Problem(field or whole, first["msg"], first["input"])

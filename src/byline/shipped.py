"""Where the data files that ship with byline are: prompts/ and knowledge/.

In a wheel they lie under `byline/_shipped/`; in a checkout at its top. Nothing else in the
code base may guess at paths.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

_PACKAGE = Path(__file__).resolve().parent


def shipped(name: Literal["prompts", "knowledge"]) -> Path:
    """Return the folder `name`, in the wheel if it is there, in the checkout otherwise."""
    packaged = _PACKAGE / "_shipped" / name
    return packaged if packaged.is_dir() else _PACKAGE.parents[1] / name

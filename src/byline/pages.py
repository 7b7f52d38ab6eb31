"""HTML files from templates, by one set of rules for every page byline writes.

Owns: how templates are read. Promise: everything put into a page is escaped, and a name a template
uses and nobody gave is an error, never an empty place.
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment


@functools.cache
def templates(folder: Path) -> Environment:
    """The templates of a folder, read once."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )

"""positioning.yaml: candidates and the choice, readable and editable by hand.

Promise: a hand edit that does not validate is reported with file, line and field, and nothing is
overwritten.
"""

from __future__ import annotations

from pathlib import Path

from byline import edited_yaml
from byline.positioning.models import Positioning

HEADER = "# 定位候选和你的选择。文字可以改；support、against 里是 facts.yaml 的编号。\n"


def save(path: Path, positioning: Positioning) -> None:
    """Write positioning.yaml atomically."""
    edited_yaml.write(path, HEADER, positioning.model_dump(mode="json"))


def load(path: Path) -> Positioning | None:
    """Read positioning.yaml; None when there is none yet."""
    return edited_yaml.read(path, Positioning)

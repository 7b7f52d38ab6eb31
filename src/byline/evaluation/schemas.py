"""JSON schemas of the files under evals/, written beside them for editors.

Owns: which schema stands where. Promise: what is written is what the loader validates with; a test
fails when a committed schema is out of date.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args

from byline.evaluation.calibration import LabelledFile
from byline.evaluation.loading import file_schema
from byline.evaluation.models import Baseline, Suite, TargetName
from byline.evaluation.targets import load_target
from byline.files import replace

NAME = "schema.json"


def expected(root: Path) -> dict[Path, str]:
    """Path -> text of every schema that belongs below `root` (evals/)."""
    folders = {target: root / "cases" / target for target in get_args(TargetName)}
    shapes: dict[Path, dict[str, Any]] = {
        root / "suites": Suite.model_json_schema(),
        root / "baselines": Baseline.model_json_schema(),
        root / "calibration": LabelledFile.model_json_schema(),
        **{
            folder: file_schema(load_target(target).CASE)
            for target, folder in folders.items()
            if folder.is_dir()
        },
    }
    return {
        folder / NAME: json.dumps(shape, ensure_ascii=False, indent=2) + "\n"
        for folder, shape in shapes.items()
    }


def outdated(root: Path) -> list[Path]:
    """The schema files that are missing or say something else than the loader."""
    return [
        path
        for path, text in expected(root).items()
        if not path.is_file() or path.read_text(encoding="utf-8") != text
    ]


def write(root: Path) -> list[Path]:
    """Bring the schemas up to date; returns the files that changed."""
    texts, changed = expected(root), outdated(root)
    for path in changed:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace(path, texts[path])
    return changed

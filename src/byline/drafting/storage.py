"""drafts/<date>-<slug>/<platform>.md: front matter for the machine, the post for the person.

Promise: a draft that a person may have edited is never overwritten; a new one gets a new name.
"""

from __future__ import annotations

import re
from io import StringIO
from pathlib import Path

from byline import files
from byline.drafting.models import Draft

SLUG = 24


def save(drafts: Path, draft: Draft) -> Path:
    """Write the draft and return its path."""
    folder = drafts / f"{draft.made:%Y-%m-%d}-{slug(draft.topic)}"
    files.make_folder(folder)
    path = _free(folder, draft.platform)
    files.replace(path, rendered(draft))
    return path


def rendered(draft: Draft) -> str:
    """Front matter, then title, body, tags and the label, each on its own to be copied."""
    from ruamel.yaml import YAML

    writer = YAML()
    writer.width = 4096
    out = StringIO()
    meta = draft.model_dump(mode="json", exclude={"title", "tags"})
    writer.dump(meta, out)  # pyright: ignore[reportUnknownMemberType]
    tags = "\n\n" + " ".join(f"#{tag}" for tag in draft.tags) if draft.tags else ""
    label = f"\n\n> {draft.ai_label}" if draft.ai_label else ""
    return f"---\n{out.getvalue()}---\n# {draft.title}\n\n{draft.body}{tags}{label}\n"


def slug(topic: str) -> str:
    """A folder name a person recognises: letters, digits and Chinese characters of the topic."""
    kept = re.sub(r"[^\w]+", "-", topic, flags=re.UNICODE).strip("-_")
    return kept[:SLUG].strip("-_") or "draft"


def _free(folder: Path, platform: str) -> Path:
    path = folder / f"{platform}.md"
    number = 2
    while path.exists():
        path = folder / f"{platform}-{number}.md"
        number += 1
    return path

"""drafts/<date>-<slug>/<platform>.md: front matter for the machine, the post for the person.

Promise: a draft that a person may have edited is never overwritten; a new one gets a new name, and
its first state is kept (`versions`) before the file is there.
"""

from __future__ import annotations

import re
from datetime import datetime
from io import StringIO
from pathlib import Path

from byline import files
from byline.drafting.models import Draft
from byline.drafting.versions import History, Why

SLUG = 24


def save(drafts: Path, draft: Draft) -> Path:
    """Write the draft and return its path."""
    return save_in(folder(drafts, draft.topic, draft.made), draft)


def save_in(target: Path, draft: Draft, *, why: Why = "written", words: str = "") -> Path:
    """Write the draft into a folder of drafts and return its path."""
    files.make_folder(target)
    path = _free(target, draft.platform)
    text = rendered(draft)
    History(path, lambda: draft.made).written(text, words, why)
    files.replace(path, text)
    return path


def folder(drafts: Path, topic: str, made: datetime) -> Path:
    """Where the drafts of a topic are kept that are made on one day."""
    return drafts / f"{made:%Y-%m-%d}-{slug(topic)}"


def rendered(draft: Draft) -> str:
    """Front matter, then title, body, tags and the label, each on its own to be copied."""
    tags = "\n\n" + " ".join(f"#{tag}" for tag in draft.tags) if draft.tags else ""
    label = f"\n\n> {draft.ai_label}" if draft.ai_label else ""
    title = f"# {draft.title}\n\n" if draft.title else ""
    return f"{record(draft)}{title}{draft.body}{tags}{label}\n"


def record(draft: Draft) -> str:
    """The front matter alone, between its two lines of ---."""
    from ruamel.yaml import YAML

    writer = YAML()
    writer.width = 4096
    out = StringIO()
    meta = draft.model_dump(mode="json", exclude={"title", "tags"})
    writer.dump(meta, out)  # pyright: ignore[reportUnknownMemberType]
    return f"---\n{out.getvalue()}---\n"


def slug(topic: str) -> str:
    """A folder name a person recognises: letters, digits and Chinese characters of the topic."""
    kept = re.sub(r"[^\w]+", "-", topic, flags=re.UNICODE).strip("-_")
    return kept[:SLUG].strip("-_") or "draft"


def _free(folder: Path, platform: str) -> Path:
    path = folder / f"{platform}.md"
    number = 2
    # A name whose draft was deleted is not free: its versions are another text's.
    while path.exists() or History(path).folder.exists():
        path = folder / f"{platform}-{number}.md"
        number += 1
    return path

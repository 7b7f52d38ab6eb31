"""Checking a text before it is published.

Owns: what a text is held against when it is checked in somebody's workspace: their facts, their
earlier posts and their voice. Promise: nothing is written and no model is asked.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from byline.checks.review import Report, Told, review
from byline.errors import InputError

if TYPE_CHECKING:
    from byline.ledger.events import Language
    from byline.platforms import Platform
    from byline.workspace import Workspace

LONGEST = 200_000
"""Characters; ten times what the widest platform takes."""


def check_text(
    text: str,
    platform: Platform,
    *,
    workspace: Workspace | None = None,
    file: Path | None = None,
    language: Language | None = None,
) -> Report:
    """Hold a text against the platform and, in a workspace, against what byline knows of its owner.

    `file` is where it was read, so that it is no earlier post of its own; None for standard input.
    InputError when there is nothing to check or far too much; what a broken workspace raises.
    """
    _require_some(text, file)
    found = review(text, platform, _told(workspace, file) if workspace else None, language)
    return _in_voice(found, workspace, platform) if workspace else found


def _require_some(text: str, file: Path | None) -> None:
    name = str(file) if file else "-"
    if not text.strip():
        raise InputError("没有文字可查", value=name, next_step="byline check 稿子.md --for 小红书")
    if len(text) > LONGEST:
        raise InputError(
            f"太长了，{len(text):,} 字，没有平台收得下",
            value=name,
            next_step=f"分成每份 {LONGEST:,} 字以内再查",
        )


def _told(workspace: Workspace, file: Path | None) -> Told:
    from byline.app.earlier import earlier_posts

    posts = earlier_posts(workspace, file)
    return Told(workspace.config.name, workspace.ledger().facts, posts)


def _in_voice(found: Report, workspace: Workspace, platform: Platform) -> Report:
    """The report with what is unlike the person, where byline has learnt how they write."""
    from byline.checks.post import take_apart
    from byline.text.language import detect
    from byline.voice import fit, storage

    voice = storage.load(workspace)
    if voice is None:
        return found
    body = take_apart(found.text, platform).body
    unlike = [
        one.model_copy(update={"span": (one.span[0] + body.start, one.span[1] + body.start)})
        for one in fit.check(body.text, voice, detect(body.text) or "zh", platform.id)
        if one.span
    ]
    findings = sorted([*found.findings, *unlike], key=lambda one: one.span or (-1, -1))
    return found.model_copy(update={"findings": findings})

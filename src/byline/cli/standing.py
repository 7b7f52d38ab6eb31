"""How a finished draft is told at the terminal.

Owns: the lines every command ends with that has written one: what the checks found, the status, the
AI label, and where it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from byline.cli.console import hint, say

if TYPE_CHECKING:
    from byline.checks.findings import Finding
    from byline.drafting.models import Draft, Status


def show_findings(found: Sequence[Finding]) -> None:
    """Print what the checks found, with where each rule is from."""
    for finding in found:
        source = f"（{finding.source}）" if finding.source else ""
        hint("：".join(filter(None, [finding.reason, finding.text])) + source)


def show_standing(done: Draft, path: Path, meaning: Mapping[Status, str]) -> None:
    """Print the status in words, the label to offer, and where the draft is."""
    say(f"状态：{done.status}，{meaning[done.status]}")
    hint(f"AI 标识：{done.ai_label}")
    say(f"存在：{path}")

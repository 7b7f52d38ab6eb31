"""What a draft rests on, looked up in its workspace.

Owns: bringing a draft's trace together with facts, notes and the chosen position. Promise: nothing
is written and no model is asked; what is gone since is told as gone.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from byline.drafting.evidence import Claim, Side
    from byline.drafting.trace_page import Page
    from byline.workspace import Workspace


def trace_draft(draft: Path, folder: Path | None) -> Page:
    """Every sentence of a draft with what it rests on; `folder` is its workspace if it left it.

    Raises what `document.load` and `Workspace.find` raise.
    """
    from byline.drafting import document, evidence
    from byline.drafting.trace import trace
    from byline.drafting.trace_page import Page
    from byline.workspace import Workspace

    traced = trace(document.load(draft))
    workspace = Workspace.find(folder or draft.absolute().parent)
    claims = _claims(workspace)
    return Page(
        trace=traced,
        facts=evidence.gather(workspace, traced.facts(), claims),
        notes=evidence.note_titles(traced.notes),
        position=next((one.sentence for every in claims.values() for one in every), ""),
    )


def _claims(workspace: Workspace) -> dict[str, list[Claim]]:
    """What each fact is to the chosen position; nothing before a choice."""
    from byline.drafting.evidence import Claim
    from byline.positioning import storage

    positioning = storage.load(workspace.positioning_path)
    choice = positioning.choice if positioning else None
    claims: dict[str, list[Claim]] = {}
    if choice is None:
        return claims
    sides: dict[Side, list[str]] = {"support": choice.support, "against": choice.against}
    for side, facts in sides.items():
        for fact_id in facts:
            claim = Claim(candidate=choice.id, side=side, sentence=choice.sentence)
            claims.setdefault(fact_id, []).append(claim)
    return claims

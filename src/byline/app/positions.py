"""Positions: proposed from what a person may tell, one of them chosen.

Owns: what a proposal is made with, from a workspace or from plain facts. Promise: positions come
from public facts alone; every candidate names the notes whose text the model really read; older
candidates are kept beside the new ones, never replaced.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from byline.errors import InputError
from byline.positioning import chain, storage
from byline.positioning.models import Candidate, Positioning

if TYPE_CHECKING:
    from byline.app.models import ChatSession
    from byline.knowledge.retriever import NoteSearch
    from byline.ledger.models import Fact
    from byline.llm.structured import StructuredCaller
    from byline.settings import Settings, Writes
    from byline.workspace import Workspace

NOTES_EACH: dict[Writes, int] = {"posts": 3, "quotes": 1}
"""Notes that one angle is shown: a model on two cores takes 20 ms a token to read them."""


def candidates(
    facts: Sequence[Fact],
    caller: StructuredCaller,
    model: str,
    *,
    search: NoteSearch,
    writes: Writes = "posts",
) -> Iterator[Candidate]:
    """Yield positions for somebody with these facts, each as it is made.

    `writes` says what the model is trusted with, see providers.toml. Raises LedgerError when too
    little may be told, KnowledgeError and ModelError.
    """
    each = NOTES_EACH[writes]
    return chain.propose(caller, facts, model, search=search, notes_each=each)


def held(workspace: Workspace) -> Positioning | None:
    """What was proposed last; None before the first time."""
    return storage.load(workspace.positioning_path)


def require_facts(workspace: Workspace) -> None:
    """LedgerError when too little may be told for a position, before a model is opened."""
    chain.require_facts(workspace.ledger().facts)


def propose(
    workspace: Workspace,
    settings: Settings,
    session: ChatSession,
    made: Callable[[Candidate], None],
) -> Positioning:
    """Propose positions and save them; `made` hears each as it comes.

    The lock of the workspace is held. What was proposed before is kept under a number.
    """
    from byline.app.notes import open_library

    found: list[Candidate] = []
    with open_library(settings) as search:
        for candidate in candidates(
            workspace.ledger().facts,
            session.caller,
            session.choice.model,
            search=search,
            writes=session.choice.provider.writes,
        ):
            found.append(candidate)
            made(candidate)
    positioning = Positioning(made=datetime.now(), candidates=found)
    _keep_old(workspace.positioning_path)
    storage.save(workspace.positioning_path, positioning)
    return positioning


def choose(workspace: Workspace, positioning: Positioning, choice: str) -> Positioning:
    """Record the choice; InputError names the ids there are."""
    ids = [candidate.id for candidate in positioning.candidates]
    if choice not in ids:
        raise InputError(
            f"没有这个定位，有的是 {'、'.join(ids)}",
            value=choice,
            next_step=f"byline position --choose {ids[0]}",
        )
    chosen = positioning.model_copy(update={"chosen": choice})
    storage.save(workspace.positioning_path, chosen)
    return chosen


def _keep_old(path: Path) -> None:
    if path.exists():
        number = 1
        while (kept := path.with_name(f"{path.stem}.{number}{path.suffix}")).exists():
            number += 1
        path.rename(kept)

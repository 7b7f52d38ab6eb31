"""`byline revise`: a draft changed by a wish in free words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from byline.cli.console import JSON, PROVIDER
from byline.cli.trace import DRAFT
from byline.cli.versions import IN

if TYPE_CHECKING:
    from byline.drafting.layout import Layout, Paragraph
    from byline.drafting.models import Draft, Status
    from byline.drafting.orders import Orders
    from byline.drafting.revising import Revision
    from byline.drafting.stored import StoredDraft
    from byline.drafting.versions import Version
    from byline.ledger.models import Fact
    from byline.platforms import Platform
    from byline.settings import Settings

STATUS: dict[Status, str] = {
    "pass": "检查通过，发之前请你再读一遍",
    "needs_input": "还缺你的话，见下面",
    "revise": "要改，见下面",
}


def revise(
    draft: Path = DRAFT,
    instruction: str = typer.Argument(..., metavar="怎么改", help="一句话 · the wish"),
    paragraph: str = typer.Option(
        "", "--paragraph", help="只改第几段，逗号隔开 · which paragraphs", show_default=False
    ),
    only: str = typer.Option(
        "", "--only", help="只改有这几个字的句子 · only sentences with these words"
    ),
    folder: Path | None = IN,
    provider: str | None = PROVIDER,
    as_json: bool = JSON,
) -> None:
    """照一句话改稿子；原来的事一件不添，改坏的句子退回原样，旧的一版留着 · revise a draft."""
    from byline.drafting import orders, stored
    from byline.drafting.layout import lay_out
    from byline.drafting.versions import History
    from byline.files import read_text
    from byline.platforms import load_platform
    from byline.workspace import Workspace

    workspace = Workspace.find(folder or draft.absolute().parent)
    with workspace.lock():
        held = stored.load(draft)
        history = History(draft)
        base, text = history.now(), read_text(draft)
        platform = load_platform(held.draft.platform)
        layout = lay_out(held, text, platform)
        facts = workspace.ledger().facts
        wish = orders.read(instruction, len(layout.paragraphs), facts)
        work = _Work(held, layout, platform, facts, wish, instruction)
        revision = work.revised(paragraph, only, workspace.root, provider)
        made: Version | None = None
        updated = held.draft
        if revision.changed:
            updated, whole = work.recorded(revision)
            made = history.replace(whole, "revised", " ".join(instruction.split()), base=base)
    _tell(draft, revision, updated, made, as_json=as_json)


@dataclass(frozen=True)
class _Work:
    """A draft and a wish, read."""

    held: StoredDraft
    layout: Layout
    platform: Platform
    facts: Sequence[Fact]
    orders: Orders
    instruction: str

    def revised(self, paragraph: str, only: str, root: Path, provider: str | None) -> Revision:
        """Delete by code, reword by the model."""
        from byline.drafting import revising
        from byline.settings import load_settings

        if self.orders.delete is not None:
            return revising.delete(self.layout, self.orders.delete)
        wanted = self._wanted(paragraph, only)
        return self._reworded(wanted, only, load_settings({"provider": provider}, root))

    def _reworded(self, wanted: Sequence[Paragraph], only: str, settings: Settings) -> Revision:
        from byline.cli.console import open_model, show_usage, waiting
        from byline.drafting.revising import Reviser

        count = len(self.layout.paragraphs)
        with open_model(settings) as session:
            with waiting("正在改…") as change:
                reviser = Reviser(
                    session.caller,
                    self.instruction,
                    self.orders,
                    self.facts,
                    self.layout,
                    lambda number: change(f"正在改第 {number} 段（共 {count} 段）…"),
                )
                revision = reviser.revise(wanted, only)
            show_usage(session)
        return revision

    def _wanted(self, paragraph: str, only: str) -> list[Paragraph]:
        """The paragraphs to revise: those named, else those the wish is about, else all."""
        from byline.errors import InputError

        named = frozenset(_numbers(paragraph, len(self.layout.paragraphs))) or self.orders.only
        wanted = [
            one
            for one in self.layout.paragraphs
            if (not named or one.number in named)
            and any(only in line.text and not line.is_slot for line in one.sentences)
        ]
        if not wanted:
            raise InputError(
                "没有可以改的句子" if not only else "没有句子里有这几个字",
                value=only or paragraph or self.instruction,
                next_step="各段："
                + "；".join(f"{one.number} {one.text[:12]}…" for one in self.layout.paragraphs),
            )
        return wanted

    def recorded(self, revision: Revision) -> tuple[Draft, str]:
        """The new record, and the whole new file."""
        from byline.drafting.rerecording import rerecorded

        return rerecorded(self.held.draft, revision, self.facts, self.platform)


def _numbers(paragraph: str, count: int) -> list[int]:
    from byline.errors import InputError

    parts = [part.strip() for part in paragraph.replace("，", ",").split(",") if part.strip()]
    wrong = [part for part in parts if not part.isdecimal() or not 1 <= int(part) <= count]
    if wrong:
        raise InputError("没有这一段", value=wrong[0], next_step=f"这篇有 {count} 段，从 1 数起")
    return [int(part) for part in parts]


def _tell(
    draft: Path, revision: Revision, updated: Draft, made: Version | None, *, as_json: bool
) -> None:
    from byline.cli.console import hint, print_json, printing, say
    from byline.cli.versions import show
    from byline.drafting.difference import compare

    found = compare(revision.layout.text, revision.text())
    refused = [one for one in revision.changes if one.rejected]
    with printing():
        if as_json:
            print_json(
                {
                    "path": str(draft),
                    "version": made.number if made else None,
                    "changed": revision.changed,
                    "refused": [
                        {"old": one.old.text, "new": one.rejected, "reason": one.reason}
                        for one in refused
                    ],
                    "status": updated.status,
                    "findings": [one.model_dump(mode="json") for one in updated.findings],
                    "difference": found.model_dump(),
                }
            )
            return
        if made is None:
            say("一个字也没改，没有存新的一版")
        else:
            show(found, f"改好了，存成第 {made.number} 版")
    for one in refused:
        hint(f"没采用：{one.rejected}（{one.reason}），这句照旧")
    if made is None:
        hint("换个说法再试，或者直接在文件里改；小模型有些要求做不来")
        return
    for finding in updated.findings:
        hint("：".join(filter(None, [finding.reason, finding.text])))
    say(f"状态：{updated.status}，{STATUS[updated.status]}")
    hint(f"不要这次的：byline undo {draft}；每句的依据：byline trace {draft}")

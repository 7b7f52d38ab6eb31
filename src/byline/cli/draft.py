"""`byline draft`: a topic becomes posts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from byline.cli.console import FOLDER, JSON, PROVIDER

if TYPE_CHECKING:
    from byline.drafting.chain import Brief, Writer
    from byline.drafting.models import Draft, Section
    from byline.ledger.models import Fact
    from byline.llm.chat import ChatSession
    from byline.platforms import Platform
    from byline.workspace import Workspace

STATUS = {
    "pass": "检查通过，发之前请你再读一遍",
    "needs_input": "还缺你的话，见【待补】",
    "revise": "要改，见下面",
}


def draft(
    topic: str = typer.Argument(..., help="写什么，一句话 · the topic"),
    platforms: str = typer.Option(
        "", "--for", help="给哪些平台，逗号隔开 · platforms, comma separated"
    ),
    folder: Path = FOLDER,
    provider: str | None = PROVIDER,
    as_json: bool = JSON,
) -> None:
    """只用你说过的话写稿；没说过的数字会拿掉，缺的留【待补】 · draft from facts only."""
    from byline.cli.console import open_model, print_json, settings_for, show_usage
    from byline.drafting import chain
    from byline.errors import InputError
    from byline.platforms import load_platform
    from byline.positioning import storage as positions
    from byline.workspace import Workspace

    if not topic.strip():
        raise InputError("题目是空的", value=topic, next_step='byline draft "库存老对不上怎么办"')
    workspace = Workspace.find(folder)
    settings = settings_for(workspace, provider)
    names = [name.strip() for name in platforms.split(",") if name.strip()]
    wanted = [load_platform(name) for name in names or settings.platforms]
    for platform in wanted:
        platform.drafted()
    with workspace.lock():
        # What would stop the draft is said before a model takes seconds to load.
        positions.load(workspace.positioning_path)
        chain.require_passages(workspace.ledger().facts)
        with open_model(settings) as session:
            made = write_all(workspace, session, topic.strip(), wanted, quiet=as_json)
            show_usage(session)
    if as_json:
        print_json([{"path": str(path), **one.model_dump(mode="json")} for path, one in made])


def write_all(
    workspace: Workspace,
    session: ChatSession,
    topic: str,
    platforms: Sequence[Platform],
    *,
    quiet: bool = False,
) -> list[tuple[Path, Draft]]:
    """Write one draft a platform, show and save each as it is done."""
    from byline.drafting import chain, storage
    from byline.knowledge.embeddings import similarity
    from byline.positioning import storage as positions
    from byline.positioning.chain import told_audience

    positioning = positions.load(workspace.positioning_path)
    ledger = workspace.ledger()
    choice = positioning.choice if positioning else None
    audience = told_audience(choice, ledger.facts) if choice else ""
    writer = chain.Writer(session.caller, similarity, session.choice.model)
    made: list[tuple[Path, Draft]] = []
    for platform in platforms:
        done = _one(writer, chain.Brief(topic, platform, audience), ledger.facts, quiet=quiet)
        path = storage.save(workspace.drafts, done)
        used = [fact_id for section in done.sections for fact_id in section.facts]
        ledger.mark_used(used, done.made)
        ledger.save()
        made.append((path, done))
        if not quiet:
            _show_end(done, path)
    return made


def _one(writer: Writer, brief: Brief, facts: Sequence[Fact], *, quiet: bool) -> Draft:
    from byline.cli.console import say, waiting
    from byline.drafting import chain

    name = brief.platform.names.zh
    if not quiet:
        say(f"\n—— {name} ——", style="bold")
    with waiting(f"正在写{name}：第 1 段…") as change:
        count = 1

        def shown(section: Section) -> None:
            nonlocal count
            count += 1
            if not quiet:
                heading = f"{section.heading}\n" if section.heading else ""
                say(f"\n{heading}{section.text}")
            change(f"正在写{name}：第 {count} 段…")

        return chain.write(writer, brief, facts, shown)


def _show_end(done: Draft, path: Path) -> None:
    from byline.cli.console import hint, say

    say(f"\n标题：{done.title}", style="bold")
    if done.tags:
        say("话题：" + " ".join(f"#{tag}" for tag in done.tags))
    removed = [words for section in done.sections for words in section.removed]
    for words in removed:
        hint(f"没有采用：{words}（素材里没有，或者不合这一段）")
    for finding in done.findings:
        source = f"（{finding.source}）" if finding.source else ""
        hint("：".join(filter(None, [finding.reason, finding.text])) + source)
    say(f"状态：{done.status}，{STATUS[done.status]}")
    hint(f"AI 标识：{done.ai_label}")
    say(f"存在：{path}")

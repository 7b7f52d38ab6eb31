"""`byline draft`: a topic becomes posts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from byline.cli.console import FOLDER, JSON, PROVIDER

if TYPE_CHECKING:
    from byline.drafting.chain import Brief, Writer
    from byline.drafting.models import Draft, Status
    from byline.ledger.models import Fact
    from byline.llm.chat import ChatSession
    from byline.platforms import Platform
    from byline.workspace import Workspace

STATUS: dict[Status, str] = {
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
    from byline.checks.review import Told
    from byline.cli.earlier import earlier_posts
    from byline.drafting import chain, storage
    from byline.drafting.material import spoken
    from byline.knowledge.embeddings import similarity
    from byline.positioning import storage as positions
    from byline.positioning.chain import told_audience
    from byline.voice import storage as voices
    from byline.voice.advice import for_prompt

    positioning = positions.load(workspace.positioning_path)
    ledger = workspace.ledger()
    choice = positioning.choice if positioning else None
    audience = told_audience(choice, ledger.facts) if choice else ""
    language = spoken(ledger.facts)
    voice = voices.load(workspace)
    own = storage.folder(workspace.drafts, topic, datetime.now()) / "draft.md"
    told = Told(workspace.config.name, ledger.facts, earlier_posts(workspace, own))
    around = chain.Surroundings(told, voice)
    writer = chain.Writer(session.caller, similarity, session.choice.model, around=around)
    made: list[tuple[Path, Draft]] = []
    for platform in platforms:
        manner = for_prompt(voice, language, platform.id) if voice else ""
        brief = chain.Brief(topic, platform, audience, language, manner)
        done = _one(writer, brief, ledger.facts, quiet=quiet)
        path = storage.save(workspace.drafts, done)
        used = [fact_id for section in done.sections for fact_id in section.facts]
        ledger.mark_used(used, done.made)
        ledger.save()
        made.append((path, done))
        if not quiet:
            _show_end(done, path)
    return made


def _one(writer: Writer, brief: Brief, facts: Sequence[Fact], *, quiet: bool) -> Draft:
    from byline.drafting import chain

    if quiet:
        return chain.write(writer, brief, facts)
    from byline.cli.streaming import Page

    with Page(brief.platform.names.zh) as page:
        listener = chain.Listener(page.section, page.sentence, page.heading, page.record)
        return chain.write(writer, brief, facts, listener)


def _show_end(done: Draft, path: Path) -> None:
    from byline.cli.console import hint, say
    from byline.cli.standing import show_findings, show_standing

    if done.title:
        say(f"\n标题：{done.title}", style="bold")
    if done.titles:
        hint("也可以叫：" + "；".join(done.titles))
    if done.tags:
        say("话题：" + " ".join(f"#{tag}" for tag in done.tags))
    removed = [words for section in done.sections for words in section.removed]
    for section in done.sections:
        for words in section.mended:
            hint(f"改过：{words}（原来的说法跟素材对不上）")
    for words in removed:
        hint(f"没有采用：{words}（素材里没有，或者不合这一段）")
    show_findings(done.findings)
    show_standing(done, path, STATUS)
    if done.status == "needs_input":
        hint(f"接下来：byline interview --fill {path}")

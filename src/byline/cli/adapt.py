"""`byline adapt`: the facts of a draft told again for another platform."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from byline.cli.console import JSON, PROVIDER
from byline.cli.revise import STATUS
from byline.cli.trace import DRAFT
from byline.cli.versions import IN

if TYPE_CHECKING:
    from byline.drafting.layout import Layout
    from byline.drafting.models import Draft, Section
    from byline.drafting.stored import StoredDraft
    from byline.ledger.models import Fact
    from byline.llm.chat import ChatSession
    from byline.platforms import Platform


def adapt(
    draft: Path = DRAFT,
    platforms: str = typer.Option(
        ..., "--for", help="给哪些平台，逗号隔开 · platforms, comma separated"
    ),
    folder: Path | None = IN,
    provider: str | None = PROVIDER,
    as_json: bool = JSON,
) -> None:
    """同样的事实给别的平台重讲一遍：换开头、换先后、不照搬 · retell for another platform."""
    from byline.cli.console import open_model, print_json, settings_for, show_usage
    from byline.drafting import adapting, stored
    from byline.drafting.layout import lay_out
    from byline.errors import InputError
    from byline.files import read_text
    from byline.platforms import load_platform
    from byline.workspace import Workspace

    workspace = Workspace.find(folder or draft.absolute().parent)
    with workspace.lock():
        held = stored.load(draft)
        layout = lay_out(held, read_text(draft), load_platform(held.draft.platform))
        wanted = _wanted(platforms, held.draft)
        ledger = workspace.ledger()
        if not adapting.groups(layout, ledger.facts):
            raise InputError(
                "这篇没有一句靠着能公开的事实，没有东西可以重讲",
                value=str(draft),
                next_step=f"byline trace {draft} 看每句的依据",
            )
        made: list[tuple[Path, Draft, tuple[float, float]]] = []
        with open_model(settings_for(workspace, provider)) as session:
            for platform in wanted:
                one = _one(session, held, layout, platform, ledger.facts, quiet=as_json)
                made.append(one)
                ledger.mark_used(
                    [name for part in one[1].sections for name in part.facts], one[1].made
                )
                ledger.save()
            show_usage(session)
    if as_json:
        print_json(
            [
                {"path": str(path), "alike": alike[0], "alike_own": alike[1]}
                | one.model_dump(mode="json")
                for path, one, alike in made
            ]
        )


def _wanted(names: str, source: Draft) -> list[Platform]:
    from byline.errors import InputError
    from byline.platforms import load_platform

    wanted = [load_platform(name) for name in names.replace("，", ",").split(",") if name.strip()]
    if not wanted:
        raise InputError("没有说给哪个平台", value=names, next_step="--for wechat,zhihu")
    for platform in wanted:
        if platform.id == source.platform:
            raise InputError(
                "这篇本来就是这个平台的",
                value=platform.id,
                next_step='换一个平台；只是想改写，用 byline revise 稿子.md "换个说法"',
            )
    return list({one.id: one for one in wanted}.values())


def _one(
    session: ChatSession,
    held: StoredDraft,
    layout: Layout,
    platform: Platform,
    facts: list[Fact],
    *,
    quiet: bool,
) -> tuple[Path, Draft, tuple[float, float]]:
    """Retell, save and show one."""
    from byline.cli.console import say, waiting
    from byline.drafting import adapted, adapting, storage
    from byline.drafting.adapting import Adapter

    name = platform.names.zh
    if not quiet:
        say(f"\n—— {name} ——", style="bold")
    with waiting(f"正在为{name}重讲：第 1 段…") as change:
        count = 1

        def shown(section: Section) -> None:
            nonlocal count
            count += 1
            if not quiet:
                say(f"\n{section.text}")
            change(f"正在为{name}重讲：第 {count} 段…")

        adapter = Adapter(session.caller, platform, layout, facts, shown)
        sections = adapter.sections()
        change(f"正在为{name}起标题…")
        now = datetime.now().astimezone()
        done = adapted.assembled(held.draft, adapter, sections, made=now)
    done = done.model_copy(update={"model": session.choice.model})
    path = storage.save_in(held.path.parent, done, why="adapted", words=held.path.name)
    alike = adapting.measured(
        "\n".join(one.text for one in done.sections if one.facts), layout, facts
    )
    if not quiet:
        _show_end(held, layout, done, path, alike)
    return path, done, alike


def _show_end(
    held: StoredDraft, layout: Layout, done: Draft, path: Path, alike: tuple[float, float]
) -> None:
    from byline.cli.console import hint, say
    from byline.cli.standing import show_findings, show_standing

    say(f"\n标题：{done.title}" if done.title else "", style="bold")
    for words in (words for section in done.sections for words in section.removed):
        hint(f"没有采用：{words}（素材里没有）")
    left = [
        one.text for paragraph in layout.paragraphs for one in paragraph.sentences if one.is_own
    ]
    if left:
        hint(f"你自己加的、改过的 {len(left)} 句没有记成事实，没有带过去")
    show_findings(done.findings)
    say(f"跟 {held.path.name} 相同：连原话 {alike[0]:.0%}，不算原话 {alike[1]:.0%}")
    show_standing(done, path, STATUS)

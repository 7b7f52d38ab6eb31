"""`byline adapt`: the facts of a draft told again for another platform."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from byline.cli.console import JSON, PROVIDER
from byline.cli.trace import DRAFT
from byline.cli.versions import IN
from byline.cli.writing import AUDITOR, WRITER, settings_to_write

if TYPE_CHECKING:
    from byline.app.drafts import Made, Means
    from byline.cli.draft_words import DraftWords
    from byline.drafting.models import Draft
    from byline.platforms import Platform
    from byline.workspace import Workspace


def adapt(
    draft: Path = DRAFT,
    platforms: str = typer.Option(
        ..., "--for", help="给哪些平台，逗号隔开 · platforms, comma separated"
    ),
    writer: str | None = WRITER,
    auditor: str | None = AUDITOR,
    folder: Path | None = IN,
    provider: str | None = PROVIDER,
    as_json: bool = JSON,
) -> None:
    """同样的事实给别的平台重讲一遍：换开头、换先后、不照搬 · retell for another platform."""
    from byline.app.drafts import adapt_draft, held_draft
    from byline.cli.affirming import ask_about
    from byline.cli.console import print_json
    from byline.cli.draft_words import draft_words
    from byline.cli.writing import open_means
    from byline.workspace import Workspace

    workspace = Workspace.find(folder or draft.absolute().parent)
    settings = settings_to_write(workspace, provider, writer, auditor)
    words = draft_words(settings.language)
    with workspace.lock():
        wanted = _wanted(platforms, held_draft(draft).draft)
        with open_means(settings) as means:
            if as_json:
                made = [adapt_draft(workspace, draft, one, means) for one in wanted]
            else:
                made = [_shown(workspace, draft, one, means, words) for one in wanted]
        if not as_json:
            for one in made:
                ask_about(workspace, one, words)
    if as_json:
        print_json([{"path": str(one.path), **one.draft.model_dump(mode="json")} for one in made])


def _shown(
    workspace: Workspace, draft: Path, platform: Platform, means: Means, words: DraftWords
) -> Made:
    from byline.app.drafts import adapt_draft
    from byline.cli.writing import Page, show_written

    with Page(platform, means, words) as page:
        one = adapt_draft(workspace, draft, platform, means, page.watch)
    show_written(one, words)
    return one


def _wanted(platforms: str, source: Draft) -> list[Platform]:
    """The platforms named; InputError for none, or for the one the draft is for."""
    from byline.errors import InputError
    from byline.platforms import load_platform

    names = [name.strip() for name in platforms.replace("，", ",").split(",") if name.strip()]
    wanted = list({one.id: one for one in map(load_platform, names)}.values())
    if not wanted:
        raise InputError("没有说给哪个平台", value=platforms, next_step="--for wechat,zhihu")
    if any(one.id == source.platform for one in wanted):
        raise InputError(
            "这篇就是给这个平台写的",
            value=source.platform,
            next_step="要改它：byline revise 稿子 怎么改",
        )
    return wanted

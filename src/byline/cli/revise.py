"""`byline revise`: a draft changed by a wish in free words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from byline.cli.console import JSON, PROVIDER
from byline.cli.trace import DRAFT
from byline.cli.versions import IN
from byline.cli.writing import AUDITOR, WRITER, settings_to_write

if TYPE_CHECKING:
    from byline.app.drafts import Made
    from byline.drafting.models import Draft


def revise(
    draft: Path = DRAFT,
    instruction: str = typer.Argument(..., metavar="怎么改", help="一句话 · the wish"),
    paragraph: str = typer.Option(
        "", "--paragraph", help="只改第几段，逗号隔开 · which paragraphs", show_default=False
    ),
    only: str = typer.Option(
        "",
        "--only",
        help="只改有这几个字的句子 · only sentences with these words",
        show_default=False,
    ),
    writer: str | None = WRITER,
    auditor: str | None = AUDITOR,
    folder: Path | None = IN,
    provider: str | None = PROVIDER,
    as_json: bool = JSON,
) -> None:
    """照一句话改稿子，改完照样逐句核；没说过的不添，旧的一版留着 · revise a draft."""
    from functools import partial

    from byline.app.drafts import held_draft, revise_draft
    from byline.cli.affirming import ask_about
    from byline.cli.console import print_json, printing
    from byline.cli.draft_words import draft_words
    from byline.cli.writing import Page, open_means, show_version
    from byline.platforms import load_platform
    from byline.workspace import Workspace

    workspace = Workspace.find(folder or draft.absolute().parent)
    settings = settings_to_write(workspace, provider, writer, auditor)
    words = draft_words(settings.language)
    with workspace.lock():
        old = held_draft(draft).draft
        with open_means(settings) as means:
            revised = partial(
                revise_draft, workspace, draft, instruction, means, paragraphs=paragraph, only=only
            )
            if as_json:
                made = revised()
            else:
                with Page(load_platform(old.platform), means, words) as page:
                    made = revised(page.quiet)
        if as_json:
            with printing():
                print_json(_told(made, old))
            return
        show_version(made, old, words)
        ask_about(workspace, made, words)


def _told(made: Made, old: Draft) -> dict[str, object]:
    from byline.cli.writing import news
    from byline.drafting.difference import compare

    fresh = news(made.draft, old)
    return {
        "path": str(made.path),
        "version": made.version,
        "changed": made.version is not None,
        "refused": [one.model_dump() for one in (*fresh.changed, *fresh.cut)],
        "status": made.draft.status,
        "findings": [one.model_dump(mode="json") for one in made.draft.findings],
        "difference": compare(old.body, made.draft.body).model_dump(),
    }

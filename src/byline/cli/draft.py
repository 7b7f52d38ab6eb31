"""`byline draft`: a topic becomes posts; what they propose is put to the person."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from byline.cli.console import FOLDER, JSON, PROVIDER
from byline.cli.writing import AUDITOR, WRITER, settings_to_write

if TYPE_CHECKING:
    from byline.app.drafts import Made, Means
    from byline.cli.draft_words import DraftWords
    from byline.platforms import Platform
    from byline.settings import Settings
    from byline.workspace import Workspace


def draft(
    topic: str = typer.Argument("", help="写什么，一句话 · the topic", show_default=False),
    platforms: str = typer.Option(
        "", "--for", help="给哪些平台，逗号隔开 · platforms, comma separated", show_default=False
    ),
    affirm: Path | None = typer.Option(
        None, "--affirm", metavar="稿子", help="逐句问【待认】 · ask about proposed sentences"
    ),
    audit: Path | None = typer.Option(
        None, "--audit", metavar="稿子", help="照现在的样子再核一遍 · audit a draft again"
    ),
    yes: bool = typer.Option(
        False, "--yes", help="除了健康、法律、钱，【待认】都认 · say yes to harmless proposals"
    ),
    writer: str | None = WRITER,
    auditor: str | None = AUDITOR,
    folder: Path = FOLDER,
    provider: str | None = PROVIDER,
    as_json: bool = JSON,
) -> None:
    """写稿：每句都有你说过的依据，没说过的问过你才算 · posts from what you said."""
    from byline.cli.affirming import ask_about
    from byline.cli.draft_words import draft_words
    from byline.workspace import Workspace

    _one_thing(topic, affirm, audit)
    given = affirm or audit
    place = given.absolute().parent if given and folder == Path() else folder
    workspace = Workspace.find(place)
    settings = settings_to_write(workspace, provider, writer, auditor)
    words = draft_words(settings.language)
    with workspace.lock():
        if affirm is not None:
            made = [_affirmed(workspace, affirm, words, yes=yes, quiet=as_json)]
        elif audit is not None:
            one = _audited(workspace, audit, settings, words, quiet=as_json)
            made = [ask_about(workspace, one, words, yes=yes, quiet=as_json)]
        else:
            wanted = _wanted(platforms, settings)
            written = _written(workspace, topic.strip(), wanted, settings, words, quiet=as_json)
            made = [ask_about(workspace, one, words, yes=yes, quiet=as_json) for one in written]
    if as_json:
        from byline.cli.console import print_json

        print_json([{"path": str(one.path), **one.draft.model_dump(mode="json")} for one in made])


def write_all(
    workspace: Workspace,
    means: Means,
    topic: str,
    platforms: Sequence[Platform],
    words: DraftWords,
    *,
    quiet: bool = False,
) -> list[Made]:
    """Write one draft a platform, show and save each as it is done."""
    from byline.app.drafts import write_draft
    from byline.cli.writing import Page, show_written

    made: list[Made] = []
    for platform in platforms:
        if quiet:
            made.append(write_draft(workspace, topic, platform, means))
            continue
        with Page(platform, means, words) as page:
            one = write_draft(workspace, topic, platform, means, page.watch)
        made.append(one)
        show_written(one, words)
    return made


def _written(
    workspace: Workspace,
    topic: str,
    platforms: Sequence[Platform],
    settings: Settings,
    words: DraftWords,
    *,
    quiet: bool,
) -> list[Made]:
    from byline.app.drafts import require_facts
    from byline.cli.writing import open_means

    # What would stop the draft is said before a model takes seconds to load.
    require_facts(workspace)
    with open_means(settings) as means:
        return write_all(workspace, means, topic, platforms, words, quiet=quiet)


def _affirmed(
    workspace: Workspace, path: Path, words: DraftWords, *, yes: bool, quiet: bool
) -> Made:
    from byline.app.drafts import held_draft
    from byline.cli.affirming import ask_about
    from byline.cli.console import hint
    from byline.cli.writing import show_standing

    held = held_draft(path)
    if not held.draft.proposed:
        hint(words.none)
    made = ask_about(workspace, held, words, yes=yes, quiet=quiet)
    if not quiet and made.draft == held.draft:
        show_standing(made.draft, path, words)
    return made


def _audited(
    workspace: Workspace, path: Path, settings: Settings, words: DraftWords, *, quiet: bool
) -> Made:
    from byline.app.drafts import audit_draft, held_draft
    from byline.cli.writing import Page, news, open_means, show_post, show_standing
    from byline.platforms import load_platform

    old = held_draft(path).draft
    with open_means(settings) as means:
        if quiet:
            return audit_draft(workspace, path, means)
        with Page(load_platform(old.platform), means, words) as page:
            made = audit_draft(workspace, path, means, page.quiet)
    show_post(news(made.draft, old), words, body=True)
    show_standing(made.draft, path, words)
    return made


def _one_thing(topic: str, affirm: Path | None, audit: Path | None) -> None:
    """InputError unless exactly one thing is asked for."""
    from byline.errors import InputError

    given = [str(one) for one in (topic.strip(), affirm, audit) if one]
    if not given:
        raise InputError("没有说写什么", value=topic, next_step='byline draft "库存老对不上怎么办"')
    if len(given) > 1:
        raise InputError(
            "题目、--affirm 和 --audit 一次只做一样",
            value="；".join(given),
            next_step=f"byline draft --affirm {affirm or audit}",
        )


def _wanted(platforms: str, settings: Settings) -> list[Platform]:
    from byline.platforms import load_platform

    names = [name.strip() for name in platforms.replace("，", ",").split(",") if name.strip()]
    found = map(load_platform, names or settings.platforms)
    return list({one.id: one for one in found}.values())

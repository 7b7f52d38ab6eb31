"""A draft on the screen: while it is written, when it is audited, and what became of it.

Owns: when the spinner runs and when text does, and the lines every command ends with that has
written. Promise: the model's words are shown as they come, without marks; nothing is drawn over
them; what the audit changed or cut is told with its reason; where something is open, the next
command is.
"""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from byline.cli.console import hint, say, stdout, waiting

if TYPE_CHECKING:
    from byline.app.drafts import Made, Means
    from byline.cli.draft_words import DraftWords
    from byline.drafting.engine import Watch
    from byline.drafting.models import Draft
    from byline.platforms import Platform
    from byline.settings import Settings
    from byline.workspace import Workspace

WRITER = typer.Option(
    None,
    "--writer",
    help="谁来写：posts 写整篇，quotes 排原话，或 服务名[:模型]，或 地址#模型 · who writes",
    show_default=False,
)
AUDITOR = typer.Option(
    None, "--auditor", help="谁来核：服务名[:模型]，默认同写稿的 · who audits", show_default=False
)
OPEN = ("slot", "proposed")
"""Rules whose findings the status tells, with the command that closes them."""
_PLAIN = re.compile(r"[^\s'\"()&;|<>$`*?!\\]+")


def settings_to_write(
    workspace: Workspace, provider: str | None, writer: str | None, auditor: str | None
) -> Settings:
    """The settings of a command that writes."""
    from byline.settings import load_settings

    kind = writer if writer in ("posts", "quotes") else None
    flags = {
        "provider": provider,
        "writes": kind,
        "writer": None if kind else writer,
        "auditor": auditor,
    }
    return load_settings(flags, workspace.root)


@contextmanager
def open_means(settings: Settings, *, off: bool = False) -> Generator[Means]:
    """What drafts are made with; no model is opened where drafts are the person's own words.

    `off`: they are in this run, whatever the settings say.
    """
    import time

    from byline.app.drafts import Means
    from byline.app.models import open_roles, writes_of
    from byline.app.notes import notes_for_drafts
    from byline.cli.console import preparing, show_usage, told_ready

    if off or writes_of(settings) == "quotes":
        with notes_for_drafts(settings) as notes:
            yield Means(None, notes)
        return
    started = time.monotonic()
    with ExitStack() as stack:
        with preparing() as assembling:
            roles = stack.enter_context(open_roles(settings, assembling))
            notes = stack.enter_context(notes_for_drafts(settings))
        for session in roles.sessions:
            told_ready(session, time.monotonic() - started)
        yield Means(roles.models, notes)
        for session in roles.sessions:
            show_usage(session)


class Page:
    """One draft on its way; a spinner wherever there are no words."""

    def __init__(self, platform: Platform, means: Means, words: DraftWords) -> None:
        self._words = words
        self._platform = platform.called(words.language)
        self._models = means.models
        self._spinner = ExitStack()
        self._shown = True
        """Whether the part being written is one to show."""
        self._inside = False
        """Whether a line was begun."""
        self._breaks = ""
        """Line breaks that are drawn once words follow them."""

    def __enter__(self) -> Page:
        """Begin."""
        say("\n" + self._words.page.format(platform=self._platform), style="bold")
        if self._models is None:
            hint(self._words.quotes)
        else:
            name = self._models.writer.name
            self._spin(self._words.thinking.format(model=name, platform=self._platform))
        return self

    def __exit__(self, *exception: object) -> None:
        """Stop the spinner, and end a line that was begun."""
        self._still()

    @property
    def watch(self) -> Watch:
        """Who hears how the post comes about."""
        from byline.drafting.engine import Watch
        from byline.drafting.write import Ear

        ear = Ear(text=self._text, part=self._part, again=self._again)
        return Watch(ear=ear, auditing=self._auditing, repairing=self._repairing)

    @property
    def quiet(self) -> Watch:
        """The same without the words: what changed is shown at the end."""
        from byline.drafting.engine import Watch

        return Watch(auditing=self._auditing, repairing=self._repairing)

    def _text(self, text: str) -> None:
        if not self._shown:
            return
        if not text.strip():
            self._breaks += text if self._inside else ""
            return
        self._spinner.close()
        stdout().print(self._breaks + text, end="", markup=False, highlight=False, soft_wrap=True)
        stdout().file.flush()
        self._inside, self._breaks = True, ""

    def _part(self, name: str) -> None:
        self._still()
        headings = self._words.parts
        self._shown = name in headings
        if self._shown:
            heading = next(text for part, text in headings.items() if part == name)
            say(f"\n{heading}" if heading else "", style="dim")

    def _again(self, problem: str) -> None:
        del problem
        self._still()
        self._shown = True
        hint(self._words.again)

    def _auditing(self) -> None:
        self._still()
        if self._models:
            self._spin(self._words.auditing.format(model=self._models.auditor.name))

    def _repairing(self, count: int) -> None:
        self._still()
        self._spin(self._words.repairing.format(count=count))

    def _spin(self, text: str) -> None:
        self._spinner = ExitStack()
        self._spinner.enter_context(waiting(text))

    def _still(self) -> None:
        self._spinner.close()
        if self._inside:
            stdout().print()
        self._inside, self._breaks = False, ""


def show_written(one: Made, words: DraftWords) -> None:
    """A new draft that was on the screen while it came, once it is done.

    Its words are there again where others stand now. Proposals differ in no more than brackets, and
    who is asked about them sees each.
    """
    draft = one.draft
    mended = bool(draft.changed or draft.cut)
    asked = bool(draft.proposed) and not somebody()
    show_post(draft, words, body=draft.writes == "quotes" or mended or asked)
    show_standing(draft, one.path, words)


def show_post(draft: Draft, words: DraftWords, *, body: bool) -> None:
    """What became of a draft: the post, where its words are not on the screen yet, and the rest."""
    _show_changes(draft, words)
    if body:
        say(f"\n{words.stands}\n" if draft.writes == "posts" else "", style="dim")
        say(draft.body)
    if draft.title:
        say("\n" + words.title.format(title=draft.title), style="bold")
    if draft.titles:
        hint(words.others.format(titles="；".join(draft.titles)))
    if draft.tags:
        say(words.tags.format(tags=" ".join(f"#{tag}" for tag in draft.tags)))
    for finding in draft.findings:
        if finding.rule not in OPEN:
            text = "" if finding.text in finding.reason else finding.text
            source = f"（{finding.source}）" if finding.source else ""
            hint("：".join(filter(None, [finding.reason, text])) + source)


def show_standing(draft: Draft, path: Path, words: DraftWords) -> None:
    """The status in words, the label to offer, where the draft is, and what comes next."""
    say(words.status.format(status=draft.status, meaning=words.statuses[draft.status]))
    hint(words.label.format(label=draft.ai_label))
    say(words.saved.format(path=path))
    if draft.proposed:
        hint(words.affirm_next.format(path=typed(path)))
    if draft.slots:
        hint(words.slots_next.format(path=typed(path)))


def show_version(made: Made, old: Draft, words: DraftWords) -> None:
    """What a command made of a draft: the difference, what was not taken, how it stands."""
    from byline.cli.versions import show
    from byline.drafting.difference import compare

    if made.version is None:
        say(words.unchanged)
        show_standing(made.draft, made.path, words)
        return
    show(compare(old.body, made.draft.body), words.kept.format(number=made.version))
    show_post(news(made.draft, old), words, body=False)
    show_standing(made.draft, made.path, words)
    hint(words.kept_next.format(path=typed(made.path)))


def news(draft: Draft, old: Draft) -> Draft:
    """The draft with what was changed and cut since an older state of it, and nothing before."""
    return draft.model_copy(
        update={
            "changed": [one for one in draft.changed if one not in old.changed],
            "cut": [one for one in draft.cut if one not in old.cut],
        }
    )


def somebody() -> bool:
    """Whether there is a person to be asked: at a terminal, and nowhere else."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def typed(path: Path) -> str:
    """A path as it is typed on a command line."""
    name = str(path)
    return name if _PLAIN.fullmatch(name) else shlex.quote(name)


def _show_changes(draft: Draft, words: DraftWords) -> None:
    for one in draft.changed:
        told = words.changed if one.now else words.gone
        hint(told.format(was=one.was, now=one.now, reason=one.reason))
    for one in draft.cut:
        hint(words.cut.format(text=one.text, reason=one.reason))

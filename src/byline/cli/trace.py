"""`byline trace`: each sentence of a draft and what it rests on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from byline.cli.console import JSON

if TYPE_CHECKING:
    from collections.abc import Iterator

    from byline.drafting.document import State
    from byline.drafting.evidence import Evidence
    from byline.drafting.trace import TracedLine
    from byline.drafting.trace_page import Page

DRAFT = typer.Argument(..., metavar="稿子", help="drafts/ 里的 .md 文件 · a draft")
STYLES: dict[State, str] = {
    "carried": "",
    "proposed": "yellow",
    "plain": "dim",
    "slot": "yellow",
    "edited": "yellow",
    "added": "yellow",
}
"""The colour of what is said under a sentence of each state."""


def trace(
    draft: Path = DRAFT,
    folder: Path | None = typer.Option(
        None, "--in", help="工作区，默认稿子所在的 · workspace", show_default=False
    ),
    html: Path | None = typer.Option(
        None, "--html", help="写成一个网页文件 · one HTML file", show_default=False
    ),
    as_json: bool = JSON,
) -> None:
    """每句话靠哪条事实、原话和出处；没有依据的照实说 · what each sentence rests on."""
    from byline import files
    from byline.app.tracing import trace_draft
    from byline.cli.console import hint, print_json, printing, refuse_existing
    from byline.drafting import trace_page

    refuse_existing(html)
    page = trace_draft(draft, folder)
    if html is not None:
        files.replace(html, trace_page.render(page))
        hint(f"写好了：{html}")
    with printing():
        if as_json:
            print_json(page.model_dump(mode="json"))
        elif html is None:
            _print(page)
    if not as_json:
        hint(page.summary)


def _print(page: Page) -> None:
    from byline.cli.console import say

    words = page.words
    say(words.title.format(words=page.trace.title or words.no_title), style="bold")
    say(f"  {words.about_title}", style="dim")
    if page.position:
        say(words.position.format(words=page.position))
    told: set[str] = set()
    for number, paragraph in enumerate(page.trace.paragraphs, start=1):
        say()
        say(paragraph.heading or words.paragraph.format(number=number), style="bold")
        for line in paragraph.lines:
            _print_line(page, line, told)
    _print_lost(page)
    if page.trace.notes:
        say()
    for note in page.trace.notes:
        say(page.note(note), style="dim")
    say()
    say(page.made_by, style="dim")


def _print_lost(page: Page) -> None:
    """What is no longer there: by the person's hand, by the audit."""
    words, trace = page.words, page.trace
    _print_list(words.gone, ((one, "") for one in trace.gone))
    changed = ((f"{one.was} → {one.now or words.went}", one.reason) for one in trace.changed)
    _print_list(words.changed, changed)
    _print_list(words.cut, ((one.text, one.reason) for one in trace.cut))


def _print_list(title: str, lost: Iterator[tuple[str, str]]) -> None:
    from byline.cli.console import say

    for number, (text, reason) in enumerate(lost):
        if not number:
            say()
            say(title, style="bold")
        say(f"  {text}", style="dim")
        if reason:
            say(f"    {reason}", style="dim")


def _print_line(page: Page, line: TracedLine, told: set[str]) -> None:
    from byline.cli.console import say

    words = page.words
    say(f"  {line.text}")
    if remark := words.remarks[line.state]:
        say(f"    {remark}", style=STYLES[line.state])
    if unheard := page.unheard(line):
        say(f"    {words.unheard.format(words=words.names.join(unheard))}", style="yellow")
    if line.was:
        say(f"    {words.was.format(words=line.was)}", style="dim")
    for name in line.facts:
        if name in told:
            say(f"    {name}  {words.again}", style="dim")
            continue
        told.add(name)
        for shown in _fact(page, page.facts[name]):
            say(f"    {shown}", style="dim")


def _fact(page: Page, fact: Evidence) -> Iterator[str]:
    """The quote, then where it is from and what else there is to know."""
    words, trouble = page.words, page.trouble(fact)
    if not fact.quote:
        yield f"{fact.id}  {trouble}"
        return
    yield f"{fact.id}  “{' '.join(fact.quote.split())}”"
    if fact.told:
        yield f"      {words.told_as.format(words=fact.told)}"
    asked = words.asked.format(words=fact.question) if fact.question else ""
    parts = [page.part(one) for one in fact.claims]
    yield "      " + " · ".join(filter(None, [page.source(fact), *parts, asked]))
    if trouble:
        yield f"      {trouble}"

"""`byline trace`: each sentence of a draft and what it rests on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from byline.cli.console import JSON

if TYPE_CHECKING:
    from collections.abc import Iterator

    from byline.drafting.evidence import Claim, Evidence, Side
    from byline.drafting.trace import State, TracedLine, TracedParagraph
    from byline.drafting.trace_page import Page
    from byline.workspace import Workspace

DRAFT = typer.Argument(..., metavar="稿子", help="drafts/ 里的 .md 文件 · a draft")
SHOWN: dict[State, tuple[str, str]] = {
    "carried": ("", ""),
    "nothing": ("没有依据：这句不靠任何事实", "dim"),
    "slot": ("待补：等你的话", "yellow"),
    "edited": ("改过：下面是改之前的依据，改的地方自己核对", "yellow"),
    "added": ("没有依据：这句是后来加的", "yellow"),
}
"""What is said under a sentence of each state, and its colour."""


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
    from byline.cli.console import hint, print_json, printing, refuse_existing
    from byline.drafting import trace_page

    refuse_existing(html)
    page = _page(draft, folder)
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


def _page(draft: Path, folder: Path | None) -> Page:
    from byline.drafting import evidence, stored
    from byline.drafting import trace as tracing
    from byline.drafting.trace_page import Page
    from byline.workspace import Workspace

    held = stored.load(draft)
    workspace = Workspace.find(folder or draft.absolute().parent)
    traced = tracing.trace(held, evidence.notes_behind(held.draft))
    claims = _claims(workspace)
    return Page(
        trace=traced,
        facts=evidence.gather(workspace, traced.facts(), claims),
        notes=evidence.note_titles(held.draft.notes),
        position=next((one.sentence for every in claims.values() for one in every), ""),
    )


def _claims(workspace: Workspace) -> dict[str, list[Claim]]:
    """What each fact is to the chosen position; nothing before a choice."""
    from byline.drafting.evidence import Claim
    from byline.positioning import storage

    positioning = storage.load(workspace.positioning_path)
    choice = positioning.choice if positioning else None
    claims: dict[str, list[Claim]] = {}
    if choice is None:
        return claims
    sides: dict[Side, list[str]] = {"support": choice.support, "against": choice.against}
    for side, facts in sides.items():
        for fact_id in facts:
            claim = Claim(candidate=choice.id, side=side, sentence=choice.sentence)
            claims.setdefault(fact_id, []).append(claim)
    return claims


def _print(page: Page) -> None:
    from byline.cli.console import say

    say(f"标题：{page.trace.title or '（没有）'}", style="bold")
    say("  标题是题目本身，或模型照正文拟的，没有逐条记依据", style="dim")
    if page.position:
        say(f"定位：{page.position}")
    told: set[str] = set()
    for number, paragraph in enumerate(page.trace.paragraphs, start=1):
        say()
        say(paragraph.heading or f"第 {number} 段", style="bold")
        for line in paragraph.lines:
            _print_line(page, line, told)
        _print_notes(page, paragraph)
    for title, lost in (("你删掉的句子", page.trace.gone), ("写的时候拿掉的", page.trace.removed)):
        if lost:
            say()
            say(title, style="bold")
        for words in lost:
            say(f"  {words}", style="dim")


def _print_line(page: Page, line: TracedLine, told: set[str]) -> None:
    from byline.cli.console import say

    remark, style = SHOWN[line.state]
    say(f"  {line.text}")
    if remark:
        say(f"    {remark}", style=style)
    if unheard := page.unheard(line):
        say(f"    依据里没有的数：{'、'.join(unheard)}", style="yellow")
    if line.was:
        say(f"    原来：{line.was}", style="dim")
    for name in line.facts:
        if name in told:
            say(f"    {name}  同上", style="dim")
            continue
        told.add(name)
        for words in _fact(page.facts[name]):
            say(f"    {words}", style="dim")


def _fact(fact: Evidence) -> Iterator[str]:
    """The quote, then where it is from and what else there is to know."""
    if not fact.quote:
        yield f"{fact.id}  {fact.trouble}"
        return
    yield f"{fact.id}  “{' '.join(fact.quote.split())}”"
    if fact.told:
        yield f"      写的时候说：{fact.told}"
    asked = f"问：{fact.question}" if fact.question else ""
    part = [f"{_SIDES[one.side]}定位 {one.candidate}" for one in fact.claims]
    yield "      " + " · ".join(filter(None, [fact.where, *part, asked]))
    if fact.trouble:
        yield f"      {fact.trouble}"


_SIDES: dict[Side, str] = {"support": "支持", "against": "反对"}


def _print_notes(page: Page, paragraph: TracedParagraph) -> None:
    from byline.cli.console import say

    for name in paragraph.notes:
        say(f"  写法  {page.notes.get(name) or '笔记已不在'}（{name}）", style="dim")

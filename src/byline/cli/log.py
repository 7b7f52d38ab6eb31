"""`byline log`: what happened this week, what it adds, and what could be written about it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import typer

from byline.cli.console import FOLDER, JSON, PROVIDER

if TYPE_CHECKING:
    from byline.app.weeklog import Entry, News, WeekLog
    from byline.ledger.events import PostIdea
    from byline.workspace import Workspace

QUESTION = "这周工作上有什么事？一两句就行"


def log(
    text: str = typer.Argument("", metavar="一两句话", help="不写就问你 · what happened"),
    listing: bool = typer.Option(False, "--list", help="以前记的 · earlier entries"),
    no_model: bool = typer.Option(False, "--no-model", help="只记下，事实以后再整理"),
    folder: Path = FOLDER,
    provider: str | None = PROVIDER,
    as_json: bool = JSON,
) -> None:
    """每周记一两句：变成事实，说它给定位添了什么，提一到三个选题 · the week in a line."""
    from byline.app import weeklog
    from byline.cli.console import hint, print_json
    from byline.workspace import Workspace

    workspace = Workspace.find(folder)
    if listing:
        _list(weeklog.entries(workspace), as_json=as_json)
        return
    with workspace.lock():
        journal = workspace.journal()
        if journal.recovered:
            hint(journal.recovered)
        words = _words(text, waiting=bool(weeklog.pending(journal)))
        if words:
            hint(f"记下了（{weeklog.write(journal, words)}）")
        book = weeklog.open_book(workspace, journal)
        news = weeklog.News() if no_model else _read(workspace, book, provider)
        if no_model:
            hint("事实还没整理。有模型时运行 byline log 就会补上")
        if as_json:
            print_json(_told(book, news))
        else:
            _show(news)


def _words(text: str, *, waiting: bool) -> str:
    """What the person has to tell; empty only when earlier entries wait to be read."""
    from byline.errors import InputError
    from byline.text.sentences import clean_input, mend_surrogates

    if not text and sys.stdin.isatty():
        try:
            text = typer.prompt(f"{QUESTION}\n›", default="", show_default=False, prompt_suffix=" ")
        except typer.Abort:
            text = ""
    elif not text:
        text = sys.stdin.buffer.read().decode("utf-8", "surrogateescape")
    words = mend_surrogates(clean_input(text)).strip()
    if not words and not waiting:
        raise InputError("没听到内容", next_step='byline log "这周……"')
    return words


def _read(workspace: Workspace, book: WeekLog, provider: str | None) -> News:
    """Facts, what they do to the position, and posts; without a model all of it waits."""
    from byline.app import weeklog
    from byline.cli.console import hint, open_model, settings_for, show_usage, waiting
    from byline.errors import InputError, ModelError, StorageError

    news = weeklog.News()
    try:
        with open_model(settings_for(workspace, provider)) as session:
            with waiting("正在整理成事实…") as change:

                def step(what: Literal["reading", "considering"], done: int, total: int) -> None:
                    reading = f"正在整理成事实… {done}/{total}"
                    change(reading if what == "reading" else "正在想能写什么…")

                weeklog.read(workspace, book, session, news, step)
            show_usage(session)
    except (ModelError, InputError, StorageError) as error:
        hint(f"{error}\n话已经记下，没整理完的下次运行 byline log 会补上")
    return news


def _show(news: News) -> None:
    from byline.cli import facts as listing
    from byline.cli.console import hint, say

    if not news.facts:
        return
    listing.show(news.facts)
    for line in _sentences(news):
        say(line)
    closed = [fact.id for fact in news.facts if fact.consent == "private"]
    if closed:
        hint(f"{'、'.join(closed)} 先不公开；可以公开就 byline facts --public {closed[0]}")
    for number, idea in enumerate(news.posts, start=1):
        _show_idea(number, idea)
    if news.refresh:
        hint(f"{news.refresh}，可以重想一次：byline position --again")


def _sentences(news: News) -> list[str]:
    """What the facts do to the position, a sentence a candidate."""
    lines: list[str] = []
    for candidate in dict.fromkeys(bearing.candidate for bearing in news.bearings):
        ours = [bearing for bearing in news.bearings if bearing.candidate == candidate]
        told: list[str] = []
        if supports := [bearing.fact for bearing in ours if bearing.side == "supports"]:
            told.append(f"{'、'.join(supports)} 给它添了证据")
        told += [
            f"{bearing.fact} 和撑着它的 {bearing.because} 数字不一样"
            if bearing.because
            else f"{bearing.fact} 是给它泼冷水的"
            for bearing in ours
            if bearing.side == "contradicts"
        ]
        lines.append(f"定位 {candidate}：{'；'.join(told)}。")
    return lines or (["这次的事和现在的定位还没连上。"] if news.compared else [])


def _show_idea(number: int, idea: PostIdea) -> None:
    from byline.cli.console import say
    from byline.positioning.models import BUILDS

    say(f"可以写 {number}：{idea.question}", style="bold")
    say(f"  靠 {'、'.join(idea.facts)}，主要让你{BUILDS[idea.builds]}", style="dim")


def _list(entries: Sequence[Entry], *, as_json: bool) -> None:
    from byline.cli.console import hint, print_json, say

    if as_json:
        print_json([_row(entry) for entry in entries])
        return
    for entry in entries:
        came = f"事实 {'、'.join(entry.facts)}" if entry.facts else "没有事实"
        say(f"\n{entry.at[:10]} {entry.log_id}  {came if entry.read else '还没整理'}", style="dim")
        say(entry.text)
        for number, idea in enumerate(entry.posts, start=1):
            _show_idea(number, idea)
    if not entries:
        say("还没有记过。")
        hint('接下来：byline log "这周……"')


def _row(entry: Entry) -> dict[str, object]:
    from dataclasses import asdict

    return {**asdict(entry), "posts": [idea.model_dump(mode="json") for idea in entry.posts]}


def _told(book: WeekLog, news: News) -> dict[str, object]:
    """The run as data."""
    from dataclasses import asdict

    return {
        "pending": book.pending(),
        "facts": [fact.model_dump(mode="json") for fact in news.facts],
        "bearings": [asdict(bearing) for bearing in news.bearings],
        "posts": [idea.model_dump(mode="json") for idea in news.posts],
        "refresh": news.refresh,
    }

"""`byline knowledge list | show | add | remove | check | index`: the notes themselves."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from byline.cli.console import JSON

if TYPE_CHECKING:
    from byline.knowledge.notes import Note
    from byline.settings import Settings


def list_notes(
    stage: str | None = typer.Option(None, "--stage", help="只看用在这一步的"),
    section: int | None = typer.Option(None, "--section", min=0, max=15, help="只看方法的这一节"),
    as_json: bool = JSON,
) -> None:
    """都有哪些笔记 · which notes there are."""
    from byline.app.shelves import everything
    from byline.cli.console import hint, print_json, stdout
    from byline.cli.knowledge.searching import one_of
    from byline.knowledge.notes import Stage

    one_of("--stage", stage, Stage)
    notes = [
        note
        for note in everything(_settings())
        if (stage is None or stage in note.stage) and (section is None or section in note.sections)
    ]
    if as_json:
        print_json([_summary(note) for note in notes])
        return
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for heading in ("id", "说什么", "节", "可信"):
        table.add_column(heading)
    for note in notes:
        sections = "、".join(map(str, note.sections))
        table.add_row(escape(note.id), escape(note.title), sections, note.confidence)
    stdout().print(table)
    hint(f"{len(notes)} 条；byline knowledge show {notes[0].id if notes else 'ID'} 看全文")


def show(
    note_id: str = typer.Argument(..., metavar="ID", help="笔记的 id，例如 craft/opening"),
    as_json: bool = JSON,
) -> None:
    """一条笔记的全文、出处和可信程度 · one note, with its source."""
    from byline.app.shelves import find
    from byline.cli.console import print_json, say

    note = find(_settings(), note_id)
    if as_json:
        print_json(note.model_dump(mode="json"))
        return
    say(note.title, style="bold")
    sections = "、".join(map(str, note.sections)) or "无"
    say(f"{note.id} · 第 {sections} 节 · 出处 {note.source} · 可信 {note.confidence}", style="dim")
    say(note.text)
    for claim in note.claims:
        say(f"“{claim.says}”：{claim.source}（{claim.date}，{claim.confidence}）", style="dim")
    if note.asks:
        say("\n人们会这样问：", style="dim")
    for ask in note.asks:
        say(f"  {ask}")


def add(
    folder: Path = typer.Argument(..., help="放着 .md 笔记的文件夹"),
    name: str | None = typer.Option(None, "--name", help="叫它什么，默认是文件夹的名字"),
    replace: bool = typer.Option(False, "--replace", help="换掉同名的旧笔记"),
) -> None:
    """把你自己的方法笔记加进来，单独放着，随时能去掉 · add notes of your own."""
    from byline.app import shelves
    from byline.cli.console import hint, say

    called, count = shelves.add(_settings(), folder, name, replace=replace)
    say(f"加了 {count} 条：{called}")
    hint("下次 byline knowledge search 会一起找；原来的文件夹没动，改了要再加一次")


def remove(name: str = typer.Argument(..., help="add 时的名字")) -> None:
    """去掉你加过的一组笔记（原来的文件夹不动） · remove notes you added."""
    from byline.app import shelves
    from byline.cli.console import say

    shelves.remove(_settings(), name)
    say(f"去掉了 {name}")


def check(
    folder: Path | None = typer.Argument(None, help="要检查的文件夹，默认是现在用着的笔记"),
    as_json: bool = JSON,
) -> None:
    """笔记写得对不对，一个文件一个文件地看；有错退出码 1 · validate notes."""
    from byline.app import shelves
    from byline.cli.console import print_json, say

    good, problems = shelves.check(_settings(), folder)
    if as_json:
        print_json({"good": good, "problems": problems})
    else:
        for problem in problems:
            say(problem, style="red")
        say(f"{good} 条没问题，{len(problems)} 条有错")
    if problems or not good:
        raise typer.Exit(1)


def index(
    rebuild: bool = typer.Option(False, "--rebuild", help="扔掉旧索引，从头建"),
    as_json: bool = JSON,
) -> None:
    """把索引建好，并说它好不好 · build the index, and say how it is."""
    from dataclasses import asdict

    from byline.app import shelves
    from byline.cli.console import print_json, say, waiting

    with waiting("正在打开索引…") as change:

        def building(what: str, done: int, total: int) -> None:
            change(f"{what} {done}/{total}" if total else what)

        made = shelves.index(_settings(), building, rebuild=rebuild)
    if as_json:
        print_json({**asdict(made), "folder": str(made.folder) if made.folder else None})
        return
    where = made.folder or "临时文件夹（缓存不能写，用完就丢）"
    say(
        f"{made.notes} 条笔记，{made.vectors} 个向量（新算 {made.embedded} 个），"
        f"{made.seconds} 秒，放在 {where}"
    )


def _settings() -> Settings:
    from byline.cli.console import settings_for

    return settings_for(None, None)


def _summary(note: Note) -> dict[str, object]:
    fields = ("id", "title", "sections", "stage", "kind", "source", "confidence")
    return {field: getattr(note, field) for field in fields}

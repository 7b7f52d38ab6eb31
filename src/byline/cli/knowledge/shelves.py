"""`byline knowledge list | show | add | remove | check | index`: the notes themselves."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from byline.cli.console import JSON

if TYPE_CHECKING:
    from byline.knowledge.notes import Note, Shelf
    from byline.settings import Settings

_NAME = re.compile(r"\w[\w.-]*")
_RENAME = "加上 --name 另取一个"
_CHECKED = "自己的"
"""What a folder that is only looked at is called."""
_LONGEST = 60


def list_notes(
    stage: str | None = typer.Option(None, "--stage", help="只看用在这一步的"),
    section: int | None = typer.Option(None, "--section", min=0, max=15, help="只看方法的这一节"),
    as_json: bool = JSON,
) -> None:
    """都有哪些笔记 · which notes there are."""
    from byline.cli.console import hint, print_json, stdout
    from byline.cli.knowledge.searching import one_of
    from byline.knowledge.notes import Stage

    one_of("--stage", stage, Stage)
    notes = [
        note
        for note in _everything()
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
    from byline.cli.console import print_json, say
    from byline.knowledge.notes import find_note

    note = find_note(_shelves(), note_id)
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
    from byline.cli.console import hint, say
    from byline.errors import InputError, StorageError
    from byline.knowledge.notes import Shelf

    called = name or folder.resolve().name
    _check_name(called)
    if not folder.is_dir():
        raise InputError("没有这个文件夹", value=str(folder))
    notes = Shelf(folder.resolve(), called).read()
    kept = _own_folder() / called
    if kept.exists() and not replace:
        raise InputError(
            "已经有叫这个名字的笔记了",
            value=called,
            next_step=f"加上 --replace 换掉，或 byline knowledge remove {called}",
        )
    try:
        _copy(folder.resolve(), kept)
    except OSError as error:
        raise StorageError(
            f"没能抄一份（{error.strerror}）", value=str(kept), next_step="检查磁盘空间和权限"
        ) from error
    say(f"加了 {len(notes)} 条：{called}")
    hint("下次 byline knowledge search 会一起找；原来的文件夹没动，改了要再加一次")


def remove(name: str = typer.Argument(..., help="add 时的名字")) -> None:
    """去掉你加过的一组笔记（原来的文件夹不动） · remove notes you added."""
    from byline.cli.console import say
    from byline.errors import InputError

    folder = _own_folder()
    there = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    if name not in there:
        raise InputError(f"没有加过这组笔记，加过的有：{'、'.join(there) or '没有'}", value=name)
    shutil.rmtree(folder / name)
    say(f"去掉了 {name}")


def check(
    folder: Path | None = typer.Argument(None, help="要检查的文件夹，默认是现在用着的笔记"),
    as_json: bool = JSON,
) -> None:
    """笔记写得对不对，一个文件一个文件地看；有错退出码 1 · validate notes."""
    from byline.cli.console import print_json, say
    from byline.errors import InputError, KnowledgeError
    from byline.knowledge.notes import Shelf

    if folder is not None and not folder.is_dir():
        raise InputError("没有这个文件夹", value=str(folder))
    shelves = [Shelf(folder.resolve(), _CHECKED)] if folder else _shelves()
    good, problems = 0, list[str]()
    for shelf in shelves:
        for path in shelf.paths:
            try:
                shelf.read_file(path)
                good += 1
            except KnowledgeError as error:
                problems.append(error.what)
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
    import time

    from byline.cli.console import print_json, say, waiting
    from byline.knowledge.generations import Generations
    from byline.knowledge.retriever import open_notes

    settings = _settings()
    folder = settings.cache_dir / "index"
    if rebuild:
        Generations(folder).disown()
    started = time.monotonic()
    embedded = 0
    with waiting("正在打开索引…") as change:

        def building(what: str, done: int, total: int) -> None:
            nonlocal embedded
            embedded = max(embedded, done)
            change(f"{what} {done}/{total}" if total else what)

        with open_notes(settings, building) as search:
            told = {
                "notes": len(_everything()),
                "vectors": len(search.index),
                "embedded": embedded,
                "seconds": round(time.monotonic() - started, 2),
                "folder": str(folder) if search.index.persistent else None,
            }
    if as_json:
        print_json(told)
        return
    where = told["folder"] or "临时文件夹（缓存不能写，用完就丢）"
    say(
        f"{told['notes']} 条笔记，{told['vectors']} 个向量（新算 {embedded} 个），"
        f"{told['seconds']} 秒，放在 {where}"
    )


def _settings() -> Settings:
    from byline.cli.console import settings_for

    return settings_for(None, None)


def _own_folder() -> Path:
    return _settings().config_dir / "knowledge"


def _shelves() -> list[Shelf]:
    from byline.knowledge.retriever import note_shelves

    return note_shelves(_settings().config_dir)


def _everything() -> list[Note]:
    return [note for shelf in _shelves() for note in shelf.read()]


def _summary(note: Note) -> dict[str, object]:
    fields = ("id", "title", "sections", "stage", "kind", "source", "confidence")
    return {field: getattr(note, field) for field in fields}


def _check_name(name: str) -> None:
    from byline.errors import InputError
    from byline.shipped import shipped

    if not _NAME.fullmatch(name) or len(name) > _LONGEST:
        raise InputError(
            f"名字里只能有字、数字、-、_ 和 .，最多 {_LONGEST} 个字", value=name, next_step=_RENAME
        )
    if (shipped("knowledge") / name).exists():
        raise InputError("这是 byline 自带笔记用的名字", value=name, next_step=_RENAME)


def _copy(source: Path, kept: Path) -> None:
    """Copy the .md files beside the place they are for, then rename: never half a folder."""
    fresh = kept.with_name(f".{kept.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    for path in sorted(source.rglob("*.md")):
        goal = fresh / path.relative_to(source)
        goal.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, goal)
    if kept.exists():
        shutil.rmtree(kept)
    fresh.rename(kept)

"""`byline knowledge`: find, read and add methodology notes.

- searching.py: search
- shelves.py: list, show, add, remove, check, index
"""

from __future__ import annotations

import typer

from byline.cli.knowledge import searching, shelves

app = typer.Typer(
    help="方法笔记：为什么这么问、这么写 · the methodology notes",
    epilog="例：byline knowledge search 没粉丝谁看我啊",
    no_args_is_help=True,
)
app.command(
    name="search",
    epilog="例：byline knowledge search 没粉丝谁看我啊 --why；"
    "byline knowledge search --queries 问题.txt > 结果.jsonl",
)(searching.search)
app.command(name="list", epilog="例：byline knowledge list --stage drafting")(shelves.list_notes)
app.command(name="show", epilog="例：byline knowledge show craft/opening")(shelves.show)
app.command(name="add", epilog="例：byline knowledge add ~/我的方法 --name 我的方法")(shelves.add)
app.command(name="remove", epilog="例：byline knowledge remove 我的方法")(shelves.remove)
app.command(name="check", epilog="例：byline knowledge check ~/我的方法")(shelves.check)
app.command(name="index", epilog="例：byline knowledge index --rebuild")(shelves.index)

"""`byline topics`: what to write, for whom, and when.

- proposing.py: topics from position, facts and notes
- listing.py: the list
- deciding.py: accept, drop, done, move
- planning.py: four weeks that fit the hours
- exporting.py: the plan as a calendar or as Markdown
"""

from __future__ import annotations

import typer

from byline.cli.topics import deciding, exporting, listing, planning, proposing

app = typer.Typer(
    invoke_without_command=True,
    epilog="例：byline topics；byline topics accept 1 3；byline topics plan；"
    "byline topics export --ics 排期.ics",
)
app.callback()(proposing.topics)
app.command(name="list", epilog="例：byline topics list --dropped")(listing.listing)
app.command(name="accept", epilog="例：byline topics accept 1 3 4")(deciding.accept)
app.command(name="drop", epilog="例：byline topics drop 2 --reason 客户不让说")(deciding.drop)
app.command(name="done", epilog="例：byline topics done 1")(deciding.done)
app.command(name="move", epilog="例：byline topics move 5 --to 1")(deciding.move)
app.command(name="plan", epilog="例：byline topics plan；byline topics plan --hours 4")(
    planning.plan
)
app.command(name="export", epilog="例：byline topics export --ics 排期.ics --md 排期.md")(
    exporting.export
)

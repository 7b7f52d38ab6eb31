"""`byline facts`: what byline holds to be said, with the words that prove it.

- listing.py: the list and its filters, and what may be told
- showing.py: one fact with the passage it was said in
- changing.py: edit, supersede, merge
- anonymising.py: the wording under which a fact may be told
"""

from __future__ import annotations

import re
from typing import Any

import typer
from typer.core import TyperGroup

from byline.cli.facts import changing, listing, showing

_ID = re.compile(r"f\d+", re.IGNORECASE)
show = listing.show


class _Facts(TyperGroup):
    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """`byline facts f003` is what everybody types first."""
        named = _ID.fullmatch(args[0]) is not None
        return super().resolve_command(ctx, ["show", *args] if named else args)


app = typer.Typer(
    cls=_Facts,
    invoke_without_command=True,
    epilog="例：byline facts；byline facts f003；byline facts --search 310万；"
    "byline facts --public f003 --public f007",
)
app.callback()(listing.facts)
app.command(name="show", epilog="例：byline facts show f003，或 byline facts f003")(showing.show)
app.command(name="edit", epilog="例：byline facts edit f003 管了八年仓库")(changing.edit)
app.command(name="supersede", epilog="例：byline facts supersede f003 f019（f019 是新的）")(
    changing.supersede
)
app.command(name="merge", epilog="例：byline facts merge；byline facts merge --json")(
    changing.merge
)

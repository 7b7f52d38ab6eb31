"""A body as blocks of runs, read once for every kind of copy.

Owns: what of Markdown counts in a post. Promise: no character a reader sees is lost: what cannot
be shown where posts are pasted (links, pictures, raw HTML) stays as text, and a line break the
person typed stays one. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Literal

from byline.drafting.brackets import places

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

Kind = Literal["heading", "subheading", "paragraph", "quote", "item", "code", "rule"]
Emphasis = Literal["", "strong", "em", "code", "slot"]
RULE = "———"
_OFF = (
    # A post is prose: four blanks are no program, --- under a line makes no heading of it.
    *("code", "lheading", "reference"),
    # What looks like HTML is what the person typed.
    *("html_block", "html_inline", "entity", "autolink"),
)


@dataclass(frozen=True)
class Run:
    """Words of one look; a newline in them is a line break."""

    text: str
    look: Emphasis = ""


@dataclass(frozen=True)
class Block:
    """A heading, a paragraph, or one line of a list."""

    kind: Kind
    runs: list[Run]
    marker: str = ""
    """What stands before a list's line: "1. " or "· "."""

    @property
    def text(self) -> str:
        """The words with their marker."""
        return self.marker + "".join(run.text for run in self.runs)


@dataclass
class _List:
    ordered: bool
    number: int = 1


@dataclass
class _Place:
    """Where in the document the reading is."""

    lists: list[_List] = field(default_factory=list[_List])
    quotes: int = 0
    heading: Kind | None = None
    marker: str = ""


def blocks(body: str, *, markup: bool) -> list[Block]:
    """Read a body; without markup each paragraph is only its words."""
    if markup:
        return list(_read(_parser().parse(body)))
    found = re.split(r"\n[ \t]*\n+", body.strip())
    return [Block("paragraph", _slots([Run(text)])) for text in found if text.strip()]


def plain(found: Iterable[Block]) -> str:
    """The words alone: a blank line between blocks, none between the lines of a list."""
    text = ""
    before: Block | None = None
    for block in found:
        listed = before is not None and before.kind == block.kind == "item"
        text += ("\n" if listed else "\n\n") * (before is not None) + block.text
        before = block
    return text


def _read(tokens: Iterable[Token]) -> Iterator[Block]:
    place = _Place()
    for token in tokens:
        left_empty = token.type == "list_item_close" and place.marker
        if (token.type == "inline" and token.content) or left_empty:
            yield Block(_kind(place), _slots(_runs(token.children or [])), place.marker)
            # A second paragraph of the same line of a list has no marker of its own.
            place.marker = ""
        elif token.type == "fence":
            yield Block("code", [Run(token.content.rstrip("\n"))])
        elif token.type == "hr":
            yield Block("rule", [Run(RULE)])
        else:
            _step(place, token)


def _kind(place: _Place) -> Kind:
    if place.heading:
        return place.heading
    return "item" if place.lists else "quote" if place.quotes else "paragraph"


def _step(place: _Place, token: Token) -> None:
    """Follow an opening or closing token."""
    match token.type:
        case "heading_open":
            place.heading = "heading" if token.tag in {"h1", "h2"} else "subheading"
        case "heading_close":
            place.heading = None
        case "blockquote_open" | "blockquote_close":
            place.quotes += token.nesting
        case "bullet_list_open":
            place.lists.append(_List(ordered=False))
        case "ordered_list_open":
            place.lists.append(_List(ordered=True, number=int(token.attrGet("start") or 1)))
        case "bullet_list_close" | "ordered_list_close":
            place.lists.pop()
        case "list_item_open":
            here = place.lists[-1]
            place.marker = place.marker or "　" * (len(place.lists) - 1)
            place.marker += f"{here.number}. " if here.ordered else "· "
            here.number += 1
        case _:
            pass


def _runs(children: Iterable[Token]) -> Iterator[Run]:
    looks: list[Emphasis] = []
    link: str | None = None
    shown = ""
    for token in children:
        text = token.content
        match token.type:
            case "strong_open" | "em_open":
                looks.append("strong" if token.tag == "strong" else "em")
                continue
            case "strong_close" | "em_close":
                looks.pop()
                continue
            case "link_open":
                link, shown = str(token.attrGet("href") or ""), ""
                continue
            case "link_close":
                text = f"（{link}）" if link and link != shown else ""
                link = None
            case "softbreak" | "hardbreak":
                text = "\n"
            case "image":
                text = f"［图：{token.content or token.attrGet('src')}］"
            case _:
                shown += text
        if text:
            yield Run(text, "code" if token.type == "code_inline" else looks[-1] if looks else "")


def _slots(runs: Iterable[Run]) -> list[Run]:
    """Open places get a look of their own, so that nobody publishes one unseen."""
    found: list[Run] = []
    for run in runs:
        start = 0
        for slot in places(run.text):
            found += [Run(run.text[start : slot.start], run.look), Run(slot.text, "slot")]
            start = slot.end
        found.append(Run(run.text[start:], run.look))
    return [run for run in found if run.text]


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).disable(list(_OFF))

"""Saved web pages: the article, without menus, scripts and what the page hides.

Owns: finding the article and its paragraphs. Promise: nothing is fetched; text that a reader of the
page would not see is left out.

lxml and not trafilatura or readability: python-docx brings it anyway, and a person's own saved page
needs no guess about which of a thousand layouts it has: where articles are is data (rules.toml).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from typing import Any, cast

from byline.errors import InputError
from byline.materials import plain
from byline.materials.rendering import Pieces, numbered
from byline.materials.rules import rules

_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w-]{2,20})", re.IGNORECASE)
_ALIASES = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs"}
"""What pages say and what browsers read it as (encoding.spec.whatwg.org)."""
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_CELL, _BREAK = "\t", "\n"


def read(data: bytes) -> Pieces:
    """Read a saved page; InputError when there is no text on it."""
    paragraphs = article(_decoded(data))
    if not paragraphs:
        raise InputError("网页里没有文字；可能只存下了外壳，打开网页等它显示完再另存一次")
    return Pieces("paragraph", numbered(paragraphs), [])


def article(source: str) -> list[str]:
    """The paragraphs of a page's article, its title first."""
    root = _parsed(source)
    if root is None:
        return []
    for path in rules().page.article:
        for found in cast("list[Any]", root.xpath(path)):
            paragraphs = list(_paragraphs(found))
            if sum(map(len, paragraphs)) >= rules().page.least:
                return _titled(root, paragraphs)
    return list(_paragraphs(root))


def looks_like_html(text: str) -> bool:
    """Whether a text from an export is markup."""
    return re.search(r"</(?:p|div|span|a|li|h\d|section)>|<br\s*/?>", text) is not None


def _decoded(data: bytes) -> str:
    said = _CHARSET.search(data[:4096])
    name = said[1].decode("ascii").lower() if said else ""
    if name and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode(_ALIASES.get(name, name))
        except (UnicodeDecodeError, LookupError):
            pass  # Pages say one thing and are another; then the bytes decide.
    return plain.decoded(data)[0]


def _parsed(source: str) -> Any:
    etree, html = _lxml()
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        return html.document_fromstring(source.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError):
        return None


def _lxml() -> tuple[Any, Any]:
    """lxml.etree and lxml.html, which have no types; loaded by the commands that read pages."""
    return import_module("lxml.etree"), import_module("lxml.html")


def _titled(root: Any, paragraphs: list[str]) -> list[str]:
    for path in rules().page.title:
        for found in cast("list[Any]", root.xpath(path)):
            title = " ".join("".join(found.itertext()).split())
            if title:
                return paragraphs if title in paragraphs[:2] else [title, *paragraphs]
    return paragraphs


def _paragraphs(node: Any) -> Iterator[str]:
    """Cut the text under a node where a browser would start a new line."""
    line = ""
    for piece in _pieces(node):
        if piece != _BREAK:
            line += piece
            continue
        if line.strip():
            yield _tidy(line)
        line = ""
    if line.strip():
        yield _tidy(line)


def _pieces(top: Any) -> Iterator[str]:
    """Texts, cell marks and breaks in reading order; no recursion, for pages nest without end."""
    etree, _ = _lxml()
    events = etree.iterwalk(top, events=("start", "end"))
    for event, node in events:
        name = str(node.tag).lower()
        block = name not in rules().page.inline
        if event == "start":
            if node is not top and _unseen(node, name):
                events.skip_subtree()
                continue
            yield from _opening(node, name, block=block)
        else:
            if name in ("td", "th"):
                yield _CELL
            elif block:
                yield _BREAK
            if node is not top and node.tail:
                yield _flowing(node.tail)


def _opening(node: Any, name: str, *, block: bool) -> Iterator[str]:
    if block and name not in ("td", "th"):
        yield _BREAK
    if node.text and not _unseen(node, name):
        yield _flowing(node.text)


def _unseen(node: Any, name: str) -> bool:
    # 公众号 pages are saved with visibility:hidden on the article: only display:none hides.
    hidden = "hidden" in node.attrib or _HIDDEN.search(node.get("style") or "") is not None
    return name in rules().page.dropped or hidden


def _flowing(text: str) -> str:
    """HTML's white space is one blank; a no-break space is kept until the line is tidied."""
    return re.sub(r"[ \t\r\n\f]+", " ", text)


def _tidy(line: str) -> str:
    cells = (" ".join(cell.split()) for cell in line.split(_CELL))
    return _CELL.join(cell for cell in cells if cell)

"""docx: paragraphs in the order they are read, tables and text boxes included.

Owns: walking a Word document. Promise: text that was deleted under tracked changes, and the second
copy Word keeps of every text box, are left out.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from importlib import import_module
from io import BytesIO
from typing import Any

from byline.errors import InputError
from byline.materials.rendering import Pieces, numbered
from byline.materials.rules import rules

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BREAKS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}


def read(data: bytes) -> Pieces:
    """Read a docx; InputError when it is damaged or is a bomb."""
    _refuse_bombs(data)
    import docx
    from docx.opc.exceptions import OpcError

    # lxml has no types.
    broken: type[Exception] = import_module("lxml.etree").LxmlError
    opened: Any = docx.Document
    try:
        body = opened(BytesIO(data)).element.body
        texts = list(_texts(body))
    except (OpcError, broken, *_DAMAGED) as error:
        raise InputError("不是 Word 文档，或者坏了，打不开") from error
    return Pieces("paragraph", numbered(texts), [])


# ValueError, KeyError: a zip that holds something else than a Word document. zlib does not wrap its
# own error, and an unknown compression is not implemented.
_DAMAGED = (ValueError, KeyError, zipfile.BadZipFile, zlib.error, NotImplementedError, OSError)


def _refuse_bombs(data: bytes) -> None:
    """Refuse before unpacking: zipfile never reads more of a file than its header announces."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise InputError("docx 坏了，打不开") from error
    size = sum(entry.file_size for entry in entries)
    limit = rules().most("unpacked", "word")
    if size > limit.most:
        raise InputError(f"解开来有 {size:,} 字节，最多 {limit.most:,}：{limit.reason}")
    limit = rules().most("ratio", "word")
    worst = max((entry.file_size // max(entry.compress_size, 1) for entry in entries), default=0)
    # Small files shrink a lot for innocent reasons: a page of blanks.
    if worst > limit.most and size > 10_000_000:
        raise InputError(f"里面有文件压缩了 {worst} 倍，最多 {limit.most} 倍：{limit.reason}")


def _texts(node: Any) -> Iterator[str]:
    """Paragraphs below a node; a row of single-paragraph cells is one."""
    for child in node:
        if child.tag == f"{_W}p":
            yield _own_text(child)
            yield from _boxes(child)
        elif child.tag == f"{_W}tr":
            yield from _row(child)
        elif child.tag != _FALLBACK:
            yield from _texts(child)


def _row(row: Any) -> Iterator[str]:
    cells = [
        [text for text in _texts(cell) if text.strip()] for cell in row.iterchildren(f"{_W}tc")
    ]
    # 2019-2024 | 某公司 | 主管: the cells of such a row say one thing together.
    if all(len(cell) <= 1 for cell in cells):
        yield "\t".join(cell[0].strip() for cell in cells if cell)
    else:
        for cell in cells:
            yield from cell


def _own_text(paragraph: Any) -> str:
    return "".join(_runs(paragraph))


def _runs(node: Any) -> Iterator[str]:
    for child in node:
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag in _BREAKS:
            yield _BREAKS[child.tag]
        elif child.tag not in (f"{_W}txbxContent", f"{_W}pPr", f"{_W}del", _FALLBACK):
            yield from _runs(child)


def _boxes(paragraph: Any) -> Iterator[str]:
    """Text boxes that hang on a paragraph: many a CV is made of them."""
    for box in paragraph.iter(f"{_W}txbxContent"):
        above = [parent.tag for parent in box.iterancestors()]
        inside = above[: above.index(f"{_W}p")] if f"{_W}p" in above else above
        if _FALLBACK not in above and f"{_W}txbxContent" not in inside:
            yield from _texts(box)
